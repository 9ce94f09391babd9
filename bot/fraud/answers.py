"""Which reviewed entry answers an alarm first, and what a tapped title says (`data/answers.yml`)."""

from __future__ import annotations

from bot.fraud.finding import Evidence, Finding, Severity, Stage
from bot.fraud.resources import load_yaml

# The entry behind a warning whose type cannot be told: whom to ask.
GENERAL = "tool_96110"


def entry_for(stage: str, type_: str | None) -> str | None:
    """The id of the entry whose steps come first; None for a stage without an emergency."""
    answer = load_yaml("answers")["stages"].get(stage)
    if answer is None:
        return None
    return str(answer["types"].get(type_, answer["entry"]))


def staged(entry: str) -> Finding:
    """What tapping the title of an entry says: an emergency's is one, any other is a question."""
    stage: Stage = load_yaml("answers")["titles"].get(entry, "none")
    severity: Severity = load_yaml("weighing")["severity"].get(stage, "info")
    if stage == "none":
        return Finding(stage, severity, None, 0.0)
    explain = load_yaml("answers")["tapped"]
    return Finding(stage, severity, None, 1.0, "self", (Evidence("TITLE", explain),))
