"""What staff do with complaints: each step and what the customer is told of it are one transaction."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.complaints import service
from casework.complaints.revealing import reveal_code
from casework.complaints.types import Complaint, Deed, File
from casework.conversations.rows import locked
from casework.conversations.types import Conversation
from casework.db import Database
from casework.errors import (
    NotAllowedError,
    NotFoundError,
    StaleError,
    TooLateError,
    TransitionError,
    ValueRefusedError,
)
from casework.files.store import FileStore
from casework.messages import service as messages
from casework.messages.types import Reply
from casework.vault.cipher import Cipher
from gateway.chat.hub import Hub
from gateway.desk.complaints.counting import today_of
from gateway.desk.complaints.forms import tells
from gateway.desk.complaints.telling import After, Style, Teller
from gateway.desk.refusal import Refusal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Preview:
    """What the customer would read, and in which script."""

    text: str
    script: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """Complaints that were given to ``name``, and those that were not: receipt and why."""

    name: str
    done: tuple[str, ...]
    undone: tuple[tuple[str, str], ...]


class _Undo(Exception):
    """Ends a transaction without storing anything."""


class _TooMuch(_Undo):
    """More than staff may settle by themselves."""


class ComplaintDeeds:
    """Steps, previews, bulk assignment, revealing, attachments. Refusal when something is not done."""

    def __init__(
        self, database: Database, hub: Hub, teller: Teller, cipher: Cipher, files: FileStore,
        clock: Callable[[], datetime], most: int,
    ) -> None:  # fmt: skip
        # ``most``: the ceiling of all small compensation of one complaint, in its currency.
        self._most = most
        self._database, self._hub, self._teller = database, hub, teller
        self._cipher, self._files, self._clock = cipher, files, clock

    async def take(self, complaint_id: int, deed: Deed, actor: Actor) -> Complaint:
        """Do a step, and tell the customer in the conversation where there is one. Refusal, StaleError."""
        now = self._clock()

        def work(session: Session) -> Complaint:
            talk, said = _talk(session, complaint_id), self._clean(session, complaint_id, deed)
            done = self._within(service.take(session, complaint_id, said, actor, now), said)
            if talk is not None and tells(deed.step):
                self._tell(session, done, said, talk, now)
            return done

        done = await self._do(work)
        if done.conversation_id:
            self._hub.wake(done.conversation_id)
        return done

    async def preview(self, complaint_id: int, deed: Deed, actor: Actor) -> Preview:
        """The very message the step would send, from the step itself, undone again. Refusal, StaleError."""
        now, made = self._clock(), list[Preview]()

        def work(session: Session) -> None:
            talk, said = _talk(session, complaint_id), self._clean(session, complaint_id, deed)
            done = service.take(session, complaint_id, said, actor, now)
            style = Style.of(done, talk)
            made.append(Preview(self._teller.text(_after(session, done, now), said, style), style.script))
            raise _Undo

        with suppress(_Undo):
            await self._do(work)
        return made[0]

    async def assign(
        self, picks: tuple[tuple[int, int], ...], staff_id: str, name: str, actor: Actor
    ) -> Bulk:
        """Give complaints (id and version seen) to one colleague, each by itself."""
        done: list[str] = []
        undone: list[tuple[str, str]] = []
        for complaint_id, version in picks:
            receipt, why = await self._assign(complaint_id, version, staff_id, actor)
            if why:
                undone.append((receipt, why))
            else:
                done.append(receipt)
        return Bulk(name, tuple(done), tuple(undone))

    async def reveal(self, complaint_id: int, party_id: str, field: str, reason: str, actor: Actor) -> str:
        """One personal value or the query code, on the record with the reason. Refusal."""
        now, cipher = self._clock(), self._cipher

        def work(session: Session) -> str:
            if field == "code":
                return reveal_code(session, cipher, complaint_id, actor, reason, now)
            return service.reveal(session, cipher, complaint_id, party_id, field, actor, reason, now)

        try:
            return await self._database.write(work)
        except (ValueRefusedError, NotAllowedError):
            raise Refusal("reveal") from None

    async def download(self, complaint_id: int, file_id: int, actor: Actor) -> tuple[File, bytes]:
        """An attachment, on the record; NotFoundError."""
        now = self._clock()

        def work(session: Session) -> File:
            found = next((f for f in service.files_of(session, complaint_id) if f.id == file_id), None)
            if found is None:
                raise NotFoundError("file")
            after = {"file": file_id}
            audit.record(
                session, actor, "complaint.file_read", "complaint", str(complaint_id), now, after=after
            )
            return found

        found = await self._database.write(work)
        return found, await asyncio.to_thread(self._files.open, found.key)

    async def attach(
        self, complaint_id: int, name: str, data: bytes, actor: Actor, *, shown: bool = False
    ) -> None:
        """Keep a file with a complaint, internal unless ``shown`` to the customer. Refusal."""
        now = self._clock()
        try:
            kept = await self._files.keep_soon(name, data)
            await self._database.write(
                lambda s: service.attach(s, complaint_id, kept, actor, now, inside=not shown)
            )
        except ValueRefusedError:
            raise Refusal("file") from None
        except (TransitionError, NotAllowedError):
            raise Refusal("step", 409) from None

    def _clean(self, session: Session, complaint_id: int, deed: Deed) -> Deed:
        return service.cleaned(session, self._cipher, complaint_id, deed)

    async def _assign(self, complaint_id: int, version: int, staff_id: str, actor: Actor) -> tuple[str, str]:
        deed = Deed("assign", staff_id=staff_id, version=version)
        try:
            return (await self.take(complaint_id, deed, actor)).receipt, ""
        except NotFoundError:
            return "", "gone"
        except StaleError:
            why = "stale"
        except Refusal as refusal:
            why = "state" if refusal.status == 409 else "nobody"
        found = await self._database.read(lambda s: service.get(s, complaint_id))
        return found.receipt, why

    def _within(self, done: Complaint, deed: Deed) -> Complaint:
        """The complaint after a step, unless it settled more than the ceiling: several sums count as one."""
        if deed.step == "settle" and (done.compensation or 0) > self._most:
            raise _TooMuch
        return done

    def _tell(self, session: Session, done: Complaint, deed: Deed, talk: Conversation, now: datetime) -> None:
        style, after = Style.of(done, talk), _after(session, done, now)
        text, payload = self._teller.text(after, deed, style), self._teller.payload(after, deed, style)
        messages.post(session, talk.id, Reply(text, "notice", "system", payload, style.script), now)

    async def _do(self, work: Callable[[Session], T]) -> T:
        try:
            return await self._database.write(work)
        except _TooMuch:
            raise Refusal("settle", 422, {"limit": f"{self._most:,}"}) from None
        except TooLateError:
            raise Refusal("too_late", 409) from None
        except TransitionError:
            raise Refusal("step", 409) from None
        except NotAllowedError as refused:
            raise Refusal(f"step_{refused.why}", 403) from None
        except ValueRefusedError as refused:
            key = {"approver_id": "approver", "score": "rated"}.get(refused.field, "field")
            raise Refusal(key, 422, {"field": refused.field}) from None


def _talk(session: Session, complaint_id: int) -> Conversation | None:
    """The conversation that can be written to, locked before the complaint as everywhere else."""
    known = service.get(session, complaint_id).conversation_id
    if known is None:
        return None
    try:
        return locked(session, known)
    except NotFoundError:
        return None


def _after(session: Session, done: Complaint, now: datetime) -> After:
    events, today = service.events_of(session, done.id), today_of(now)
    clock, rungs = service.clock_of(done, events, today), service.rungs(done, events, today)
    return After(done, clock, rungs, events)
