"""What a text is filtered by: what it is, who said it, and what became of its conversation or complaint."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.complaints.models import ComplaintRow
from casework.events.models import EventRow
from casework.search import index
from casework.search.models import SearchEntryRow
from casework.search.sources import SOURCES, Text
from casework.search.types import Source
from casework.search.words import tag

# What changes how a conversation is found.
TELLING: Final = ("alert_raised", "owner_changed")
Traits = Mapping[str, frozenset[str]]
_entries = table_of(SearchEntryRow)
_a, _v, _e = table_of(ComplaintRow).c, table_of(EventRow).c, _entries.c


def traits_of(session: Session, conversations: Collection[str]) -> Traits:
    """Tags of conversations: an alert, a complaint, each colleague who had it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    told = select(_v.conversation_id, _v.type, _v.payload).where(
        _v.conversation_id.in_(conversations), _v.type.in_(TELLING)
    )
    for conversation, kind, payload in session.execute(told):
        found[conversation] |= _told(kind, payload or {})
    for conversation in session.scalars(
        select(_a.conversation_id).where(_a.conversation_id.in_(conversations))
    ):
        found[conversation or ""].add(tag("has", "complaint"))
    return {conversation: frozenset(tags) for conversation, tags in found.items()}


def tags_of(source: Source, one: Text, traits: Traits) -> str:
    """The tags of a text as the index has them."""
    own = {tag("kind", SOURCES[source].kind)}
    own |= {tag("by", one.sender)} if one.sender else set()
    own |= {tag("on", one.channel)} if one.channel else set()
    own |= {tag("with", one.staff_id)} if one.staff_id else set()
    own |= {tag("has", "complaint")} if one.complaint_id is not None else set()
    return " ".join(sorted(own | traits.get(one.conversation_id or "", frozenset())))


def retag(session: Session, conversations: Collection[str]) -> None:
    """Give what is indexed of conversations the tags they have by now; tags are only ever added."""
    traits = traits_of(session, conversations)
    found = select(_e.id, _e.words, _e.tags, _e.conversation_id)
    # What is being erased meanwhile is not there any more when its lock is given.
    here = found.where(_e.conversation_id.in_(conversations)).order_by(_e.id).with_for_update()
    rows = session.execute(here).all()
    _change(session, ((row, _joined(row.tags, traits.get(row.conversation_id, ()))) for row in rows))


def _joined(tags: str, more: Iterable[str]) -> str:
    return " ".join(sorted({*tags.split(), *more}))


def _change(session: Session, rows: Iterable[tuple[Any, str]]) -> None:
    changed = [(row, index.known_by(row.words), tags) for row, tags in rows if tags != row.tags]
    index.remove(session, [(row.id, known, row.tags) for row, known, _ in changed])
    index.add(session, [(row.id, known, tags) for row, known, tags in changed])
    for row, _, tags in changed:
        session.execute(update(_entries).where(_e.id == row.id).values(tags=tags))


def _told(kind: str, payload: Mapping[str, Any]) -> set[str]:
    if kind == "alert_raised":
        return {tag("has", "alert")}
    agent = payload.get("agent_id")
    return {tag("with", agent)} if agent and payload.get("to") == "agent" else set()
