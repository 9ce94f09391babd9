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
from casework.errors import AlertClosedError, NotOwnerError, TransitionError
from casework.handoffs import service as handoffs
from casework.handoffs.types import Outcome
from casework.messages import service as messages
from casework.messages.types import Message, Reply
from casework.staff.types import Staff
from gateway.chat.hub import Hub
from gateway.desk.refusal import Refusal
from gateway.desk.sending import ending, outgoing
from gateway.desk.words import Words

T = TypeVar("T")
_FORMS = UUID("0d7cf6c1-5f0e-4b77-9a26-6d8a2f0f4c35")
_REASON = "agent"


class Deeds:
    """Take, reply, hand back, put back. Refusal when another one has the conversation."""

    def __init__(self, database: Database, hub: Hub, words: Words, clock: Callable[[], datetime]) -> None:
        self._database, self._hub, self._words, self._clock = database, hub, words, clock

    async def take(self, conversation_id: str, staff: Staff) -> None:
        """Out of the queue, or from the bot in mid-sentence: it is silent from this commit on."""
        now = self._clock()

        def work(session: Session) -> None:
            if _take(session, conversation_id, staff.id, now).changed:
                self._tell(session, conversation_id, "taken", now)

        await self._do(conversation_id, work)

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
            self._tell(session, conversation_id, "returned", now)

        await self._do(conversation_id, work)

    async def put_back(self, conversation_id: str, staff: Staff) -> None:
        """Into the queue for a colleague; the time the customer has waited still counts."""
        now = self._clock()

        def work(session: Session) -> None:
            handoffs.transfer(session, conversation_id, staff.id, now)
            self._tell(session, conversation_id, "put_back", now)

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

    def _tell(self, session: Session, conversation_id: str, key: str, now: datetime) -> Message:
        found = conversations.get(session, conversation_id)
        text = self._words.to_customer(key, found)
        said = Reply(text, "notice", "system", {"entry": f"desk_{key}"}, found.script)
        return messages.post(session, conversation_id, said, now)

    async def _do(self, conversation_id: str, work: Callable[[Session], T]) -> T:
        try:
            done = await self._database.write(work)
        except (TransitionError, NotOwnerError):
            raise Refusal("not_yours", 409) from None
        self._hub.wake(conversation_id)
        return done


def _take(session: Session, conversation_id: str, staff_id: str, now: datetime) -> Outcome:
    try:
        return handoffs.take(session, conversation_id, staff_id, now)
    except TransitionError as refused:
        if refused.owner != "bot":
            raise
    # The conversation is locked since the first look, so the bot still has it.
    return handoffs.take_over(session, conversation_id, staff_id, _REASON, now)
