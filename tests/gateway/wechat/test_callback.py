"""The platform's requests at the gateway's door: answered in time, once, or refused without a word."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from casework.deliveries import service as deliveries
from casework.errors import DatabaseBusyError
from casework.messages import service as messages
from casework.messages.types import Message
from casework.wechat import users
from gateway.wechat.callback import Times
from tests.gateway.conftest import FakeEngine, Gateway, running, until
from tests.gateway.wechat.signed import OPENID, changed
from tests.gateway.wechat.stage import ONE, Simulator, Stage, simulated, staged
from xiaobao.settings import Settings
from xiaobao.wechat_simulator.world import World

# The platform's own pace, twice as fast.
SHORT = Times(window=1.6, grace=0.6, hold=3.0, parting=0.1)
SCALE = 0.5
# Acknowledged early; closing may take as long as on a busy machine, before the platform loses patience.
EARLY = Times(window=0.6, grace=4.0, parting=0.1)


def conversation_of(gateway: Gateway, openid: str = ONE) -> str | None:
    state, app_id = gateway.app.state, gateway.app.state.settings.wechat_app_id
    found = state.database.run_read(lambda s: users.find(s, state.cipher, app_id, openid))
    return found.conversation_id if found else None


def said_in(gateway: Gateway, openid: str = ONE) -> list[Message]:
    conversation = conversation_of(gateway, openid)
    if conversation is None:
        return []
    return list(gateway.app.state.database.run_read(lambda s: messages.history(s, conversation, 0, 100)))


def states_of(gateway: Gateway, openid: str = ONE) -> list[str]:
    """How far what was said to the customer has come, in order."""
    ids = [one.id for one in said_in(gateway, openid) if one.sender != "customer"]
    found = gateway.app.state.database.run_read(lambda s: deliveries.of_messages(s, ids))
    return [found[one].state for one in ids]


async def metric(gateway: Gateway, line: str) -> bool:
    return line in (await gateway.http.get("/metrics")).text


async def test_without_an_account_there_is_no_such_address(gateway: Gateway) -> None:
    assert (await gateway.http.get("/wechat")).status_code == 404
    assert (await gateway.http.post("/wechat", content=b"<xml/>")).status_code == 404


@pytest.mark.parametrize("mode", ["aes", "compatible", "plain"])
async def test_a_message_is_answered_in_the_answer_to_its_request(
    settings: Settings, engine: FakeEngine, simulator: Simulator, mode: str
) -> None:
    account = simulator.world.account
    account.mode = mode  # type: ignore[assignment]
    account.aes_key = "" if mode == "plain" else account.aes_key
    async with staged(settings, engine, simulator) as stage:
        result = await stage.say("什么是知情权")
        assert (result.tries, result.statuses, result.kind) == (1, (200,), "text")
        assert "什么是知情权" in (result.reply or "")
        assert states_of(stage.gateway) == ["replied"]


async def test_the_platform_checks_the_address(stage: Stage) -> None:
    query, _ = stage.simulator.callbacks.signed("<xml/>")
    found = await stage.gateway.http.get("/wechat", params=query | {"echostr": "537521"})
    assert (found.status_code, found.text, found.headers["content-type"]) == (
        200, "537521", "text/plain; charset=utf-8",
    )  # fmt: skip
    query["signature"] = "0" * 40
    refused = await stage.gateway.http.get("/wechat", params=query | {"echostr": "537521"})
    assert (refused.status_code, refused.content) == (403, b"")


async def test_a_forged_request_is_refused_counted_and_logged_without_content(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    callbacks, http = stage.simulator.callbacks, stage.gateway.http
    query, body = callbacks.signed(f"<xml><Content>我的秘密{OPENID}</Content></xml>")
    forged = query | {"msg_signature": "f" * 40}
    refused = await http.post("/wechat", params=forged, content=body)
    assert (refused.status_code, refused.content) == (403, b"")
    broken = await http.post("/wechat", params=query, content=b"<!DOCTYPE x><xml/>")
    assert (broken.status_code, broken.content) == (400, b"")
    written = capsys.readouterr().out
    assert '"reason":"signature"' in written
    for secret in ("秘密", OPENID, forged["nonce"], "f" * 40, query["msg_signature"]):
        assert secret not in written
    assert await metric(stage.gateway, 'xiaobao_wechat_refused_total{reason="signature"} 1.0')
    assert await metric(stage.gateway, 'xiaobao_wechat_refused_total{reason="forbidden_xml"} 1.0')
    assert conversation_of(stage.gateway) is None


async def test_too_much_is_refused(stage: Stage) -> None:
    async def drops() -> object:
        for _ in range(70):
            yield b"x" * 1024

    for content in (b"x" * (64 * 1024 + 1), drops()):
        refused = await stage.gateway.http.post("/wechat", content=content)  # type: ignore[arg-type]
        assert refused.status_code == 413
    assert stage.engine.asked == []


async def test_more_tries_than_the_platform_makes_are_a_replay(stage: Stage) -> None:
    callbacks = stage.simulator.callbacks
    said = callbacks.message(ONE, "text", ("Content", "你好"))
    url = stage.world.account.callback
    answers = [await callbacks.once(said, url) for _ in range(5)]
    assert [answer.status_code for answer in answers if answer] == [200, 200, 200, 403, 403]
    told = {callbacks.opened(answer.content)["Content"] for answer in answers[:3] if answer}
    assert len(told) == 1
    assert len(stage.engine.asked) == 1
    assert await metric(stage.gateway, 'xiaobao_wechat_refused_total{reason="replayed"} 2.0')


async def test_in_clear_a_signature_is_good_for_one_message(
    settings: Settings, engine: FakeEngine, simulator: Simulator
) -> None:
    simulator.world.account.mode, simulator.world.account.aes_key = "plain", ""
    async with staged(settings, engine, simulator) as stage:
        callbacks, http = simulator.callbacks, stage.gateway.http
        query, _ = callbacks.signed("<xml/>")
        said = [callbacks.message(ONE, "text", ("Content", text)) for text in ("真的", "假的")]
        bodies = [callbacks.signed(xml_of(fields))[1] for fields in said]
        assert (await http.post("/wechat", params=query, content=bodies[0])).status_code == 200
        assert (await http.post("/wechat", params=query, content=bodies[0])).status_code == 200
        refused = await http.post("/wechat", params=query, content=bodies[1])
        assert (refused.status_code, refused.content) == (403, b"")
        assert [one.text for one in said_in(stage.gateway) if one.sender == "customer"] == ["真的"]


def xml_of(fields: list[tuple[str, object]]) -> str:
    from xiaobao.wechat_simulator.sealing import xml

    return xml(fields)


async def test_events_of_no_concern_leave_nothing_behind(stage: Stage) -> None:
    callbacks = stage.simulator.callbacks
    for name in ("TEMPLATESENDJOBFINISH", "LOCATION", "kf_create_session", "something_new"):
        result = await callbacks.deliver(callbacks.event(ONE, name))
        assert (result.statuses, result.body) == ((200,), b"success")
    assert conversation_of(stage.gateway) is None


@asynccontextmanager
async def slow(settings: Settings, engine: FakeEngine, *, push: bool) -> AsyncIterator[Stage]:
    """An engine that waits for its gate, and a platform that does not."""
    async with (
        simulated(scale=1.0 if push else SCALE) as simulator,
        staged(settings, engine, simulator, wechat_push=push, engine_timeout=20.0) as stage,
    ):
        await stage.say("热身", "oSomebodyElse")  # what is read or made once is there now
        engine.asked.clear()
        engine.gate = asyncio.Event()
        stage.gateway.app.state.wechat.times = EARLY if push else SHORT
        yield stage


@pytest.fixture
async def quick(settings: Settings, engine: FakeEngine) -> AsyncIterator[Stage]:
    async with slow(settings, engine, push=True) as stage:
        yield stage


@pytest.fixture
async def poor(settings: Settings, engine: FakeEngine) -> AsyncIterator[Stage]:
    """An account that cannot push."""
    async with slow(settings, engine, push=False) as stage:
        yield stage


def opens(stage: Stage) -> None:
    assert stage.engine.gate is not None
    stage.engine.gate.set()


async def test_what_takes_too_long_is_acknowledged_and_comes_later(quick: Stage) -> None:
    result = await quick.say("慢慢来")
    assert (result.tries, result.statuses, result.body) == (1, (200,), b"success")
    assert states_of(quick.gateway) == []
    opens(quick)
    await until(lambda: len(states_of(quick.gateway)) == 1)
    assert len(quick.engine.asked) == 1


async def test_without_pushing_the_platform_is_let_try_again(poor: Stage) -> None:
    """Its second try gets what the first one asked for."""
    callbacks = poor.simulator.callbacks
    said = callbacks.message(ONE, "text", ("Content", "慢一点"))
    assert await callbacks.once(said) is None
    opens(poor)
    second = await callbacks.once(said)
    assert second is not None
    assert "慢一点" in callbacks.opened(second.content)["Content"]
    assert len(poor.engine.asked) == 1
    assert states_of(poor.gateway) == ["replied"]


async def test_without_pushing_the_third_try_says_how_to_get_it(poor: Stage) -> None:
    result = await poor.say("很慢")
    assert result.tries == 3
    assert "回复“1”" in (result.reply or "")
    assert states_of(poor.gateway) == []
    opens(poor)
    await until(lambda: len(states_of(poor.gateway)) == 1)
    assert states_of(poor.gateway) == ["pending"]
    later = await poor.say("1")
    assert "很慢" in (later.reply or "")
    assert states_of(poor.gateway) == ["replied"]
    assert len(poor.engine.asked) == 1


async def test_without_pushing_what_is_pending_comes_before_the_next_answer(poor: Stage) -> None:
    await poor.say("第一句")
    opens(poor)
    await until(lambda: len(states_of(poor.gateway)) == 1)
    later = await poor.say("第二句")
    reply = later.reply or ""
    assert 0 <= reply.index("第一句") < reply.index("第二句")
    assert states_of(poor.gateway) == ["replied", "replied"]


async def test_an_answer_that_breaks_is_begun_anew_by_the_next_try(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    callback = stage.gateway.app.state.wechat
    answer, broken = callback._answers.answer, asyncio.Event()

    async def once_broken(arrival: object) -> object:
        if broken.is_set():
            return await answer(arrival)
        broken.set()
        raise RuntimeError("我的秘密")

    monkeypatch.setattr(callback._answers, "answer", once_broken)
    callbacks, url = stage.simulator.callbacks, stage.world.account.callback
    said = callbacks.message(ONE, "text", ("Content", "你好"))
    callback.times = Times(hold=0.0)
    first, second = await callbacks.once(said, url), await callbacks.once(said, url)
    assert first is not None
    assert (first.status_code, first.content) == (503, b"")
    assert second is not None
    assert "你好" in callbacks.opened(second.content)["Content"]
    assert "秘密" not in capsys.readouterr().out


async def test_what_a_long_answer_leaves_over_stays_open(stage: Stage) -> None:
    stage.engine.reply = {"text": "很长的一句话。" * 200}
    result = await stage.say("说长一点")
    assert 0 < len((result.reply or "").encode()) <= 2048
    assert states_of(stage.gateway)[0] in ("pending", "sent")


async def test_a_message_is_answered_by_a_gateway_that_came_later(
    settings: Settings, engine: FakeEngine
) -> None:
    """The first one went down with the message in its hands; the platform tries again at the next."""
    async with simulated(scale=SCALE) as simulator:
        callbacks = simulator.callbacks
        said = callbacks.message(ONE, "text", ("Content", "你好"))
        engine.gate = asyncio.Event()
        async with staged(settings, engine, simulator) as first:
            first.gateway.app.state.wechat.times = SHORT
            asked = asyncio.create_task(callbacks.once(said))
            await engine.reached.wait()
        await asked
        engine.gate.set()
        async with staged(settings, engine, simulator) as second:
            answered = await callbacks.deliver(said)
            assert not answered.broken
            await until(lambda: len(states_of(second.gateway)) == 1)
            assert len([one for one in said_in(second.gateway) if one.sender == "customer"]) == 1


async def test_the_same_answer_after_a_restart(settings: Settings, engine: FakeEngine) -> None:
    async with simulated() as simulator:
        said = simulator.callbacks.message(ONE, "text", ("Content", "你好"))
        replies = []
        for _ in range(2):
            async with staged(settings, engine, simulator):
                replies.append((await simulator.callbacks.deliver(said)).reply)
        assert replies[0] == replies[1]
        assert len(engine.asked) == 1


async def test_another_account_is_refused(settings: Settings, engine: FakeEngine) -> None:
    simulator = Simulator(World())
    async with staged(settings, engine, simulator, wechat_account="gh_ours") as stage:
        callbacks = simulator.callbacks
        said = callbacks.message(ONE, "text", ("Content", "你好"))
        refused = await callbacks.once(said)
        taken = await callbacks.once(changed(said, ToUserName="gh_ours"))
        assert refused is not None
        assert taken is not None
        assert (refused.status_code, refused.content, taken.status_code) == (403, b"", 200)
        assert len(said_in(stage.gateway)) == 2
    await simulator.close()


async def test_nothing_runs_without_an_account(settings: Settings, engine: FakeEngine) -> None:
    async with running(settings, engine) as gateway:
        assert not hasattr(gateway.app.state, "wechat")


async def test_when_the_database_is_busy_the_platform_tries_again(
    quick: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opens(quick)
    callback = quick.gateway.app.state.wechat
    received, tried = callback._received, []

    async def busy_once(*given: object) -> object:
        tried.append(given)
        if len(tried) == 1:
            raise DatabaseBusyError("我的秘密")
        return await received(*given)

    monkeypatch.setattr(callback, "_received", busy_once)
    result = await quick.say("你好")
    assert (result.tries, result.broken) == (2, False)
    assert "你好" in (result.reply or "")
    assert "秘密" not in capsys.readouterr().out


async def test_what_was_acknowledged_is_tried_until_it_is_answered(
    quick: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[asyncio.Task[object]] = []
    callback = quick.gateway.app.state.wechat
    callback.times = replace(EARLY, pauses=(0.0, 0.0, 0.0))
    answer = callback._answers.answer

    async def broken_twice(arrival: object) -> object:
        """After it was stored, and after the platform was told so."""
        tried.append(asyncio.create_task(answer(arrival)))
        if len(tried) > 2:
            return await tried[-1]
        await quick.engine.reached.wait()
        await until(lambda: callback._promised)
        raise RuntimeError

    monkeypatch.setattr(callback._answers, "answer", broken_twice)
    assert (await quick.say("慢慢来")).body == b"success"
    opens(quick)
    await until(lambda: len(states_of(quick.gateway)) == 1)
    assert len(tried) == 3
    assert len([one for one in said_in(quick.gateway) if one.sender == "customer"]) == 1


async def test_what_is_not_stored_yet_is_not_acknowledged(
    quick: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateway may go down: then the platform's next try is all there is."""
    opens(quick)
    callback, gate = quick.gateway.app.state.wechat, asyncio.Event()
    answer = callback._answers.answer

    async def stands(arrival: object) -> object:
        await gate.wait()
        return await answer(arrival)

    monkeypatch.setattr(callback._answers, "answer", stands)
    callbacks = quick.simulator.callbacks
    said = callbacks.message(ONE, "text", ("Content", "你好"))
    assert await callbacks.once(said) is None
    gate.set()
    second = await callbacks.once(said)
    assert second is not None
    assert "你好" in callbacks.opened(second.content)["Content"]
