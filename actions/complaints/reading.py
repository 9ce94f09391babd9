"""Reads the answer to one question of the form; None when the words are no answer to it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from actions.complaints import asides, telling
from actions.complaints.flow import ASKED, STORY, Answers, flow
from actions.complaints.heard import Heard
from actions.complaints.speaking import is_button
from actions.context import knowledge
from bot.intake import amounts, dates, names, phones, places, wishes
from bot.intake.classes import Class, load_classes
from bot.intake.classify import Guess, classify
from bot.text import normalise
from bot.text.segmenter import word_counts

Value = dict[str, Any]
Reader = Callable[[Heard, Answers], Value | None]
_LONGEST_PLACE: Final = 30
_LONGEST_CLASS: Final = 10
_LONGEST_CONTACT: Final = 24
_MARKS: Final = re.compile(r"[\s，,。.！!~～]+")
_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}(?:[·•・][\u3400-\u9fff]{1,8})*")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_FEWEST_HAN: Final = 2
_ABUSE: Final = "abuse"
# 我能要求赔偿吗 asks for a right, 能不能把钱退给我 for the money.
_QUESTION: Final = re.compile(r"[?？]|[吗么]$|多久|几天|怎么办|怎样")
_REQUEST: Final = re.compile(
    r"^(?!我)[^，。]{0,6}(?:能|可)(?:不能|不可以|否|以)?"
    r"[^，。]{0,4}(?:退|还|赔|道歉|取消|更正|改|解释|给|帮|把)"
)
# Commands about a complaint, which the wish would swallow.
_STATUS: Final = re.compile(
    r"(?:我要|我想|帮我)?(?:查询|查看|查一?下?|催一?下?)(?:我的|一下)*(?:投诉)?(?:的)?(?:进度|状态|结果)$"
)
_FEW: Final = re.compile(r"[0-9一二两三四五六七八九十百千万.]+(?:分|块|元|蚊|块钱|天|次|号|点)?")
_NOTHING: Final = frozenset({"inform", "nlu_fallback", "out_of_scope"})


def read(field: str, heard: Heard, answers: Answers) -> Value | None:
    """The answer as JSON, with `by`: asked. `clear` holds a name or number that has yet to be sealed."""
    found = READERS[field](heard, answers)
    return {"by": ASKED, **found} if found is not None else None


def future(field: str, heard: Heard) -> bool:
    """True when a day was understood that is still to come."""
    found = dates.when(heard.text, heard.today) if field == "when" else None
    return found is not None and found.future


def _story(heard: Heard, answers: Answers) -> Value | None:
    """Nothing found in the first words: they are asked for once more, then taken as they are."""
    text = heard.text.strip()
    if is_any_button(text) or not wishes.beside_order(text):
        return None
    before = answers.get(asides.TRIED) or {}
    tried = str(before.get("text") or "")
    whole = asides.joined(tried, text)
    waited = bool(heard.misses or (tried and not before.get("named")))
    again = len(whole) >= flow().shortest_story and len(_HAN.findall(whole)) >= _FEWEST_HAN
    found = tells(text if before.get("named") else whole, heard.today)
    taken = found or (waited and again and not asides.greets(text))
    return {"text": whole} if taken else None


def tells(text: str, today: date) -> bool:
    """Whether something is found in a story; in a short one it must be what went wrong, or a sum."""
    if len(_HAN.findall(text)) < _FEWEST_HAN:
        return False
    told = telling.told(text, today)
    here = any(name in told for name in ("when", "place", "whose", "elsewhere_found", "agent"))
    long = len(text) >= flow().shortest_story
    return tells_wrong(text) or (long and (here or _sure(classify(text).business)))


def tells_wrong(text: str) -> bool:
    """Whether it says what went wrong, or how much money."""
    sure = len(normalise(text)) >= flow().shortest_story and _sure(classify(text).cause)
    return sure or names_wrong(text)


def names_wrong(text: str) -> bool:
    """Whether a word or a sum says so, whatever the classifier makes of it."""
    plain = normalise(text)
    said = len(plain) > _FEWEST_HAN and any(word in plain for word in flow().wrongs)
    return said or telling.money_of(text, STORY) is not None


def _sure(guess: Guess) -> bool:
    return guess.slug != "other" and guess.confidence >= flow().told_from


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
    if _MARKS.sub("", normalise(said)) in flow().anywhere:
        return None
    if slug:
        return {"slug": slug, "branch": None, "said": said}
    # Nobody knows the names of all branches: the second time the words are taken as they are.
    if heard.misses and len(said) <= _LONGEST_PLACE and not _idle(heard):
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
    if telling.demand(text) or any(is_button(name, text) for name in flow().step("wish").buttons):
        return {"text": text}
    wish = wishes.wish(text)
    order = wish is not None and wish.kind in ("yes", "no", "later", "resume", "change")
    angry = heard.intent == _ABUSE and telling.wish_of(text) is None
    told = len(text) > 1 and not (order or angry) and not _only_contact(heard) and not _asks(text)
    return {"text": text} if told and not _for_another(text) else None


def _for_another(text: str) -> bool:
    """A class, a button of another step, a name, a bare number or sum: nothing the bank could do."""
    plain = _MARKS.sub("", normalise(text))
    classes = (one for group in load_classes().values() for one in group.classes.values())
    if is_any_button(text) or any(_called(plain, one) for one in classes) or _STATUS.match(plain):
        return True
    return not _HAN.search(plain) or _only_sum(plain) or _only_name(text)


def _only_sum(plain: str) -> bool:
    """91234567, 5分, 两百块."""
    found = amounts.money(plain)
    return (found is not None and found.said == plain) or _FEW.fullmatch(plain) is not None


def _only_name(text: str) -> bool:
    """王建国; 解释 and 安慰 begin like names and are everyday words."""
    found = names.name(text)
    return found == text.strip() and word_counts().get(normalise(text.strip()), 0) == 0


def _idle(heard: Heard) -> bool:
    return heard.asks or heard.intent == _ABUSE or _asks(heard.text.strip())


def _asks(text: str) -> bool:
    return bool(_QUESTION.search(text)) and not _REQUEST.search(text)


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
    known = is_any_button(text) or word_counts().get(plain, 0) > 0
    return ordered or said is not None or known


def is_any_button(text: str) -> bool:
    """仍要向本行投诉, 现在就投诉: tapped, not told."""
    return normalise(text).strip(" 。.!！") in map(normalise, _button_titles())


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
