"""Staff at the desk, and customers who wait for them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.audit.types import SYSTEM, Actor
from casework.conversations import service as conversations
from casework.db import Database
from casework.duty import giving, service
from casework.duty.types import Colleague
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Reply
from casework.staff import service as staff
from casework.statuses import Role, Urgency
from tests.casework.talk import NOW, Talk

CAPACITY = 2


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


class Desk:
    """Driven in single transactions; the bank's capacity is two."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.boss = self.hire("boss", "supervisor")

    def write(self, work: Callable[..., Any]) -> Any:
        return self.database.run_write(work)

    def hire(self, name: str, role: Role = "agent", *, here: bool = True) -> Actor:
        made = self.write(lambda s: staff.add(s, SYSTEM, name, role, "-", NOW))
        actor: Actor = made.actor()
        if here:
            self.beat(actor)
        return actor

    def beat(self, actor: Actor, minutes: float = 0) -> None:
        self.write(lambda s: service.beat(s, actor.id, later(minutes)))

    def customer(self, minutes: float = 0, urgency: Urgency = "info") -> Talk:
        """Somebody who waits."""
        talk = Talk(self.database)
        talk.write(handoffs.request, "customer", None, later(minutes), urgency=urgency)
        return talk

    def take(self, talk: Talk, actor: Actor, minutes: float = 0) -> Any:
        return talk.write(giving.take, actor, later(minutes), CAPACITY)

    def assign(self, talk: Talk, to: Actor, by: Actor, minutes: float = 0, reason: str = "客户要求") -> Any:
        return talk.write(giving.assign, to.id, by, reason, later(minutes), CAPACITY)

    def say(self, talk: Talk, client: str, minutes: float) -> None:
        talk.write(messages.accept, client, "在吗", False, later(minutes))

    def answer(self, talk: Talk, actor: Actor, minutes: float) -> None:
        reply = Reply("您好", "answer", "agent")
        talk.write(messages.post, reply, later(minutes), staff_id=actor.id)

    def agent_of(self, talk: Talk) -> str | None:
        found: str | None = talk.read(conversations.get).agent_id
        return found

    def held(self, actor: Actor, minutes: float = 0) -> int:
        return self.colleague(actor, minutes).held

    def colleague(self, actor: Actor, minutes: float = 0) -> Colleague:
        found = self.database.run_read(lambda s: service.roster(s, later(minutes), CAPACITY))
        return next(one for one in found if one.id == actor.id)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)
