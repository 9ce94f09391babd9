"""Filling the index behind the writers' backs: batch after batch, any number of processes, one at a time.

A batch is read and folded first and written in a short transaction. Whoever comes second there finds the
cursor moved and leaves it. Nothing is lost when a process dies: the cursor moves with what was written.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.events.models import EventRow
from casework.search import index
from casework.search.models import SearchCursorRow, SearchEntryRow
from casework.search.sources import Text, fresh, last_settled, still_there
from casework.search.tagging import TELLING, retag, tags_of, traits_of
from casework.search.types import SLOT_BITS, Source, first_id
from casework.search.words import folded

# A batch is what a customer's message may have to wait for.
BATCH: Final = 50
EVENTS: Final = "event"
_EVENTS_AT_ONCE: Final = 2_000
_RETAGGED: Final = 50
# PostgreSQL gives numbers before it commits: a row may appear behind a younger one, but never this late.
SETTLED: Final = timedelta(seconds=60)
_BEGIN: Final = text("INSERT INTO search_cursors (source, last) VALUES (:source, 0) ON CONFLICT DO NOTHING")
_entries, _cursors, _events = table_of(SearchEntryRow), table_of(SearchCursorRow), table_of(EventRow)
_e, _c, _v = _entries.c, _cursors.c, _events.c


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read of one source, folded and cut into tokens, and the cursor before and behind it."""

    source: Source
    seen: int
    last: int
    texts: tuple[tuple[Text, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Conversations of which something happened that they are filtered by."""

    seen: int
    last: int
    conversations: tuple[str, ...]


def read_batch(session: Session, source: Source, now: datetime, limit: int = BATCH) -> Batch | None:
    """The next texts of a source; None when there are none."""
    seen = _cursor(session, source)
    texts = fresh(session, source, seen, limit)
    if not texts:
        return None
    last = texts[-1].id
    if not index.is_sqlite(session):
        last = min(last, last_settled(session, source, seen, now - SETTLED))
    words = [folded(one.text) for one in texts]
    known = map(index.known_by, words)
    return Batch(source, seen, last, tuple(zip(texts, words, known, strict=True)))


def write_batch(session: Session, batch: Batch) -> int:
    """Index a batch; how many texts. None of those that were erased since, nor twice."""
    if not _moved(session, batch.source, batch.seen, batch.last):
        return 0
    said = {one.id: (words, known) for one, words, known in batch.texts}
    here = _new(session, batch.source, still_there(session, [one for one, *_ in batch.texts]))
    chats = {one.conversation_id for one in here if one.conversation_id}
    traits = traits_of(session, chats)
    found = [(id_, one, tags_of(batch.source, one, traits)) for id_, one in _numbered(session, here)]
    if found:
        session.execute(
            insert(_entries),
            [_row(batch.source, id_, one, said[one.id][0], tags) for id_, one, tags in found],
        )
        index.add(session, [(id_, said[one.id][1], tags) for id_, one, tags in found])
    if batch.source == "story" and chats:
        retag(session, chats)
    return len(found)


def read_events(session: Session, now: datetime) -> Told | None:
    """What happened since the last look; None for nothing."""
    seen = _cursor(session, EVENTS)
    found = select(_v.id, _v.type, _v.conversation_id).where(_v.id > seen)
    if not index.is_sqlite(session):
        found = found.where(_v.created_at < now - SETTLED)
    rows = session.execute(found.order_by(_v.id).limit(_EVENTS_AT_ONCE)).all()
    told: list[str] = []
    for id_, kind, conversation in rows:
        if kind in TELLING and conversation not in told:
            told.append(conversation)
        if len(told) == _RETAGGED:
            return Told(seen, id_, tuple(told))
    return Told(seen, rows[-1].id, tuple(told)) if rows else None


def write_events(session: Session, told: Told) -> None:
    """Give these conversations the tags they have by now."""
    if _moved(session, EVENTS, told.seen, told.last) and told.conversations:
        retag(session, told.conversations)


def _cursor(session: Session, source: str) -> int:
    return session.execute(select(_c.last).where(_c.source == source)).scalar() or 0


def _moved(session: Session, source: str, seen: int, last: int) -> bool:
    """Take the cursor on; False when another process did."""
    session.execute(_BEGIN, {"source": source})
    found = select(_c.last).where(_c.source == source).with_for_update()
    if session.execute(found).scalar() != seen:
        return False
    session.execute(update(_cursors).where(_c.source == source).values(last=last))
    return True


def _new(session: Session, source: Source, texts: Sequence[Text]) -> list[Text]:
    numbers = [one.id for one in texts]
    known = set(session.scalars(select(_e.source_id).where(_e.source == source, _e.source_id.in_(numbers))))
    return [one for one in texts if one.id not in known and one.text.strip()]


def _row(source: Source, id_: int, one: Text, words: str, tags: str) -> dict[str, Any]:
    return {
        "id": id_,
        "source": source,
        "source_id": one.id,
        "conversation_id": one.conversation_id,
        "complaint_id": one.complaint_id,
        "words": words,
        "tags": tags,
    }


def _numbered(session: Session, texts: Iterable[Text]) -> list[tuple[int, Text]]:
    """Each text with its id: the second it was written in, and a free number within it."""
    wished = [(first_id(one.at) | one.id % (1 << SLOT_BITS), one) for one in texts]
    taken = _taken(session, [id_ for id_, _ in wished])
    found: list[tuple[int, Text]] = []
    for id_, one in wished:
        free = id_
        while free in taken or (free != id_ and _taken(session, [free])):
            free += 1
        taken.add(free)
        found.append((free, one))
    return sorted(found, key=lambda pair: pair[0])


def _taken(session: Session, ids: Collection[int]) -> set[Any]:
    return set(session.scalars(select(_e.id).where(_e.id.in_(ids))))
