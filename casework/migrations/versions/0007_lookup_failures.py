"""Failed look-ups of complaints; the names of filings that were joined to an older complaint go."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "lookup_failures"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("receipt_hash", sa.String(64), nullable=False),
        sa.Column("who_hash", sa.String(64), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lookup_failures"),
    )
    op.create_index("ix_lookup_failures_receipt_hash_failed_at", _TABLE, ["receipt_hash", "failed_at"])
    op.create_index("ix_lookup_failures_who_hash_failed_at", _TABLE, ["who_hash", "failed_at"])
    op.create_index("ix_lookup_failures_failed_at", _TABLE, ["failed_at"])
    # They would tell whoever sends the same form again that there was an older complaint.
    op.execute("DELETE FROM complaint_filings WHERE joined")


def downgrade() -> None:
    op.drop_table(_TABLE)
