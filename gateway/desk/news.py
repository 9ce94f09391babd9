"""That there is news: for the whole desk, and for one conversation. What it is, the page fetches itself."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.alerts.models import AlertEventRow
from casework.base import table_of
from casework.db import Database
from casework.events import service as events
from casework.events.models import EventRow
from gateway.chat.hub import Hub
from gateway.chat.typing import LOOK, is_here, is_typing
from gateway.desk.duty.looking import lookers
from gateway.desk.wechat.carrying import mark

log = structlog.get_logger("gateway.desk")
_POLL = 5.0  # seconds between looks when no wake-up comes
_GAP = 0.2  # seconds at least between two pieces of news, so that a busy day is not a flood
_FEW, _EACH, _SPREAD = 10, 0.02, 1.0  # desks that need no turns; seconds for each, and at most
_PAGE = 200
_NEWEST = (
    select(func.max(table_of(AlertEventRow).c.id)).scalar_subquery(),
    select(func.max(table_of(EventRow).c.id)).scalar_subquery(),
)


@dataclass(frozen=True, slots=True)
class News:
    """``alerts``: one was raised, updated or closed; ``board``: anything else; ``news``: of a conversation;
    ``typing``: its customer is writing, ``still``: no longer.

    ``id`` is where a stream of the conversation goes on.
    """

    kind: Literal["alerts", "board", "news", "typing", "still"]
    id: int | None = None


async def of_the_desk(database: Database, hub: Hub) -> AsyncIterator[News]:
    """News of any conversation, at most five times a second."""
    with hub.listen_to_all() as bell:
        known = await database.read(newest)
        while True:
            rang = await _rung(bell)
            found = await database.read(newest)
            if rang or found != known:
                if found[0] == known[0]:
                    await _in_turn(hub)
                yield News("alerts" if found[0] != known[0] else "board")
                await asyncio.sleep(_GAP)
            known = found


async def of_one(database: Database, hub: Hub, conversation_id: str, after: int) -> AsyncIterator[News]:
    """News of a conversation whose last known event is ``after``; ends when it is deleted."""
    with hub.listen(conversation_id) as bell:
        there, typing = _there(hub, conversation_id), False
        known: tuple[int, ...] = ()
        while True:
            batch, carried = await database.read(
                lambda session, after=after: (  # type: ignore[misc]
                    events.after(session, conversation_id, after, _PAGE),
                    mark(session, conversation_id),
                )
            )
            if batch:
                after = batch[-1].id
                yield News("news", after)
            if any(event.type == "deleted" for event in batch):
                return
            # What changed while the page was on its way is told at once.
            if not batch and any(carried) and carried != known:
                yield News("news", after)
            known = carried
            if there != (there := _there(hub, conversation_id)):
                yield News("news")
            if typing != (typing := is_typing(hub, conversation_id, "customer")):
                yield News("typing" if typing else "still")
            if len(batch) < _PAGE:
                await _rung(bell, LOOK if typing else _POLL)


async def both(one: AsyncIterator[News], other: AsyncIterator[News]) -> AsyncIterator[News]:
    """Two streams in one, until either ends: a browser opens only six connections to a host."""
    queue: asyncio.Queue[News | None] = asyncio.Queue(maxsize=1)
    tasks = [asyncio.create_task(_pour(source, queue)) for source in (one, other)]
    try:
        while (news := await queue.get()) is not None:
            yield news
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pour(source: AsyncIterator[News], queue: asyncio.Queue[News | None]) -> None:
    try:
        async with aclosing(source):  # type: ignore[type-var]
            async for news in source:
                await queue.put(news)
    except Exception as error:  # noqa: BLE001 - the stream ends, and the page asks for a new one
        log.warning("news_failed", error=type(error).__name__)
    await queue.put(None)


def newest(session: Session) -> tuple[int | None, int | None]:
    """The ids of the newest event of an alert and of any conversation."""
    alert, event = session.execute(select(*_NEWEST)).one()
    return alert, event


def _there(hub: Hub, conversation_id: str) -> tuple[frozenset[str], bool]:
    """Who of the staff looks at it, and whether the customer does."""
    return lookers(hub, conversation_id), is_here(hub, conversation_id)


async def _in_turn(hub: Hub) -> None:
    """Many desks shall not all look at the same instant; few need not wait, nor any for an alert."""
    many = hub.listeners_to_all()
    if many > _FEW:
        await asyncio.sleep(random.uniform(0, min(_SPREAD, many * _EACH)))  # noqa: S311 - no secret


async def _rung(bell: asyncio.Event, seconds: float = _POLL) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return False
    bell.clear()
    return True
