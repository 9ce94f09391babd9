"""Which form or client already filed which complaint."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "complaint_filings"


def upgrade() -> None:
    complaint = sa.ForeignKey("complaints.id", name="fk_complaint_filings_complaint_id", ondelete="CASCADE")
    op.create_table(
        _TABLE,
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("complaint_id", BIG, complaint, nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_complaint_filings"),
    )
    op.create_index("ix_complaint_filings_at", _TABLE, ["at"])


def downgrade() -> None:
    op.drop_table(_TABLE)
