"""The answers as staff see them: what is in force, what is due, what is being changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.text import fold
from casework.content import reading
from casework.content.types import Body, Filter, Revision
from casework.errors import NotFoundError
from casework.statuses import OPEN_CONTENT
from gateway.desk.alarms import count_open
from gateway.desk.board import names
from gateway.desk.complaints.counting import count_overdue
from gateway.desk.desk import Desk
from gateway.desk.seat import Seat
from gateway.ops.following import Follower
from knowledge import Entry
from knowledge.models import GROUPS
from knowledge.versions import digest_of, raw_of

FOUND: Final = 30
SOON: Final = 60  # days before a review is due


@dataclass(frozen=True, slots=True)
class Item:
    """An answer in a list: ``days`` to its review, negative when late; its published and its open change."""

    entry: Entry
    days: int | None
    live: Revision | None
    open: Revision | None
    parted: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; unknown values count as not said."""

    words: str = ""
    group: str = ""
    due: bool = False

    @staticmethod
    def of(said: Mapping[str, str]) -> "Wanted":
        """From an address."""
        group = said.get("group", "")
        known = group if group in GROUPS else ""
        return Wanted(said.get("q", "").strip()[:100], known, said.get("due") == "1")


@dataclass(frozen=True, slots=True)
class Library:
    """What the routes of knowledge work with."""

    desk: Desk
    following: Follower

    @staticmethod
    def of(request: Request) -> "Library":
        """The application's own."""
        state = request.app.state
        return Library(state.desk, state.following)

    @property
    def today(self) -> date:
        """The desk's day."""
        return self.desk.words.here(self.desk.clock())

    def raw(self, entry_id: str) -> Body | None:
        """The wording in force, without what other changes took out of it; None when there is none."""
        live, filed = self.following.force.revisions.get(entry_id), self.desk.knowledge.filed.get(entry_id)
        return live.body if live else raw_of(filed) if filed else None

    def digests(self, entry_id: str) -> tuple[str, str]:
        """Of the wording in force, and of the file's; '' for none."""
        filed = self.desk.knowledge.filed.get(entry_id)
        return digest_of(self.raw(entry_id)), digest_of(raw_of(filed)) if filed else ""

    def found(self, wanted: Wanted, opened: Mapping[str, Revision]) -> list[Item]:
        """The answers that fit, best first; those due by their day."""
        entries = self.desk.knowledge.entries
        fitting: Iterable[Entry] = self._searched(wanted.words) if wanted.words else entries.values()
        items = [self.item(e, opened) for e in fitting if wanted.group in ("", e.group)]
        if not wanted.due:
            return items
        due = [item for item in items if item.days is None or item.days <= SOON]
        return sorted(due, key=lambda item: (-9999 if item.days is None else item.days, item.entry.id))

    def item(self, entry: Entry, opened: Mapping[str, Revision]) -> Item:
        """An answer with how it stands."""
        days = (entry.review_by - self.today).days if entry.review_by else None
        live = self.following.force.revisions.get(entry.id)
        return Item(entry, days, live, opened.get(entry.id), entry.id in self.following.parted)

    def retired(self) -> list[Revision]:
        """Answers that are not said any more, though the files have them."""
        return [r for r in self.following.force.revisions.values() if r.body is None]

    def entry(self, entry_id: str) -> Entry:
        """In force, or as the files have it; NotFoundError."""
        knowledge = self.desk.knowledge
        found = knowledge.entries.get(entry_id) or knowledge.filed.get(entry_id)
        if found is None:
            raise NotFoundError("entry")
        return found

    async def opened(self) -> dict[str, Revision]:
        """The open changes by entry."""
        wanted = Filter(states=tuple(OPEN_CONTENT), limit=500)
        return {r.entry_id: r for r in await self.desk.database.read(lambda s: reading.worklist(s, wanted))}

    async def show(self, seat: Seat, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page with the header's numbers, for who may see them."""

        def numbers(session: Session) -> dict[str, Any]:
            counted = reading.counts(session)
            known: dict[str, Any] = {"names": names(session), "counted": counted}
            if not seat.signed_in.may("read_alerts"):
                return known
            late = count_overdue(session, self.desk.clock())
            return known | {"open_alerts": count_open(session), "overdue": late}

        known = await self.desk.database.read(numbers)
        return self.desk.show(template, seat, status, **known, **values)

    def _searched(self, words: str) -> list[Entry]:
        knowledge = self.desk.knowledge
        said = fold(words).lower()
        hits = [knowledge.entries[hit.entry] for hit in knowledge.search(words, FOUND)]
        named = [
            e for e in knowledge.entries.values() if said in e.id or said in e.title or said in e.text.answer
        ]
        return list({entry.id: entry for entry in [*named, *hits]}.values())[:FOUND]
