"""Marks: who is at something for a moment; nothing of it is stored."""

import asyncio
from typing import Any

from redis.asyncio import Redis

from gateway.chat.hub import Hub, RedisHub
from tests.gateway.conftest import redis, until

__all__ = ["redis"]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_mark_holds_for_its_time_and_ends_by_itself_or_at_once() -> None:
    clock = Clock()
    hub = Hub(clock)
    hub.mark("talk", "look", "lin", 10)
    hub.mark("talk", "look", "chen", 20)
    hub.mark("talk", "type", "lin", 5)
    assert hub.marked("talk", "look") == {"lin", "chen"}
    assert hub.marked("other", "look") == frozenset()
    clock.now += 10
    assert hub.marked("talk", "look") == {"chen"}
    hub.mark("talk", "look", "chen", 20)
    clock.now += 19
    assert hub.marked("talk", "look") == {"chen"}
    hub.mark("talk", "look", "chen", 0)
    assert (hub.marked("talk", "look"), hub.marked("talk", "type")) == (frozenset(), frozenset())


def test_it_rings_for_its_conversation_when_something_is_new_and_never_for_the_desk() -> None:
    hub = Hub(Clock())
    with hub.listen("talk") as bell, hub.listen_to_all() as desk:
        hub.mark("talk", "look", "lin", 10)
        assert bell.is_set()
        bell.clear()
        hub.mark("talk", "look", "lin", 10)
        assert not bell.is_set()
        hub.mark("talk", "look", "lin", 0)
        assert bell.is_set()
        assert not desk.is_set()


def test_ended_marks_are_forgotten() -> None:
    clock = Clock()
    hub = Hub(clock)
    for number in range(6_000):
        hub.mark(f"talk{number}", "look", "lin", 1)
        clock.now += 0.01
    assert len(hub._marks) <= 5_000


async def test_marks_travel_between_processes(redis: tuple[str, Any]) -> None:
    url, _ = redis
    first, second = RedisHub(Redis.from_url(url)), RedisHub(Redis.from_url(url))
    tasks = [asyncio.create_task(hub.run()) for hub in (first, second)]
    try:
        async with asyncio.timeout(20):
            # What is published before the other listens is lost: say it until it is heard.
            while not second.marked("talk", "look"):
                first.mark("talk", "look", "lin", 30)
                await asyncio.sleep(0.02)
        with second.listen("talk") as bell:
            first.mark("talk", "look", "lin", 0)
            await until(bell.is_set)
            assert second.marked("talk", "look") == frozenset()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await first.close()
        await second.close()
