"""What to write next: questions that found no answer and answers that did not help, alike ones together."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.text import normalise
from casework.base import table_of
from casework.feedback.models import FeedbackRow
from casework.feedback.types import Group, Missed
from casework.messages.models import MessageRow

# The newest are enough to see what is missing, and bound the work.
MOST: Final = 5_000
# Shared pairs of characters, from 0 to 1, from which two questions are one.
ALIKE: Final = 0.5
# Said when nothing was understood for sure (actions.faq).
_CHOICES: Final = "choices"

_feedback = table_of(FeedbackRow).c
_m = table_of(MessageRow)


def missed(session: Session, since: datetime, elsewhere: Collection[str] = ()) -> list[Missed]:
    """Both kinds, newest first, at most `MOST` of each; what was found by one of the choices offered is none.

    `elsewhere`: choices that lead to no answer (a human, the menu), in any script.
    """
    return [*_disliked(session, since), *_unanswered(session, since, frozenset(map(normalise, elsewhere)))]


def grouped(questions: Iterable[Missed]) -> list[Group]:
    """Questions alike in one group, the largest group first; no words, no group."""
    groups: list[list[Missed]] = []
    known: list[frozenset[str]] = []
    where: dict[str, set[int]] = defaultdict(set)
    for question in questions:
        pieces = _pieces(question.text)
        if not pieces:
            continue
        best = _best(pieces, known, where)
        if best is None:
            best = len(groups)
            groups.append([])
            known.append(pieces)
            for piece in pieces:
                where[piece].add(best)
        groups[best].append(question)
    return [Group(tuple(group)) for group in sorted(groups, key=len, reverse=True)]


def _best(pieces: frozenset[str], known: Sequence[frozenset[str]], where: dict[str, set[int]]) -> int | None:
    shared = Counter(group for piece in pieces for group in where.get(piece, ()))
    alike = ((count / len(pieces | known[group]), group) for group, count in shared.items())
    near, group = max(alike, default=(0.0, 0))
    return group if near >= ALIKE else None


def _pieces(text: str) -> frozenset[str]:
    letters = [character for character in normalise(text) if character.isalnum()]
    return frozenset("".join(pair) for pair in pairwise(letters)) or frozenset(letters)


def _disliked(session: Session, since: datetime) -> Iterator[Missed]:
    answer, asked = aliased(_m), aliased(_m)
    found = (
        select(asked.c.text, asked.c.created_at, _feedback.entry, _feedback.reason)
        .join(answer, answer.c.id == _feedback.message_id)
        .join(asked, asked.c.id == answer.c.in_reply_to)
        .where(_feedback.given_at >= since, _feedback.verdict == "not_helped")
        .order_by(_feedback.id.desc())
        .limit(MOST)
    )
    return (Missed(*row) for row in session.execute(found))


def _unanswered(session: Session, since: datetime, elsewhere: frozenset[str]) -> Iterator[Missed]:
    said, asked = aliased(_m), aliased(_m)
    found = (
        select(asked.c.text, asked.c.created_at, said.c.conversation_id, said.c.id, said.c.payload)
        .join(asked, asked.c.id == said.c.in_reply_to)
        .where(
            said.c.kind == _CHOICES, said.c.sender == "bot", said.c.created_at >= since, asked.c.text != ""
        )
        .order_by(said.c.id.desc())
        .limit(MOST)
    )
    for text, at, conversation_id, reply_id, payload in session.execute(found).all():
        offered = _offered(payload or {}) - elsewhere
        if _next(session, conversation_id, reply_id) not in offered:
            yield Missed(text, at)


def _offered(payload: dict[str, Any]) -> frozenset[str]:
    buttons = payload.get("buttons") or ()
    return frozenset(normalise(button[name]) for button in buttons for name in ("title", "value"))


def _next(session: Session, conversation_id: str, reply_id: int) -> str:
    """What they said after it; empty when they left."""
    following = (
        select(_m.c.text)
        .where(_m.c.conversation_id == conversation_id, _m.c.id > reply_id, _m.c.sender == "customer")
        .order_by(_m.c.id)
        .limit(1)
    )
    return normalise(session.execute(following).scalar() or "")
