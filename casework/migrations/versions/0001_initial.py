"""Conversations, messages, events, handoffs, personal values, staff, audit."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ID = sa.String(32)
SLUG = sa.String(64)
SHORT = sa.String(16)
TIME = sa.DateTime(timezone=True)
APPEND_ONLY = ("events", "audit")


def must(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def points_to(table: str, target: str, column: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}")


def partial_index(name: str, table: str, columns: list[str], where: str, unique: bool = False) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=clause, postgresql_where=clause)


def conversations() -> None:
    op.create_table(
        "conversations",
        must("id", ID),
        must("channel", SHORT),
        must("script", SHORT),
        must("script_pinned", sa.Boolean()),
        may("region", sa.String(8)),
        must("region_pinned", sa.Boolean()),
        must("mode", SHORT),
        must("elder_hint", sa.Boolean()),
        must("owner", SHORT),
        may("agent_id", ID),
        must("created_at", TIME),
        must("updated_at", TIME),
        may("deleted_at", TIME),
        may("turn_message_id", BIG),
        may("turn_holder", SLUG),
        may("turn_expires_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_owner", "conversations", ["owner"])


def messages() -> None:
    op.create_table(
        "messages",
        must("id", BIG),
        must("conversation_id", ID, points_to("messages", "conversations.id", "conversation_id")),
        may("client_message_id", SLUG),
        must("sender", SHORT),
        may("staff_id", ID),
        must("kind", sa.String(32)),
        must("text", sa.Text()),
        may("payload", JSON),
        must("masked", sa.Boolean()),
        may("script", SHORT),
        may("in_reply_to", BIG, points_to("messages", "messages.id", "in_reply_to")),
        may("state", SHORT),
        must("created_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_conversation_id_id", "messages", ["conversation_id", "id"])
    client_id = ["conversation_id", "client_message_id"]
    has_client_id = "client_message_id IS NOT NULL"
    partial_index("uq_messages_client_message_id", "messages", client_id, has_client_id, unique=True)
    partial_index("ix_messages_replies", "messages", ["in_reply_to"], "in_reply_to IS NOT NULL")
    partial_index("ix_messages_pending", "messages", ["conversation_id", "id"], "state = 'accepted'")
    partial_index("ix_messages_held", "messages", ["conversation_id", "id"], "state = 'held'")


def events() -> None:
    op.create_table(
        "events",
        must("id", BIG),
        must("conversation_id", ID, points_to("events", "conversations.id", "conversation_id")),
        must("type", sa.String(32)),
        may("message_id", BIG, points_to("events", "messages.id", "message_id")),
        may("payload", JSON),
        must("created_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_conversation_id_id", "events", ["conversation_id", "id"])


def handoffs() -> None:
    op.create_table(
        "handoffs",
        must("id", BIG),
        must("conversation_id", ID, points_to("handoffs", "conversations.id", "conversation_id")),
        must("state", SHORT),
        must("reason", SLUG),
        must("urgency", sa.Integer()),
        may("summary", JSON),
        may("message_id", BIG, points_to("handoffs", "messages.id", "message_id")),
        must("waiting_since", TIME),
        may("taken_at", TIME),
        may("taken_by", ID),
        may("closed_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_handoffs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handoffs_conversation_id_id", "handoffs", ["conversation_id", "id"])
    partial_index("uq_handoffs_open", "handoffs", ["conversation_id"], "closed_at IS NULL", unique=True)
    partial_index("ix_handoffs_queue", "handoffs", ["urgency", "waiting_since", "id"], "state = 'waiting'")


def personal_values() -> None:
    op.create_table(
        "personal_values",
        must("token", ID),
        must("conversation_id", ID, points_to("personal_values", "conversations.id", "conversation_id")),
        must("kind", sa.String(32)),
        may("sealed", sa.LargeBinary()),
        may("fingerprint", SLUG),
        may("shown", SLUG),
        may("kept_for", SLUG),
        must("created_at", TIME),
        may("erased_at", TIME),
        sa.PrimaryKeyConstraint("token", name="pk_personal_values"),
    )
    op.create_index(
        "ix_personal_values_conversation_id_kind_fingerprint",
        "personal_values",
        ["conversation_id", "kind", "fingerprint"],
        unique=True,
    )


def staff() -> None:
    op.create_table(
        "staff",
        must("id", ID),
        must("name", SLUG),
        must("role", SHORT),
        must("password_hash", sa.Text()),
        must("must_change", sa.Boolean()),
        may("one_time_until", TIME),
        must("created_at", TIME),
        may("last_login_at", TIME),
        may("disabled_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
    )
    op.create_table(
        "staff_sessions",
        must("token_hash", SLUG),
        must("staff_id", ID, points_to("staff_sessions", "staff.id", "staff_id")),
        must("created_at", TIME),
        must("seen_at", TIME),
        must("expires_at", TIME),
        may("ended_at", TIME),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
    op.create_table(
        "login_failures",
        must("key", SLUG),
        must("failures", sa.Integer()),
        must("failed_at", TIME),
        may("blocked_until", TIME),
        sa.PrimaryKeyConstraint("key", name="pk_login_failures"),
    )


def audit() -> None:
    op.create_table(
        "audit",
        must("id", BIG),
        must("at", TIME),
        must("actor_id", ID),
        must("actor_name", SLUG),
        must("action", SLUG),
        must("object_type", sa.String(32)),
        must("object_id", SLUG),
        may("reason", sa.Text()),
        may("before", JSON),
        may("after", JSON),
        may("address", SLUG),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_object_type_object_id_id", "audit", ["object_type", "object_id", "id"])
    op.create_index("ix_audit_actor_id_id", "audit", ["actor_id", "id"])
    op.create_index("ix_audit_at", "audit", ["at"])


def append_only_on_sqlite(table: str) -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def append_only_on_postgres(table: str) -> None:
    for act, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.split()[0].lower()} BEFORE {act} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION casework_append_only()"
        )


def append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            append_only_on_sqlite(table)
        return
    op.execute(
        "CREATE FUNCTION casework_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        append_only_on_postgres(table)


def upgrade() -> None:
    conversations()
    messages()
    events()
    handoffs()
    personal_values()
    staff()
    audit()
    append_only()


def downgrade() -> None:
    for table in ("audit", "login_failures", "staff_sessions", "staff", "personal_values"):
        op.drop_table(table)
    for table in ("handoffs", "events", "messages", "conversations"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION casework_append_only()")
