"""The databases' own full-text index, ``search_index``: SQLite's FTS5, PostgreSQL's tsvector with GIN.

Both are given the same tokens and keep only which entry has which token: the text itself is compared
afterwards. A row's number is its entry's id, and an index is walked from the newest id down.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.search.words import tokens

TABLE: Final = "search_index"
_ADD = text(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (:id, :tokens)")  # noqa: S608 - a constant
_REMOVE = text(f"INSERT INTO {TABLE} ({TABLE}, rowid, tokens) VALUES ('delete', :id, :tokens)")  # noqa: S608
_MERGE = text(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', :pages)")  # noqa: S608
_ADD_PG = text(f"INSERT INTO {TABLE} (id, tokens) VALUES (:id, array_to_tsvector(CAST(:tokens AS text[])))")  # noqa: S608
_REMOVE_PG = text(f"DELETE FROM {TABLE} WHERE id = :id")  # noqa: S608
Entry = tuple[int, Sequence[str], str]
_CHANGES = text("SELECT total_changes()")


def is_sqlite(session: Session) -> bool:
    """Which of the two it is."""
    return session.get_bind().dialect.name == "sqlite"


def known_by(words: str) -> tuple[str, ...]:
    """The tokens of folded words, sorted: the same entry is always the same row."""
    return tuple(sorted(tokens(words)))


def add(session: Session, entries: Iterable[Entry]) -> None:
    """Index entries: id, tokens, tags."""
    _each(session, _ADD, _ADD_PG, entries)


def remove(session: Session, entries: Iterable[Entry]) -> None:
    """Take entries out; tokens and tags as they were given."""
    _each(session, _REMOVE, _REMOVE_PG, entries)


def merge(session: Session, pages: int) -> bool:
    """Go on rewriting SQLite's index without what was removed; whether there was anything to do.

    Until then the tokens of removed entries lie in it, without their order. `pages` (of 4 KB) bounds the
    work; a negative number begins anew with the whole of it. PostgreSQL's vacuum does this by itself.
    """
    if not is_sqlite(session):
        return False
    before = session.execute(_CHANGES).scalar_one()
    session.execute(_MERGE, {"pages": pages})
    # SQLite's own words: a difference of less than two means that nothing was left to merge.
    return bool(session.execute(_CHANGES).scalar_one() - before >= 2)


def matching(session: Session, wanted: Sequence[tuple[str, bool]]) -> tuple[str, str, Any]:
    """Where the ids stand, the condition with `:tokens`, and its value; a token may be a beginning."""
    if is_sqlite(session):
        said = " AND ".join(f'"{token}"{"*" if begun else ""}' for token, begun in wanted)
        return "rowid", f"{TABLE} MATCH :tokens", said
    said = " & ".join(f"'{token}'{':*' if begun else ''}" for token, begun in wanted)
    return "id", "tokens @@ CAST(:tokens AS tsquery)", said


def _each(session: Session, sqlite: Any, postgres: Any, entries: Iterable[Entry]) -> None:
    lite = is_sqlite(session)
    all_ = ((id_, [*known, *tags.split()]) for id_, known, tags in entries)
    rows = [{"id": id_, "tokens": " ".join(known) if lite else known} for id_, known in all_]
    if rows:
        session.execute(sqlite if lite else postgres, rows)
