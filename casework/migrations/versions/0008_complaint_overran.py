"""Whether a complaint ever ran over its days: nothing that starts its count anew takes that back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "complaints"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("overran", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Of those before, the ones decided late are known; the next event of any other finds it out.
    op.execute("UPDATE complaints SET overran = true WHERE NOT on_time")


def downgrade() -> None:
    op.drop_column(_TABLE, "overran")
