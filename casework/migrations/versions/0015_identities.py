"""What a directory outside calls the accounts of staff."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "staff_identities"


def upgrade() -> None:
    staff = sa.ForeignKey("staff.id", name="fk_staff_identities_staff_id")
    op.create_table(
        TABLE,
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("staff_id", sa.String(32), staff, nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_staff_identities"),
    )
    op.create_index("ix_staff_identities_staff_id_issuer", TABLE, ["staff_id", "issuer"], unique=True)


def downgrade() -> None:
    op.drop_table(TABLE)
