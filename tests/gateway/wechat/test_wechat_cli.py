"""``xiaobao wechat menu`` and ``doctor`` against the simulator, and what they say when something is wrong."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from knowledge import load
from tests.gateway.fake_engine import FakeEngine
from tests.gateway.wechat.stage import Simulator, Stage, staged
from xiaobao.cli import app
from xiaobao.settings import Settings
from xiaobao.wechat_simulator.world import Fault

run = CliRunner()


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, simulator: Simulator) -> Simulator:
    """The settings of the simulator's account, as the command line finds them."""
    known = simulator.world.account
    values = {
        "APP_ID": known.app_id, "SECRET": known.secret, "TOKEN": known.token, "AES_KEY": known.aes_key,
        "API": simulator.url,
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"XIAOBAO_WECHAT_{name}", value)
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("XIAOBAO_SECRET_KEY", "0" * 40)
    monkeypatch.setenv("XIAOBAO_PUBLIC_URL", "")
    return simulator


async def told(*words: str) -> Result:
    """What the command says; in a thread of its own, for the platform is in this one."""
    return await asyncio.to_thread(lambda: run.invoke(app, ["wechat", *words]))


async def test_the_menu_is_set_and_followers_are_sent_nothing(account: Simulator) -> None:
    done = await told("menu")
    assert done.exit_code == 0, done.output
    buttons = account.world.menu["button"]
    assert [button["name"] for button in buttons] == ["反诈自查", "投诉进度", "人工大字"]
    assert buttons[2]["sub_button"][0] == {"type": "click", "name": "转人工", "key": "human"}
    assert not any("send" in call for call in account.world.calls)


async def test_what_would_be_set_can_be_seen_first(account: Simulator) -> None:
    done = await told("menu", "--show")
    assert "转人工 (human)" in done.output
    assert account.world.calls == []


async def test_the_doctor_finds_nothing_wrong_where_all_is_right(
    account: Simulator, settings: Settings, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told("menu")
    async with staged(settings, engine, account) as stage:
        monkeypatch.setenv("XIAOBAO_PUBLIC_URL", url_of(stage))
        await told("menu")
        done = await told("doctor")
        assert done.exit_code == 0, done.output
        # The gateway in this process logs to the same place.
        lines = [line.split() for line in done.output.splitlines() if line[:2] in ("ok", "no", "wr")]
        grades = {line[1]: line[0] for line in lines}
        assert grades == {
            "mode": "ok", "push": "ok", "account": "note", "public": "note", "clock": "ok", "address": "ok",
            "token": "ok", "callers": "ok", "menu": "ok",
        }  # fmt: skip
        assert not any("custom" in call for call in account.world.calls)


def url_of(stage: Stage) -> str:
    return stage.world.account.callback.removesuffix("/wechat")


@pytest.mark.parametrize(
    ("code", "said"), [(40164, "IP白名单"), (40125, "AppSecret"), (40013, "AppID"), (-1, "busy")]
)
async def test_the_doctor_says_what_to_do(account: Simulator, code: int, said: str) -> None:
    account.world.faults.append(Fault("/cgi-bin/stable_token", code=code, times=-1))
    done = await told("doctor")
    assert done.exit_code == 1
    assert said in done.output


async def test_the_doctor_sees_an_address_that_does_not_answer_and_a_platform_that_is_away(
    account: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOBAO_PUBLIC_URL", "http://127.0.0.1:9")
    await account.stop()
    done = await told("doctor")
    assert done.exit_code == 1
    assert "wrong  address" in done.output
    assert "wrong  clock" in done.output
    assert "wrong  token" in done.output


async def test_without_an_account_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_WECHAT_APP_ID", "")
    for command in ("menu", "doctor"):
        done = await told(command)
        assert done.exit_code == 1
        assert "XIAOBAO_WECHAT_APP_ID is not set" in done.output


def test_every_name_in_the_menu_is_short_enough_for_the_platform() -> None:
    from gateway.wechat.menu import deeds, menu

    made = menu(load(), page=True)
    assert len(made["button"]) == 3
    assert {entry["key"] for heading in made["button"] for entry in heading["sub_button"]} == deeds()
