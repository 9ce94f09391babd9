"""What goes into and comes out of the message services."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.conversations.states import Owner
from casework.statuses import MessageState, Script, Sender


@dataclass(frozen=True, slots=True)
class Message:
    """One stored message. `id` grows within its conversation; `state` is None unless a customer wrote it."""

    id: int
    conversation_id: str
    client_message_id: str | None
    sender: Sender
    staff_id: str | None
    kind: str
    text: str
    payload: dict[str, Any] | None
    masked: bool
    script: Script | None
    in_reply_to: int | None
    state: MessageState | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply to store; `payload` is JSON: buttons, sources, hotlines, entry, urgent …"""

    text: str
    kind: str = "answer"
    sender: Sender = "bot"
    payload: dict[str, Any] | None = None
    script: Script | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A stored customer message, and who has to act.

    `turn`: the caller holds the turn and must answer. Otherwise: `replies` are there (answered before), or a
    human owes the answer (`message.state` is "held"), or another caller is at it or earlier messages wait
    (`waits_for` is the id of the message that comes first): `claim` again a little later.
    """

    message: Message
    owner: Owner
    duplicate: bool
    turn: bool
    replies: tuple[Message, ...] = ()
    waits_for: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The stored replies; none when `dropped`: a human owns it. `next_id`: the message whose turn is next."""

    message_id: int
    owner: Owner
    replies: tuple[Message, ...] = ()
    dropped: bool = False
    duplicate: bool = False
    next_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """A stored message nobody is answering: give it to `claim`."""

    conversation_id: str
    message_id: int
    created_at: datetime
