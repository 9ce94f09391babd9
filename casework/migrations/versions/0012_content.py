"""Changes of the reviewed answers, and what happened to them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ID = sa.String(32)
SLUG = sa.String(64)
SHORT = sa.String(16)
TIME = sa.DateTime(timezone=True)
OPEN = "state IN ('draft', 'submitted', 'returned', 'approved')"


def must(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=False)


def may(name: str, kind: Any, *rest: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=True)


def unique_where(name: str, table: str, column: str, where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, table, [column], unique=True, sqlite_where=clause, postgresql_where=clause)


def revisions() -> None:
    table = "content_revisions"
    op.create_table(
        table,
        must("id", BIG),
        must("entry_id", SLUG),
        must("kind", SHORT),
        must("state", SHORT),
        must("title", sa.Text()),
        may("body", JSON),
        must("words", sa.Text()),
        must("digest", SHORT),
        must("base_digest", SHORT),
        must("file_digest", SHORT),
        must("reason", sa.Text()),
        must("author_id", ID),
        may("reviewer_id", ID),
        may("publisher_id", ID),
        must("created_at", TIME),
        must("updated_at", TIME),
        may("published_at", TIME),
        must("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_content_revisions"),
        sqlite_autoincrement=True,
    )
    unique_where("uq_content_open", table, "entry_id", OPEN)
    unique_where("uq_content_live", table, "entry_id", "state = 'published'")
    op.create_index("ix_content_revisions_entry_id_id", table, ["entry_id", "id"])
    op.create_index("ix_content_revisions_state_id", table, ["state", "id"])


def events() -> None:
    table = "content_events"
    to = sa.ForeignKey("content_revisions.id", name="fk_content_events_revision_id")
    op.create_table(
        table,
        must("id", BIG),
        must("revision_id", BIG, to),
        must("entry_id", SLUG),
        must("step", SHORT),
        may("from_state", SHORT),
        must("to_state", SHORT),
        must("actor_id", ID),
        must("actor_name", sa.Text()),
        must("note", sa.Text()),
        must("checks", sa.Text()),
        must("digest", SHORT),
        may("before", JSON),
        may("after", JSON),
        must("at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_content_events"),
        sqlite_autoincrement=True,
    )
    for column in ("revision_id", "entry_id", "at"):
        op.create_index(f"ix_content_events_{column}", table, [column])


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
    revisions()
    events()
    append_only("content_events")
    op.create_table(
        "content_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        must("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_content_version"),
    )


def downgrade() -> None:
    for table in ("content_version", "content_events", "content_revisions"):
        op.drop_table(table)
