"""Family names of staff, where sessions were begun, what the watch flags, and indexes for today's figures."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ID = sa.String(32)
SLUG = sa.String(64)
SHORT = sa.String(16)
TIME = sa.DateTime(timezone=True)
TODAY = (
    ("handoffs", "waiting_since"),
    ("handoffs", "taken_at"),
    ("handoffs", "closed_at"),
    ("notes", "created_at"),
)


def must(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def flags() -> None:
    table, is_open = "watch_flags", sa.text("state = 'open'")
    op.create_table(
        table,
        must("id", BIG),
        must("rule", SLUG),
        must("staff_id", ID, sa.ForeignKey("staff.id", name="fk_watch_flags_staff_id")),
        must("day", sa.Integer()),
        must("state", SHORT),
        must("evidence", JSON),
        must("first_at", TIME),
        must("last_at", TIME),
        must("raised_at", TIME),
        must("updated_at", TIME),
        may("reviewed_by", ID),
        may("reviewed_at", TIME),
        may("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_watch_flags"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_watch_flags_open", table, ["rule", "staff_id", "day"],
        unique=True, sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip
    op.create_index("ix_watch_flags_staff_id_day", table, ["staff_id", "day"])


def upgrade() -> None:
    op.add_column("staff", may("family_name", SHORT))
    op.add_column("staff_sessions", may("address", SLUG))
    flags()
    for table, column in TODAY:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in TODAY:
        op.drop_index(f"ix_{table}_{column}", table)
    op.drop_table("watch_flags")
    op.drop_column("staff_sessions", "address")
    op.drop_column("staff", "family_name")
