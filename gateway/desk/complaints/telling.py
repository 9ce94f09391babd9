"""What a customer is told of a step: what happened, the words of staff, the date, what they can do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from bot.text import Mode, Region, Script
from bot.text.readers import in_script
from casework.complaints.steps import REASON_IS_TOLD
from casework.complaints.time_left import Clock, Rung
from casework.complaints.told import is_late, law, refusal_of
from casework.complaints.types import Complaint, Deed, Event
from casework.conversations.types import Conversation
from casework.statuses import OPEN_COMPLAINTS
from knowledge.models import Sentence
from knowledge.placeholders import hotlines_in
from knowledge.sentences import Voice

# Whoever is told of a decision is told of the ways on (办法 art. 19).
_DECIDES: Final = frozenset({"answer", "refuse", "decide_review"})
_NEXT: Final = {"ask_info": "next_supplement", "withdraw": "", "close": "next_rate"}
# Their own sentences say that the time stands still.
_STOPS: Final = frozenset({"start_appraisal", "start_mediation"})
_BUTTONS: Final = {"ask_info": "supplement", "close": "rate", "withdraw": ""}


@dataclass(frozen=True, slots=True)
class Style:
    """How the customer reads; ``by_hand``: not in a conversation, but by telephone or letter."""

    script: Script
    region: Region
    mode: Mode
    by_hand: bool = False

    @staticmethod
    def of(complaint: Complaint, conversation: Conversation | None) -> "Style":
        """That of the conversation as it is now, else as it was when the complaint was filed.

        The region is the complaint's: its rules say which ways are open.
        """
        if conversation is None:
            return Style(complaint.script, complaint.region, complaint.mode, by_hand=True)
        return Style(conversation.script, complaint.region, conversation.mode)


@dataclass(frozen=True, slots=True)
class After:
    """A complaint as a step left it."""

    complaint: Complaint
    clock: Clock
    rungs: Sequence[Rung]
    events: Sequence[Event] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """Says ``complaints_told.*``."""

    voice: Voice
    sentences: Mapping[str, Sentence]

    def text(self, after: After, deed: Deed, style: Style) -> str:
        """The whole message."""
        lines = [self._head(after, deed, style), *self._said(deed, style), *self._until(after, deed, style)]
        next_ = self._remedies(after.rungs, style) if _decides(deed) else self._next(deed, style)
        return "\n".join([*lines, *next_])

    def payload(self, after: After, deed: Deed, style: Style) -> dict[str, Any]:
        """What goes along with the message: which step of what, and the numbers to call."""
        made: dict[str, Any] = {"entry": f"complaint_{deed.step}", "complaint": after.complaint.receipt}
        made["buttons"] = [self._button(name, style) for name in _buttons(after, deed)]
        if not _decides(deed):
            return made
        slugs = [rung.slug for rung in after.rungs if rung.slug != "remind"]
        ids = dict.fromkeys(id_ for slug in slugs for id_ in self._hotlines(f"rung_{slug}", style))
        lines = [line for id_ in ids if (line := self.voice.tap(id_, style.script))]
        return made | {"hotlines": [asdict(line) for line in lines]}

    def _button(self, name: str, style: Style) -> dict[str, str]:
        """What the chat hears of it: a button sends what it shows."""
        said = self.voice.say(f"complaint.button_{name}", style.script, style.region, style.mode, {})
        return {"title": said, "value": said}

    def _head(self, after: After, deed: Deed, style: Style) -> str:
        values: dict[str, object] = {"receipt": after.complaint.receipt}
        if deed.outcome:
            values["outcome"] = self._say(f"outcome_{deed.outcome}", style)
        late = deed.step == "refuse" and is_late(refusal_of(after.events))
        return self._say("refuse_late" if late else deed.step, style, **values)

    def _until(self, after: After, deed: Deed, style: Style) -> list[str]:
        """Until when; a day that is past, or moves with every day, is not told."""
        clock = after.clock
        if after.complaint.state not in OPEN_COMPLAINTS or not clock.shown:
            return []
        if clock.overdue:
            return [self._say("due_over", style)]
        if clock.paused:
            return [] if deed.step in _STOPS else [self._say("due_paused", style)]
        return [self._say("due", style, date=self._day(clock.due_on, style))] if clock.due_on else []

    def _said(self, deed: Deed, style: Style) -> list[str]:
        said: list[str] = []
        if deed.refusal:
            said.append(self._because(law(deed.refusal, style.region), style))
        if deed.text:
            said.append(self._say("said", style, text=in_script(deed.text, style.script)))
        if deed.reason and deed.step in REASON_IS_TOLD:
            said.append(self._because(deed.reason, style))
        return said

    def _because(self, text: str, style: Style) -> str:
        return self._say("because", style, text=in_script(text, style.script))

    def _next(self, deed: Deed, style: Style) -> list[str]:
        key = _NEXT.get(deed.step, "next_wait")
        if style.by_hand:
            # What can be said in the chat helps nobody on the telephone.
            key = "next_by_hand" if key == "next_supplement" else ""
        return [self._say(key, style)] if key else []

    def _remedies(self, rungs: Sequence[Rung], style: Style) -> list[str]:
        offered = [self._rung(rung, style) for rung in rungs if rung.slug != "remind"]
        numbered = (self._say("rung", style, number=n, what=what) for n, what in enumerate(offered, 1))
        return [self._say("next_remedy", style), *numbered] if offered else []

    def _rung(self, rung: Rung, style: Style) -> str:
        until = self._day(rung.until_on, style) if rung.until_on else ""
        key = "rung_review_by_hand" if rung.slug == "review" and style.by_hand else f"rung_{rung.slug}"
        return self._say(key, style, until=until)

    def _day(self, day: date, style: Style) -> str:
        return self._say("date", style, year=day.year, month=day.month, day=day.day)

    def _hotlines(self, key: str, style: Style) -> tuple[str, ...]:
        sentence = self.sentences[f"complaints_told.{key}"]
        return hotlines_in(sentence.regions.get(style.region, sentence.base).text)

    def _say(self, key: str, style: Style, **values: object) -> str:
        return self.voice.say(f"complaints_told.{key}", style.script, style.region, style.mode, values)


def _decides(deed: Deed) -> bool:
    # Words to the customer end a mediation; any other closing comes after an answer.
    return deed.step in _DECIDES or (deed.step == "close" and bool(deed.text))


def _buttons(after: After, deed: Deed) -> list[str]:
    if _decides(deed):
        return ["review"] if any(rung.slug == "review" for rung in after.rungs) else []
    name = _BUTTONS.get(deed.step, "status")
    # Whoever has rated is not asked again.
    return [] if not name or (name == "rate" and after.complaint.rated_at) else [name]
