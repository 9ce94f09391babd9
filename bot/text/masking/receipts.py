"""Finds the query code of a complaint: six characters beside its receipt (XB-XXXX-XXXXX), or announced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.masking.model import Span
from bot.text.masking.words import any_of

_ONE = "[0-9a-z]"
_END = f"(?!{_ONE})"
_RECEIPT = re.compile(
    rf"(?<!{_ONE})xb[-\s]*(?:{_ONE}{{4}}[-\s]*{_ONE}{{5}}{_END}"
    rf"|(?:{_ONE}[-\s]*){{8}}{_ONE}{_END}|{_ONE}{{9}}(?={_ONE}{{6}}{_END}))"
)
# A receipt with a slip of the finger is one all the same.
_NEAR = re.compile(rf"(?<!{_ONE})xb[-\s]*{_ONE}{{3}}")
_CODE = re.compile(rf"(?<!{_ONE})(?:{_ONE}{{6}}|{_ONE}{{3}}[ -]{_ONE}{{3}}){_END}")
_ANNOUNCED = re.compile(rf"{any_of('query_code')}[^0-9a-z\n。，,；;]{{0,6}}$")
_REACH = 16
_ALONE = 12  # characters that may stand around receipt and code: 编号…，查询码…


def codes(plain: str, seen: str, *, asked: bool = False) -> Iterator[Span]:
    """Query codes; `plain` is the shadow of `seen`, `asked`: receipt and code were asked for just now."""
    near = _NEAR.search(plain) is not None
    if not near and not asked and not _ANNOUNCING.search(plain):
        return
    rest = _RECEIPT.sub(lambda match: " " * len(match[0]), plain)
    for match in _CODE.finditer(rest):
        announced = _ANNOUNCED.search(rest, max(0, match.start() - _REACH), match.start()) is not None
        if announced or _is_code(match, rest, seen, near=near, asked=asked):
            yield Span("code", "query_code", *match.span())


_ANNOUNCING = re.compile(any_of("query_code"))


def _is_code(match: re.Match[str], rest: str, seen: str, *, near: bool, asked: bool) -> bool:
    said = match[0]
    around = rest[: match.start()] + rest[match.end() :]
    alone = sum(map(str.isalnum, around)) <= _ALONE and not re.search(_ONE, around)
    if not (near or asked):
        return False
    if said.isdigit() or len(said) > 6:
        return alone and any(map(str.isdigit, said))
    # A word in small letters (cancel) is a word, unless it stands beside a receipt.
    return near or not said.isalpha() or seen[match.start() : match.end()].isupper()
