"""Use cases of searching: find texts; the index is filled by `indexing`, emptied by `erasure`."""

from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.search import index
from casework.search.types import Found, Hit, Wanted, first_id
from casework.search.words import wanted as tokens_of

LIMIT: Final = 50
_FIELDS: Final = "e.id, e.source, e.source_id, e.conversation_id, e.complaint_id"


def find(session: Session, wanted: Wanted, *, before: int | None = None, limit: int = LIMIT) -> Found:
    """At most `limit` texts, newest first, older than the entry `before`; nothing for an empty wish."""
    if wanted.is_empty:
        return Found()
    statement, values = _statement(session, wanted, before)
    rows = session.execute(text(f"{statement} LIMIT {int(limit) + 1}"), values).all()
    hits = tuple(Hit(*row) for row in rows[:limit])
    return Found(hits, len(rows) > limit)


def _statement(session: Session, wanted: Wanted, before: int | None) -> tuple[str, dict[str, Any]]:
    needles = wanted.needles
    tokens = [token for needle in needles for token in tokens_of(needle)]
    tokens += [(tag, False) for tag in wanted.tags]
    number, condition, said = index.matching(session, list(dict.fromkeys(tokens)))
    bounds = {
        f"f.{number} < :before": before,
        f"f.{number} >= :since": first_id(wanted.since) if wanted.since else None,
        f"f.{number} < :until": first_id(wanted.until) if wanted.until else None,
    }
    parts = [condition, *(part for part, value in bounds.items() if value is not None)]
    # The tokens only say what may hold it: "行银" has both characters, and both pairs need not be neighbours.
    holds = "instr" if index.is_sqlite(session) else "strpos"
    parts += [f"{holds}(e.words, :n{at}) > 0" for at in range(len(needles))]
    values: dict[str, Any] = {f"n{at}": needle for at, needle in enumerate(needles)}
    values |= {part.rsplit(":", 1)[1]: value for part, value in bounds.items() if value is not None}
    # CROSS JOIN keeps SQLite walking its index, from the newest down, and reading entries one by one.
    join = "CROSS JOIN search_entries e" if index.is_sqlite(session) else "JOIN search_entries e ON true"
    statement = (
        f"SELECT {_FIELDS} FROM {index.TABLE} f {join} WHERE e.id = f.{number} AND {' AND '.join(parts)}"  # noqa: S608
        f" ORDER BY f.{number} DESC"
    )
    return statement, {**values, "tokens": said}
