"""Which places an answer may speak to, and which telephone numbers belong there."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from bench.score_facts import said
from bot.text import REGIONS, Region
from knowledge import load

_BY_PREFIX: dict[str, Region] = {"faq/hk_": "HK", "faq/mo_": "MO", "faq/tw_": "TW"}
# Asked from elsewhere about a bank or a crime on the mainland.
_TO_THE_MAINLAND = frozenset({"faq/mainland_from_outside", "faq/cross_border_scam"})
_BY_SCRIPT: dict[str, tuple[Region, ...]] = {"zh-Hant-HK": ("CN", "HK", "MO"), "zh-Hant-TW": ("CN", "TW")}


def stated_places(line: Mapping[str, Any]) -> tuple[Region, ...]:
    """The places the line or its expected entries name; empty when it is open."""
    if line.get("region") in REGIONS:
        also = ("CN",) if _TO_THE_MAINLAND & {*line.get("expect", ())} else ()
        return tuple(dict.fromkeys([line["region"], *also]))
    named = [_BY_PREFIX.get(str(label)[:7]) for label in line.get("expect", ())]
    return tuple(place for place in dict.fromkeys(named) if place) if all(named) else ()


def places_of(line: Mapping[str, Any]) -> tuple[Region, ...]:
    """The places whose numbers are right: the stated, else the mainland and those that write so."""
    named = (_BY_PREFIX.get(str(label)[:7]) for label in line.get("expect", ()))
    open_to = _BY_SCRIPT.get(str(line.get("script")), ("CN",))
    return stated_places(line) or tuple(dict.fromkeys([*open_to, *(place for place in named if place)]))


def numbers_in(text: str) -> dict[str, frozenset[Region]]:
    """The known telephone numbers in a `plain` text, each with the places where it is one."""
    return {number: where for number, where in _numbers().items() if said(number, text)}


def elsewhere_only(text: str, places: Iterable[Region]) -> list[str]:
    """The numbers of a text when none of them belongs to the places, else nothing."""
    found = numbers_in(text)
    here = set(places)
    return [] if any(where & here for where in found.values()) else sorted(found)


@cache
def _numbers() -> dict[str, frozenset[Region]]:
    found: dict[str, set[Region]] = {}
    for hotline in load().hotlines.values():
        digits = "".join(c for c in hotline.number if c.isdigit())
        if digits:
            found.setdefault(digits, set()).add(hotline.region)
    return {number: frozenset(places) for number, places in found.items()}
