"""Who else is looking at a conversation: true for a moment, stored nowhere."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Final, TypeVar

from gateway.chat.hub import Hub

T = TypeVar("T")
_KIND: Final = "look"
# A page without script is only known to have been opened; a stream says again and again that it is open.
_GLANCE: Final = 60.0
_LOOK: Final = 45.0
_AGAIN: Final = 20.0


def lookers(hub: Hub, conversation_id: str) -> frozenset[str]:
    """The ids of staff who look at it."""
    return frozenset(who.partition("/")[0] for who in hub.marked(conversation_id, _KIND))


def glance(hub: Hub, conversation_id: str, staff_id: str) -> None:
    """The page was opened by hand."""
    hub.mark(conversation_id, _KIND, f"{staff_id}/page", _GLANCE)


async def while_looking(
    hub: Hub, conversation_id: str, staff_id: str, source: AsyncIterator[T]
) -> AsyncIterator[T]:
    """The same stream; while it is open its reader is looking. Each window counts for itself."""
    who = f"{staff_id}/{secrets.token_hex(4)}"
    looking = asyncio.create_task(_looks(hub, conversation_id, who))
    hub.mark(conversation_id, _KIND, who, _LOOK)
    hub.mark(conversation_id, _KIND, f"{staff_id}/page", 0)
    try:
        async with aclosing(source):  # type: ignore[type-var]
            async for found in source:
                yield found
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        hub.mark(conversation_id, _KIND, who, 0)


async def _looks(hub: Hub, conversation_id: str, who: str) -> None:
    while True:
        await asyncio.sleep(_AGAIN)
        hub.mark(conversation_id, _KIND, who, _LOOK)
