"""The platform's API as we call it: the token shared and renewed, and every failure named."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.db import Database
from casework.vault.cipher import Cipher
from casework.wechat import tokens
from gateway.wechat.platform import Platform, PlatformError
from tests.databases import migrated
from tests.gateway.wechat.stage import ONE, Simulator, with_wechat
from xiaobao.settings import Settings
from xiaobao.wechat_simulator.world import Fault

STABLE = "/cgi-bin/stable_token"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(simulator: Simulator) -> Clock:
    made = Clock()
    simulator.world.clock = made
    return made


@pytest.fixture
def database(tmp_path: Path) -> AsyncIterator[Database]:
    with Database(migrated(tmp_path / "x.db")) as opened:
        yield opened  # type: ignore[misc]


@pytest.fixture
async def platform(
    settings: Settings, simulator: Simulator, database: Database, clock: Clock
) -> AsyncIterator[Platform]:
    made = another(settings, simulator, database, clock)
    simulator.world.wrote(ONE, "你好")
    yield made
    await made.close()


def another(
    settings: Settings, simulator: Simulator, database: Database, clock: Clock, patience: float = 1.0
) -> Platform:
    return Platform(with_wechat(settings, simulator), database, Cipher(b"k" * 32), clock, patience)


async def test_a_text_is_pushed_as_it_stands(platform: Platform, simulator: Simulator) -> None:
    await platform.send_text(ONE, "您好 \U0001f600 <a> & ]]>")
    assert simulator.world.person(ONE).texts("push") == ["您好 \U0001f600 <a> & ]]>"]


async def test_one_token_serves_many_calls(platform: Platform, simulator: Simulator) -> None:
    await asyncio.gather(*(platform.callback_ips() for _ in range(5)))
    assert simulator.world.calls.count(STABLE) == 1


async def test_two_gateways_renew_once(
    platform: Platform, settings: Settings, simulator: Simulator, database: Database, clock: Clock
) -> None:
    simulator.world.faults.append(Fault("stable_token", seconds=0.2))
    other = another(settings, simulator, database, clock)
    await asyncio.gather(*(one.callback_ips() for one in (platform, other) * 3))
    assert simulator.world.calls.count(STABLE) == 1
    await other.close()


async def test_a_token_is_renewed_before_it_ends(
    platform: Platform, simulator: Simulator, clock: Clock
) -> None:
    await platform.ready()
    clock.now += timedelta(seconds=7200 - 599)
    simulator.world.forget_tokens()
    await platform.ready()
    await platform.send_text(ONE, "好")
    assert simulator.world.calls.count(STABLE) == 2


async def test_an_early_renewal_that_fails_leaves_the_old_one(
    platform: Platform, simulator: Simulator, clock: Clock
) -> None:
    await platform.ready()
    clock.now += timedelta(seconds=7200 - 599)
    simulator.world.faults.append(Fault("stable_token", code=-1, times=-1))
    await platform.send_text(ONE, "好")
    await platform.send_text(ONE, "再")
    assert simulator.world.person(ONE).texts("push") == ["好", "再"]
    assert simulator.world.calls.count(STABLE) == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_not_taken_is_renewed_and_the_call_made_again(
    platform: Platform, simulator: Simulator, code: int
) -> None:
    await platform.ready()
    simulator.world.faults.append(Fault("custom/send", code=code))
    await platform.send_text(ONE, "好")
    assert simulator.world.person(ONE).texts("push") == ["好"]


async def test_void_tokens_are_replaced_and_a_stubborn_one_forced(
    platform: Platform, simulator: Simulator
) -> None:
    await platform.ready()
    old = simulator.world.current
    simulator.world.faults.append(Fault("custom/send", code=40001))
    await platform.send_text(ONE, "好")
    # The stable call gave the same token again: it was asked for a new one.
    assert simulator.world.current != old
    simulator.world.forget_tokens()
    await platform.send_text(ONE, "再")
    assert simulator.world.person(ONE).texts("push") == ["好", "再"]


async def test_a_token_never_taken_ends(platform: Platform, simulator: Simulator) -> None:
    simulator.world.faults.append(Fault("custom/send", code=40001, times=-1))
    with pytest.raises(PlatformError) as failed:
        await platform.send_text(ONE, "好")
    assert failed.value.kind == "token"
    assert simulator.world.calls.count("/cgi-bin/message/custom/send") == 2


async def test_a_killed_renewal_is_taken_over(
    platform: Platform, database: Database, settings: Settings, clock: Clock, simulator: Simulator
) -> None:
    app_id = simulator.world.account.app_id
    assert await database.write(lambda s: tokens.take(s, app_id, "gone", clock.now, None))
    assert not await database.write(lambda s: tokens.take(s, app_id, "next", clock.now, None))
    clock.now += tokens.LEASE
    await platform.send_text(ONE, "好")
    assert simulator.world.person(ONE).texts("push") == ["好"]


async def test_the_token_stands_nowhere_in_clear(
    platform: Platform, simulator: Simulator, database: Database
) -> None:
    await platform.ready()
    row = await database.read(lambda s: s.execute(text("SELECT * FROM wechat_tokens")).one())
    files = b"".join(value for value in row if isinstance(value, bytes))
    assert files
    assert simulator.world.current.encode() not in files


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("custom/send", code=45015), "window"),
        (Fault("custom/send", code=45047), "quota"),
        (Fault("custom/send", code=43004), "unfollowed"),
        (Fault("custom/send", code=48001), "unauthorised"),
        (Fault("custom/send", code=-1), "busy"),
        (Fault("custom/send", code=45009), "busy"),
        (Fault("custom/send", code=45002), "refused"),
        (Fault("custom/send", code=99999), "refused"),
        (Fault("custom/send", status=502, body="<html>"), "unknown"),
        (Fault("custom/send", body="<html>"), "unknown"),
        (Fault("custom/send", body="[]"), "unknown"),
        (Fault("custom/send", body='{"errcode":"x"}'), "unknown"),
        (Fault("custom/send", status=404, body="{}"), "refused"),
        (Fault("custom/send", body="x" * 600_000), "large"),
        (Fault("custom/send", seconds=3), "unknown"),
        (Fault("stable_token", code=40164, times=-1), "setup"),
        (Fault("stable_token", code=40125, times=-1), "setup"),
        (Fault("stable_token", body='{"access_token":"x"}', times=-1), "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_failures_are_told_apart(
    platform: Platform, simulator: Simulator, fault: Fault, kind: str
) -> None:
    simulator.world.faults.append(Fault(**{n: getattr(fault, n) for n in Fault.__slots__}))
    with pytest.raises(PlatformError) as failed:
        await platform.send_text(ONE, "好")
    assert failed.value.kind == kind


async def test_nobody_there_is_nothing_sent(platform: Platform, simulator: Simulator) -> None:
    await platform.ready()
    await simulator.stop()
    with pytest.raises(PlatformError) as failed:
        await platform.send_text(ONE, "好")
    assert failed.value.kind == "unsent"


async def test_menu_typing_and_files(platform: Platform, simulator: Simulator) -> None:
    assert await platform.menu() == {}
    await platform.menu_set({"button": [{"type": "click", "name": "人工", "key": "human"}]})
    assert (await platform.menu())["button"][0]["key"] == "human"
    await platform.typing(ONE, on=True)
    assert simulator.world.person(ONE).typing
    simulator.world.media["m"] = (b"\x89PNG", "image/png")
    assert (await platform.media("m", 100)).data == b"\x89PNG"
    with pytest.raises(PlatformError) as gone:
        await platform.media("none", 100)
    assert (gone.value.kind, gone.value.code) == ("refused", 40007)
    with pytest.raises(PlatformError) as large:
        await platform.media("m", 3)
    assert large.value.kind == "large"
