"""The engine fails in every way it can; the customer always gets an honest sentence and a human."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from bot.text import fold
from casework.errors import DatabaseBusyError
from tests.gateway.conftest import Gateway
from xiaobao.settings import Settings


@pytest.mark.parametrize("mood", ["failed", "silent", "error", "garbage", "hang-up"])
async def test_a_failed_turn_is_an_honest_sentence_and_a_place_in_the_queue(
    gateway: Gateway, mood: str
) -> None:
    customer = await gateway.customer()
    gateway.engine.mood = mood
    body = await customer.say("我被骗了怎么办")
    assert body["owner"] == "queue"
    steps, reply = body["replies"]
    assert (steps["entry"], steps["urgent"]) == ("emergency_scam", True), "the steps need no engine"
    assert (reply["sender"], reply["kind"]) == ("system", "notice")
    assert "110" in reply["text"]
    assert "95000" in reply["text"]
    assert [line["number"] for line in reply["hotlines"]] == ["110", "96110", "95000"]
    assert (await customer.call("GET")).json()["owner"] == "queue"
    assert len(gateway.engine.asked) == 1, "a question is never sent twice"


async def test_a_slow_engine_is_not_waited_for(gateway: Gateway) -> None:
    customer = await gateway.customer()
    gateway.engine.delay = 20.0
    async with asyncio.timeout(10.0):
        body = await customer.say("我被骗了怎么办")
    assert body["owner"] == "queue"


async def test_a_dead_engine_long_gone_is_given_up_at_once(gateway: Gateway) -> None:
    customer = await gateway.customer()
    gateway.app.state.engine._answered = float("-inf")
    await gateway.engine.stop()
    async with asyncio.timeout(0.5):
        assert (await customer.say("我被骗了怎么办"))["owner"] == "queue"


async def test_an_engine_that_restarts_is_waited_for(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await customer.say("什么是知情权？")
    await gateway.engine.stop()
    asking = asyncio.create_task(customer.say("什么是知情权？"))
    await asyncio.sleep(0.4)
    await gateway.engine.start()
    assert (await asking)["owner"] == "bot"


@pytest.mark.parametrize(
    ("script", "region", "mode", "numbers"),
    [
        ("zh-Hans", "CN", "standard", ["110", "96110", "95000"]),
        ("zh-Hant-TW", "TW", "standard", ["110", "165", "95000"]),
        ("zh-Hant-HK", "HK", "large", ["999", "18222", "95000"]),
        ("zh-Hant-HK", "MO", "large", ["999", "993", "95000"]),
    ],
)
async def test_the_fallback_speaks_script_region_and_mode(
    gateway: Gateway, script: str, region: str, mode: str, numbers: list[str]
) -> None:
    customer = await gateway.customer(script=script, region=region, mode=mode)
    gateway.engine.mood = "failed"
    [reply] = (await customer.say("???"))["replies"]
    assert reply["script"] == script
    assert [line["number"] for line in reply["hotlines"]] == numbers
    if script != "zh-Hans":
        assert fold(reply["text"]) != reply["text"]
    if mode == "large":
        assert len(reply["text"]) <= 120


async def test_the_button_of_the_fallback_brings_the_bot_back(gateway: Gateway) -> None:
    customer = await gateway.customer()
    gateway.engine.mood = "failed"
    [reply] = (await customer.say("什么是知情权？"))["replies"]
    gateway.engine.mood = "answer"
    left = await customer.say(reply["buttons"][0]["value"])
    assert left["owner"] == "bot"
    assert left["replies"][0]["sender"] == "system"
    assert (await customer.say("什么是知情权？"))["replies"][0]["sender"] == "bot"


async def test_a_locked_database_is_an_honest_503_and_nothing_is_accepted(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await gateway.customer()

    async def busy(_: object) -> None:
        raise DatabaseBusyError("6222020200112233445")

    monkeypatch.setattr(gateway.app.state.database, "write", busy)
    refused = await customer.post("什么是知情权？")
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert "95000" in refused.json()["detail"]
    assert "6222020200112233445" not in refused.text


async def test_readiness_names_what_is_down(gateway: Gateway) -> None:
    body = (await gateway.http.get("/readyz")).json()
    states = {name: check["state"] for name, check in body["checks"].items()}
    assert states == {"database": "ok", "engine": "ok", "actions": "down"}
    assert (await gateway.http.get("/readyz")).status_code == 503
    assert (await gateway.http.get("/healthz")).status_code == 200


async def test_an_answer_that_cannot_be_stored_is_made_again(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await gateway.customer()
    database, write = gateway.app.state.database, gateway.app.state.database.write
    calls = 0

    async def second_fails(work: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise DatabaseBusyError("busy")
        return await write(work)

    monkeypatch.setattr(database, "write", second_fails)
    monkeypatch.setattr(gateway.chat._store, "_lease", timedelta(0))
    assert (await customer.post("什么是知情权？", "x")).status_code == 503
    assert [item["sender"] for item in await customer.history()] == ["customer"]
    assert (await customer.say("什么是知情权？", "x"))["replies"][0]["sender"] == "bot"
    assert [item["sender"] for item in await customer.history()] == ["customer", "bot"]


@pytest.mark.parametrize(
    "wrong", [{"trusted_proxies": "proxy.local"}, {"public_url": "xiaobao.example-bank.cn"}]
)
def test_a_setting_that_would_switch_a_guard_off_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, **wrong)
