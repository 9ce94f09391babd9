"""Knowledge questions of who waits for a human: answered from reviewed entries, and nothing else moves."""

from typing import Final

import structlog

from gateway.chat.asking import question
from gateway.chat.engine import EngineClient
from gateway.chat.records import Incoming
from gateway.chat.replies import Speaker

log = structlog.get_logger("gateway.asides")
# Stated, not offered: there is no "did you mean" beside a human who will read it all.
SURE: Final = 0.8
_LONGEST: Final = 120  # characters; a story is for the human
# Said of the way to a human, which they are on; distress has its own way.
_NOT_HERE: Final = frozenset({"reach_human", "distress"})
# "How long?" is the wait itself, "what now?" and "shall I pay?" the danger: they have their own answers here.
_ABOUT_HERE: Final = ("general", "waiting", "paying")


class Asides:
    """Finds the entry; only the transaction that stores the message decides whether it is said."""

    def __init__(self, engine: EngineClient, speaker: Speaker) -> None:
        self._engine, self._speaker = engine, speaker

    async def entry_for(self, new: Incoming) -> str | None:
        """The entry that answers the message; None for anything that is not surely such a question."""
        asked = question(new.text)
        if not asked or len(asked) > _LONGEST or new.personal or new.masked:
            return None
        if any(self._speaker.is_word(words, asked) for words in _ABOUT_HERE):
            return None
        titled = self._speaker.called(asked)
        entry = titled or await self._understood(asked)
        return entry if entry and entry not in _NOT_HERE and self._speaker.knows(entry) else None

    async def _understood(self, asked: str) -> str | None:
        try:
            found = await self._engine.understand(asked)
        except Exception as error:  # noqa: BLE001 - a question read or not: the message must be stored
            log.error("aside_failed", error=type(error).__name__)
            return None
        if found is None or not (found.intent or "").startswith("faq"):
            return None
        return found.entry if found.entry_confidence >= SURE else None
