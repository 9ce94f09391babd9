"""A filed complaint as the chat reaches it: this conversation's own, or another's by receipt and code."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from actions.complaints.store import store
from casework.audit.types import Actor
from casework.complaints import service
from casework.complaints.guesses import Caller
from casework.complaints.persons import customer
from casework.complaints.receipt import normal_receipt
from casework.complaints.time_left import Clock, Rung
from casework.complaints.types import Complaint, Deed, Event
from casework.errors import NotFoundError, ThrottledError
from casework.vault import service as vault
from casework.vault.cipher import SealError

_RECEIPT: Final = re.compile(r"XB[-\s]*(?:[0-9A-Z][-\s]*){9}")
_CODE: Final = re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*[0-9A-Z])[0-9A-Z]{6}(?![0-9A-Z])")
_MOST_CODES: Final = 3  # in one message
# So long the same message counts as asked again after a crash.
_AGAIN: Final = timedelta(minutes=10)
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―－"), "-")


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint with what a customer may know of it."""

    complaint: Complaint
    events: tuple[Event, ...]
    clock: Clock
    rungs: tuple[Rung, ...]
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A receipt and a code as they were typed, "" for what is not there; `tokens` of sealed codes."""

    receipt: str
    code: str
    tokens: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether both are there."""
        return bool(self.receipt and (self.code or self.tokens))


def numbers_in(text: str, message: Mapping[str, Any]) -> Numbers:
    """What looks like a receipt, and the code beside it: the gateway has sealed it, and names it by token."""
    found = (message.get("metadata") or {}).get("personal")
    rows = found if isinstance(found, list) else []
    tokens = tuple(str(r["token"]) for r in rows if r.get("kind") == "code" and r.get("token"))
    return replace(_typed(text), tokens=tokens[:_MOST_CODES])


def _typed(text: str) -> Numbers:
    plain = unicodedata.normalize("NFKC", text).upper().translate(_DASHES)
    found = _RECEIPT.search(plain)
    rest = plain[: found.start()] + " " + plain[found.end() :] if found else plain
    code = _CODE.search(rest)
    return Numbers(found[0].strip() if found else "", code[0] if code else "")


async def own(conversation_id: str) -> tuple[Case, ...]:
    """The conversation's complaints, newest first."""

    def work(session: Session) -> tuple[Case, ...]:
        found = service.of_conversation(session, conversation_id)
        return tuple(_case(session, one, conversation_id) for one in found)

    return await store().database.read(work)


async def opened(numbers: Numbers, conversation_id: str) -> Case | None:
    """By receipt and code, the conversation's own by its receipt; None when they open nothing.

    ThrottledError after too many wrong codes, alike for every number.
    """
    mine = _named(await own(conversation_id), numbers.receipt)
    if mine is not None or not numbers.whole:
        return mine
    found = await store().database.write(lambda session: _tried(session, numbers, conversation_id))
    if isinstance(found, ThrottledError):
        raise found
    return found


def _named(found: Sequence[Case], said: str) -> Case | None:
    with suppress(NotFoundError):
        number = normal_receipt(said)
        return next((case for case in found if case.complaint.receipt == number), None)
    return None


def _tried(session: Session, numbers: Numbers, conversation_id: str) -> Case | ThrottledError | None:
    """Each code in turn. The refusal is given back, not raised: what was counted before it has to stay."""
    now, caller = store().clock(), Caller("conversation", conversation_id)
    for code in filter(None, (*_opened(session, numbers, conversation_id), numbers.code)):
        try:
            found = service.try_code(session, store().cipher, numbers.receipt, code, caller, now)
        except NotFoundError:
            return None
        except ThrottledError as error:
            return error
        if found is not None:
            return _case(session, found, conversation_id)
    return None


def _opened(session: Session, numbers: Numbers, conversation_id: str) -> list[str]:
    """The sealed codes, those with a digit first; one that does not open is none."""
    known: list[str] = []
    for token in numbers.tokens:
        with suppress(NotFoundError, SealError):
            known.append(vault.resolve(session, store().cipher, conversation_id, token))
    return sorted(known, key=str.isalpha)


async def by_id(complaint_id: int, conversation_id: str) -> Case:
    """One that was opened before in this conversation."""

    def work(session: Session) -> Case:
        return _case(session, service.get(session, complaint_id), conversation_id)

    return await store().database.read(work)


async def take(case: Case, deed: Deed, conversation_id: str) -> Case:
    """Take the step, once: the same again within minutes changes nothing. What `service.take` raises."""
    now = store().clock()

    def work(session: Session) -> Case:
        before = _case(session, service.get(session, case.complaint.id), conversation_id)
        said = service.cleaned(session, store().cipher, case.complaint.id, deed)
        if _taken(before, said):
            return before
        done = service.take(session, case.complaint.id, said, _actor(before.complaint, conversation_id), now)
        return _case(session, done, conversation_id)

    return await store().database.write(work)


def pick(cases: Sequence[Case], step: str) -> Case | None:
    """The newest that allows the step."""
    return next((case for case in cases if step in case.allowed), None)


def _case(session: Session, found: Complaint, conversation_id: str) -> Case:
    events, today = service.events_of(session, found.id), store().today()
    clock, rungs = service.clock_of(found, events, today), service.rungs(found, events, today)
    public = service.events_of(session, found.id, public=True)
    allowed = service.allowed(found, _actor(found, conversation_id))
    return Case(found, public, clock, rungs, allowed)


def _actor(complaint: Complaint, conversation_id: str) -> Actor:
    # Whoever has shown receipt and code speaks for the complaint.
    own_ = complaint.conversation_id == conversation_id
    return customer(conversation_id if own_ else complaint.receipt)


def _taken(case: Case, deed: Deed) -> bool:
    last = case.events[-1] if case.events else None
    if last is None or last.kind != deed.step or store().clock() - last.at > _AGAIN:
        return False
    return last.actor_type == "customer" and (last.text or None) == (deed.text or None)
