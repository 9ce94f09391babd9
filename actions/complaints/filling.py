"""One turn of the form: what the message means to it, what is kept, what is said. No database, no Rasa."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from actions import replies
from actions.complaints import asking, reading, telling
from actions.complaints.flow import ASKED, STORY, UNKNOWN, Answers, before, flow, next_step
from actions.complaints.heard import Heard
from actions.complaints.speaking import is_button, notice, say, shows
from actions.replies import Reply
from bot.intake import wishes
from bot.intake.wishes import Wish
from bot.text import normalise

Ended = Literal["submit", "cancelled", "later", "elsewhere"]
# Left to their own rules even when the words could be an answer.
_ALWAYS: Final = frozenset(
    {"ask_human", "check_scam", "switch_simplified", "switch_traditional", "switch_large", "switch_standard"}
)
# Answered by their own rules when they are no answer; then the form asks again.
_OTHERS: Final = frozenset(
    {"faq", "greet", "thanks", "goodbye", "abuse", "refuse_human", "check_text", "report_fraud"}
    | {"complaint_status", "complaint_supplement", "complaint_withdraw", "complaint_review", "complaint_rate"}
)
_AGAIN: Final = frozenset({"file_complaint", "resume_complaint"})
_CHANGE: Final = "change"


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn led to. `kept`: answers to store, None to take one out. `passed`: not for the form.

    `asked` None: the form is over, for the reason in `ended`.
    """

    asked: str | None
    said: tuple[Reply, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)
    pending: str | None = None
    misses: int = 0
    ended: Ended | None = None
    passed: bool = False
    restarted: bool = False


Handler = Callable[[Heard, Answers], Turned | None]


def turn_of_form(heard: Heard, answers: Answers) -> Turned:
    """The first handler that has something to do with the message decides."""
    handled = (handler(heard, answers) for handler in _HANDLERS)
    return next(done for done in handled if done is not None)


def ask_next(heard: Heard, answers: Answers, *said: str) -> Turned:
    """The first open question."""
    step = next_step(answers)
    asked = step.field if step else "confirm"
    return Turned(asked, (asking.question(asked, answers, heard.turn, *said),))


def _begin(heard: Heard, answers: Answers) -> Turned | None:
    return ask_next(heard, answers) if heard.asked is None else None


def _return(heard: Heard, answers: Answers) -> Turned | None:
    if not heard.returning:
        return None
    return _stay(heard, answers) if heard.away else _same(heard, answers)


def _emergency(heard: Heard, _: Answers) -> Turned | None:
    """Danger goes before any form; what was told meanwhile is not lost."""
    if not (heard.urgent or heard.distress):
        return None
    if heard.asked != STORY:
        return _pass(heard)
    kept = {STORY: {"by": ASKED, "text": heard.text}, **telling.told(heard.text, heard.today)}
    return Turned(heard.asked, kept=kept, passed=True)


def _always(heard: Heard, _: Answers) -> Turned | None:
    return _pass(heard) if heard.intent in _ALWAYS else None


def _pending(heard: Heard, answers: Answers) -> Turned | None:
    match heard.pending:
        case "cancel" if _agrees("really_cancel", heard) or _kind(heard) == "cancel":
            return Turned(None, (notice(say("cancelled", heard.turn)),), ended="cancelled")
        case "restart" if _agrees("really_restart", heard) or _kind(heard) == "restart":
            begun = asking.question(STORY, {}, heard.turn, say("restarted", heard.turn))
            return Turned(STORY, (begun,), restarted=True)
        case "cancel" | "restart" if is_button("resume", heard.text) or _kind(heard) in ("no", "resume"):
            return _same(heard, answers)
        case "change" if field_ := _named(heard, answers):
            return Turned(field_, (asking.question(field_, answers, heard.turn),))
    return None


def _order(heard: Heard, answers: Answers) -> Turned | None:
    wish = wishes.wish(heard.text)
    wished = _button_wish(heard) or wish
    order = _ORDERS.get(wished.kind) if wished else None
    return order(heard, answers, wished) if order and wished else None


def _repeated(heard: Heard, answers: Answers) -> Turned | None:
    """ "I want to complain" in the middle of complaining."""
    short = len(heard.text) <= flow().longest_order
    return _same(heard, answers) if heard.intent in _AGAIN and short else None


def _question(heard: Heard, _: Answers) -> Turned | None:
    return _pass(heard) if heard.asks and heard.intent in ("faq", "nlu_fallback", "out_of_scope") else None


def _answer(heard: Heard, answers: Answers) -> Turned | None:
    asked = heard.asked or STORY
    if asked == "elsewhere" and _declines(heard):
        return Turned(None, (notice(say("elsewhere_end", heard.turn)),), ended="elsewhere")
    value = reading.read(asked, heard, answers)
    if value is None:
        return None
    if asked == "confirm":
        return _submit(heard, answers)
    return _keep(heard, answers, asked, value)


def _submit(heard: Heard, answers: Answers) -> Turned:
    step = next_step(answers)
    if step is None or step.field == "confirm":
        return Turned(None, ended="submit")
    return ask_next(heard, answers, say("incomplete", heard.turn))


def _other(heard: Heard, answers: Answers) -> Turned | None:
    # A statement that only resembles an entry is a poor answer, not a question.
    guessed = heard.intent == "faq" and heard.turn.confidence < 1.0
    if heard.intent in _OTHERS and not guessed:
        return _pass(heard)
    return _same(heard, answers) if heard.intent in _AGAIN else None


def _miss(heard: Heard, answers: Answers) -> Turned:
    misses = heard.misses + 1
    asked = heard.asked or STORY
    if misses >= flow().misses["human"]:
        if flow().step(asked).unknown:
            return _skip(heard, answers, None)
        return _to_human(heard, say("saved_for_human", heard.turn))
    late = misses == 1 and reading.future(asked, heard)
    said = [say("fix_when_future", heard.turn)] if late else []
    return Turned(asked, (asking.again(asked, answers, heard.turn, misses, *said),), misses=misses)


def _keep(heard: Heard, answers: Answers, asked: str, value: dict[str, Any]) -> Turned:
    kept: dict[str, Any] = {asked: value}
    if asked == STORY:
        kept |= _retold(value["text"], answers, heard)
    now = {name: one for name, one in {**answers, **kept}.items() if one is not None}
    turned = ask_next(heard, now, *_notes(heard, answers, now))
    return replace(turned, kept=kept, said=(*_warnings(heard, answers, now), *turned.said))


def _retold(story: str, answers: Answers, heard: Heard) -> dict[str, Any]:
    """A new story takes away what only the old one had told."""
    old = {
        name: None
        for name in telling.TOLD_FIELDS
        if name in answers and (answers[name] or {}) and _from_story(answers[name])
    }
    mine = {name for name in answers if name not in old}
    return old | {name: one for name, one in telling.told(story, heard.today).items() if name not in mine}


def _from_story(value: Any) -> bool:
    return not isinstance(value, dict) or value.get("by", STORY) == STORY


def _notes(heard: Heard, old: Answers, new: Answers) -> list[str]:
    whose = new.get("whose")
    told = whose and whose != old.get("whose")
    return [say(f"whose_{whose['kind']}", heard.turn)] if whose and told else []


def _warnings(heard: Heard, old: Answers, new: Answers) -> list[Reply]:
    """Said once, before the next question: an agent behind it, and whose business it is."""
    said: list[Reply] = []
    if new.get("agent") and not old.get("agent"):
        said.append(_bare(replies.answer("agent_warning", heard.turn)))
    found = new.get("elsewhere_found")
    if found and found != old.get("elsewhere_found"):
        said.append(_way(flow().elsewhere[found], heard))
    return said


def _way(way: Mapping[str, str], heard: Heard) -> Reply:
    entry = way.get("entry")
    return _bare(replies.answer(entry, heard.turn)) if entry else notice(say(way["sentence"], heard.turn))


def _bare(reply: Reply) -> Reply:
    # Its buttons would lead away from the question below.
    return reply | {"buttons": []}


def _back(heard: Heard, answers: Answers, _: Wish) -> Turned:
    asked = heard.asked or STORY
    to = before(asked, answers)
    said = [] if to else [say("first_step", heard.turn)]
    return Turned(to or asked, (asking.question(to or asked, answers, heard.turn, *said),))


def _change(heard: Heard, answers: Answers, wish: Wish) -> Turned | None:
    if wish.field is None:
        return Turned(heard.asked, (asking.which_to_change(answers, heard.turn),), pending=_CHANGE)
    if wish.value is None:
        return Turned(wish.field, (asking.question(wish.field, answers, heard.turn),))
    value = reading.read(wish.field, replace(heard, whole=wish.value), answers)
    if value is None:
        return Turned(wish.field, (asking.again(wish.field, answers, heard.turn, 1),), misses=1)
    return _keep(heard, answers, wish.field, value)


def _cancel(heard: Heard, _: Answers, __: Wish) -> Turned:
    asked = asking.choice("ask_cancel", heard.turn, "really_cancel", "resume", "later")
    return Turned(heard.asked, (asked,), pending="cancel", misses=heard.misses)


def _later(heard: Heard, _: Answers, __: Wish) -> Turned:
    return Turned(None, (notice(say("later", heard.turn)),), ended="later")


def _skip(heard: Heard, answers: Answers, _: Wish | None) -> Turned:
    asked = heard.asked or STORY
    if not flow().step(asked).unknown:
        misses = heard.misses + 1
        if misses >= flow().misses["human"]:
            return _to_human(heard, say("saved_for_human", heard.turn))
        said = (say("no_unknown", heard.turn), say(f"explain_{asked}", heard.turn))
        return Turned(asked, (asking.again(asked, answers, heard.turn, 2, *said),), misses=misses)
    kept = {asked: {"by": UNKNOWN}}
    return replace(ask_next(heard, {**answers, **kept}, say("noted_unknown", heard.turn)), kept=kept)


def _restart(heard: Heard, _: Answers, __: Wish) -> Turned:
    asked = asking.choice("ask_restart", heard.turn, "really_restart", "resume")
    return Turned(heard.asked, (asked,), pending="restart")


def _resume(heard: Heard, answers: Answers, _: Wish) -> Turned | None:
    # "仍要投诉" answers the question whose business it is.
    return None if heard.asked == "elsewhere" else _same(heard, answers)


def _human(heard: Heard, _: Answers, __: Wish) -> Turned:
    return _to_human(heard)


def _to_human(heard: Heard, *said: str) -> Turned:
    reply = replies.sentence("handoff", heard.turn, kind="handoff")
    reply |= {"text": "\n".join([*said, reply["text"]])}
    return Turned(heard.asked, (reply,))


def _pass(heard: Heard) -> Turned:
    return Turned(heard.asked, passed=True, misses=heard.misses, pending=heard.pending)


def _stay(heard: Heard, answers: Answers) -> Turned:
    """Say nothing; a story that was an emergency has been kept, so the next question waits."""
    step = next_step(answers) if heard.asked == STORY and STORY in answers else None
    return Turned(step.field if step else heard.asked, misses=heard.misses)


def _same(heard: Heard, answers: Answers) -> Turned:
    asked = heard.asked or STORY
    return Turned(asked, (asking.question(asked, answers, heard.turn),), misses=heard.misses)


def _kind(heard: Heard) -> str | None:
    wish = wishes.wish(heard.text)
    return wish.kind if wish else None


def _agrees(key: str, heard: Heard) -> bool:
    return is_button(key, heard.text) or _kind(heard) == "yes"


def _declines(heard: Heard) -> bool:
    return is_button("no_need", heard.text) or _kind(heard) in ("no", "cancel")


def _button_wish(heard: Heard) -> Wish | None:
    if normalise(heard.text).strip(" 。.!！") in flow().cancel:
        return Wish("cancel")
    return next((Wish(kind) for kind in _BUTTONS if is_button(kind, heard.text)), None)


def _named(heard: Heard, answers: Answers) -> str | None:
    wish = wishes.wish(heard.text)
    if wish and wish.kind == "change" and wish.field:
        return wish.field
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
    "skip": _skip,
    "unknown": _skip,
    "restart": _restart,
    "resume": _resume,
    "human": _human,
}
_HANDLERS: Final[tuple[Handler, ...]] = (
    *(_begin, _return, _emergency, _always, _pending, _order, _repeated, _question, _answer, _other, _miss),
)
