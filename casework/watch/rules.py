"""The rules as data (``data/rules.yml``), read once and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

import yaml

from casework.audit.groups import ACTIONS
from casework.checks import one_of

Kind = Literal["many", "outside", "namesake", "ended"]
Reason = Literal["at_work", "asked"]
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = dict(ACTIONS.items())
_OF: Final = frozenset(_GROUPS).union(*_GROUPS.values())
_FILE: Final = Path(__file__).parent / "data" / "rules.yml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; see the file for what its fields mean. `least` counts different objects of a day."""

    rule: str
    kind: Kind
    of: tuple[str, ...]
    least: int
    unless: tuple[Reason, ...] = ()
    minutes: int = 0
    grace: int = 0
    days: int = 0

    @property
    def actions(self) -> frozenset[str]:
        """The acts it looks at."""
        return frozenset(action for one in self.of for action in _GROUPS.get(one, (one,)))


@cache
def load() -> tuple[Rule, ...]:
    """All rules; ValueRefusedError, TypeError when the file says what no rule can be."""
    return tuple(_rule(raw) for raw in yaml.safe_load(_FILE.read_text("utf-8")))


def _rule(raw: dict[str, Any]) -> Rule:
    one_of("kind", raw["kind"], get_args(Kind))
    for one in raw["of"]:
        one_of("of", one, _OF)
    for reason in raw.get("unless", ()):
        one_of("unless", reason, get_args(Reason))
    return Rule(**{**raw, "of": tuple(raw["of"]), "unless": tuple(raw.get("unless", ()))})
