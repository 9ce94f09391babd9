"""Finds e-mail addresses, and WeChat ids that are introduced as somebody's own (微信号：abc123)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.masking.model import Span
from bot.text.masking.words import any_of

_LOCAL = "[a-z0-9._%+-]"
_EMAIL = re.compile(
    rf"(?<!{_LOCAL})(?<![/@])[a-z0-9]{_LOCAL}{{0,63}}@(?:[a-z0-9-]{{1,63}}\.){{1,4}}[a-z]{{2,12}}"
)
# An id begins with a letter; a bare number there is a phone or a QQ number.
_WECHAT = re.compile(
    rf"{any_of('wechat')}(?P<joint>[是为 :]{{0,4}})(?P<id>[a-z][a-z0-9_-]{{5,19}})(?![a-z0-9_.@-])"
)
_SAYS = re.compile("[是为:]")
_NOT_MINE = re.compile(any_of("not_mine"))
_REACH = 5


def addresses(plain: str) -> Iterator[Span]:
    """E-mail addresses and WeChat ids; of the latter not those of whom the customer tells."""
    if "@" in plain:
        yield from (Span("email", "email", *match.span()) for match in _EMAIL.finditer(plain))
    for match in _WECHAT.finditer(plain):
        # 微信payment is a word; wxid_88 is none.
        is_id = _SAYS.search(match["joint"]) or any(c.isdigit() for c in match["id"])
        if is_id and not _NOT_MINE.search(plain, max(0, match.start() - _REACH), match.start()):
            yield Span("wechat", "wechat", *match.span("id"))


def shown(value: str) -> str:
    """The first character, three stars, and the domain of an address: a***@example.com."""
    _, at, domain = value.partition("@")
    return f"{value[:1]}***{at}{domain}"
