"""What a customer asks of the form itself: 上一步, 取消, 稍后, 跳过, 改一下金额, 转人工.

The whole message must be the wish; within a story the same words are a part of the story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from bot.intake.reading import Reading, read
from bot.intake.resources import load_yaml
from bot.text import synonyms
from bot.text.replacer import any_word

Kind = Literal[
    "back", "change", "cancel", "later", "skip", "unknown", "yes", "no", "resume", "restart", "human"
]
Field = Literal["story", "when", "place", "product", "amount", "wish", "name", "phone"]
FIELDS: Final[tuple[Field, ...]] = ("story", "when", "place", "product", "amount", "wish", "name", "phone")

_MARKS = re.compile(r"[\s，,。.！!？?~～…、；;：:\-—\"'“”‘’()（）\U0001f3fb-\U0001f3ff\ufe0f]+")
_LONGEST_INTO = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """`field`: what to change, None when only 改一下 was said; `value`: the new words, if they were given."""

    kind: Kind
    field: Field | None = None
    value: str | None = None


def wish(text: str) -> Wish | None:
    """The wish of a short message; None when it is an answer, a question or a story."""
    if len(text) > 4 * _LONGEST_INTO:
        return None
    reading = read(text)
    plain = _plain(reading)
    if not plain:
        return None
    if len(plain) <= _data()["longest"]:
        found = _command(plain) or _twice(reading)
        if found:
            return found
    return _into(reading)


def field_named(text: str) -> Field | None:
    """The field that a bare word names: 金额, 我的要求; None for anything else."""
    words = _bared(_plain(read(text))) if len(text) <= _data()["longest"] else []
    bare = (word.removeprefix("的").removeprefix("嘅") for word in words)
    return next((_fields()[word] for word in bare if word in _fields()), None)


def beside_order(text: str) -> str:
    """What a message says besides 我要投诉, without marks; empty when it is nothing but the order."""
    return _order().sub("", _plain(read(text)))


def _twice(reading: Reading) -> Wish | None:
    """The same wish in two clauses: 好，提交吧; 不取消，继续."""
    clauses = [synonyms(clause) for clause in _MARKS.split(reading.text) if clause]
    if len(clauses) > 1 and _leaving().fullmatch(clauses[0]):
        clauses = clauses[1:]
    elif len(clauses) == 1:
        return None
    wishes = {_command(clause) for clause in clauses}
    return wishes.pop() if len(wishes) == 1 else None


def _plain(reading: Reading) -> str:
    """Without marks, one word for each thing (申訴 is 投诉)."""
    return synonyms(_MARKS.sub("", reading.text).replace("著", "着"))


def _command(plain: str) -> Wish | None:
    """Looks at the words as they stand, then without what is said around them, the shortest cut first."""
    for words in _bared(plain):
        kind = _phrases().get(words)
        if kind:
            return Wish(kind)
        if _later().fullmatch(words):
            return Wish("later")
        change = _change().fullmatch(words)
        if change:
            return Wish("change", _fields()[change["after"] or change["before"]])
    return None


def _bared(plain: str) -> list[str]:
    """The words, and what is left when words before and behind are taken away, fewest taken first."""
    seen = [plain]
    for words in seen:
        for shorter in (*_without(words, before=True), *_without(words, before=False)):
            if shorter and shorter not in seen:
                seen.append(shorter)
    return seen


def _without(words: str, *, before: bool) -> list[str]:
    around = _data()["before" if before else "behind"]
    if before:
        return [words[len(w) :] for w in around if words.startswith(w)]
    return [words[: -len(w)] for w in around if words.endswith(w)]


def _into(reading: Reading) -> Wish | None:
    """金额改成五百, 地点错了，是网上银行; 改成一百 names no field."""
    for pattern in _change_into():
        match = pattern.fullmatch(reading.text.strip())
        if match:
            field = match.groupdict().get("field")
            return Wish("change", _fields()[field] if field else None, reading.said(*match.span("value")))
    return None


@cache
def _data() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml("wishes")
    return words


@cache
def _phrases() -> dict[str, Kind]:
    """Folded phrase to its kind. ValueError for one that stands under two kinds."""
    kinds: dict[str, Kind] = {}
    for kind, phrases in (*_data()["phrases"].items(), ("change", _data()["change"])):
        for phrase in phrases:
            plain = _plain(read(str(phrase)))
            if kinds.setdefault(plain, kind) != kind:
                raise ValueError(f"wishes: {phrase} asks for both {kinds[plain]} and {kind}")
    return kinds


@cache
def _fields() -> dict[str, Field]:
    """Word to its field, as it stands and as `_plain` leaves it."""
    fields: dict[str, Field] = {}
    for field, words in _data()["fields"].items():
        fields |= {form: field for word in words for form in (word, _plain(read(word)))}
    return fields


@cache
def _change() -> re.Pattern[str]:
    said = (
        {f for w in _data()[key] for f in (w, _plain(read(w)))} for key in ("change_before", "change_behind")
    )
    field, verb, wrong = map(any_word, (_fields(), *said))
    the = "(?:个|那个|我的|嗰个)?"
    return re.compile(
        rf"{verb}{the}(?P<after>{field})|(?:把|将|同)?{the}(?P<before>{field})(?:那里|那边|那项|呢度)?(?:我)?{wrong}"
    )


@cache
def _change_into() -> tuple[re.Pattern[str], ...]:
    field, wrong = any_word(_fields()), any_word(_data()["change_behind"])
    bare, into = (any_word(_data()[key]) for key in ("into_bare", "into"))
    said = rf"(?P<value>[^。！？\n]{{1,{_LONGEST_INTO}}})"
    please = r"(?:请|麻烦|帮我|我要|我想|唔该){0,2}(?:把|将)?(?:我的|我嘅|那个)?"
    return (
        re.compile(rf"{please}(?P<field>{field})[，,]?(?:{into}){said}"),
        re.compile(rf"{please}(?P<field>{field})(?:{wrong})[，,。 ]*(?:应该)?(?:是|系|{bare}){said}"),
        re.compile(rf"{please}(?:{bare}){said}"),
    )


@cache
def _later() -> re.Pattern[str]:
    """明天再弄, 下班继续填."""
    at, again, do = (any_word(_data()[key]) for key in ("later_at", "later_again", "later_do"))
    return re.compile(f"(?:等我|等)?(?:{at})我?(?:{again})(?:{do})?")


@cache
def _leaving() -> re.Pattern[str]:
    """我要吃饭了, in front of 晚点再弄."""
    because = any_word(_data()["later_because"])
    return re.compile(
        f"(?:我|俺)?(?:现在|这会儿?|而家)?(?:要|得|先|去|在|正在|赶着){{0,3}}(?:{because})(?:去|一下)?(?:了|啦|喇|先)?"
    )


@cache
def _order() -> re.Pattern[str]:
    before, order, behind = (any_word(_data()[key]) for key in ("before", "order", "order_behind"))
    return re.compile(f"(?:{before})*(?:{order})(?:{behind})*")
