"""Complaints: events, texts, parties, files, drafts; what a conversation's last question wants."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ID = sa.String(32)
SLUG = sa.String(64)
SHORT = sa.String(16)
TIME = sa.DateTime(timezone=True)


def must(name: str, kind: Any, *rest: Any, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False, **more)


def may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def points_to(table: str, target: str, column: str) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=f"fk_{table}_{column}")


def of_complaint(table: str) -> sa.Column[Any]:
    return must("complaint_id", BIG, points_to(table, "complaints.id", "complaint_id"))


def index_where(name: str, table: str, column: str, where: str, unique: bool = False) -> None:
    clause = sa.text(where)
    op.create_index(name, table, [column], unique=unique, sqlite_where=clause, postgresql_where=clause)


def what_was_said() -> list[sa.Column[Any]]:
    return [
        must("receipt", SHORT),
        may("code_sealed", sa.LargeBinary()),
        must("state", SHORT),
        must("door", SHORT),
        must("region", sa.String(8)),
        must("kind", SHORT),
        must("people", sa.Integer()),
        must("script", SHORT),
        must("mode", SHORT),
        may("conversation_id", ID, points_to("complaints", "conversations.id", "conversation_id")),
        must("story", sa.Text()),
        must("wish", sa.Text()),
        may("happened_from", sa.Date()),
        may("happened_to", sa.Date()),
        must("happened_said", sa.Text()),
        must("place_said", sa.Text()),
        may("branch", SLUG),
        may("amount", sa.BigInteger()),
        must("currency", sa.String(3)),
        must("channel", SHORT),
        must("business", SHORT),
        must("cause", SHORT),
        must("sure", sa.Float()),
        must("classified_by", SHORT),
    ]


def how_it_went() -> list[sa.Column[Any]]:
    return [
        must("by_regulator", sa.Boolean()),
        may("regulator_ref", SLUG),
        must("agent_suspected", sa.Boolean()),
        may("alert_id", BIG, points_to("complaints", "alerts.id", "alert_id")),
        may("assignee_id", ID),
        may("department", SLUG),
        must("received_at", TIME),
        must("filed_at", TIME),
        must("updated_at", TIME),
        may("first_response_at", TIME),
        may("decided_at", TIME),
        may("closed_at", TIME),
        may("outcome", SHORT),
        may("refusal", sa.String(32)),
        may("compensation", sa.BigInteger()),
        may("satisfaction", sa.Integer()),
        may("rated_at", TIME),
        must("version", sa.Integer()),
        must("demo", sa.Boolean()),
        may("erased_at", TIME),
    ]


def inputs_of_the_clock() -> list[sa.Column[Any]]:
    return [
        must("received_day", sa.Integer()),
        may("decided_day", sa.Integer()),
        must("run", SHORT),
        must("start_day", sa.Integer()),
        may("limit_days", sa.Integer()),
        must("paused_days", sa.Integer()),
        may("paused_since_day", sa.Integer()),
        must("stage", SHORT),
        must("appraisal", sa.Boolean()),
        must("reviewed", sa.Boolean()),
        must("reopened", sa.Integer()),
        must("extension_days", sa.Integer()),
        may("on_time", sa.Boolean()),
        may("reminded_day", sa.Integer()),
    ]


def complaints() -> None:
    op.create_table(
        "complaints",
        must("id", BIG),
        *what_was_said(),
        *how_it_went(),
        *inputs_of_the_clock(),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("receipt", name="uq_complaints_receipt"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_complaints_worklist", "complaints", ["state", "received_at", "id"])
    op.create_index("ix_complaints_assignee", "complaints", ["assignee_id", "state", "received_at", "id"])
    op.create_index("ix_complaints_received_at", "complaints", ["received_at"])
    op.create_index("ix_complaints_conversation_id", "complaints", ["conversation_id"])
    index_where("ix_complaints_demo", "complaints", "id", "demo")


def complaint_events() -> None:
    op.create_table(
        "complaint_events",
        must("id", BIG),
        of_complaint("complaint_events"),
        must("version", sa.Integer()),
        must("kind", sa.String(32)),
        must("at", TIME),
        must("actor_type", SHORT),
        may("actor_id", ID),
        may("from_state", SHORT),
        must("to_state", SHORT),
        must("payload", JSON),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_events"),
        sa.UniqueConstraint("complaint_id", "version", name="uq_complaint_events_complaint_id_version"),
        sqlite_autoincrement=True,
    )


def complaint_texts() -> None:
    op.create_table(
        "complaint_texts",
        must(
            "event_id",
            BIG,
            points_to("complaint_texts", "complaint_events.id", "event_id"),
            autoincrement=False,
        ),
        of_complaint("complaint_texts"),
        may("text", sa.Text()),
        may("reason", sa.Text()),
        sa.PrimaryKeyConstraint("event_id", name="pk_complaint_texts"),
    )
    op.create_index("ix_complaint_texts_complaint_id", "complaint_texts", ["complaint_id"])


def complaint_parties() -> None:
    op.create_table(
        "complaint_parties",
        must("id", ID),
        of_complaint("complaint_parties"),
        must("place", sa.Integer()),
        must("role", SHORT),
        may("sealed", sa.LargeBinary()),
        must("shown", JSON),
        may("fingerprint", SLUG),
        may("erased_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_parties"),
    )
    op.create_index("ix_complaint_parties_complaint_id", "complaint_parties", ["complaint_id"])
    has_phone = "fingerprint IS NOT NULL"
    index_where("ix_complaint_parties_fingerprint", "complaint_parties", "fingerprint", has_phone)


def complaint_files() -> None:
    op.create_table(
        "complaint_files",
        must("id", BIG),
        of_complaint("complaint_files"),
        may("name", sa.Text()),
        must("type", SLUG),
        must("size", sa.BigInteger()),
        must("key", sa.String(128)),
        must("sha256", SLUG),
        must("uploaded_at", TIME),
        must("by", SLUG),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_files"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_complaint_files_complaint_id", "complaint_files", ["complaint_id"])


def complaint_drafts() -> None:
    op.create_table(
        "complaint_drafts",
        must("id", ID),
        must("conversation_id", ID, points_to("complaint_drafts", "conversations.id", "conversation_id")),
        must("state", SHORT),
        must("answers", JSON),
        may("complaint_id", BIG, points_to("complaint_drafts", "complaints.id", "complaint_id")),
        must("joined", sa.Boolean()),
        must("created_at", TIME),
        must("updated_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_drafts"),
    )
    index_where(
        "uq_complaint_drafts_open", "complaint_drafts", "conversation_id", "state = 'open'", unique=True
    )
    op.create_index("ix_complaint_drafts_conversation", "complaint_drafts", ["conversation_id", "updated_at"])
    op.create_index("ix_complaint_drafts_state", "complaint_drafts", ["state", "updated_at"])


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
    op.add_column("conversations", may("expects", sa.String(32)))
    complaints()
    complaint_events()
    complaint_texts()
    complaint_parties()
    complaint_files()
    complaint_drafts()
    append_only("complaint_events")


def downgrade() -> None:
    for table in ("drafts", "files", "parties", "texts", "events"):
        op.drop_table(f"complaint_{table}")
    op.drop_table("complaints")
    op.drop_column("conversations", "expects")
