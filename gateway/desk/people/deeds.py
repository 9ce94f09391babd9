"""What managers do to accounts; each is one transaction, and what is refused is said in words."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.db import Database
from casework.duty import returning
from casework.duty import service as duty
from casework.errors import ValueRefusedError
from casework.staff import identities, login, service
from casework.staff.roles import may
from casework.staff.types import NewAccount
from casework.statuses import ROLES, Role
from gateway.desk.account import HASHING
from gateway.desk.desk import Desk
from gateway.desk.numbers import number
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat
from gateway.desk.telling import tell


@dataclass(frozen=True, slots=True)
class Details:
    """What a form says of an account: two names and a number, each may be empty."""

    public_name: str = ""
    family_name: str = ""
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Deeds:
    """``seat`` is the manager's. Refusal when it cannot be."""

    desk: Desk
    seat: Seat

    async def add(self, name: str, role: str) -> NewAccount:
        """A new account with its one-time password."""
        known, now = _role(role), self.desk.clock()
        with _said():
            async with HASHING:
                return await asyncio.to_thread(
                    login.add_account, self.desk.database, self.seat.actor, name, known, now
                )

    async def reset(self, staff_id: str) -> NewAccount:
        """A new one-time password; their sessions end."""
        return await self._renew(staff_id, login.reset_password)

    async def enable(self, staff_id: str) -> NewAccount:
        """Open it again, with a new one-time password."""
        return await self._renew(staff_id, login.enable_account)

    async def disable(self, staff_id: str, reason: str) -> None:
        """Close it and its sessions; the customers they had wait for a colleague, and are told."""
        self._not_oneself(staff_id)

        def work(session: Session, now: datetime) -> tuple[str, ...]:
            service.disable(session, self.seat.actor, staff_id, reason, now)
            return self._given_back(session, staff_id, now)

        await self._done(work)

    async def set_role(self, staff_id: str, role: str) -> None:
        """Another role from the next click on."""
        self._not_oneself(staff_id)
        known = _role(role)

        def work(session: Session, now: datetime) -> tuple[str, ...]:
            service.set_role(session, self.seat.actor, staff_id, known, now)
            return () if may(known, "desk") else self._given_back(session, staff_id, now)

        await self._done(work)

    async def set_details(self, staff_id: str, said: Details) -> None:
        """Only what is different is written and recorded."""
        capacity, actor = _capacity(said.capacity), self.seat.actor

        def work(session: Session, now: datetime) -> tuple[str, ...]:
            before, presence = service.get(session, staff_id), duty.presence(session, staff_id)
            if said.public_name.strip() != (before.public_name or ""):
                service.set_public_name(session, actor, staff_id, said.public_name, now)
            if said.family_name.strip() != (before.family_name or ""):
                service.set_family_name(session, actor, staff_id, said.family_name, now)
            if capacity != (presence.capacity if presence else None):
                duty.set_capacity(session, actor, staff_id, capacity, now)
            return ()

        await self._done(work)

    async def link(self, staff_id: str, issuer: str, subject: str) -> None:
        """Who they are in the bank's directory; empty: nobody."""
        if not issuer:
            raise Refusal("people_subject")
        self._not_oneself(staff_id)

        def work(session: Session, now: datetime) -> tuple[str, ...]:
            identities.link(session, self.seat.actor, staff_id, issuer, subject, now)
            return ()

        await self._done(work)

    async def end_session(self, staff_id: str, id_: str) -> None:
        """One of their sessions, or all of them (``all``)."""

        def work(session: Session, now: datetime) -> tuple[str, ...]:
            if id_ == "all":
                service.end_sessions(session, self.seat.actor, staff_id, now)
            else:
                service.end_session(session, self.seat.actor, staff_id, id_, now)
            return ()

        await self._done(work)

    async def _renew(self, staff_id: str, make: Callable[..., NewAccount]) -> NewAccount:
        self._not_oneself(staff_id)
        database: Database = self.desk.database
        with _said():
            async with HASHING:
                return await asyncio.to_thread(make, database, self.seat.actor, staff_id, self.desk.clock())

    async def _done(self, work: Callable[[Session, datetime], tuple[str, ...]]) -> None:
        now = self.desk.clock()
        with _said():
            returned = await self.desk.database.write(lambda session: work(session, now))
        for conversation_id in returned:
            self.desk.hub.wake(conversation_id)

    def _given_back(self, session: Session, staff_id: str, now: datetime) -> tuple[str, ...]:
        left = returning.leave(session, staff_id, now, "gone")
        for conversation_id in left:
            tell(session, self.desk.words, conversation_id, "put_back", now)
        return left

    def _not_oneself(self, staff_id: str) -> None:
        # Nobody locks themselves out by mistake, or gives themselves what they may.
        if staff_id == self.seat.staff.id:
            raise Refusal("people_oneself", 409)


def _role(said: str) -> Role:
    known = next((role for role in ROLES if role == said), None)
    if known is None:
        raise Refusal("people_role")
    return known


def _capacity(said: str) -> int | None:
    if not said.strip():
        return None
    found = number(said.strip(), 3)
    if found is None:
        raise Refusal("people_capacity", 422, {"most": duty.MOST})
    return found


@contextmanager
def _said() -> Iterator[None]:
    """What the services refuse, in words."""
    try:
        yield
    except ValueRefusedError as refused:
        values: dict[str, object] = {"most": duty.MOST} if refused.field == "capacity" else {}
        raise Refusal(f"people_{refused.field}", 422, values) from None
