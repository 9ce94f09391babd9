"""One turn of the form: what the message means to it, what is kept, what is said. No database, no Rasa."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from actions.complaints import asides, asking, besides, reading, telling
from actions.complaints.answered import keep, kept_on
from actions.complaints.flow import ASKED, STORY, Answers, flow, next_step
from actions.complaints.heard import Heard
from actions.complaints.orders import order, pending, skip
from actions.complaints.speaking import human, is_button, notice, say
from actions.complaints.turned import Turned, ask_next, kind, passed_on, same, stay, to_human
from bot.intake import wishes
from bot.intake.elsewhere import elsewhere
from bot.text import normalise

# Left to their own rules even when the words could be an answer.
_ALWAYS: Final = frozenset(
    {"ask_human", "check_scam", "switch_simplified", "switch_traditional", "switch_large", "switch_standard"}
)
# Answered by their own rules when they are no answer; then the form asks again.
_OTHERS: Final = frozenset(
    {"faq", "greet", "thanks", "goodbye", "abuse", "refuse_human", "check_text", "report_fraud"}
    | {"complaint_status", "complaint_supplement", "complaint_review", "complaint_rate"}
    | {"take_quiz", "case_of_day", "family_card"}
)
# Answered elsewhere, and part of the story all the same.
_TELLING: Final = frozenset({"report_fraud"})
_SORRY: Final = "sorry"
_ASKING: Final = frozenset({"faq", "nlu_fallback", "out_of_scope"})
_AGAIN: Final = frozenset({"file_complaint", "resume_complaint"})
Handler = Callable[[Heard, Answers], Turned | None]


def turn_of_form(heard: Heard, answers: Answers) -> Turned:
    """The first handler that has something to do with the message decides."""
    handled = (handler(heard, answers) for handler in _HANDLERS)
    return next(done for done in handled if done is not None)


def _begin(heard: Heard, answers: Answers) -> Turned | None:
    return ask_next(heard, answers) if heard.asked is None else None


def _return(heard: Heard, answers: Answers) -> Turned | None:
    if not heard.returning:
        return None
    if heard.away:
        return stay(heard, answers)
    # A story that was warned of has been kept.
    told = heard.warned and heard.asked == STORY and STORY in answers
    return ask_next(heard, answers) if told else same(heard, answers)


def _emergency(heard: Heard, answers: Answers) -> Turned | None:
    """Danger goes before any form, and is no answer to its questions; what was told meanwhile is not lost."""
    if not (heard.urgent or heard.distress or heard.warned):
        return None
    if heard.asked != STORY:
        return replace(passed_on(heard), kept=asides.more(heard, answers))
    kept = {STORY: {"by": ASKED, "text": heard.text}, **telling.told(heard.text, heard.today)}
    return Turned(heard.asked, kept=kept, passed=True)


def _always(heard: Heard, _: Answers) -> Turned | None:
    return passed_on(heard) if heard.intent in _ALWAYS else None


def _repeated(heard: Heard, answers: Answers) -> Turned | None:
    """ "I want to complain" in the middle of complaining; a guess is none without the word."""
    short = len(heard.text) <= flow().longest_order
    order = not wishes.beside_order(heard.text) or heard.turn.confidence >= 1.0
    closed = heard.asked not in (STORY, "wish") and reading.read(heard.asked or STORY, heard, answers)
    return same(heard, answers) if heard.intent in _AGAIN and short and order and not closed else None


def _why(heard: Heard, answers: Answers) -> Turned | None:
    """Why the form asks this, and whether it must be said."""
    text = normalise(heard.text)
    asked = _why_of(text) or heard.asked or STORY
    if len(text) > 2 * flow().longest_order or not any(words in text for words in flow().why):
        return None
    if heard.entry == flow().nameless and (heard.turn.confidence >= 1.0 or asked != heard.asked):
        return None
    said = asking.again(asked, answers, heard.turn, flow().misses["explain"])
    if asked == heard.asked:
        return Turned(asked, (said,), misses=heard.misses)
    turned = same(heard, answers)
    return replace(turned, said=(notice(said["text"]), *turned.said))


def _why_of(text: str) -> str | None:
    """The step that a question is about, if it names one: 匿名可以吗."""
    return next((field for field, words in flow().why_of.items() if any(w in text for w in words)), None)


def _question(heard: Heard, _: Answers) -> Turned | None:
    asks = heard.asks and heard.intent in _ASKING
    return passed_on(heard) if asks or _states(heard) else None


def _states(heard: Heard) -> bool:
    """查询码丢了, 举报行长受贿: no question by its words. Told as the story, a report stays one."""
    words, text = flow().stated.get(heard.entry, ()), normalise(heard.text)
    told = heard.asked == STORY and elsewhere(heard.text) is not None
    sure = heard.turn.confidence >= flow().stated_from
    return sure and any(word in text for word in words) and not told


def _answer(heard: Heard, answers: Answers) -> Turned | None:
    asked = heard.asked or STORY
    if asked == "elsewhere" and _declines(heard):
        return Turned(None, (notice(say("elsewhere_end", heard.turn)),), ended="elsewhere")
    beside = besides.demands(asked, heard, answers) or besides.rights(heard, answers, asked)
    value = None if beside else reading.read(asked, heard, answers)
    if value is None:
        return None
    if asked == "confirm":
        return _submit(heard, answers)
    return keep(heard, answers, asked, value)


def _declines(heard: Heard) -> bool:
    return is_button("no_need", heard.text) or kind(heard) in ("no", "cancel")


def _submit(heard: Heard, answers: Answers) -> Turned:
    step = next_step(answers)
    if step is None or step.field == "confirm":
        return Turned(None, ended="submit")
    return ask_next(heard, answers, say("incomplete", heard.turn))


def _other(heard: Heard, answers: Answers) -> Turned | None:
    # A statement that only resembles an entry is a poor answer, not a question.
    guessed = heard.intent == "faq" and heard.turn.confidence < 1.0
    kept = asides.more(heard, answers)
    if heard.intent == "abuse":
        return _calm(heard, answers, kept)
    if heard.intent in _OTHERS and not guessed:
        return replace(passed_on(heard), kept=kept if heard.intent in _TELLING else {})
    return None


def _calm(heard: Heard, answers: Answers, kept: Answers) -> Turned:
    """Sorry, once; then the question as before, and the way to a human. What is told besides is kept."""
    sorry = [] if answers.get(_SORRY) else [say("sorry", heard.turn)]
    turned = kept_on(heard, answers, {**kept, _SORRY: True}, *sorry) if kept else same(heard, answers, *sorry)
    last = turned.said[-1]
    said = (*turned.said[:-1], last | {"buttons": [*last["buttons"], human(heard.turn)]})
    return replace(turned, said=said, kept={**kept, _SORRY: True}, misses=heard.misses)


def _miss(heard: Heard, answers: Answers) -> Turned:
    misses = heard.misses + 1
    asked = heard.asked or STORY
    kept = asides.more(heard, answers) | asides.tried(heard, answers)
    if asked != STORY:
        kept |= besides.told(heard, {**answers, **kept}, None if asked == "wish" else asked)
    if kept.keys() - {asides.TRIED} and misses < flow().misses["human"]:
        turned = kept_on(heard, answers, kept, say("noted", heard.turn))
        return replace(turned, misses=misses if turned.asked == asked else 0)
    turned = _missed(heard, answers, asked, misses)
    return replace(turned, kept={**kept, **turned.kept})


def _missed(heard: Heard, answers: Answers, asked: str, misses: int) -> Turned:
    if misses >= flow().misses["human"]:
        if flow().step(asked).unknown:
            return skip(heard, answers, None)
        return to_human(heard, say("saved_for_human", heard.turn))
    late = misses == 1 and reading.future(asked, heard)
    said = [say("fix_when_future", heard.turn)] if late else []
    if asked == STORY and len(heard.text.strip()) >= flow().shortest_story:
        # It was not too short: nothing was found in it.
        explained = asking.again(asked, answers, heard.turn, flow().misses["explain"])
        return Turned(asked, (explained,), misses=misses)
    return Turned(asked, (asking.again(asked, answers, heard.turn, misses, *said),), misses=misses)


_HANDLERS: Final[tuple[Handler, ...]] = (
    *(_begin, _return, _emergency, _always, pending, order),
    *(_repeated, _why, _question, _answer, _other, _miss),
)
