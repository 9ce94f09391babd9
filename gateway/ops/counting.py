"""Figures read from the database when metrics are scraped."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.conversations.models import ConversationRow as Row

_HUMAN = ("queue", "agent")
# Those with the bot are not counted: their number only grows, and an index range is all a scrape may cost.
_COUNT = select(Row.owner, func.count()).where(Row.owner.in_(_HUMAN)).group_by(Row.owner)


def with_humans(session: Session) -> dict[str, int]:
    """How many conversations wait for a human, and how many have one."""
    found = {row[0]: int(row[1]) for row in session.execute(_COUNT)}
    return {owner: found.get(owner, 0) for owner in _HUMAN}
