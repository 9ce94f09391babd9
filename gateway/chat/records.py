"""What goes into and comes out of the writes of a turn."""

from dataclasses import dataclass, field
from typing import Any

from bot.fraud.finding import Finding as Screened
from bot.text import Finding, Mode, Region, Script
from casework.conversations.types import Conversation
from casework.messages.types import Accepted, Answered, Message
from casework.statuses import Channel
from gateway.chat.types import Reply, View

# What a conversation in the queue expects while a number to call back is asked for.
CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message on its way in: text already cleaned and without secrets; kinds of what was removed.

    ``as_contact``: the same message read as the answer to who and where to call; ``readings``: what else it
    may have been stored as, when it is sent again; ``aside``: what answers it while a human is waited for;
    ``place``: where it says the customer is.
    """

    conversation_id: str
    client_message_id: str
    text: str
    secrets: tuple[str, ...] = ()
    personal: tuple[Finding, ...] = ()
    screened: Screened | None = None
    as_contact: "Incoming | None" = None
    readings: tuple[str, ...] = ()
    aside: "Aside | None" = None
    place: Region | None = None

    @property
    def masked(self) -> bool:
        """True when something was removed for good; a phone or a name is sealed and only shown in part."""
        return bool(self.secrets)


@dataclass(frozen=True, slots=True)
class Aside:
    """What is said to who waits for a human, besides that they wait.

    ``replies``: reviewed answers, or what a switch of script or mode says; ``relieved``: the danger is over.
    """

    replies: tuple[Reply, ...] = ()
    thanks: bool = False
    asks_human: bool = False
    relieved: bool = False
    script: Script | None = None
    mode: Mode | None = None
    region: Region | None = None
    understood: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """What accepting led to, the conversation after it, and system replies to a message held for a human.

    ``personal`` names sealed values by token, for the engine's metadata: [{"kind","token","shown"}].
    """

    accepted: Accepted
    view: View
    notices: tuple[Message, ...] = ()
    personal: tuple[dict[str, str], ...] = ()
    channel: Channel = "web"


@dataclass(frozen=True, slots=True)
class Settled:
    """What answering led to."""

    answered: Answered
    view: View


def view_of(found: Conversation) -> View:
    """The customer's view of a conversation."""
    region: Region | None = found.region
    elder = found.elder_hint or found.mode == "large"
    return View(found.id, found.script, found.script_pinned, region, found.mode, found.owner, elder)
