"""Ready replies made at the desk, how often replies are used, and how far staff have read."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.String(32)
SLUG = sa.String(64)
TIME = sa.DateTime(timezone=True)


def must(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def points_to(table: str, target: str, column: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}")


def canned() -> None:
    op.create_table(
        "canned",
        must("id", BIG),
        may("owner_id", ID, points_to("canned", "staff.id", "owner_id")),
        must("title", SLUG),
        must("text", sa.Text()),
        must("tags", sa.String(128)),
        must("author_id", ID),
        must("version", sa.Integer()),
        must("created_at", TIME),
        must("updated_at", TIME),
        may("retired_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_canned"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_canned_owner_id", "canned", ["owner_id"])
    op.create_table(
        "canned_uses",
        must("staff_id", ID, points_to("canned_uses", "staff.id", "staff_id")),
        must("key", SLUG),
        must("uses", sa.Integer()),
        must("used_at", TIME),
        sa.PrimaryKeyConstraint("staff_id", "key", name="pk_canned_uses"),
    )
    op.create_index("ix_canned_uses_key", "canned_uses", ["key"])


def reads() -> None:
    op.create_table(
        "reads",
        must("staff_id", ID, points_to("reads", "staff.id", "staff_id")),
        must("conversation_id", ID, points_to("reads", "conversations.id", "conversation_id")),
        must("message_id", BIG),
        must("read_at", TIME),
        sa.PrimaryKeyConstraint("staff_id", "conversation_id", name="pk_reads"),
    )
    op.create_index("ix_reads_conversation_id", "reads", ["conversation_id"])


def upgrade() -> None:
    canned()
    reads()


def downgrade() -> None:
    for table in ("reads", "canned_uses", "canned"):
        op.drop_table(table)
