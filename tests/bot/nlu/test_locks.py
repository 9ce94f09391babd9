"""One message of a conversation at a time, in order, without polling."""

import asyncio

import pytest
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.nlu.locks import AsyncLockStore


async def test_in_order_and_one_at_a_time() -> None:
    store, said = AsyncLockStore(), []

    async def message(number: int) -> None:
        async with store.lock("a"):
            said.append(number)
            await asyncio.sleep(0)
            said.append(number)

    await asyncio.gather(*(message(n) for n in range(5)))
    assert said == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


async def test_whoever_waits_looks_at_no_clock_but_its_own_end(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, store = asyncio.get_running_loop(), AsyncLockStore()
    timers, later = [], loop.call_later

    def call_later(seconds: float, *rest: object) -> asyncio.TimerHandle:
        timers.append(seconds)
        return later(seconds, *rest)

    async with store.lock("a"):
        monkeypatch.setattr(loop, "call_later", call_later)
        after = asyncio.ensure_future(_enter(store, "a", 77))
        for _ in range(5):
            await asyncio.sleep(0)
    await after
    assert timers == [77]


async def test_conversations_do_not_wait_for_each_other() -> None:
    store = AsyncLockStore()
    async with store.lock("a"):
        await asyncio.wait_for(_enter(store, "b"), 30)


async def test_nothing_stays_behind() -> None:
    store = AsyncLockStore()

    async def failing() -> None:
        async with store.lock("a"):
            assert store.get_lock("a")
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        await failing()
    assert store.get_lock("a") is None
    assert not store._locks
    assert not store._users


async def test_waiting_ends() -> None:
    store = AsyncLockStore()
    async with store.lock("a"):
        with pytest.raises(LockError):
            await _enter(store, "a", 0.01)
    await _enter(store, "a")


async def test_a_cancelled_turn_frees_the_next() -> None:
    store = AsyncLockStore()
    async with store.lock("a"):
        waiting = asyncio.ensure_future(_enter(store, "a"))
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.wait_for(_enter(store, "a"), 30)
    assert not store._users


def test_rasa_finds_it() -> None:
    assert isinstance(LockStore.create(EndpointConfig(type="bot.nlu.locks.AsyncLockStore")), AsyncLockStore)


async def _enter(store: AsyncLockStore, name: str, lifetime: float = 60) -> None:
    async with store.lock(name, lifetime):
        pass
