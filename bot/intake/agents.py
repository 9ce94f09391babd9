"""Whether a paid "complaint agent" seems to be behind a complaint (the customer is then warned of them)."""

from __future__ import annotations

from bot.intake.patterns import rules
from bot.intake.reading import read


def agent_behind(text: str) -> bool:
    """True for 中介帮我投诉收20% and the like; not for a lawyer or a relative."""
    plain = read(text).text
    return any(rule.find(plain) for rule in rules("agents"))
