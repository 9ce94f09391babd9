"""A customer's name in an answer: 我叫王小明, 陳太, 阿依古丽·买买提, Chan Tai Man. As typed, never folded."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.intake.reading import Reading, read
from bot.intake.resources import load_yaml
from bot.intake.wishes import wish
from bot.text.replacer import any_word

_HAN = "[\u3400-\u9fff]"
_CLAUSE = re.compile(r"[^，,。.！!；;\n：:]+")
_DOTTED = re.compile(rf"{_HAN}{{2,8}}(?:[·•・]{_HAN}{{2,8}}){{1,3}}")
_ROMAN = re.compile(r"(?:my name is |i am |i'm |name is )?((?:[a-z]{2,14}[ -]){1,3}[a-z]{2,14})")
_NO_ROMAN = re.compile(
    r"\b(?:the|you|no|yes|not|want|is|why|my|bank|card|help|please|ok|hello|back|next|over)\b"
)
_QUESTION = re.compile(r"[?？]|什么|点解|为何|为什么|怎么|干嘛|谁|边个|[吗呢]$")
_LONGEST = 60
_SHORT = 12
_GIVEN = 2  # characters of a given name, at most
_CLAUSES = 4


def name(text: str) -> str | None:
    """The name, or a surname with or without 先生 and the like; None for questions, commands and stories."""
    if len(text) > _LONGEST or wish(text):
        return None
    reading = read(text)
    if _QUESTION.search(reading.text):
        return None
    start, end, _ = _bared(reading.text, 0, len(reading.text))
    roman = _ROMAN.fullmatch(reading.text[start:end].strip(" .,!，。"))
    if roman:
        return _roman(reading, roman[1])
    found = [span for span in _candidates(reading) if span]
    best = max(found, key=lambda span: span[1] - span[0], default=None)
    return reading.said(*best).strip() if best else None


def _roman(reading: Reading, words: str) -> str | None:
    if _NO_ROMAN.search(words):
        return None
    start = reading.text.index(words)
    return reading.said(start, start + len(words))


def _candidates(reading: Reading) -> list[tuple[int, int] | None]:
    clauses = list(_CLAUSE.finditer(reading.text))[:_CLAUSES]
    short = len(reading.text) <= _SHORT
    return [
        _in_clause(reading.text, *clause.span(), alone=short or number == 0)
        for number, clause in enumerate(clauses)
    ]


def _in_clause(text: str, start: int, end: int, *, alone: bool) -> tuple[int, int] | None:
    """What is left of a clause without the words around a name, when it is one."""
    start, end, announced = _bared(text, start, end)
    words = text[start:end]
    dotted = _DOTTED.match(words)
    if dotted and not set(words) & _never():
        return start, start + dotted.end()
    if end - start > 8 and announced:
        return None
    # A name that nothing announces stands first, or in a short answer.
    return (start, end) if (announced or alone) and _is_name(words, announced=announced) else None


def _bared(text: str, start: int, end: int) -> tuple[int, int, bool]:
    before, behind = _around()
    announced = False
    while match := before.match(text, start, end):
        start, announced = match.end(), True
    while match := behind.search(text, start, end):
        end = match.start()
    return start, end, announced


def _is_name(words: str, *, announced: bool) -> bool:
    title = _title().search(words)
    bare = words[: title.start()] if title and title.start() else words
    surname = _surname().match(bare)
    if not surname or not bare or set(bare) & _never() or bare in _not_names() or words in _not_names():
        return False
    given = len(bare) - surname.end()
    if not re.fullmatch(f"{_HAN}+", bare) or given > _GIVEN:
        return False
    # 王 alone is a name only after 我姓 or before 先生.
    return given > 0 or announced or bool(title and title.start())


@cache
def _data() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml("names")
    return words


@cache
def _surname() -> re.Pattern[str]:
    singles = set(_data()["surnames"]) - {" ", "\n"}
    return re.compile(any_word([*_data()["compound"], *sorted(singles)]))


@cache
def _title() -> re.Pattern[str]:
    return re.compile(f"(?:{any_word(_data()['titles'])})$")


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(any_word(_data()["before"])), re.compile(f"(?:{any_word(_data()['behind'])})$")


@cache
def _never() -> frozenset[str]:
    return frozenset(_data()["never"])


@cache
def _not_names() -> frozenset[str]:
    return frozenset(_data()["not_names"])
