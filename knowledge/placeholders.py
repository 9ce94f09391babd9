"""Templates: ``{hotline:id}``, ``{bank}`` and, in sentences, named variables ``{name}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_SLOT = re.compile(r"\{(hotline:)?([a-z][a-z0-9_]*)\}")
BANK_SLOT = "bank"


def fill(template: str, hotline: Callable[[str], str], values: Mapping[str, object]) -> str:
    """Replace every placeholder in one pass, so that nothing inside a value is read again.

    Raises KeyError for a name without a value.
    """

    def value(match: re.Match[str]) -> str:
        name = match[2]
        return hotline(name) if match[1] else str(values[name])

    return _SLOT.sub(value, template)


def hotlines_in(template: str) -> tuple[str, ...]:
    """Ids of the hotlines a template names, in order."""
    return tuple(m[2] for m in _SLOT.finditer(template) if m[1])


def variables_in(template: str) -> frozenset[str]:
    """Names of the variables a template needs, the bank's name left out."""
    return frozenset(m[2] for m in _SLOT.finditer(template) if not m[1]) - {BANK_SLOT}


def leftovers(template: str) -> str:
    """The template without its well-formed placeholders: a brace left here is a slip."""
    return _SLOT.sub("", template)
