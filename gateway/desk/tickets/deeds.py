"""What is done with a ticket: called, not reached, closed; each one transaction, the customer told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.conversations import service as conversations
from casework.errors import DeletedError, NotFoundError, TransitionError, ValueRefusedError
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Reply
from casework.statuses import TICKET_ENDS
from casework.tickets import service as tickets
from casework.tickets.types import Ticket
from gateway.desk.desk import Desk
from gateway.desk.refusal import Refusal

# When to try again: the words are ``desk.ticket_again_<hours>``.
AGAIN: Final = (1, 4, 24)


@dataclass(frozen=True, slots=True)
class TicketDeeds:
    """For one desk. Refusal when it is closed, or when what was said is not understood."""

    desk: Desk

    async def reveal(self, ticket_id: int, actor: Actor, reason: str, cipher: object) -> str:
        """The number to call, on record."""
        now = self.desk.clock()
        try:
            return await self.desk.database.write(
                lambda s: tickets.reveal(s, cipher, ticket_id, actor, reason, now)  # type: ignore[arg-type]
            )
        except ValueRefusedError:
            raise Refusal("ticket_reason") from None
        except NotFoundError as gone:
            raise (Refusal("ticket_number", 409) if gone.what == "personal value" else gone) from None

    async def reached(self, ticket_id: int, actor: Actor) -> None:
        """Somebody answered."""
        await self._do(lambda s, now: tickets.call_reached(s, ticket_id, actor, now))

    async def missed(self, ticket_id: int, actor: Actor, hours: str) -> None:
        """Nobody answered: again in so many hours."""
        wait = next((known for known in AGAIN if str(known) == hours), None)
        if wait is None:
            raise Refusal("ticket_again")
        await self._do(
            lambda s, now: tickets.call_missed(s, ticket_id, actor, now + timedelta(hours=wait), now)
        )

    async def close(self, ticket_id: int, actor: Actor, outcome: str) -> None:
        """Done; settled by the call, a chat that still waits goes back to the bot, and is told so."""
        known = next((end for end in TICKET_ENDS if end == outcome), None)
        if known is None:
            raise Refusal("ticket_outcome")

        def work(session: Session, now: datetime) -> Ticket:
            done = tickets.close(session, ticket_id, known, actor, now)
            if known in ("settled", "not_wanted"):
                self._settle(session, done.conversation_id, actor, now)
            return done

        await self._do(work)

    def _settle(self, session: Session, conversation_id: str, actor: Actor, now: datetime) -> None:
        try:
            found = conversations.get(session, conversation_id)
        except DeletedError:
            return
        if handoffs.settle(session, conversation_id, actor.id, now).changed:
            where, mode = found.region or "CN", found.mode
            text = self.desk.words.voice.say("gateway.settled_by_call", found.script, where, mode, {})
            said = Reply(text, "notice", "system", {"entry": "settled_by_call"}, found.script)
            messages.post(session, conversation_id, said, now)

    async def _do(self, work: object) -> None:
        now = self.desk.clock()
        try:
            done: Ticket = await self.desk.database.write(lambda s: work(s, now))  # type: ignore[operator]
        except TransitionError:
            raise Refusal("ticket_closed", 409) from None
        self.desk.hub.wake(done.conversation_id)
