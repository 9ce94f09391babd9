"""Rate and size limits, and whose address counts."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from starlette.requests import Request

from gateway.security.address import Addresses
from gateway.security.limits import LocalLimiter, Rule
from gateway.security.shared_limits import RedisLimiter
from tests.gateway.conftest import API, FakeEngine, running
from xiaobao.settings import Settings

RULE = Rule("messages", per_minute=60, burst=3)


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    now = 100.0
    limiter = LocalLimiter(lambda: now)
    assert [limiter.take_now(RULE, "a") for _ in range(4)] == [0.0, 0.0, 0.0, 1.0]
    assert limiter.take_now(RULE, "b") == 0.0
    now += 0.5
    assert limiter.take_now(RULE, "a") == pytest.approx(0.5)
    now += 0.5
    assert limiter.take_now(RULE, "a") == 0.0


def test_old_buckets_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.security.limits._MOST_BUCKETS", 3)
    limiter = LocalLimiter(lambda: 0.0)
    for key in "abcde":
        limiter.take_now(RULE, key)
    assert len(limiter._buckets) == 3


async def test_redis_shares_buckets_and_refuses_nobody_when_it_is_gone(redis: tuple[str, Any]) -> None:
    url, process = redis
    first, second = Redis.from_url(url), Redis.from_url(url, socket_timeout=0.5)
    try:
        one, other = RedisLimiter(first), RedisLimiter(second)
        assert [await one.take(RULE, "a") for _ in range(2)] == [0.0, 0.0]
        assert await other.take(RULE, "a") == 0.0
        assert 0.5 < await one.take(RULE, "a") <= 1.0
        process.kill()
        await process.wait()
        assert await other.take(RULE, "a") == 0.0
    finally:
        await first.aclose()
        await second.aclose()


async def test_a_conversation_that_talks_too_fast_is_told_when_to_go_on(
    settings: Settings, engine: FakeEngine
) -> None:
    async with running(settings.model_copy(update={"rate_messages_per_minute": 4}), engine) as gateway:
        customer = await gateway.customer(script="zh-Hant-TW", region="TW")
        answers = [await customer.post("什麼是知情權？") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
        problem = answers[4].json()
        seconds = int(answers[4].headers["retry-after"])
        assert 10 <= seconds <= 15
        assert str(seconds) in problem["detail"]
        assert "95000" in problem["detail"]
        assert "110" in problem["detail"]
        assert answers[4].headers["content-language"] == "zh-Hant-TW"
        assert len(await customer.history()) == 8
        other = await gateway.customer()
        assert (await other.post("什么是知情权？")).status_code == 200
        secret = {"X-Xiaobao-Secret": settings.engine_secret}
        assert (await customer.post("什么是知情权？", **secret)).status_code == 200
        assert 'status="429"} 1.0' in (await gateway.http.get("/metrics")).text


async def test_one_address_opens_so_many_conversations(settings: Settings, engine: FakeEngine) -> None:
    async with running(settings.model_copy(update={"rate_conversations_per_minute": 2}), engine) as gateway:
        answers = [await gateway.http.post(API, json={}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert answers[2].headers["retry-after"]
        elsewhere = httpx.ASGITransport(gateway.app, client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=elsewhere, base_url="http://test") as other:
            assert (await other.post(API, json={})).status_code == 201


async def test_a_body_over_64_kb_is_refused_declared_or_not(settings: Settings, engine: FakeEngine) -> None:
    async with running(settings, engine) as gateway:
        customer = await gateway.customer()
        headers = customer.auth | {"Content-Type": "application/json"}

        async def drip() -> AsyncIterator[bytes]:
            for _ in range(70):
                yield b" " * 1024

        for content in (b" " * 70_000, drip()):
            refused = await gateway.http.post(f"{customer.path}/messages", content=content, headers=headers)
            assert refused.status_code == 413
            assert refused.json()["type"].endswith("too_large")


def request_from(peer: str, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": (peer, 1), "headers": raw})


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("10.0.0.5", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.5", "1.1.1.1, 198.51.100.9, 10.0.0.7", "198.51.100.9"),
        ("10.0.0.5", "10.0.0.7", "10.0.0.5"),
        ("2001:db8:1:2:3::4", "", "2001:db8:1:2::"),
        ("testclient", "", "testclient"),
    ],
)
def test_only_a_trusted_proxy_may_name_the_client(peer: str, forwarded: str, seen: str) -> None:
    headers = {"x_forwarded_for": forwarded} if forwarded else {}
    assert Addresses("10.0.0.0/24, 127.0.0.1").of(request_from(peer, **headers)) == seen


def test_a_request_through_a_proxy_is_never_local() -> None:
    addresses = Addresses("")
    assert addresses.is_local(request_from("127.0.0.1"))
    assert addresses.is_local(request_from("::1"))
    assert not addresses.is_local(request_from("127.0.0.1", x_forwarded_for="127.0.0.1"))
    assert not addresses.is_local(request_from("127.0.0.1", forwarded="for=127.0.0.1"))
    assert not addresses.is_local(request_from("192.0.2.1"))
    assert not addresses.is_local(request_from("unix"))
