"""What goes wrong around a push: an engine that is slow or gone, a gateway that is killed, two at once."""

import asyncio
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from casework.db import Database
from casework.deliveries import rows
from gateway.wechat.callback import Times
from gateway.wechat.pump import Pump
from tests.gateway.conftest import FakeEngine, free_port, until
from tests.gateway.wechat.stage import ONE, Simulator, Stage, staged, with_wechat
from tests.gateway.wechat.test_once import Two, two
from tests.gateway.wechat.test_pump import Slow, settled
from xiaobao.settings import Settings
from xiaobao.wechat_simulator.world import Fault, World

__all__ = ["two"]
ROOT = Path(__file__).resolve().parents[3]


async def test_an_engine_that_takes_six_seconds(
    settings: Settings, engine: FakeEngine, simulator: Simulator
) -> None:
    async with staged(settings, engine, simulator, engine_timeout=10.0) as stage:
        engine.delay = 6.0
        result = await stage.say("什么是知情权")
        assert (result.tries, result.reply, result.broken) == (1, None, False)
        await stage.reads("答：什么是知情权")
        await settled(stage, "sent")
        assert len(engine.asked) == 1


async def test_an_engine_that_takes_six_seconds_without_the_api(
    settings: Settings, engine: FakeEngine, simulator: Simulator
) -> None:
    async with staged(settings, engine, simulator, engine_timeout=10.0, wechat_push=False) as stage:
        engine.delay = 6.0
        result = await stage.say("什么是知情权")
        assert result.tries == 2
        assert result.reply is not None
        assert "答：什么是知情权" in result.reply
        await settled(stage, "replied")
        assert len(engine.asked) == 1


async def test_an_engine_that_is_gone_is_said_in_time(stage: Stage) -> None:
    await stage.engine.stop()
    result = await stage.say("什么是知情权")
    assert result.tries == 1
    assert result.reply
    await settled(stage, "replied")


async def test_stored_but_not_pushed_is_pushed_by_the_next_gateway(
    settings: Settings, engine: FakeEngine, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(self: Pump) -> None:
        """As in a gateway that is killed between the reply and its push."""

    with monkeypatch.context() as patched:
        patched.setattr(Pump, "look", nothing)
        async with staged(settings, engine, simulator) as first:
            await Slow(first.gateway, first.simulator).say("一号问题")
            await settled(first, "pending")
    async with staged(settings, engine, simulator) as second:
        await second.reads("一号问题")
        await settled(second, "sent")
        assert len(second.person().texts("push")) == 1
        assert len(engine.asked) == 1


@asynccontextmanager
async def gateway_process(
    settings: Settings, port: int, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A gateway of its own, to be killed."""
    secret = {"wechat_secret", "wechat_token", "wechat_aes_key"}
    values = {
        name: getattr(settings, name)
        for name in ("data_dir", "engine_url", "engine_timeout", "bank_name", "wechat_app_id", "wechat_mode",
                     "wechat_api", "actions_port", *secret)
    }  # fmt: skip
    given = {
        f"XIAOBAO_{name.upper()}": value.get_secret_value() if name in secret else str(value)
        for name, value in values.items()
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XIAOBAO_")}
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "xiaobao.serve", "gateway", cwd=ROOT, stdout=output, stderr=output,
            env=clean | given | {"XIAOBAO_PORT": str(port)},
        )  # fmt: skip
    try:
        await until(lambda: _listens(port), 60)
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _killed(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


@pytest.fixture
def killable(settings: Settings, engine: FakeEngine, simulator: Simulator) -> Settings:
    changes = {"engine_url": engine.url, "engine_timeout": 6.0}
    return with_wechat(settings, simulator, **changes)


async def test_killed_while_the_engine_thinks(
    killable: Settings, engine: FakeEngine, simulator: Simulator, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    simulator.world.account.callback = f"http://127.0.0.1:{port}/wechat"
    engine.gate = asyncio.Event()
    async with gateway_process(killable, port, log) as process:
        asking = asyncio.create_task(simulator.callbacks.say(ONE, "什么是知情权"))
        await until(engine.reached.is_set, 30)
        await _killed(process)
        engine.gate.set()
    async with gateway_process(killable, port, log):
        await asking
        await until(lambda: simulator.world.person(ONE).texts(), 40)
        await asyncio.sleep(1)
    assert [text for text in simulator.world.person(ONE).texts() if "什么是知情权" in text] != []
    assert sum(text.count("答：") for text in simulator.world.person(ONE).texts()) == 1


@pytest.mark.parametrize("late", [False, True], ids=["before it arrived", "after it arrived"])
async def test_killed_in_mid_push(
    killable: Settings, engine: FakeEngine, simulator: Simulator, tmp_path: Path, late: bool
) -> None:
    port, log = free_port(), tmp_path / "log"
    simulator.world.account.callback = f"http://127.0.0.1:{port}/wechat"
    simulator.world.faults.append(Fault("custom/send", seconds=5, late=late, code=0 if late else -1))
    engine.delay = 4.3
    async with gateway_process(killable, port, log) as process:
        await simulator.callbacks.say(ONE, "什么是知情权")
        await until(lambda: "/cgi-bin/message/custom/send" in simulator.world.calls)
        await until(lambda: len(simulator.world.person(ONE).texts()) == late)
        await _killed(process)
    with Database(f"sqlite:///{killable.data_dir / 'xiaobao.db'}") as database:
        owed = database.run_read(lambda s: s.execute(rows.select(rows._c.error, rows._c.held_until)).one())
        assert owed[0] == "sending"
        ended = datetime.now(UTC) - timedelta(seconds=1)
        database.run_write(lambda s: s.execute(update(rows.table).values(held_until=ended)))
    async with gateway_process(killable, port, log):
        await until(lambda: len(simulator.world.person(ONE).texts()) == 1 + late, 30)
    assert set(simulator.world.person(ONE).texts()) == {simulator.world.person(ONE).texts()[0]}


async def test_two_gateways_push_each_text_once(two: Two) -> None:
    for gateway in two.gateways:
        gateway.app.state.wechat.times = Times(window=0.1, grace=2.0)
    two.engine.delay = 0.4
    people = [f"oSomebodyAtTwoGateways{number}" for number in range(6)]
    world = two.callbacks.world
    for person in people:
        world.wrote(person, "")
    sent = [
        two.callbacks.message(person, "text", ("Content", f"{word}号"))
        for word in "甲乙"
        for person in people
    ]
    await asyncio.gather(*(two.callbacks.once(one, two.urls[n % 2]) for n, one in enumerate(sent)))
    for person in people:
        read = partial(_read, world, person)
        try:
            await until(lambda read=read: "甲号" in read() and "乙号" in read(), 20)
        except TimeoutError:
            raise AssertionError(read()) from None
    await asyncio.sleep(0.5)
    counted = {person: Counter(re.findall("答：(.)号", _read(world, person))) for person in people}
    assert all(one == Counter("甲乙") for one in counted.values()), counted


def _read(world: World, person: str) -> str:
    return "".join(world.person(person).texts())
