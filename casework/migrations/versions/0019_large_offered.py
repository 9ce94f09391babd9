"""Large text is offered once in a conversation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    no = sa.Boolean()
    op.add_column("conversations", sa.Column("large_offered", no, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("conversations", "large_offered")
