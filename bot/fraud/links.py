"""Links in a message: taken apart and judged by how they look, never opened.

Tells: an address of digits, punycode or letters of another alphabet, a known shortener, a name that
imitates a bank's, an unusual ending. A shape alone is a sign, not a proof.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from bot.fraud.resources import load_yaml

# Chinese text may stand right beside an address, and is no part of it.
_BESIDE = r"\s\u2e80-\u9fff\uff00-\uffef”’\"'<>（）()【】"
_LINK = re.compile(
    rf"(?:https?|hxxps?)[:：]//[^{_BESIDE}]{{1,300}}"
    r"|(?<![a-z0-9@.-])(?:[a-z0-9\u00c0-\u04ff-]{1,63}[.．。]){1,5}[a-z]{2,12}(?::\d{2,5})?"
    rf"(?:/[^{_BESIDE}]{{0,200}})?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]{8}|\d{8,10}")
_MOST = 10


@dataclass(frozen=True)
class Link:
    """A link at `[start, end)` with its host and the slugs of what is suspicious (`data/links.yml`)."""

    start: int
    end: int
    host: str
    signs: tuple[str, ...]
    official: bool


def links(text: str, own: Container[str] = ()) -> tuple[Link, ...]:
    """The first ten links of a message, in order; `own`: domains of the bank itself."""
    found: list[Link] = []
    for match in _LINK.finditer(text):
        host = _host(match[0])
        if host and _plausible(host, match[0]):
            official = _under(host, _known("official")) or _under(host, own)
            found.append(Link(*match.span(), host, () if official else _signs(host, match[0]), official))
        if len(found) == _MOST:
            break
    return tuple(found)


def _host(link: str) -> str:
    link = link.replace("．", ".").replace("。", ".").replace("：", ":")
    link = re.sub(r"(?i)^hxxp", "http", link)
    try:
        return (urlsplit(link if "//" in link else f"//{link}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _plausible(host: str, link: str) -> bool:
    # Without a scheme a name must end in something that is used as an ending: 3.5w is an amount.
    return "//" in link or host.rpartition(".")[2] in _known("endings")


def _signs(host: str, link: str) -> tuple[str, ...]:
    checks = {
        "ip": bool(_ADDRESS.fullmatch(host)),
        "punycode": "xn--" in host or not host.isascii(),
        "short": _registered(host) in _known("shorteners"),
        "lookalike": _imitates(host),
        "odd": host.rpartition(".")[2] in _known("odd_endings"),
        "hidden": "@" in link.split("//")[-1].split("/")[0],
    }
    return tuple(sign for sign, holds in checks.items() if holds)


def _under(host: str, domains: Container[str]) -> bool:
    parts = host.split(".")
    return any(".".join(parts[at:]) in domains for at in range(len(parts) - 1))


def _imitates(host: str) -> bool:
    """A bank's or authority's name under another domain, perhaps with digits for letters or a letter off."""
    parts = host.translate(_LETTERS).split(".")[:-1]
    labels = {label for part in parts for label in (part, *part.split("-"))}
    names = _known("names")
    if labels & names or any(name in label for label in labels for name in names if len(name) >= 4):
        return True
    return any(_one_off(label, name) for label in labels for name in names if len(name) >= 4)


def _one_off(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _registered(host: str) -> str:
    return ".".join(host.split(".")[-2:])


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(map(str, load_yaml("links")[name]))


_LETTERS = str.maketrans("01358", "oiesb")
