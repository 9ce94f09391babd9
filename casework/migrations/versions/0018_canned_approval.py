"""Everybody's ready replies need a second person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ("approved_by", "approved_at", "replaces_id")


def upgrade() -> None:
    op.add_column("canned", sa.Column("approved_by", sa.String(32), nullable=True))
    op.add_column("canned", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("canned", sa.Column("replaces_id", BIG, nullable=True))
    # Those made before go on being used; nobody's name stands for it.
    op.execute("UPDATE canned SET approved_at = updated_at WHERE owner_id IS NULL")


def downgrade() -> None:
    with op.batch_alter_table("canned") as table:
        for name in COLUMNS:
            table.drop_column(name)
