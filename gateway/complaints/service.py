"""What customers do with complaints: file, look up, add, withdraw, ask for review, rate."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework.complaints import service as complaints
from casework.complaints.guesses import Caller
from casework.complaints.persons import customer
from casework.complaints.time_left import Clock as Due
from casework.complaints.time_left import Rung
from casework.complaints.types import Complaint, Deed, Event, File, NewComplaint
from casework.db import Database, Work
from casework.errors import NotAllowedError, NotFoundError, TooMuchError, TransitionError, ValueRefusedError
from casework.files.store import FileStore
from casework.files.types import FileRefusedError, KeptFile
from casework.filings.service import file_once
from casework.retention.working import named
from casework.statuses import Region
from casework.vault.cipher import Cipher
from gateway.complaints.danger import Danger, Guard
from gateway.complaints.shelf import Shelf
from gateway.complaints.uploads import Upload
from gateway.complaints.words import CHINA
from gateway.ops.logs import place_of

log = structlog.get_logger("gateway.complaints")
_T = TypeVar("_T")
_REFUSALS = (NotFoundError, NotAllowedError, TransitionError, TooMuchError, ValueRefusedError)
_REPEATED = 600  # seconds in which the same addition is a second click


@dataclass(frozen=True, slots=True)
class Done:
    """A filed complaint; ``joined``: to an older one of the same conversation.

    ``entry``: the entry of an emergency, to be shown first.
    """

    complaint: Complaint
    code: str
    joined: bool
    entry: str | None
    due: Due


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint as its customer may see it."""

    complaint: Complaint
    due: Due
    rungs: tuple[Rung, ...]
    events: tuple[Event, ...]
    files: tuple[File, ...]
    steps: tuple[str, ...]
    name: str


class Complaints:
    """Composes casework's services; times by ``clock`` (UTC)."""

    def __init__(
        self,
        database: Database,
        cipher: Cipher,
        files: FileStore,
        guard: Guard,
        clock: Callable[[], datetime],
        region: Region = "CN",
        shelf: Shelf | None = None,
    ) -> None:
        self._database, self._cipher, self._files = database, cipher, files
        self.guard, self._clock, self._region = guard, clock, region
        self._shelf = shelf or Shelf()

    def today(self) -> date:
        """The bank's calendar day."""
        return self._clock().astimezone(CHINA).date()

    async def keep(self, uploads: Sequence[Upload], who: str) -> tuple[tuple[KeptFile, ...], str]:
        """Store files of the address ``who``, sealed; why one was refused (the first slug), or nothing."""
        kept, why = [], ""
        for upload in uploads:
            try:
                kept.append(await self._keep(upload, who))
            except FileRefusedError as error:
                why = why or error.slug
        return tuple(kept), why

    async def drop(self, kept: Sequence[KeptFile]) -> None:
        """Remove stored files that no complaint names."""
        keys = {one.key for one in kept}
        if keys:
            used = await self._database.read(lambda session: named(session, tuple(keys)))
            await asyncio.to_thread(self._erase, keys - used)
            self._shelf.clear(keys)

    async def _keep(self, upload: Upload, who: str) -> KeptFile:
        size = len(upload.data)
        if not self._shelf.take(size, who):
            raise FileRefusedError("busy")
        try:
            kept = await self._files.keep_soon(upload.name, bytes(upload.data))
        except BaseException:
            self._shelf.give_back(size, who)
            raise
        self._shelf.lay(kept.key, size, who)
        return kept

    def _erase(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._files.erase(key)

    async def _taken(self, work: Work[_T], kept: Sequence[KeptFile]) -> _T:
        """Write; when it is refused none of these files stays, else those that were there already go."""
        try:
            done = await self._database.write(work)
        except _REFUSALS:
            await self._tidy(kept)
            raise
        await self._tidy(kept)
        return done

    async def _tidy(self, kept: Sequence[KeptFile]) -> None:
        """What was done stays done, whatever happens here: the sweep finds the rest."""
        try:
            await self.drop(kept)
        except Exception as error:  # noqa: BLE001 - see above
            log.warning("files_left", error=place_of(error))

    async def file(self, key: str, new: NewComplaint, kept: Sequence[KeptFile], danger: Danger) -> Done:
        """File it with its files, all or nothing; the same ``key`` again files nothing. ValueRefusedError."""
        now = self._clock()
        # The law that holds is that of the bank, wherever the customer is.
        new = replace(new, region=self._region)
        if danger.entry and new.conversation_id:
            story = complaints.story_of(new)
            new = replace(new, alert_id=await self.guard.alarm(new.conversation_id, key, story))
        actor = customer(new.conversation_id or "web")

        def work(session: Session) -> Done:
            filed = file_once(session, self._cipher, key, new, actor, now)
            _attach(session, filed.complaint, kept, now)
            found = complaints.get(session, filed.complaint.id)
            return Done(found, filed.code, filed.joined, danger.entry, self._due(session, found))

        try:
            done = await self._database.write(work)
        except IntegrityError:
            # The same form a second time at the same moment: by now the first one is stored.
            done = await self._database.write(work)
        await self._tidy(kept)
        return done

    async def look_up(self, receipt: str, code: str, caller: Caller) -> Complaint:
        """NotFoundError, the same for an unknown receipt and a wrong code; ThrottledError after too many."""
        now = self._clock()
        found = await self._database.write(
            lambda session: complaints.try_code(session, self._cipher, receipt, code, caller, now)
        )
        if found is None:
            raise NotFoundError("complaint")
        return found

    async def case(self, receipt: str) -> Case:
        """Everything the customer may see; the caller has checked that they may."""
        return await self._database.read(lambda session: self._case(session, receipt))

    async def code_of(self, receipt: str) -> str:
        """The query code, for who has just filed."""
        return await self._database.read(
            lambda session: complaints.code_of(
                session, self._cipher, complaints.by_receipt(session, receipt).id
            )
        )

    async def take(self, receipt: str, deed: Deed, kept: Sequence[KeptFile] = ()) -> Complaint:
        """One step of the customer's; what `casework.complaints.service.take` raises, NotFoundError."""
        now = self._clock()

        def work(session: Session) -> Complaint:
            found = complaints.by_receipt(session, receipt)
            actor, said = customer(found.receipt), complaints.cleaned(session, self._cipher, found.id, deed)
            if not _said_before(session, found, said, now):
                found = complaints.take(session, found.id, said, actor, now)
            _attach(session, found, kept, now)
            return found

        return await self._taken(work, kept)

    async def attach(self, receipt: str, kept: Sequence[KeptFile]) -> None:
        """Files without words. FileRefusedError, NotFoundError, TransitionError."""
        now = self._clock()

        def work(session: Session) -> None:
            found = complaints.by_receipt(session, receipt)
            _attach(session, found, kept, now)

        await self._taken(work, kept)

    def _case(self, session: Session, receipt: str) -> Case:
        found = complaints.by_receipt(session, receipt)
        events = complaints.events_of(session, found.id)
        actor, today = customer(found.receipt), self.today()
        shown = [party.shown.get("name", "") for party in complaints.parties_of(session, found.id)]
        return Case(
            found,
            complaints.clock_of(found, events, today),
            complaints.rungs(found, events, today),
            complaints.events_of(session, found.id, public=True),
            complaints.files_of(session, found.id, public=True),
            complaints.allowed(found, actor),
            next(filter(None, shown), ""),
        )

    def _due(self, session: Session, complaint: Complaint) -> Due:
        return complaints.clock_of(complaint, complaints.events_of(session, complaint.id), self.today())


def _attach(session: Session, complaint: Complaint, kept: Sequence[KeptFile], now: datetime) -> None:
    actor = customer(complaint.receipt)
    for one in kept:
        complaints.attach(session, complaint.id, one, actor, now)


def _said_before(session: Session, complaint: Complaint, deed: Deed, now: datetime) -> bool:
    """A second click on "send" adds nothing."""
    if deed.step != "supplement":
        return False
    last = [e for e in complaints.events_of(session, complaint.id) if e.kind == "supplement"][-1:]
    return any(e.text == deed.text and (now - e.at).total_seconds() < _REPEATED for e in last)
