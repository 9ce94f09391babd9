"""What an agent does with a conversation: each deed and the sentence to the customer are one transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from casework.alerts import service as alerts
from casework.alerts.types import Alert
from casework.audit.types import Actor
from casework.conversations import service as conversations
from casework.db import Database
from casework.duty import giving
from casework.errors import AlertClosedError, NotFreeError, NotOwnerError, TransitionError
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Reply
from casework.staff.types import Staff
from gateway.chat.hub import Hub
from gateway.desk.duty.handing import not_free
from gateway.desk.refusal import Refusal
from gateway.desk.sending import ending, outgoing
from gateway.desk.telling import tell, tell_taken
from gateway.desk.words import Words

T = TypeVar("T")
_FORMS = UUID("0d7cf6c1-5f0e-4b77-9a26-6d8a2f0f4c35")


class Deeds:
    """Take, reply, hand back. Refusal when another one has the conversation."""

    def __init__(
        self, database: Database, hub: Hub, words: Words, clock: Callable[[], datetime], capacity: int
    ) -> None:
        self._database, self._hub, self._words, self._clock = database, hub, words, clock
        self._capacity = capacity

    async def take(self, conversation_id: str, actor: Actor) -> None:
        """Out of the queue, or from the bot in mid-sentence: it is silent from this commit on.

        Refusal when the agent has as many as they can carry.
        """
        now = self._clock()

        def work(session: Session) -> None:
            if giving.take(session, conversation_id, actor, now, self._capacity).changed:
                tell_taken(session, self._words, conversation_id, actor.id, now)

        try:
            await self._do(conversation_id, work)
        except NotFreeError as refused:
            raise not_free(refused) from None

    async def reply(self, conversation_id: str, staff: Staff, form: str, text: str) -> None:
        """Send words to the customer; the same form with the same text is sent once."""
        now = self._clock()
        client_id = f"~desk-{uuid5(_FORMS, f'{conversation_id}{staff.id}{form}{text}')}"

        def work(session: Session) -> None:
            script = conversations.get(session, conversation_id).script
            made = outgoing(text, script)
            said = Reply(made.text, "answer", "agent", {"typed": made.typed} if made.typed else None, script)
            messages.post(session, conversation_id, said, now, staff_id=staff.id, client_message_id=client_id)

        await self._do(conversation_id, work)

    async def hand_back(self, conversation_id: str, staff: Staff) -> None:
        """The bot answers again, and the customer is told so."""
        now = self._clock()

        def work(session: Session) -> None:
            handoffs.release(session, conversation_id, staff.id, now)
            tell(session, self._words, conversation_id, "returned", now)

        await self._do(conversation_id, work)

    async def close_alert(self, alert_id: int, outcome: str, reason: str, actor: Actor) -> Alert:
        """Say how it ended, on the record. Refusal when somebody has said so before."""
        now, how = self._clock(), ending(outcome, reason)
        try:
            closed = await self._database.write(
                lambda session: alerts.close(session, alert_id, how.outcome, actor, now, how.reason)
            )
        except AlertClosedError:
            raise Refusal("alert_closed", 409) from None
        self._hub.wake(closed.conversation_id)
        return closed

    async def _do(self, conversation_id: str, work: Callable[[Session], T]) -> T:
        try:
            done = await self._database.write(work)
        except (TransitionError, NotOwnerError):
            raise Refusal("not_yours", 409) from None
        self._hub.wake(conversation_id)
        return done
