"""Finds introduced names of people: 我叫王小明, 我係陳大文, and whatever follows 姓名."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.text.folding import fold
from bot.text.masking.model import Span
from bot.text.masking.words import any_of, listed
from bot.text.resources import load_yaml
from bot.text.segmenter import word_counts

HAN = "\u3400-\u9fff"
_DOT = r"[·•・‧]"
# From so often on a word of two characters is taken for the word, not for somebody's name.
COMMON = 150
_SURNAMES: dict[str, Any] = load_yaml("surnames")
SURNAME = re.compile(
    "|".join(sorted(_SURNAMES["compound"], key=len, reverse=True))
    + f"|[{_SURNAMES['single'].replace(' ', '')}]"
)
_DOUBTFUL = frozenset(_SURNAMES["doubtful"])
_WORDS = "introductions"
NEVER, SELDOM, _AFTER = (frozenset(listed(_WORDS, name)) for name in ("never", "seldom", "after"))
ORDERS = frozenset(listed(_WORDS, "orders"))
_RENDERING = frozenset(listed(_WORDS, "foreign"))
_TITLE = re.compile(any_of("titles", file=_WORDS))
_POLITE = re.compile(any_of("polite", file=_WORDS))
_JOINTS = f"[{re.escape(listed(_WORDS, 'joints'))}]"
_STRICT = re.compile(f"[{re.escape(listed(_WORDS, 'strict'))}]")
_INTRODUCED = re.compile(
    rf"(?P<labels>{any_of('labels', file=_WORDS)})|(?P<roles>{any_of('roles', file=_WORDS)})"
    rf"|(?P<called>{any_of('called', file=_WORDS)})|(?P<am>{any_of('am', file=_WORDS)})"
    # 我姓张，叫张桂兰; 我姓王，名小明
    rf"|[我贵敝]姓(?P<twice>{SURNAME.pattern})(?:[,，、 ]|名字|全名|我|叫|是|系){{0,4}}(?=(?P=twice)[{HAN}])"
    rf"|[我贵敝]姓(?P<surname>{SURNAME.pattern})[,，、 ]{{0,2}}(?:单?名(?:字?叫|是)?|叫)"
)
_GAP = re.compile(f"{_JOINTS}{{0,4}}")
_DOTTED = re.compile(rf"[{HAN}]{{1,12}}(?:{_DOT}[{HAN}]{{1,12}})+(?![{HAN}])")
_FOREIGN = re.compile(rf"[{HAN}]{{2,6}}(?![{HAN}])")
_LATIN = re.compile(r"[A-Z][A-Za-z'’\-]{0,30}(?:[ .]{1,2}[A-Z][A-Za-z'’\-]{0,30}){0,4}(?![A-Za-z0-9@])")
_GIVEN = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class _Place:
    """Where a name may begin, and how sure the words before it are: sure | called | am."""

    seen: str
    plain: str
    start: int
    trust: str


def names(seen: str, plain: str) -> Iterator[Span]:
    """Introduced names, and the same names elsewhere in the text; `plain` is the shadow of `seen`."""
    found: dict[str, Span] = {}
    for match in _INTRODUCED.finditer(plain):
        span = _surname_first(plain, match) if match["surname"] else _after(seen, plain, match)
        if span is not None:
            found[plain[span.start : span.end]] = span
            yield span
    for name, first in found.items():
        yield from (_span(m.start(), m.end()) for m in _again(name, plain) if m.start() != first.start)


def shown(name: str) -> str:
    """The family name and two stars: 王**, 欧阳**; of other names the first letter."""
    family = SURNAME.match(fold(name))
    return name[: family.end() if family and family.end() < len(name) else 1] + "**"


def _after(seen: str, plain: str, match: re.Match[str]) -> Span | None:
    gap = _GAP.match(plain, match.end())
    joint = gap[0] if gap else ""
    kind = "called" if match["twice"] else match.lastgroup or ""
    sure = kind == "labels" or (kind in ("roles", "called") and _STRICT.search(joint) is not None)
    trust = "sure" if sure else "am" if kind == "am" else "called"
    if kind == "am" and joint.strip():
        return None
    return _name(_Place(seen, plain, match.end() + len(joint), trust))


def _name(at: _Place) -> Span | None:
    dotted = _DOTTED.match(at.plain, at.start)
    if dotted and not any(c in NEVER for c in dotted[0]):
        return _span(*dotted.span())
    end = _chinese(at) or (_latin(at) if at.trust != "am" else 0)
    if not end and _STRICT.match(at.plain, at.start - 1):
        end = _unusual(at)
    return _span(at.start, end) if end else None


def _chinese(at: _Place) -> int:
    """Where a family name with one or two (for sure: three) more characters ends; 0 without one."""
    family = SURNAME.match(at.plain, at.start)
    if family is None or _TITLE.match(at.plain, family.end()):
        return 0
    given = family.end()
    family_sure = at.trust == "sure" or (at.trust == "called" and family[0] not in _DOUBTFUL)
    for loose in (False, True) if family_sure else (False,):
        for length in (3, 2, 1) if at.trust == "sure" else (2, 1):
            if _is_given(at, given, length, loose) and _ends(at, given + length):
                return given + length
    # Nothing says where it ends: two more characters is what most names have.
    return given + 2 if family_sure and _is_given(at, given, 2, loose=False) else 0


def _is_given(at: _Place, start: int, length: int, loose: bool) -> bool:
    given = at.plain[start : start + length]
    if len(given) < length or not all(_GIVEN.match(c) and c not in NEVER for c in given):
        return False
    if not loose and any(c in SELDOM for c in given):
        return False
    name = at.plain[at.start : start + length]
    if at.trust == "am" and name.endswith("人"):  # 我是江西人
        return False
    return name not in no_names() and (at.trust == "sure" or not is_word(name))


def is_word(name: str, common: int = COMMON) -> bool:
    """True when it begins with a family name and is a word all the same (方便); rare ones may be names."""
    count = word_counts().get(name, 0)
    return count >= common if len(name) == 2 else count > 0 and name[0] in _DOUBTFUL


def has_surname(name: str) -> bool:
    """True when a known family name stands first and something follows."""
    family = SURNAME.match(name)
    return family is not None and family.end() < len(name)


def _ends(at: _Place, end: int) -> bool:
    following = at.plain[end : end + 1]
    if not _GIVEN.match(following) or _POLITE.match(at.plain, end):
        return True
    if at.trust == "am" or (at.trust == "called" and at.plain[at.start] in _DOUBTFUL):
        told = at.trust == "called" and at.plain[at.start] not in ORDERS
        return following == "我" or (told and following in _AFTER)
    return following in _AFTER


def _latin(at: _Place) -> int:
    """Where capitalised words end that stand right here; 0 without any."""
    match = _LATIN.match(at.seen, at.start)
    if match is None or len(match[0]) < 2 or (match[0].isupper() and at.trust != "sure"):
        return 0
    return match.end()


def _unusual(at: _Place) -> int:
    """A name with a family name that no list knows, up to the next break."""
    match = _FOREIGN.match(at.plain, at.start)
    if match is None or match[0] in no_names():
        return 0
    if not is_foreign(match[0]) and any(c in NEVER or c in SELDOM for c in match[0]):
        return 0
    known = match[0] in word_counts() and not is_foreign(match[0])
    return 0 if known or _TITLE.search(match[0]) else match.end()


def is_foreign(name: str) -> bool:
    """Written with the characters that render foreign names: 买买提, 卓玛次仁."""
    return len(name) > 2 and all(c in _RENDERING for c in name)


def _surname_first(plain: str, match: re.Match[str]) -> Span | None:
    """From the family name on, where it was said first: 我姓王 名小明."""
    at = _Place(plain, plain, match.start("surname"), "called")
    for length in (2, 1):
        if plain[match.end() + length : match.end() + length + 1] == "*":  # shown in part already
            return None
        if _is_given(at, match.end(), length, loose=False) and _ends(at, match.end() + length):
            return _span(match.start("surname"), match.end() + length)
    return None


def _again(name: str, plain: str) -> Iterator[re.Match[str]]:
    return re.finditer(re.escape(name), plain) if len(name) > 1 else iter(())


@cache
def no_names() -> frozenset[str]:
    """Answers that look like a name and are none."""
    return frozenset(listed(_WORDS, "no_names"))


def _span(start: int, end: int) -> Span:
    return Span("name", "name", start, end)
