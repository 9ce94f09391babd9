"""Passing conversations on: to a named colleague, into the queue, by signing out; the customer is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.db import Database
from casework.duty import giving, offers, returning
from casework.errors import NotFoundError, NotFreeError, NotOwnerError, TransitionError, ValueRefusedError
from casework.staff.types import Staff
from gateway.chat.hub import Hub
from gateway.desk.refusal import Refusal
from gateway.desk.telling import tell, tell_taken
from gateway.desk.words import Words

# What the form's list says for the queue; no account has this id.
QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Passing:
    """What stood in a form that was refused: to whom, and why."""

    to: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handing:
    """Each deed is one transaction; Refusal when it cannot be. ``capacity``: the bank's."""

    database: Database
    hub: Hub
    words: Words
    clock: Callable[[], datetime]
    capacity: int

    async def pass_on(self, conversation_id: str, actor: Actor, to_id: str, reason: str) -> None:
        """To a colleague, or to ``queue``, with a reason that only staff read."""
        now = self.clock()

        def work(session: Session) -> None:
            if to_id == QUEUE:
                giving.put_back(session, conversation_id, actor, reason, now)
                tell(session, self.words, conversation_id, "put_back", now)
            else:
                self._give(session, conversation_id, actor, to_id, reason, now)

        try:
            await self.database.write(work)
        except (TransitionError, NotOwnerError):
            raise Refusal("not_yours", 409) from None
        except ValueRefusedError:
            raise Refusal("pass_reason", 422, {"limit": giving.LONGEST_REASON}) from None
        except NotFreeError as refused:
            raise not_free(refused) from None
        self.hub.wake(conversation_id)

    async def decline(self, conversation_id: str, staff: Staff) -> None:
        """Not now: the offer goes to somebody else."""
        now = self.clock()
        await self.database.write(lambda session: offers.decline(session, conversation_id, staff.id, now))
        self.hub.wake(conversation_id)

    async def leave(self, staff: Staff) -> None:
        """Signing out: what they have goes back to the queue."""
        now = self.clock()

        def work(session: Session) -> tuple[str, ...]:
            left = returning.leave(session, staff.id, now)
            for conversation_id in left:
                tell(session, self.words, conversation_id, "put_back", now)
            return left

        for conversation_id in await self.database.write(work):
            self.hub.wake(conversation_id)

    def _give(
        self, session: Session, conversation_id: str, actor: Actor, to_id: str, reason: str, now: datetime
    ) -> None:
        try:
            kind = giving.assign(session, conversation_id, to_id, actor, reason, now, self.capacity)
        except NotFoundError as missing:
            if missing.what == "staff":
                raise Refusal("pass_to") from None
            raise
        if kind:
            key = "passed" if kind == "passed" else "taken"
            tell_taken(session, self.words, conversation_id, to_id, now, key)


def not_free(refused: NotFreeError) -> Refusal:
    """Why a conversation cannot be put into these hands, in words."""
    values: dict[str, object] = {"held": refused.held, "capacity": refused.capacity}
    return Refusal(f"duty_{refused.why}", 409, values)
