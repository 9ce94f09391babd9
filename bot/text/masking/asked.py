"""The whole answer to the question for a name: 王小明, 小明 13800138000, 阿依古丽·买买提, Wang Xiaoming."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.text.masking.model import Span
from bot.text.masking.names import (
    HAN,
    NEVER,
    ORDERS,
    SELDOM,
    SURNAME,
    has_surname,
    is_foreign,
    is_word,
    no_names,
)
from bot.text.masking.words import any_of, listed
from bot.text.segmenter import word_counts

_WORDS = "introductions"
_SPACES = "[\\s\"“”'‘’()（）【】/|+*_\\-]"
_BREAK = re.compile(rf"[,，。.、;；:：!！?？~～\n]+|(?<=[{HAN}])\s+|\s+(?=[{HAN}])")
_BEFORE = re.compile(rf"(?:{_SPACES}|{any_of('beside', file=_WORDS)})*")
_AFTER = re.compile(rf"(?:{_SPACES}|{any_of('beside', file=_WORDS)})*$")
_POLITE = re.compile(rf"(?<=[{HAN}]{{2}}){any_of('polite', file=_WORDS)}$")
_NO_NAME_WITH = re.compile(any_of("no_name_with", file=_WORDS))
_HAN_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,12}}(?:[·•・‧][{HAN}]{{1,12}})+")
_ADDRESSED = re.compile(rf"(?:{SURNAME.pattern}){any_of('polite', file=_WORDS)}")
_APART = re.compile(rf"\s*({SURNAME.pattern})\s+[{HAN}]{{1,3}}\s*")
_LATIN_NAME = re.compile(r"[a-z][a-z'’\-.]{0,30}(?: [a-z][a-z'’\-.]{0,30}){0,4}")
_CAPITALS = re.compile(
    r"[A-Z][a-z'’\-]{1,30}(?:[ .]{1,2}[A-Z][A-Za-z'’\-]{0,30}){0,4}|[A-Z]{2,30}(?: [A-Z]{2,30}){1,3}"
)
_DOTS = re.compile("[·•・‧]")
_PET = frozenset(listed(_WORDS, "pet"))
_LATIN_SURNAMES = frozenset(listed(_WORDS, "latin"))
_PINYIN = re.compile(r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouv]{1,3}(?:ng?|r)?){1,3}")
_LONGEST = 60
# A word so common is not taken for a name even as the answer to "your name, please".
_COMMON = 1000


def asked_name(seen: str, plain: str, taken: Iterable[Span]) -> tuple[Span, ...]:
    """The name in an answer to "your name, please"; nothing for a command, a question, a story.

    `plain` is the shadow of `seen`, `taken` what else was found (a phone beside it). Between other words only
    a known family name counts.
    """
    if _APART.fullmatch(plain) and looks_like_a_name("".join(plain.split())):
        return (Span("name", "name", len(plain) - len(plain.lstrip()), len(plain.rstrip())),)
    pieces = [span for start, end in _pieces(plain, taken) for span in _trimmed(plain, start, end)]
    alone = len(pieces) == 1
    for span in pieces:
        name = plain[span.start : span.end]
        capital = _CAPITALS.fullmatch(seen, span.start, span.end) is not None and name not in no_names()
        known = looks_like_a_name(name) and (alone or (has_surname(name) and len(name) < 5))
        if known or (alone and capital):
            return (span,)
    return ()


def looks_like_a_name(name: str) -> bool:
    """Two to four characters, longer with a dot, or Latin words (folded, lower-case); no word of ours."""
    if len(name) > _LONGEST or name in no_names():
        return False
    if _LATIN_NAME.fullmatch(name):
        return _is_latin(name)
    if _ADDRESSED.fullmatch(name):
        return True
    # 钱 is money, and a family name.
    if _NO_NAME_WITH.search(name, name[0] == "钱") or not _HAN_NAME.fullmatch(name):
        return False
    return _is_full(name) if has_surname(name) else _is_short(name)


def _is_full(name: str) -> bool:
    """A family name with a given one; four characters only after a double family name (欧阳, 陈李)."""
    family = SURNAME.match(name)
    given = name[family.end() :] if family else ""
    if len(given) > 2 and not (len(given) == 3 and SURNAME.match(given) and given[0] not in ORDERS):
        return _DOTS.search(name) is not None
    if name[0] in ORDERS and (_has_word(given) or any(c in SELDOM for c in given) or given == name[0]):
        return False
    return not is_word(name, _COMMON)


def _is_short(name: str) -> bool:
    """小明, 阿强, a foreign name: without a family name most short answers are remarks (查余额, 早安)."""
    if _DOTS.search(name) or is_foreign(name):
        return True
    if any(c in SELDOM or c in NEVER for c in name) or _has_word(name):
        return False
    return name[0] in _PET and len(name) < 4


def _has_word(name: str) -> bool:
    """Words in it make it a remark: 查余额, 申诉流程."""
    known, length = word_counts(), len(name)
    return any(name[i:j] in known for i in range(length) for j in range(i + 2, length + 1))


def _is_latin(name: str) -> bool:
    """Two words and more; in Chinese spelling only after a Chinese family name, or it is a sentence."""
    words = name.split()
    if len(words) < 2 or name in no_names() or any(word in no_names() for word in words):
        return False
    return words[0] in _LATIN_SURNAMES or not all(map(_PINYIN.fullmatch, words))


def _pieces(plain: str, taken: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """What lies between breaks and what else was found."""
    breaks = [match.span() for match in _BREAK.finditer(plain)]
    start = 0
    for first, last in sorted([*breaks, *((span.start, span.end) for span in taken)]):
        if first >= start:
            yield start, first
        start = max(start, last)
    yield start, len(plain)


def _trimmed(plain: str, start: int, end: int) -> Iterator[Span]:
    """What is left of a piece between polite words, if anything."""
    start = _BEFORE.match(plain, start, end).end()  # type: ignore[union-attr]
    end = _AFTER.search(plain, start, end).start()  # type: ignore[union-attr]
    said = plain[start:end]
    polite = None if _ADDRESSED.fullmatch(said) else _POLITE.search(said)
    end -= len(polite[0]) if polite else 0
    if start < end:
        yield Span("name", "name", start, end)
