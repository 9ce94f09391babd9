"""Reads the answer to one question of the form; None when the words are no answer to it."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from actions.complaints import telling
from actions.complaints.flow import ASKED, Answers, flow
from actions.complaints.heard import Heard
from actions.complaints.speaking import is_button
from actions.context import knowledge
from bot.intake import amounts, dates, names, phones, places, wishes
from bot.intake.classes import Class, load_classes
from bot.intake.classify import classify
from bot.text import normalise
from bot.text.segmenter import word_counts

Value = dict[str, Any]
Reader = Callable[[Heard, Answers], Value | None]
_LONGEST_PLACE: Final = 30
_LONGEST_CLASS: Final = 10
_LONGEST_CONTACT: Final = 24
_MARKS: Final = re.compile(r"[\s，,。.！!~～]+")
_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}(?:[·•・][\u3400-\u9fff]{1,8})*")
_NOTHING: Final = frozenset({"inform", "nlu_fallback", "out_of_scope"})


def read(field: str, heard: Heard, answers: Answers) -> Value | None:
    """The answer as JSON, with `by`: asked. `clear` holds a name or number that has yet to be sealed."""
    found = READERS[field](heard, answers)
    return {"by": ASKED, **found} if found is not None else None


def future(field: str, heard: Heard) -> bool:
    """True when a day was understood that is still to come."""
    found = dates.when(heard.text, heard.today) if field == "when" else None
    return found is not None and found.future


def _story(heard: Heard, _: Answers) -> Value | None:
    text = heard.text.strip()
    return {"text": text} if len(text) >= flow().shortest_story else None


def _elsewhere(heard: Heard, _: Answers) -> Value | None:
    found = wishes.wish(heard.text)
    if is_button("still", heard.text) or (found and found.kind in ("yes", "resume")):
        return {"still": True}
    return None


def _when(heard: Heard, _: Answers) -> Value | None:
    return telling.when_of(heard.text, heard.today, ASKED)


def _place(heard: Heard, _: Answers) -> Value | None:
    found = telling.place_of(heard.text, ASKED)
    if found:
        return found
    slug = _class_named("channel", heard.text)
    said = heard.text.strip()
    if slug:
        return {"slug": slug, "branch": None, "said": said}
    # Nobody knows the names of all branches: the second time the words are taken as they are.
    if heard.misses and len(said) <= _LONGEST_PLACE and not heard.asks:
        return {"slug": None, "branch": None, "said": said}
    return None


def _class(dimension: str) -> Reader:
    def reader(heard: Heard, _: Answers) -> Value | None:
        slug = _class_named(dimension, heard.text)
        if slug is None:
            guess = getattr(classify(heard.text), dimension)
            slug = guess.slug if guess.confidence >= load_classes()[dimension].sure else None
        return {"slug": slug} if slug else _more(heard)

    return reader


def _more(heard: Heard) -> Value | None:
    """Words that are no class are part of the story: staff sort it, and nobody is asked twice."""
    said = heard.text.strip()
    wish = wishes.wish(said)
    told = len(said) >= flow().shortest_story and not heard.asks and wish is None
    return {"slug": None, "more": said} if told else None


def _amount(heard: Heard, _: Answers) -> Value | None:
    found = telling.money_of(heard.text, ASKED)
    if found:
        return found
    wish = wishes.wish(heard.text)
    return {"none": True} if wish and wish.kind == "no" else None


def _wish(heard: Heard, _: Answers) -> Value | None:
    text = heard.text.strip()
    wish = wishes.wish(text)
    told = len(text) > 1 and not (wish and wish.kind in ("yes", "no")) and not _only_contact(heard)
    return {"text": text} if told else None


def _only_contact(heard: Heard) -> bool:
    """A number, a name or a branch is nothing to wish for: it was meant for another question."""
    text = heard.text.strip()
    found = places.place(text)
    here = found is not None and _MARKS.sub("", found.said) == _MARKS.sub("", text)
    return here or (bool(heard.personal) and len(text) <= _LONGEST_CONTACT)


def _sealed(kind: str, find: Callable[[Heard], tuple[str, str] | None]) -> Reader:
    """The token the gateway gave it; without a gateway the clear value, to be sealed before it is kept."""

    def reader(heard: Heard, _: Answers) -> Value | None:
        if kind in heard.personal:
            token, shown = heard.personal[kind]
            return {"token": token, "shown": shown}
        found = find(heard)
        return {"clear": found[0], "shown": found[1]} if found else None

    return reader


def _find_name(heard: Heard) -> tuple[str, str] | None:
    """A rare name is a name too: asked for nothing but the name, the customer has said this."""
    text = heard.turn.text.strip(" 。.!！")
    alone = heard.misses and heard.intent in _NOTHING and not heard.asks
    whole = text if alone and _NAME.fullmatch(text) and not _means_something(text, heard) else None
    found = names.name(heard.turn.text) or whole
    return (found, found[0] + "**") if found and "*" not in found else None


def _means_something(text: str, heard: Heard) -> bool:
    """Orders, buttons, sums, days, places, everyday words: taken for a name they would be starred out."""
    plain = normalise(text)
    ordered = wishes.wish(text) is not None or plain in flow().submit or plain in flow().cancel
    said = amounts.money(text) or dates.when(text, heard.today) or places.place(text)
    known = plain in map(normalise, _button_titles()) or word_counts().get(plain, 0) > 0
    return ordered or said is not None or known


@cache
def _button_titles() -> tuple[str, ...]:
    sentences = knowledge().sentences
    return tuple(knowledge().say(key, "zh-Hans") for key in sentences if key.startswith("complaint.button_"))


def _find_phone(heard: Heard) -> tuple[str, str] | None:
    found = phones.phone(heard.turn.text, heard.turn.region)
    return (found.e164, found.shown) if found else None


def _confirm(heard: Heard, _: Answers) -> Value | None:
    wish = wishes.wish(heard.text)
    said = _MARKS.sub("", normalise(heard.text))
    agreed = is_button("submit", heard.text) or said in flow().submit or (wish and wish.kind == "yes")
    return {} if agreed else None


def _class_named(dimension: str, text: str) -> str | None:
    """By label or name; else the only one of which the words are a part, or that is a part of them."""
    said = _MARKS.sub("", normalise(text))
    if is_button("other", text):
        return "other"
    for close in (_called, _partly):
        found = [slug for slug, kind in load_classes()[dimension].classes.items() if close(said, kind)]
        if len(found) == 1:
            return found[0]
    return None


def _called(said: str, kind: Class) -> bool:
    return said in map(normalise, (kind.label, kind.name))


def _partly(said: str, kind: Class) -> bool:
    names = [normalise(name) for name in (kind.label, kind.name)]
    return 2 <= len(said) <= _LONGEST_CLASS and any(said in name or name in said for name in names)


READERS: Final[Mapping[str, Reader]] = {
    "story": _story,
    "elsewhere": _elsewhere,
    "when": _when,
    "place": _place,
    "product": _class("business"),
    "cause": _class("cause"),
    "amount": _amount,
    "wish": _wish,
    "name": _sealed("name", _find_name),
    "phone": _sealed("phone", _find_phone),
    "confirm": _confirm,
}
