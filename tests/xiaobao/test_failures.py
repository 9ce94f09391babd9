"""kill -9 of each process in the middle of traffic: nothing accepted is lost, the next start heals."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.stacks import living_stack
from tests.talk import Talk, Talking
from xiaobao.stack import Stack

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with living_stack(tmp_path_factory.mktemp("fragile"), rate_messages_per_minute=100000) as running:
        yield running


@pytest.mark.parametrize("victim", ["engine", "actions"])
def test_without_engine_or_actions_the_customer_gets_numbers_and_a_human(
    talk: Talking, fragile: Stack, victim: str
) -> None:
    customer = talk(fragile)
    assert customer.say("什么是知情权？")["replies"][0]["kind"] == "answer"
    fragile.kill(victim)
    try:
        body = customer.say("我被骗了怎么办")
        assert body["owner"] == "queue"
        assert "110" in body["replies"][0]["text"]
        assert httpx.get(f"{fragile.settings.base_url}/readyz", trust_env=False).status_code == 503
    finally:
        fragile.start(victim)
        fragile.wait()
    assert talk(fragile).say("什么是知情权？")["replies"][0]["kind"] == "answer"


def test_messages_accepted_before_the_gateway_dies_are_there_and_answered_once(
    talk: Talking, fragile: Stack
) -> None:
    talks = [talk(fragile) for _ in range(6)]
    sent: list[tuple[Talk, str]] = []

    async def traffic() -> None:
        async with httpx.AsyncClient(base_url=fragile.settings.base_url, trust_env=False, timeout=10) as http:
            await asyncio.gather(*(_burst(http, customer, sent) for customer in talks), _later(fragile))

    asyncio.run(traffic())
    fragile.start("gateway")
    fragile.wait()
    for customer, client_message_id in sent:
        assert customer.post("什么是知情权？", client_message_id).status_code == 200
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not all(map(_settled, talks)):
        time.sleep(0.5)
    for customer in talks:
        assert _settled(customer), customer.id


async def _burst(http: httpx.AsyncClient, talk: Talk, sent: list[tuple[Talk, str]]) -> None:
    for number in range(40):
        body = {"client_message_id": f"m{number}", "text": "什么是知情权？"}
        try:
            answer = await http.post(f"{talk.path}/messages", json=body, headers=dict(talk.http.headers))
        except httpx.HTTPError:
            sent.append((talk, f"m{number}"))
            return
        assert answer.status_code == 200
        sent.append((talk, f"m{number}"))


async def _later(stack: Stack) -> None:
    await asyncio.sleep(0.6)
    await asyncio.to_thread(stack.kill, "gateway")


def _settled(talk: Talk) -> bool:
    """Each customer message is stored once and followed by exactly one answer."""
    messages: list[dict[str, Any]] = []
    after = None
    while page := talk.http.get(f"{talk.path}/messages", params={"after": after} if after else {}).json()[
        "messages"
    ]:
        messages += page
        after = page[-1]["id"]
    mine = [m for m in messages if m["sender"] == "customer"]
    answers = [m for m in messages if m["sender"] == "bot"]
    return len(mine) == len(answers)
