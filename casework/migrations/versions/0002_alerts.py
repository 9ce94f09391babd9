"""Alerts and their events."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ID = sa.String(32)
SHORT = sa.String(16)
TIME = sa.DateTime(timezone=True)


def must(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def points_to(table: str, target: str, column: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}")


def unique_where(name: str, table: str, column: str, where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, table, [column], unique=True, sqlite_where=clause, postgresql_where=clause)


def alerts() -> None:
    op.create_table(
        "alerts",
        must("id", BIG),
        must("conversation_id", ID, points_to("alerts", "conversations.id", "conversation_id")),
        must("state", SHORT),
        may("type", sa.String(64)),
        must("stage", SHORT),
        must("severity", sa.Integer()),
        must("score", sa.Float()),
        may("person", SHORT),
        must("facts", JSON),
        must("raised_at", TIME),
        must("updated_at", TIME),
        must("events", sa.Integer()),
        may("outcome", SHORT),
        may("closed_at", TIME),
        may("closed_by", ID),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sqlite_autoincrement=True,
    )
    unique_where("uq_alerts_open", "alerts", "conversation_id", "closed_at IS NULL")
    op.create_index("ix_alerts_worklist", "alerts", ["state", "severity", "raised_at", "id"])
    op.create_index("ix_alerts_raised_at", "alerts", ["raised_at"])


def alert_events() -> None:
    op.create_table(
        "alert_events",
        must("id", BIG),
        must("alert_id", BIG, points_to("alert_events", "alerts.id", "alert_id")),
        may("message_id", BIG, points_to("alert_events", "messages.id", "message_id")),
        must("kind", SHORT),
        may("finding", JSON),
        may("staff_id", ID),
        may("outcome", SHORT),
        must("at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_alert_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alert_events_alert_id_id", "alert_events", ["alert_id", "id"])
    unique_where("uq_alert_events_message", "alert_events", "message_id", "message_id IS NOT NULL")


def append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    for act, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.split()[0].lower()} BEFORE {act} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION casework_append_only()"
        )


def upgrade() -> None:
    alerts()
    alert_events()
    append_only("alert_events")


def downgrade() -> None:
    op.drop_table("alert_events")
    op.drop_table("alerts")
