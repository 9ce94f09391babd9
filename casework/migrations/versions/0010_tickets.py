"""Call-back tickets, the elderly before others of their urgency in the queue, and how agents are called."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("closed_at IS NULL")
_WAITING = sa.text("state = 'waiting'")
_QUEUE = "ix_handoffs_queue"
_NUMBERED = """
UPDATE staff SET number = (
    SELECT count(*) FROM staff AS other
    WHERE other.created_at < staff.created_at
       OR (other.created_at = staff.created_at AND other.id <= staff.id)
)
"""


def upgrade() -> None:
    _tickets()
    op.add_column("handoffs", sa.Column("elder", sa.Boolean(), nullable=False, server_default=sa.false()))
    _queue(["urgency", "elder", "waiting_since", "id"])
    op.add_column("staff", sa.Column("public_name", sa.String(64)))
    op.add_column("staff", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.execute(_NUMBERED)
    op.create_index("ix_staff_number", "staff", ["number"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_staff_number", "staff")
    op.drop_column("staff", "number")
    op.drop_column("staff", "public_name")
    _queue(["urgency", "waiting_since", "id"])
    op.drop_column("handoffs", "elder")
    op.drop_table("tickets")


def _queue(columns: list[str]) -> None:
    op.drop_index(_QUEUE, "handoffs")
    op.create_index(_QUEUE, "handoffs", columns, sqlite_where=_WAITING, postgresql_where=_WAITING)


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("handoff_id", BIG, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("contact", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("shown", sa.String(64)),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True)),
        sa.Column("called_by", sa.String(32)),
        sa.Column("again_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(16)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_tickets_conversation_id_conversations"
        ),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoffs.id"], name="fk_tickets_handoff_id_handoffs"),
        sa.UniqueConstraint("handoff_id", name="uq_tickets_handoff_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tickets_conversation_id", "tickets", ["conversation_id"])
    op.create_index("ix_tickets_fingerprint", "tickets", ["fingerprint"])
    op.create_index("ix_tickets_closed_at", "tickets", ["closed_at"])
    op.create_index(
        "ix_tickets_open", "tickets", ["opened_at", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
