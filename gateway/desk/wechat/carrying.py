"""What the desk must know of a WeChat conversation: deliveries, files, and whether anything can be pushed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.conversations.types import Conversation
from casework.deliveries import service as deliveries
from casework.deliveries.types import Delivery
from casework.messages.types import Message
from casework.statuses import CARRIED, OPEN_DELIVERIES
from casework.wechat import media, quota, users
from casework.wechat.media import Media
from casework.wechat.users import User

# Words for why it waits, by the platform's code or our own.
_WHY: Final = {
    "45015": "window",
    "window": "window",
    "45047": "quota",
    "quota": "quota",
    "43004": "unfollowed",
    "unfollowed": "unfollowed",
    "48001": "unable",
}
# After so long "on its way" deserves a word even for what the bot said.
_LONG: Final = timedelta(seconds=30)
# One that is there may still need a word: nobody knows.
_UNSURE: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence: its key after ``desk.``, values and a time; ``trouble`` when staff must act."""

    key: str
    trouble: bool = False
    at: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Carrying:
    """Deliveries and files by message id; ``user`` is the follower, None outside WeChat."""

    deliveries: Mapping[int, Delivery] = field(default_factory=dict)
    media: Mapping[int, Media] = field(default_factory=dict)
    user: User | None = None

    def told(self, message: Message, now: datetime, push: bool) -> Told | None:
        """What to say of a message's way; of the bot's only where something is wrong with it."""
        found = self.deliveries.get(message.id)
        if found is None:
            return None
        told = _told(found, push)
        late = found.state == "pending" and now - found.created_at > _LONG
        return told if message.sender == "agent" or told.trouble or late else None

    @property
    def open(self) -> int:
        """How many on this page the customer does not have yet, and cannot be pushed."""
        return sum(one.state == "waiting" for one in self.deliveries.values())

    def window(self, now: datetime, push: bool) -> Told | None:
        """How many messages may still be pushed, and until when; None outside WeChat."""
        if self.user is None:
            return None
        if not push:
            return Told("wechat_passive", trouble=True)
        if not self.user.subscribed:
            return Told("wechat_unfollowed", trouble=True)
        _, left = quota.room(self.user, now)
        if left == 0:
            return Told("wechat_used_up" if quota.is_open(self.user, now) else "wechat_closed", trouble=True)
        return Told("wechat_left", at=self._until(now), values={"count": left})

    def _until(self, now: datetime) -> datetime:
        user = self.user
        message = user.message_at + quota.MESSAGE_WINDOW if user and user.message_at else now
        event = user.event_at + quota.EVENT_WINDOW if user and user.event_at else now
        return max(message, event)


def read_carrying(session: Session, found: Conversation, messages: Sequence[Message]) -> Carrying:
    """Of the messages on a page; nothing for channels that carry nothing."""
    if found.channel not in CARRIED:
        return Carrying()
    ids = [one.id for one in messages]
    return Carrying(
        deliveries.of_messages(session, ids),
        media.of_messages(session, ids),
        users.of_conversation(session, found.id),
    )


def mark(session: Session, conversation_id: str) -> tuple[int, ...]:
    """Changes whenever a delivery or a file of the conversation comes to another state."""
    return (*deliveries.fingerprint(session, conversation_id), media.counted(session, conversation_id))


def _told(found: Delivery, push: bool) -> Told:
    state, error = found.state, found.error or ""
    if state in OPEN_DELIVERIES and not push:
        return Told("delivery_passive", trouble=True)
    if state == "waiting":
        why = _WHY.get(error, "busy")
        return Told(f"delivery_waiting_{why}", trouble=True)
    if state == "failed":
        if error == _UNSURE:
            return Told("delivery_unsure", trouble=True)
        return Told("delivery_failed", trouble=True, values={"code": error})
    if state == "pending":
        return Told("delivery_again" if error and error != "sending" else "delivery_pending")
    return Told(f"delivery_{state}", at=found.done_at)
