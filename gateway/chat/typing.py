"""Who is writing, and whether the customer is there: true for seconds, carried by the hub, stored nowhere."""

from typing import Final, Literal

from gateway.chat.hub import Hub

Side = Literal["agent", "customer"]
# Said again while it goes on, at most every three seconds (the pages' scripts).
LASTS: Final = 6.0
# So often a stream looks whether it is over: an end rings no bell.
LOOK: Final = 1.5
_KIND, _HERE = "type", "here"
# A page that is loaded anew is not gone.
_STAYS: Final = 15.0


def types(hub: Hub, conversation_id: str, side: Side, *, on: bool = True) -> None:
    """This side is writing, or has stopped."""
    hub.mark(conversation_id, _KIND, side, LASTS if on else 0)


def is_typing(hub: Hub, conversation_id: str, side: Side) -> bool:
    """Whether this side is writing now."""
    return side in hub.marked(conversation_id, _KIND)


def stays(hub: Hub, conversation_id: str) -> None:
    """The customer's page is open: said at every look of its stream."""
    hub.mark(conversation_id, _HERE, "customer", _STAYS)


def is_here(hub: Hub, conversation_id: str) -> bool:
    """Whether the customer has the conversation open, in a window that can be seen."""
    return bool(hub.marked(conversation_id, _HERE))
