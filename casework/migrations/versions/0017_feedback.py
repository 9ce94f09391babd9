"""What customers say of an answer."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "feedback"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("message_id", BIG),
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64)),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16)),
        sa.Column("script", sa.String(16)),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_feedback_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_feedback_message_id"),
        sa.UniqueConstraint("message_id", name="uq_feedback_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_conversation_id", TABLE, ["conversation_id"])
    op.create_index("ix_feedback_given_at_entry", TABLE, ["given_at", "entry"])


def downgrade() -> None:
    op.drop_table(TABLE)
