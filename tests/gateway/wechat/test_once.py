"""One processing and one answer for a message, however often and wherever it comes in at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from gateway.chat.waiting import Waiting
from tests.gateway.conftest import FakeEngine, Gateway, running, served, until
from tests.gateway.wechat.stage import ONE, Simulator, simulated, with_wechat
from tests.gateway.wechat.test_callback import EARLY, SCALE, SHORT, conversation_of, said_in, states_of
from xiaobao.settings import Settings
from xiaobao.wechat_simulator.callbacks import Callbacks, Fields


@dataclass
class Two:
    """Two gateways on one database, and the platform that calls either."""

    gateways: tuple[Gateway, Gateway]
    urls: tuple[str, str]
    callbacks: Callbacks

    @property
    def engine(self) -> FakeEngine:
        return self.gateways[0].engine

    async def at_once(self, fields: Fields, times: int = 3) -> list[bytes]:
        """The same message so often at once, at both."""
        answers = await asyncio.gather(*(self.callbacks.once(fields, self.urls[n % 2]) for n in range(times)))
        assert [answer.status_code for answer in answers if answer] == [200] * times
        return [answer.content for answer in answers if answer]

    def said(self, bodies: list[bytes]) -> set[str]:
        """What the answers say."""
        return {
            "success" if body == b"success" else self.callbacks.opened(body)["Content"] for body in bodies
        }


@pytest.fixture
async def two(
    either: Settings, engine: FakeEngine, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Two]:
    monkeypatch.setattr(Waiting, "every", 0.05)
    chosen = with_wechat(either, simulator, engine_timeout=3.0)
    async with AsyncExitStack() as opened:
        first = await opened.enter_async_context(running(chosen, engine))
        second = await opened.enter_async_context(running(chosen, engine))
        urls = [await opened.enter_async_context(served(one.app)) for one in (first, second)]
        yield Two((first, second), (f"{urls[0]}/wechat", f"{urls[1]}/wechat"), simulator.callbacks)


async def test_three_at_once_are_one_question_and_one_answer(two: Two) -> None:
    two.engine.delay = 0.2
    said = two.callbacks.message(ONE, "text", ("Content", "你好"))
    replies = two.said(await two.at_once(said))
    assert len(replies) == 1
    assert "你好" in replies.pop()
    assert len(two.engine.asked) == 1
    assert [one.sender for one in said_in(two.gateways[0])] == ["customer", "bot"]
    assert states_of(two.gateways[0]) == ["replied"]


async def test_many_customers_at_once_lose_nothing(two: Two) -> None:
    people = [f"oCustomer{number:020}" for number in range(12)]
    messages = [two.callbacks.message(one, "text", ("Content", f"我是{one}")) for one in people]
    rounds = await asyncio.gather(*(two.at_once(message) for message in messages))
    for openid, bodies in zip(people, rounds, strict=True):
        replies = two.said(bodies)
        assert len(replies) == 1
        assert f"我是{openid}" in replies.pop()
        assert states_of(two.gateways[0], openid) == ["replied"]
    assert Counter(asked["text"] for asked in two.engine.asked) == {f"我是{one}": 1 for one in people}


async def test_many_messages_of_one_customer_lose_nothing(two: Two) -> None:
    texts = [f"第{number}句" for number in range(8)]
    messages = [two.callbacks.message(ONE, "text", ("Content", text)) for text in texts]
    rounds = await asyncio.gather(*(two.at_once(message) for message in messages))
    await until(lambda: len(states_of(two.gateways[0])) >= len(texts))
    assert len({conversation_of(gateway) for gateway in two.gateways}) == 1
    stored = [one.text for one in said_in(two.gateways[0]) if one.sender == "customer"]
    assert sorted(stored) == sorted(texts)
    assert Counter(asked["text"] for asked in two.engine.asked) == dict.fromkeys(texts, 1)
    told = "\n".join(text for bodies in rounds for text in two.said(bodies))
    assert Counter(state for state in states_of(two.gateways[0])) == {"replied": len(texts)}
    assert [told.count(f"答：{text}") for text in texts] == [1] * len(texts)


async def test_following_at_once_welcomes_once(two: Two) -> None:
    replies = two.said(await two.at_once(two.callbacks.event(ONE, "subscribe", ("EventKey", ""))))
    assert len(replies) == 1
    assert "小宝" in replies.pop()
    assert [one.sender for one in said_in(two.gateways[0])] == ["system"]


async def test_an_answer_that_takes_too_long_is_acknowledged_to_all(two: Two) -> None:
    two.engine.gate = asyncio.Event()
    for gateway in two.gateways:
        gateway.app.state.wechat.times = EARLY
    said = two.callbacks.message(ONE, "text", ("Content", "慢慢来"))
    assert two.said(await two.at_once(said)) == {"success"}
    two.engine.gate.set()
    await until(lambda: len(states_of(two.gateways[0])) == 1)
    assert len(two.engine.asked) == 1


async def test_without_pushing_the_next_try_at_the_other_gateway_gets_it(
    either: Settings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first gateway is still at it; the second waits for what that one is told."""
    monkeypatch.setattr(Waiting, "every", 0.05)
    async with AsyncExitStack() as opened:
        simulator = await opened.enter_async_context(simulated(scale=SCALE))
        chosen = with_wechat(either, simulator, wechat_push=False, engine_timeout=20.0)
        callbacks, urls = simulator.callbacks, []
        for _ in range(2):
            gateway = await opened.enter_async_context(running(chosen, engine))
            urls.append(f"{await opened.enter_async_context(served(gateway.app))}/wechat")
            await callbacks.once(callbacks.message("oSomebodyElse", "text", ("Content", "热身")), urls[-1])
            gateway.app.state.wechat.times = SHORT
        engine.asked.clear()
        engine.gate = asyncio.Event()
        said = callbacks.message(ONE, "text", ("Content", "慢一点"))
        assert await callbacks.once(said, urls[0]) is None
        asyncio.get_running_loop().call_later(0.1, engine.gate.set)
        second = await callbacks.once(said, urls[1])
        assert second is not None
        assert "慢一点" in callbacks.opened(second.content)["Content"]
        assert len(engine.asked) == 1
        assert states_of(gateway) == ["replied"]
