"""A customer's step on a filed complaint: read from the words, taken once, and said."""

import re
from typing import Final

from actions.complaints import cases, reading
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
_ENDS: Final = " 。.!！"
_SURE: Final = re.compile(
    r"(?:我)?(?:确定|确认|肯定|真的|就是)?要?(?:撤回|撤销|撤诉|撤|取消投诉)(?:投诉)?(?:吧|了)?"
)
_KEEPS: Final = re.compile(
    r"(?:我|还是|算了|那)*(?:不想|不要|不|先不|别|唔)(?:撤回|撤销|撤诉|撤)(?:投诉)?(?:了|吧|啦|喇)?"
)
_ANOTHER: Final = re.compile(
    r"(?:我)?(?:还)?(?:要|想)?(?:再|另外|另)(?:要|想)?(?:投诉|登记|提交)(?:一|另一|别的|其他|另外)?(?:件|个|次|宗|单|份)?(?:一?件)?(?:别的|其他|另外)?(?:事|事情|投诉)?"
    r"|(?:我)?(?:要|想)投诉(?:另一|另外一|别的|第二)(?:件|个|次)?(?:事|事情)?"
)
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
            told = len(whole.strip()) >= _SHORTEST and kind is None and not reading.is_any_button(text)
            return Deed(step, text=whole) if told and not another(text) else None
        case "withdraw":
            sure = is_button("really_withdraw", text) or _SURE.fullmatch(normalise(text).strip(_ENDS))
            return Deed(step) if kind == "yes" or sure else None
        case "request_review":
            return _review(text, whole, kind)
        case _:
            return _rating(text, kind)


def another(text: str) -> bool:
    """我要再投诉一件: another complaint, and no word about this one."""
    return _ANOTHER.fullmatch(normalise(text).strip(_ENDS)) is not None


def keeps(text: str) -> bool:
    """不撤了: what was filed stays filed."""
    return _KEEPS.fullmatch(normalise(text).strip(_ENDS)) is not None


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
    other = kind is not None or another(text) or reading.is_any_button(text)
    if other or len(whole.strip()) < _SHORTEST:
        return None
    return Deed("request_review", text=whole)


def _rating(text: str, kind: str | None) -> Deed | None:
    """Nothing is chosen for the customer: a number from 1 to 5, or rather not said."""
    if is_button("unsaid", text) or kind in ("skip", "unknown"):
        return Deed("rate")
    found = _SCORE.fullmatch(normalise(text).strip(" 。.!！"))
    return Deed("rate", score=_SCORES[found[1]]) if found else None
