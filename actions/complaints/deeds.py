"""A customer's step on a filed complaint: read from the words, taken once, and said."""

import re
from typing import Final

from actions.complaints import cases
from actions.complaints.cases import Case
from actions.complaints.heard import Heard
from actions.complaints.speaking import button, day, human, is_button, notice, say
from actions.complaints.standing import buttons
from actions.replies import Reply
from bot.intake import wishes
from bot.text import normalise
from casework.complaints.types import Deed
from casework.errors import AlreadyRatedError, NotAllowedError, StaleError, TooMuchError, TransitionError

_SCORES: Final = {
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
}
_SCORE: Final = re.compile(r"(?:我?[打给俾畀评]?)?([1-5一二两三四五])(?:分|星|颗星)?")
_SHORTEST: Final = 2
_SAID: Final = {
    "supplement": "supplemented",
    "withdraw": "withdrawn",
    "request_review": "reviewed",
    "rate": "rated",
}


def read(step: str, text: str, whole: str) -> Deed | None:
    """The step with what it needs; None when the words are no answer."""
    wish = wishes.wish(text)
    kind = wish.kind if wish else None
    match step:
        case "supplement":
            return Deed(step, text=whole) if len(whole.strip()) >= _SHORTEST and kind is None else None
        case "withdraw":
            return Deed(step) if kind == "yes" or is_button("really_withdraw", text) else None
        case "request_review":
            return _review(text, whole, kind)
        case _:
            return _rating(text, kind)


async def done(case: Case, deed: Deed, now: Heard) -> Reply:
    """Take it; what has changed meanwhile is said."""
    try:
        after = await cases.take(case, deed, now.conversation_id)
    except AlreadyRatedError:
        return notice(say("rated_before", now.turn), [button("status", now.turn)])
    except (TransitionError, NotAllowedError, StaleError):
        return notice(say("moved_on", now.turn), [button("status", now.turn)])
    except TooMuchError:
        return notice(say("too_much", now.turn), [human(now.turn)])
    if deed.step == "rate":
        return notice(say("rated", now.turn))
    said = [say(_SAID[deed.step], now.turn, receipt=after.complaint.receipt)]
    if deed.step == "request_review" and after.clock.shown and after.clock.due_on:
        said.append(say("reviewed_due", now.turn, day=day(after.clock.due_on, now.turn)))
    return notice("\n".join(said), buttons(after, now.turn))


def _review(text: str, whole: str, kind: str | None) -> Deed | None:
    if is_button("no_reason", text):
        return Deed("request_review")
    if is_button("no_need", text) or kind is not None or len(whole.strip()) < _SHORTEST:
        return None
    return Deed("request_review", text=whole)


def _rating(text: str, kind: str | None) -> Deed | None:
    """Nothing is chosen for the customer: a number from 1 to 5, or rather not said."""
    if is_button("unsaid", text) or kind in ("skip", "unknown"):
        return Deed("rate")
    found = _SCORE.fullmatch(normalise(text).strip(" 。.!！"))
    return Deed("rate", score=_SCORES[found[1]]) if found else None
