"""A question asked after an answer may be about that answer."""

from typing import Final

from actions.context import Turn, knowledge
from bot.text import fold

# "How long does it take?" after an emergency is about the money, not about a complaint's deadline.
_DEADLINES: Final = frozenset({"complaint_deadline", "complaint_overdue", "complaint_days_kind"})
_ABOUT_COMPLAINTS: Final = ("投诉", "申诉", "客诉", "答复", "处理", "受理")


def following(entry: str, topic: str | None, turn: Turn) -> str:
    """The entry, or the one about stopping the payment when a victim asks how long it takes."""
    known = knowledge().entries
    if entry not in _DEADLINES or topic is None or topic not in known or not known[topic].urgent:
        return entry
    text = fold(turn.text)
    return entry if any(word in text for word in _ABOUT_COMPLAINTS) else "stop_payment"
