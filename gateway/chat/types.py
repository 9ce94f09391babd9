"""Values the chat service returns; replies and history items are plain JSON-ready dicts."""

from dataclasses import dataclass, field
from typing import Any

from bot.text import Mode, Region, Script
from casework.conversations.states import Owner

# {"id","sender":"bot|agent|system","kind","text","buttons":[{"title","value"}],
#  "sources":[{"title","article","verified_on","url"}],"hotlines":[{"number","dial","name"}],
#  "urgent":bool,"entry":str|None,"script"}; an agent's also "speaker":{"name","number"};
#  "links":[{"title","href"}] to pages of ours, where there are any;
#  "numbered":True where a bare number chooses one of the buttons
Reply = dict[str, Any]

# A Reply, or what the customer said:
# {"id","sender":"customer","text","masked":bool,"client_message_id"}, with "script" where the words show it;
# both carry "at" (ISO 8601, UTC).
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """What the customer may know of a conversation; ``region`` None means not told yet (mainland first)."""

    id: str
    script: Script
    script_pinned: bool
    region: Region | None
    mode: Mode
    owner: Owner
    # Large text, or older by what is known: a human is offered with every answer.
    elder: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """A new conversation and the signed token that opens it."""

    conversation_id: str
    token: str
    view: View


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and its replies; ``message`` is {"id","text","masked"} with secrets already removed."""

    message: Item
    replies: list[Reply]
    owner: Owner
    script: Script
    duplicate: bool = False
    understood: dict[str, Any] = field(default_factory=dict)
    # Stored, but not answered while the caller waited: the replies come as events.
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking for a human, or of leaving the queue: system replies and the owner now."""

    replies: list[Reply]
    owner: Owner
    script: Script
    position: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Items in the order they were stored; ``cursor`` is what to pass to ``events(after=…)`` to go on."""

    items: list[Item] = field(default_factory=list)
    cursor: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One live event; ``id`` grows, ``kind`` is message | owner | queue | conversation | typing | deleted."""

    id: int
    kind: str
    data: dict[str, Any]
