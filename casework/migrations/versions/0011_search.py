"""What can be found, how far it was read, and the databases' own full-text index of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ENTRIES, _CURSORS, _INDEX = "search_entries", "search_cursors", "search_index"
# Only which entry has which token: no positions, no copy of the text, no statistics for ranking.
_OPTIONS = "content='', columnsize=0, detail=none, tokenize='ascii'"
_FTS5 = f"CREATE VIRTUAL TABLE {_INDEX} USING fts5(tokens, {_OPTIONS})"


def index_on(column: str) -> None:
    there = sa.text(f"{column} IS NOT NULL")
    name = f"ix_{_ENTRIES}_{column}"
    op.create_index(name, _ENTRIES, [column], sqlite_where=there, postgresql_where=there)


def upgrade() -> None:
    op.create_table(
        _ENTRIES,
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("source_id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=True),
        sa.Column("complaint_id", BIG, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
        sa.UniqueConstraint("source", "source_id", name="uq_search_entries_source_source_id"),
    )
    index_on("conversation_id")
    index_on("complaint_id")
    op.create_table(
        _CURSORS,
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_search_cursors"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_FTS5)
        return
    op.create_table(
        _INDEX,
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tokens", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_index"),
    )
    op.create_index("ix_search_index_tokens", _INDEX, ["tokens"], postgresql_using="gin")


def downgrade() -> None:
    for table in (_INDEX, _CURSORS, _ENTRIES):
        op.drop_table(table)
