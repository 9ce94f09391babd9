"""The periods: rules as data (rules.yml), lengthened or shortened by the settings within their bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from xiaobao.settings import Settings

Periods = Mapping[str, timedelta]


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of data; `days` and `least` are None for what is kept."""

    what: str
    happens: Literal["erase", "remove", "keep"]
    why: str
    source: str
    confidence: Literal["found", "ours"]
    since: str | None = None
    days: int | None = None
    least: int | None = None


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by class."""
    read = yaml.safe_load(Path(__file__).with_name("rules.yml").read_text("utf-8"))
    return {name: Rule(**values) for name, values in read.items()}


def periods(settings: Settings | None = None) -> Periods:
    """How long each class is kept: the setting `keep_<class>_days`, where there is one, before the rule."""
    given = {name: getattr(settings, f"keep_{name}_days", None) for name in rules()}
    return {
        name: timedelta(days=max(given[name] or rule.days, rule.least or 0))
        for name, rule in rules().items()
        if rule.days is not None
    }
