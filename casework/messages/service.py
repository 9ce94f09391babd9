"""Use cases of messages: store before act, exactly once, in order."""

from casework.messages.accepting import accept, claim, give_back, keep
from casework.messages.answering import answer, post
from casework.messages.rows import history, one, recent, replies_to
from casework.messages.turns import unanswered

__all__ = [
    "accept",
    "answer",
    "claim",
    "give_back",
    "history",
    "keep",
    "one",
    "post",
    "recent",
    "replies_to",
    "unanswered",
]
