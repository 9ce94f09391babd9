"""Orders to the form itself: back, change, cancel, later, skip, begin anew, a human; really?"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from actions.complaints import asking, reading
from actions.complaints.answered import keep
from actions.complaints.flow import STORY, UNKNOWN, Answers, before, flow
from actions.complaints.heard import Heard
from actions.complaints.speaking import is_button, notice, say, shows
from actions.complaints.turned import Turned, ask_next, kind, same, to_human
from bot.intake import wishes
from bot.intake.wishes import Wish
from bot.text import normalise

_CHANGE: Final = "change"
_WITHDRAW: Final = re.compile("投诉|申诉|撤|取消|不告")
_LONGEST_WITHDRAW: Final = 20
_WRONG: Final = re.compile("错|对|误|啱|不是|唔系|问题|确|^[不否唔]$|^no")


def order(heard: Heard, answers: Answers) -> Turned | None:
    """What the words order, if they order anything."""
    wish = wishes.wish(heard.text)
    wished = _button_wish(heard) or wish
    if wished is None and heard.intent == "complaint_withdraw" and _WITHDRAW.search(normalise(heard.text)):
        # There is nothing filed yet: whoever wants it back gives the form up.
        wished = Wish("cancel") if len(heard.text) <= _LONGEST_WITHDRAW else None
    if heard.asked == "confirm" and wished and wished.kind == "no":
        # 没有了 finds nothing to change, and agrees to nothing either.
        wished = Wish("change" if _WRONG.search(normalise(heard.text)) else "resume")
    obey = _ORDERS.get(wished.kind) if wished else None
    return obey(heard, answers, wished) if obey and wished else None


def pending(heard: Heard, answers: Answers) -> Turned | None:
    """The answer to a question about the form: really cancel, change what."""
    match heard.pending:
        case "cancel" if _agrees("really_cancel", heard) or kind(heard) == "cancel":
            return Turned(None, (notice(say("cancelled", heard.turn)),), ended="cancelled")
        case "restart" if _agrees("really_restart", heard) or kind(heard) == "restart":
            begun = asking.question(STORY, {}, heard.turn, say("restarted", heard.turn))
            return Turned(STORY, (begun,), restarted=True)
        case "cancel" | "restart" if is_button("resume", heard.text) or kind(heard) in ("no", "resume"):
            return same(heard, answers)
        case "change" if field_ := _named(heard, answers):
            return Turned(field_, (asking.changed(field_, answers, heard.turn),))
    return None


def skip(heard: Heard, answers: Answers, _: Wish | None) -> Turned:
    """Leave the question open where that is allowed; else say why it is asked."""
    asked = heard.asked or STORY
    if not flow().step(asked).unknown:
        misses = heard.misses + 1
        if misses >= flow().misses["human"]:
            return to_human(heard, say("saved_for_human", heard.turn))
        said = (say("no_unknown", heard.turn), say(f"explain_{asked}", heard.turn))
        return Turned(asked, (asking.again(asked, answers, heard.turn, 2, *said),), misses=misses)
    kept = {asked: {"by": UNKNOWN}}
    return replace(ask_next(heard, {**answers, **kept}, say("noted_unknown", heard.turn)), kept=kept)


def _back(heard: Heard, answers: Answers, _: Wish) -> Turned:
    asked = heard.asked or STORY
    to = before(asked, answers)
    said = [] if to else [say("first_step", heard.turn)]
    return Turned(to or asked, (asking.question(to or asked, answers, heard.turn, *said),))


def _change(heard: Heard, answers: Answers, wish: Wish) -> Turned | None:
    if wish.field is None and wish.value is not None:
        return _change_last(heard, answers, wish)
    if wish.field is None:
        return Turned(heard.asked, (asking.which_to_change(answers, heard.turn),), pending=_CHANGE)
    if wish.value is None:
        return Turned(wish.field, (asking.changed(wish.field, answers, heard.turn),))
    value = reading.read(wish.field, replace(heard, whole=wish.value), answers)
    if value is None:
        return Turned(wish.field, (asking.again(wish.field, answers, heard.turn, 1),), misses=1)
    return keep(heard, answers, wish.field, value)


def _change_last(heard: Heard, answers: Answers, wish: Wish) -> Turned | None:
    """改成一百: what was changed last, or answered last. To an open question it is an answer."""
    asked = heard.asked or STORY
    if asked in (STORY, "wish") or reading.read(asked, replace(heard, whole=wish.value), answers):
        return None
    field_ = answers.get("changed") or before(asked, answers)
    changed = next((one for one in wishes.FIELDS if one == field_), None)
    return _change(heard, answers, replace(wish, field=changed, value=wish.value if changed else None))


def _cancel(heard: Heard, _: Answers, __: Wish) -> Turned:
    asked = asking.choice("ask_cancel", heard.turn, "really_cancel", "resume", "later")
    return Turned(heard.asked, (asked,), pending="cancel", misses=heard.misses)


def _later(heard: Heard, _: Answers, __: Wish) -> Turned:
    return Turned(None, (notice(say("later", heard.turn)),), ended="later")


def _restart(heard: Heard, _: Answers, __: Wish) -> Turned:
    asked = asking.choice("ask_restart", heard.turn, "really_restart", "resume")
    return Turned(heard.asked, (asked,), pending="restart")


def _resume(heard: Heard, answers: Answers, _: Wish) -> Turned | None:
    # "仍要投诉" answers the question whose business it is.
    return None if heard.asked == "elsewhere" else same(heard, answers)


def _human(heard: Heard, _: Answers, __: Wish) -> Turned:
    return to_human(heard)


def _agrees(key: str, heard: Heard) -> bool:
    return is_button(key, heard.text) or kind(heard) == "yes"


def _button_wish(heard: Heard) -> Wish | None:
    if normalise(heard.text).strip(" 。.!！") in flow().cancel:
        return Wish("cancel")
    return next((Wish(kind) for kind in _BUTTONS if is_button(kind, heard.text)), None)


def _named(heard: Heard, answers: Answers) -> str | None:
    wish = wishes.wish(heard.text)
    if wish and wish.kind == "change" and wish.field:
        return wish.field
    bare = wishes.field_named(heard.text)
    if bare:
        return bare
    fields = [step.field for step in flow().steps if step.field in answers]
    return next((one for one in fields if shows(f"name_{one}", heard.text)), None)


_BUTTONS: Final[tuple[wishes.Kind, ...]] = (
    *("later", "cancel", "back", "unknown", "resume", "restart", "change"),
)
_ORDERS: Final[dict[str, Callable[[Heard, Answers, Wish], Turned | None]]] = {
    "back": _back,
    "change": _change,
    "cancel": _cancel,
    "later": _later,
    "skip": skip,
    "unknown": skip,
    "restart": _restart,
    "resume": _resume,
    "human": _human,
}
