"""Pushes: what was not said in time comes by itself, in order and once, whatever the platform says."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from casework.deliveries import pushing, rows, service
from casework.deliveries.types import Delivery
from casework.wechat import users
from gateway.wechat.callback import Times
from tests.gateway.conftest import until
from tests.gateway.wechat.stage import ONE, Stage
from xiaobao.wechat_simulator.callbacks import Result
from xiaobao.wechat_simulator.world import Fault

SEND = "/cgi-bin/message/custom/send"
SOON = Times(window=0.2, grace=2.0)


class Slow(Stage):
    """Nothing is ready in time while `late`: the engine answers once the platform has been let go."""

    late = True

    async def say(self, text: str, openid: str = ONE) -> Result:
        self.gateway.app.state.wechat.times = SOON if self.late else Times()
        held = asyncio.Event()
        self.engine.gate = held if self.late else None
        result = await super().say(text, openid)
        held.set()
        return result


@pytest.fixture
async def slow(stage: Stage) -> Slow:
    return Slow(stage.gateway, stage.simulator)


async def deliveries(stage: Stage) -> list[Delivery]:
    def work(session: object) -> list[Delivery]:
        ids = [row[0] for row in session.execute(text("SELECT message_id FROM deliveries"))]  # type: ignore[attr-defined]
        return [one for _, one in sorted(service.of_messages(session, ids).items())]  # type: ignore[arg-type]

    return list(await stage.gateway.app.state.database.read(work))


async def states(stage: Stage) -> list[str]:
    return [one.state for one in await deliveries(stage)]


async def settled(stage: Stage, *wanted: str) -> None:
    async def there() -> bool:
        return await states(stage) == list(wanted)

    try:
        await until(there)
    except TimeoutError:
        raise AssertionError([(d.state, d.error) for d in await deliveries(stage)]) from None


async def hurry(stage: Stage) -> None:
    """What was put off is due now."""
    due = datetime.now(UTC) - timedelta(seconds=1)
    await stage.gateway.app.state.database.write(
        lambda s: s.execute(update(rows.table).where(rows.table.c.state == "pending").values(next_at=due))
    )
    stage.gateway.app.state.hub.wake("x")


async def pressed(stage: Stage, wanted: str) -> None:
    """Made due again and again until it is read: a failure on its way may put it off once more."""

    async def there() -> bool:
        await hurry(stage)
        return any(wanted in said for said in stage.read(ONE))

    await until(there, 30)


async def conversation_of(stage: Stage, openid: str = ONE) -> str:
    state = stage.gateway.app.state
    app_id = stage.world.account.app_id
    found = await state.database.read(lambda s: users.find(s, state.cipher, app_id, openid))
    return str(found.conversation_id)


async def test_what_is_in_time_is_not_pushed(stage: Stage) -> None:
    result = await stage.say("什么是知情权")
    assert result.reply is not None
    assert "答：什么是知情权" in result.reply
    await settled(stage, "replied")
    assert SEND not in stage.world.calls


async def test_what_is_late_is_pushed_once(slow: Slow) -> None:
    result = await slow.say("什么是知情权")
    assert (result.reply, result.broken) == (None, False)
    await slow.reads("答：什么是知情权")
    await settled(slow, "sent")
    assert len(slow.person().texts("push")) == 1


async def test_a_number_answers_what_was_pushed(slow: Slow) -> None:
    await slow.say("什么是知情权")
    await slow.reads("【1】转人工")
    slow.late = False
    await slow.say("1")
    assert slow.engine.asked[-1]["text"] == "转人工"


async def test_what_was_said_in_a_row_takes_one_push(slow: Slow) -> None:
    slow.world.faults.append(Fault("custom/send", code=-1))
    await slow.say("一号问题")
    await slow.say("二号问题")
    await until(lambda: len(slow.engine.asked) == 2)
    await pressed(slow, "二号问题")
    pushed = slow.person().texts("push")
    assert [("一号" in text, "二号" in text) for text in pushed] in (
        [(True, True)],
        [(True, False), (False, True)],
    )
    assert "".join(pushed).count("答：") == 2


async def test_a_text_too_long_comes_in_parts(slow: Slow) -> None:
    long = "".join(f"第{number}条，请您仔细核对之后再决定。" for number in range(150))
    slow.engine.reply = {"kind": "answer", "text": long}
    await slow.say("都有什么")
    await slow.reads("第149条")
    await settled(slow, "sent")
    pushed = slow.person().texts("push")
    assert len(pushed) > 2
    assert "".join(pushed) == long
    assert all(len(part.encode()) <= 2048 for part in pushed)


@pytest.mark.parametrize("code", [45015, 45047])
async def test_a_closed_window_waits_and_goes_first_with_the_next_message(slow: Slow, code: int) -> None:
    slow.world.faults.append(Fault("custom/send", code=code))
    await slow.say("一号问题")
    await settled(slow, "waiting")
    assert (await deliveries(slow))[0].error == str(code)
    slow.late = False
    result = await slow.say("二号问题")
    assert result.reply is not None
    assert result.reply.index("一号问题") < result.reply.index("二号问题")
    await settled(slow, "replied", "replied")


async def test_five_pushes_and_no_more(slow: Slow) -> None:
    await slow.say("一号问题")
    await slow.reads("一号")
    conversation_id, state = await conversation_of(slow), slow.gateway.app.state
    for number in range(6):
        await slow.gateway.chat.request_handoff(conversation_id)
        await until(lambda number=number: len(slow.read()) > min(number + 1, 4))
        await slow.gateway.chat.leave_handoff(conversation_id)
        await asyncio.sleep(0.1)
    await until(lambda: len(slow.person().texts("push")) == 5)
    assert slow.world.calls.count(SEND) == 5, "our own count stops before the platform has to"
    assert "waiting" in await states(slow)
    user = await state.database.read(lambda s: users.of_conversation(s, conversation_id))
    assert user.message_pushes == 5
    slow.late = False
    result = await slow.say("二号问题")
    assert result.reply is not None
    assert "回复“1”" not in result.reply
    await until(lambda: "二号问题" in "".join(slow.read()))
    assert not {"waiting", "failed"} & set(await states(slow))


@pytest.mark.parametrize(
    "fault",
    [Fault("custom/send", code=-1), Fault("custom/send", code=45009), Fault("stable_token", code=40164)],
)
async def test_a_busy_platform_is_asked_again(slow: Slow, fault: Fault) -> None:
    slow.world.faults.append(Fault(fault.path, code=fault.code))
    await slow.say("一号问题")
    await until(lambda: not slow.world.faults[0].times)
    await pressed(slow, "一号问题")
    await settled(slow, "sent")
    user = await slow.gateway.app.state.database.read(
        lambda s: users.of_conversation(
            s, (s.execute(text("SELECT conversation_id FROM deliveries"))).scalar_one()
        )
    )
    assert user.message_pushes == 1, "what was not taken does not count"


async def test_a_token_that_ends_in_mid_push(slow: Slow) -> None:
    await slow.say("一号问题")
    await slow.reads("一号问题")
    slow.world.forget_tokens()
    await slow.say("二号问题")
    await slow.reads("二号问题")
    assert len(slow.person().texts("push")) == 2
    await settled(slow, "sent", "sent")


async def test_an_account_without_the_right_waits_for_the_customer(slow: Slow) -> None:
    slow.world.faults.append(Fault("custom/send", code=48001, times=-1))
    await slow.say("一号问题")
    await settled(slow, "waiting")
    checks = (await slow.gateway.http.get("/readyz")).json()["checks"]
    assert checks["wechat"]["state"] == "down"
    slow.late = False
    result = await slow.say("好")
    assert result.reply is not None
    assert "一号问题" in result.reply


async def test_an_error_of_its_own_is_said_and_blocks_nothing(slow: Slow) -> None:
    slow.world.faults.append(Fault("custom/send", code=45002))
    await slow.say("一号问题")
    await settled(slow, "failed")
    assert (await deliveries(slow))[0].error == "45002"
    await slow.say("二号问题")
    await slow.reads("二号问题")
    await settled(slow, "failed", "sent")


@pytest.mark.parametrize("urgent", [False, True])
async def test_an_unknown_outcome_is_repeated_once_or_until_known(slow: Slow, urgent: bool) -> None:
    slow.world.faults.append(Fault("custom/send", body="<html>", late=True, times=-1))
    slow.engine.reply = {"kind": "answer", "text": "马上打电话", "urgent": urgent}
    await slow.say("一号问题")
    for tries in (1, 2):
        await until(lambda tries=tries: len(slow.person().texts("push")) >= tries)
        await until(lambda: _error(slow, "unknown"))
        await hurry(slow)
    if not urgent:
        await settled(slow, "failed")
        assert len(slow.person().texts("push")) == 2
        return
    await until(lambda: len(slow.person().texts("push")) >= 3)
    slow.world.faults.clear()

    async def there() -> bool:
        await hurry(slow)
        return await states(slow) == ["sent"]

    await until(there)


async def _error(stage: Stage, wanted: str) -> bool:
    return [one.error for one in await deliveries(stage)][:1] == [wanted]


async def test_who_left_gets_nothing_until_they_are_back(slow: Slow) -> None:
    await slow.say("一号问题")
    await slow.simulator.callbacks.unsubscribe(ONE)
    await settled(slow, "waiting")
    assert SEND not in slow.world.calls
    slow.late = False
    await slow.simulator.callbacks.subscribe(ONE)
    await slow.reads("一号问题")


async def test_after_many_tries_it_waits_for_the_customer(slow: Slow) -> None:
    slow.world.faults.append(Fault("custom/send", code=-1, times=-1))
    slow.gateway.app.state.wechat_pump.breaker.failed = lambda: None
    await slow.say("一号问题")
    for tries in range(1, pushing.TRIES):
        await until(lambda tries=tries: slow.world.calls.count(SEND) >= tries)
        await until(lambda: _error(slow, "-1"))
        await hurry(slow)
    await settled(slow, "waiting")
    assert slow.world.calls.count(SEND) == pushing.TRIES


async def test_a_failing_platform_is_left_in_peace(slow: Slow) -> None:
    await slow.simulator.stop()
    pump = slow.gateway.app.state.wechat_pump
    for number in range(7):
        await slow.say(f"{number}号", f"oSomebody{number}")
    await until(lambda: pump.breaker.open)
    await slow.simulator.start()
    pump.breaker._until = 0.0
    await hurry(slow)
    await until(lambda: not pump.breaker.open)
    assert (await slow.gateway.http.get("/readyz")).json()["checks"]["wechat"]["state"] == "ok"
    await hurry(slow)
    for number in range(7):
        await slow.reads(f"{number}号", f"oSomebody{number}")
        assert len(slow.read(f"oSomebody{number}")) == 1


async def test_a_fault_of_our_own_holds_up_nobody_else(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    pump = slow.gateway.app.state.wechat_pump
    with monkeypatch.context() as broken:
        broken.setattr(pump, "_composer", None)
        await slow.say("一号问题")
        await until(lambda: _error(slow, "fault"))
        assert await states(slow) == ["pending"]
    await slow.say("二号问题", "oSomebodyElse")
    await slow.reads("二号问题", "oSomebodyElse")
    await hurry(slow)
    await slow.reads("一号问题")


def test_waits_double_to_five_minutes() -> None:
    waits = [pushing.delay(tries).total_seconds() for tries in range(1, 13)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]
