"""The steps of a push: what is due, take it, and what came of it. Each is a transaction of its own.

Between taking and ending a row stands as `sending`; where a process dies there, nobody knows whether the
customer has it. Locks: user, then conversation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from casework.conversations.rows import lock
from casework.deliveries import rows, service
from casework.deliveries.types import Carried, Owed
from casework.errors import NotFoundError
from casework.wechat import quota, users
from casework.wechat.models import WechatInboxRow
from casework.wechat.users import Choice, Opening, User

# Longer than one call takes.
LEASE: Final = timedelta(seconds=30)
TRIES: Final = 12
SENDING, UNKNOWN = "sending", "unknown"
_FIRST, _LONGEST = timedelta(seconds=2), timedelta(minutes=5)
_STUMBLED: Final = timedelta(minutes=1)
# A conversation that is nobody's may be joined in a moment; after that its customer is gone.
_NOBODY, _GONE = timedelta(seconds=5), timedelta(hours=1)

# How a push ended: sent; window, quota, unfollowed and unable wait for the customer; later comes again;
# unknown may have arrived; refused never will.
Outcome = Literal["sent", "window", "quota", "unfollowed", "unable", "later", "unknown", "refused"]
_WAITING: Final = frozenset({"window", "quota", "unfollowed", "unable"})

_c = rows.table.c


@dataclass(frozen=True, slots=True)
class Text:
    """Words to push and which deliveries they carry; `choices` None leaves those before."""

    text: str
    carried: tuple[Carried, ...]
    choices: tuple[Choice, ...] | None = None


# What to push of what is owed; the flag: no other push may follow, so as much as fits, and say how to go on.
Compose = Callable[[Session, Sequence[Owed], bool], Text]


@dataclass(frozen=True, slots=True)
class Push:
    """A text on its way, and what it was taken from; `opened`: when the customer opened their windows."""

    conversation_id: str
    user_id: str
    holder: str
    opening: Opening
    text: Text
    opened: tuple[datetime | None, datetime | None] = (None, None)

    @property
    def ids(self) -> tuple[int, ...]:
        """The deliveries it carries."""
        return tuple(one.id for one in self.text.carried)


def due(session: Session, now: datetime, limit: int = 50) -> tuple[str, ...]:
    """Conversations with something to push now, and no request of the platform that may still carry it."""
    i, u = WechatInboxRow, users.table.c
    window = exists().where(
        u.conversation_id == _c.conversation_id,
        i.user_id == u.id,
        i.closed_at.is_(None),
        i.window_until > now,
    )
    free = _c.held_until.is_(None) | (_c.held_until <= now)
    found = select(_c.conversation_id).where(
        rows.OPEN, _c.state == "pending", _c.next_at <= now, free, ~window
    )
    return tuple(dict.fromkeys(session.scalars(found.order_by(_c.next_at, _c.id).limit(limit))))


def begin(
    session: Session, conversation_id: str, holder: str, now: datetime, compose: Compose
) -> Push | None:
    """Take the next text of a conversation: counted and marked before it goes. None: not now."""
    user = _locked(session, conversation_id, now)
    owed = _ready(session, user, conversation_id, now) if user is not None else ()
    if user is None or not owed:
        return None
    opening, left = quota.room(user, now)
    if opening is None or not user.subscribed:
        why = "unfollowed" if not user.subscribed else "quota" if quota.is_open(user, now) else "window"
        _wait(session, conversation_id, why)
        return None
    try:
        text = compose(session, owed, left == 1)
    except NotFoundError:
        service.drop(session, conversation_id, now)
        return None
    users.pushed(session, user.id, opening, now)
    taken = [one.id for one in text.carried]
    held: dict[str, Any] = {"holder": holder, "held_until": now + LEASE, "state": "pending"}
    rows.change(session, taken, attempts=_c.attempts + 1, error=SENDING, next_at=now, **held)
    return Push(conversation_id, user.id, holder, opening, text, _opened(user))


def end(session: Session, push: Push, outcome: Outcome, slug: str, now: datetime) -> None:
    """Say what came of it; `slug` is the platform's code or our own word."""
    user = users.get(session, push.user_id, lock=True)
    lock(session, push.conversation_id)
    mine = _mine(session, push)
    if outcome in _WAITING and _opened(user) != push.opened:
        # The customer came while it was on its way: what the platform said was of the window before.
        outcome = "later"
    if outcome == "sent":
        carried = [one for one in push.text.carried if one.id in {o.delivery.id for o in mine}]
        service.arrived(session, carried, "sent", now)
        if push.text.choices is not None and user.conversation_id == push.conversation_id:
            users.offer(session, user.id, push.text.choices, now)
        return
    if outcome != UNKNOWN:
        quota.give_back(session, user.id, push.opening)
    if outcome == "quota":
        quota.use_up(session, user.id)
    elif outcome == "window":
        quota.close(session, user.id)
    elif outcome == "unfollowed":
        users.left(session, user.id, now)
    if outcome in _WAITING:
        _wait(session, push.conversation_id, slug)
    elif outcome == "refused":
        _fail(session, mine, slug, now)
    else:
        _put_off(session, push.conversation_id, mine, slug if outcome == "later" else UNKNOWN, now)


def _opened(user: User) -> tuple[datetime | None, datetime | None]:
    return user.message_at, user.event_at


def stumble(session: Session, conversation_id: str, now: datetime) -> None:
    """A fault of our own: it is tried again in a while, and stands at the desk meanwhile."""
    lock(session, conversation_id)
    idle = [one.delivery for one in rows.owed(session, conversation_id) if not rows.busy(one.delivery, now)]
    rows.change(session, [one.id for one in idle], next_at=now + _STUMBLED)
    # What may have arrived stays in doubt.
    clear = [one.id for one in idle if one.error not in (SENDING, UNKNOWN)]
    rows.change(session, clear, error="fault")


def _locked(session: Session, conversation_id: str, now: datetime) -> User | None:
    found = users.of_conversation(session, conversation_id)
    if found is not None:
        found = users.get(session, found.id, lock=True)
    lock(session, conversation_id)
    if found is None or found.conversation_id != conversation_id:
        for one in rows.owed(session, conversation_id):
            gone = now - one.delivery.created_at > _GONE
            ended = {"state": "dropped", "done_at": now} if gone else {"next_at": now + _NOBODY}
            rows.change(session, (one.delivery.id,), **ended)
        return None
    return found


def _ready(session: Session, user: User, conversation_id: str, now: datetime) -> tuple[Owed, ...]:
    """What may go now, oldest first; nothing while the first has to wait, for it would be overtaken."""
    owed = rows.owed(session, conversation_id)
    if not owed or _answering(session, user.id, now) or rows.busy(owed[0].delivery, now):
        return ()
    if (until := service.page_until(session, conversation_id, now)) is not None:
        rows.change_all(session, conversation_id, next_at=until)
        return ()
    owed = _sure(session, owed, now)
    if owed and owed[0].delivery.state == "pending" and owed[0].delivery.next_at > now:
        rows.change_all(session, conversation_id, next_at=owed[0].delivery.next_at)
        return ()
    return owed


def _answering(session: Session, user_id: str, now: datetime) -> bool:
    """Whether a request of the platform may still carry it."""
    i = WechatInboxRow
    here = select(i.id).where(i.user_id == user_id, i.closed_at.is_(None), i.window_until > now)
    return session.execute(here.limit(1)).first() is not None


def _sure(session: Session, owed: tuple[Owed, ...], now: datetime) -> tuple[Owed, ...]:
    """Without those that may have arrived and are not worth saying twice: see `may_repeat`."""
    doubtful = [one for one in owed if one.delivery.error in (SENDING, UNKNOWN)]
    over = [one for one in doubtful if not may_repeat(one)]
    _fail(session, over, UNKNOWN, now)
    return tuple(one for one in owed if one not in over)


def may_repeat(one: Owed) -> bool:
    """Whether what may have arrived is sent again: once; urgent and an agent's words until it is known."""
    urgent = one.message.sender == "agent" or bool((one.message.payload or {}).get("urgent"))
    return urgent or one.delivery.attempts < 2


def _mine(session: Session, push: Push) -> list[Owed]:
    """What of the push is still open and ours: a deletion may have come between."""
    owed = rows.owed(session, push.conversation_id)
    return [one for one in owed if one.delivery.id in push.ids and one.delivery.holder == push.holder]


def _wait(session: Session, conversation_id: str, slug: str) -> None:
    """Until the customer writes again."""
    rows.change_all(session, conversation_id, state="waiting", next_at=rows.NEVER, error=slug, **rows.FREE)


def _fail(session: Session, owed: Sequence[Owed], slug: str, now: datetime) -> None:
    ids = [one.delivery.id for one in owed]
    rows.change(session, ids, state="failed", done_at=now, error=slug, **rows.FREE)


def _put_off(session: Session, conversation_id: str, mine: Sequence[Owed], slug: str, now: datetime) -> None:
    """All of the conversation comes later, in order; after many tries it waits for the customer."""
    tries = max((one.delivery.attempts for one in mine), default=0)
    if tries >= TRIES:
        _wait(session, conversation_id, slug)
        return
    rows.change(session, [one.delivery.id for one in mine], error=slug, **rows.FREE)
    rows.change_all(session, conversation_id, next_at=now + delay(tries))


def delay(tries: int) -> timedelta:
    """Before the next try: 2 seconds, doubling to 5 minutes."""
    return min(_FIRST * (1 << max(0, tries - 1)), _LONGEST)
