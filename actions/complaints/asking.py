"""The form's questions: text, place in the whole, buttons; and what to say to an answer not understood."""

from typing import Any

from actions.complaints.card import card
from actions.complaints.flow import Answers, Step, before, flow, place_of
from actions.complaints.speaking import Button, button, human, label, prompt, say
from actions.context import Turn
from actions.replies import Reply


def question(field: str, answers: Answers, turn: Turn, *said: str) -> Reply:
    """The question, behind what has to be said first."""
    step = flow().step(field)
    number, total = place_of(field, answers)
    asked = say("step", turn, number=number, total=total, question=_words(step, answers, turn))
    shown = [card(answers, turn), say("consent", turn)] if field == "confirm" else []
    return prompt("\n".join([*said, *shown, asked]), step.expects, _buttons(step, answers, turn))


def changed(field: str, answers: Answers, turn: Turn) -> Reply:
    """The question of a field that is put right: beside the count, so no number jumps back."""
    step = flow().step(field)
    return prompt(_words(step, answers, turn), step.expects, _buttons(step, answers, turn))


def again(field: str, answers: Answers, turn: Turn, misses: int, *said: str) -> Reply:
    """The question once more: first how to say it, then why it is asked and the way to a human."""
    step = flow().step(field)
    explained = misses >= flow().misses["explain"]
    key = f"explain_{field}" if explained else f"fix_{field}"
    words = said or (say(key, turn),)
    buttons = _buttons(step, answers, turn)
    return prompt("\n".join(words), step.expects, [*buttons, human(turn)] if explained else buttons)


def choice(key: str, turn: Turn, *buttons: str) -> Reply:
    """A question about the form itself: really cancel, change what."""
    return prompt(say(key, turn), "confirm", [button(name, turn) for name in buttons])


def which_to_change(answers: Answers, turn: Turn) -> Reply:
    """A button for each field on the card."""
    fields = [step.field for step in flow().steps if step.field in answers and step.field != "elsewhere"]
    names = [say(f"name_{field}", turn) for field in fields]
    return prompt(say("ask_change", turn), "confirm", [{"title": n, "value": n} for n in names[:8]])


def _words(step: Step, answers: Answers, turn: Turn) -> str:
    if step.field == "amount" and answers.get("sums"):
        return say("ask_amount_several", turn, sums="、".join(answers["sums"]))
    return say("elsewhere_choice" if step.field == "elsewhere" else f"ask_{step.field}", turn)


def _buttons(step: Step, answers: Answers, turn: Turn) -> list[Button]:
    shown = [button(name, turn) for name in step.buttons]
    if step.offers:
        shown += _classes(step, answers, turn)
    if step.unknown:
        shown.append(button("unknown", turn))
    if before(step.field, answers) and step.field != "confirm" and turn.mode == "standard":
        shown.append(button("back", turn))
    return shown


def _classes(step: Step, answers: Answers, turn: Turn) -> list[Button]:
    """At most three classes and 其他; a place has its usual ones."""
    if step.field == "place":
        slugs = ["branch", "app", "phone"]
    else:
        guess: dict[str, Any] = (answers.get("classes") or {}).get(step.offers) or {}
        found = [guess.get("slug"), *guess.get("others", ())]
        slugs = [slug for slug in found if slug and slug != "other"][: flow().offered]
    titles = [label(step.offers, slug, turn) for slug in slugs]
    return [*({"title": t, "value": t} for t in titles), button("other", turn)]
