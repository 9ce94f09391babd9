"""Who is on duty, offers of waiting conversations, notes of staff, and finding what an agent has."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.String(32)
SHORT = sa.String(16)
TIME = sa.DateTime(timezone=True)
# The only change of a note: its text is emptied when its conversation is deleted.
KEPT = ("id", "conversation_id", "kind", "staff_id", "to_id", "after_id", "created_at")


def must(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def points_to(table: str, target: str, column: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}")


def partial_index(name: str, table: str, columns: list[str], where: str, unique: bool = False) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=clause, postgresql_where=clause)


def duty() -> None:
    op.create_table(
        "duty",
        must("staff_id", ID, points_to("duty", "staff.id", "staff_id")),
        must("state", SHORT),
        must("state_at", TIME),
        may("seen_at", TIME),
        must("idle_since", TIME),
        may("capacity", sa.Integer()),
        sa.PrimaryKeyConstraint("staff_id", name="pk_duty"),
    )
    op.create_table(
        "duty_rounds",
        must("name", sa.String(64)),
        must("at", TIME),
        sa.PrimaryKeyConstraint("name", name="pk_duty_rounds"),
    )


def offers() -> None:
    table = "duty_offers"
    op.create_table(
        table,
        must("id", BIG),
        must("conversation_id", ID, points_to(table, "conversations.id", "conversation_id")),
        must("handoff_id", BIG, points_to(table, "handoffs.id", "handoff_id")),
        must("staff_id", ID, points_to(table, "staff.id", "staff_id")),
        must("offered_at", TIME),
        must("ends_at", TIME),
        may("ended_at", TIME),
        may("outcome", SHORT),
        sa.PrimaryKeyConstraint("id", name="pk_duty_offers"),
        sqlite_autoincrement=True,
    )
    partial_index("uq_duty_offers_open", table, ["conversation_id"], "ended_at IS NULL", unique=True)
    op.create_index("ix_duty_offers_handoff_id", table, ["handoff_id"])


def notes() -> None:
    op.create_table(
        "notes",
        must("id", BIG),
        must("conversation_id", ID, points_to("notes", "conversations.id", "conversation_id")),
        must("kind", SHORT),
        may("staff_id", ID),
        may("to_id", ID),
        must("text", sa.Text()),
        must("after_id", BIG),
        must("created_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_conversation_id_id", "notes", ["conversation_id", "id"])


def only_emptied_on_sqlite() -> None:
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)
    refuse = "BEGIN SELECT RAISE(ABORT, 'notes is append-only'); END"
    op.execute(
        f"CREATE TRIGGER notes_no_update BEFORE UPDATE ON notes WHEN NEW.text <> '' OR {changed} {refuse}"
    )
    op.execute(f"CREATE TRIGGER notes_no_delete BEFORE DELETE ON notes {refuse}")


def only_emptied_on_postgres() -> None:
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
    refuse = "EXECUTE FUNCTION casework_append_only()"
    each = "BEFORE UPDATE ON notes FOR EACH ROW"
    op.execute(f"CREATE TRIGGER notes_no_update {each} WHEN (NEW.text <> '' OR {changed}) {refuse}")
    op.execute(f"CREATE TRIGGER notes_no_delete BEFORE DELETE ON notes FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER notes_no_truncate BEFORE TRUNCATE ON notes FOR EACH STATEMENT {refuse}")


def upgrade() -> None:
    duty()
    offers()
    notes()
    if op.get_bind().dialect.name == "sqlite":
        only_emptied_on_sqlite()
    else:
        only_emptied_on_postgres()
    partial_index("ix_conversations_agent_id", "conversations", ["agent_id"], "agent_id IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_conversations_agent_id", "conversations")
    for table in ("notes", "duty_offers", "duty_rounds", "duty"):
        op.drop_table(table)
