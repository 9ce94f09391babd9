"""Which reviewed entry answers an alarm first, and what a tapped title says (`data/answers.yml`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.fraud.finding import Evidence, Finding, Severity, Stage
from bot.fraud.resources import load_yaml

# The entry behind a warning whose type cannot be told: whom to ask.
GENERAL = "tool_96110"


def entry_for(found: Mapping[str, Any]) -> str | None:
    """The id of the entry whose steps come first (`found`: see `telling.told`); None without an emergency."""
    answer = load_yaml("answers")["stages"].get(found.get("stage"))
    if answer is None:
        return None
    by_rule = next((answer["rules"][r] for r in found.get("rules", ()) if r in answer.get("rules", {})), None)
    if by_rule == answer.get("not_by_wallet") and "wallet" in found.get("facts", {}).get("means", ()):
        by_rule = None
    by_person = answer.get("others") if found.get("person") in ("family", "third") else None
    by_type = answer.get("types", {}).get(found.get("type"))
    return str(by_type or by_rule or by_person or answer["entry"])


def staged(entry: str) -> Finding:
    """What tapping the title of an entry says: an emergency's is one, any other is a question."""
    stage: Stage = load_yaml("answers")["titles"].get(entry, "none")
    severity: Severity = load_yaml("weighing")["severity"].get(stage, "info")
    if stage == "none":
        return Finding(stage, severity, None, 0.0)
    explain = load_yaml("answers")["tapped"]
    return Finding(stage, severity, None, 1.0, "self", (Evidence("TITLE", explain),))
