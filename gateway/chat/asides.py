"""What is said to who waits for a human, besides that they wait: what the engine would state."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import structlog

from bot.fraud.finding import CALM, Finding
from bot.intake.human import human
from bot.intake.relief import relieved
from bot.text import fold
from casework.messages.types import Message
from gateway.chat.asking import metadata, question, wishes
from gateway.chat.engine import EngineAnswer, EngineClient
from gateway.chat.records import Aside, Incoming
from gateway.chat.replies import Speaker, from_engine
from gateway.chat.types import Reply, View

log = structlog.get_logger("gateway.asides")
_LONGEST: Final = 120  # characters; a story is for the human
# An amount or a time alone belongs to the story that is being told.
_FACT: Final = re.compile(
    r"(?:大概|大约|一共|总共|差不多|转了|成)?[\d一二两三四五六七八九十百千万零〇廿亿点几多来.,，:：\s]+"
    r"(?:元|块|蚊|文|皮嘢|钱|人民币|港币|港元|台币|左右|分钟|小时|点钟|天|日|号|前|了|啊|呀|吧|\s)*"
)
# Said of the way to a human, which they are on; distress has its own way.
_NOT_HERE: Final = frozenset({"reach_human", "distress"})
# "What now?" and "shall I pay?" of somebody in danger: the alarm says what helps.
_ABOUT_DANGER: Final = ("general", "paying")
# So does it on "and then?" in an alarm; without one that is about the last answer.
_THEN: Final = ("then",)


class Asides:
    """Finds it; only the transaction that stores the message decides whether it is said."""

    def __init__(self, engine: EngineClient, speaker: Speaker) -> None:
        self._engine, self._speaker = engine, speaker

    async def of(
        self, new: Incoming, view: View, said: Sequence[Message], screened: Finding, *, alarmed: bool
    ) -> Aside | None:
        """What is said to the message beside the wait; None where it is only taken down."""
        asked = question(new.text)
        if not asked or len(asked) > _LONGEST or new.personal or new.masked or _FACT.fullmatch(fold(asked)):
            return None
        if own := self._own(asked, view):
            return own
        if any(
            self._speaker.is_word(words, asked) for words in (*_ABOUT_DANGER, *(_THEN if alarmed else ()))
        ):
            return None
        found = await self._asked(asked, view, self._topic(said), screened) or self._titled(asked, view)
        return found or (Aside(relieved=True) if relieved(asked) else None)

    def _own(self, asked: str, view: View) -> Aside | None:
        """What the engine is not asked: where the human is, no to large text."""
        if self._speaker.is_word("waiting", asked) or human(asked) == "ask":
            return Aside(asks_human=True, understood={"intent": "ask_human", "confidence": 1.0})
        if self._speaker.is_button("no_large", asked):
            return Aside((self._speaker.notice("large_declined", view),))
        return None

    def _titled(self, asked: str, view: View) -> Aside | None:
        """A title that was tapped is answered whatever becomes of the engine."""
        entry = self._speaker.called(asked)
        return Aside((self._speaker.answer(entry, view),)) if entry and self._said_here(entry) else None

    def _topic(self, said: Sequence[Message]) -> str | None:
        """The answer that a short question is about: the last one."""
        answers = (message.payload or {} for message in reversed(said) if message.kind == "answer")
        return next((one["entry"] for one in answers if self._speaker.knows(str(one.get("entry")))), None)

    async def _asked(self, asked: str, view: View, topic: str | None, screened: Finding) -> Aside | None:
        # A danger only with what was told before: that is told already, and a question for all that.
        known = metadata(view, CALM if screened.story else screened, None)
        if titled := self._speaker.titled(asked):
            known |= {"title_of": titled}
        try:
            answer = await self._engine.aside(asked, topic, known)
            return self._read(answer, view) if answer else None
        except Exception as error:  # noqa: BLE001 - answered or not: the message must be stored
            log.error("aside_failed", error=type(error).__name__)
            return None

    def _read(self, answer: EngineAnswer, view: View) -> Aside | None:
        wish = wishes(answer.replies, view)
        intent = answer.intent or ""
        kept = [
            self._shown(raw, view, wish)
            for raw in answer.replies
            if intent.startswith("switch_") or self._stated(raw)
        ]
        found = Aside(
            tuple(kept), thanks=intent == "thanks", asks_human=intent == "ask_human", **wish,
            understood={"intent": answer.intent, "confidence": answer.confidence},
        )  # fmt: skip
        entry = next((reply["entry"] for reply in kept if reply["entry"]), None)
        found = replace(found, understood=found.understood | {"entry": entry})
        return found if kept or found.thanks or found.asks_human or found.region else None

    def _stated(self, raw: dict[str, Any]) -> bool:
        """An answer, not a choice: there is no "did you mean" beside a human who will read it all."""
        return raw.get("kind") == "answer" and self._said_here(str(raw.get("entry")))

    def _said_here(self, entry: str) -> bool:
        return entry not in _NOT_HERE and self._speaker.knows(entry)

    def _shown(self, raw: dict[str, Any], view: View, wish: dict[str, Any]) -> Reply:
        """A human is on the way: no button asks for one."""
        reply = from_engine(raw, wish["script"] or view.script)
        others = [one for one in reply["buttons"] if human(one["value"]) != "ask"]
        return reply | {"buttons": others, "expects": None}
