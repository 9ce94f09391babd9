"""The simulator keeps the platform's rules: windows, counts, tokens, three tries."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.gateway.wechat.stage import ONE, simulated
from xiaobao.settings import Settings
from xiaobao.wechat_simulator.sealing import Sealer, xml
from xiaobao.wechat_simulator.serve import account_of, wanted
from xiaobao.wechat_simulator.world import Account, World


class Clock:
    now = datetime(2026, 11, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock=clock)


def test_five_after_a_message_within_two_days(world: World, clock: Clock) -> None:
    assert world.push(ONE, "好") == 40003
    world.wrote(ONE, "你好")
    assert [world.push(ONE, "好") for _ in range(6)] == [0] * 5 + [45047]
    world.wrote(ONE, "在吗")
    clock.now += timedelta(hours=48)
    assert world.push(ONE, "好") == 45015


def test_three_after_a_deed_within_a_minute(world: World, clock: Clock) -> None:
    world.did(ONE, "click")
    assert [world.push(ONE, "好") for _ in range(4)] == [0] * 3 + [45047]
    clock.now += timedelta(minutes=1)
    assert world.push(ONE, "好") == 45015
    world.left(ONE)
    assert world.push(ONE, "好") == 43004


def test_a_text_has_at_most_2048_bytes(world: World) -> None:
    world.wrote(ONE, "你好")
    assert world.push(ONE, "好" * 683) == 45002
    assert world.push(ONE, "好" * 682) == 0


def test_a_stable_token_stays_and_a_forced_one_ends_it(world: World, clock: Clock) -> None:
    first = world.make_token(force=False, stable=True)
    assert world.make_token(force=False, stable=True) == first
    second = world.make_token(force=True, stable=True)
    assert (world.token_code(first), world.token_code(second)) == (42001, 0)
    third = world.make_token(force=False, stable=False)
    assert (world.token_code(second), world.token_code(third)) == (0, 0)
    clock.now += timedelta(minutes=5)
    assert (world.token_code(second), world.token_code(third)) == (42001, 0)
    assert world.token_code("x") == 40001


def test_what_is_sealed_opens_for_this_account_only() -> None:
    key = Account().aes_key
    ours, other = Sealer("t", key, "wx1"), Sealer("t", key, "wx2")
    assert ours.decrypt(ours.encrypt("你好]]>")) == "你好]]>"
    with pytest.raises(ValueError, match="another"):
        other.decrypt(ours.encrypt("你好"))


def test_words_stand_in_cdata() -> None:
    assert xml([("A", "x]]>y"), ("B", 1)]) == "<xml><A><![CDATA[x]]]]><![CDATA[>y]]></A><B>1</B></xml>"


async def test_a_gateway_that_does_not_answer_is_tried_three_times() -> None:
    async with simulated(scale=0.01) as simulator:
        simulator.world.account.callback = "http://127.0.0.1:9/wechat"
        result = await simulator.callbacks.say(ONE, "你好")
    assert (result.tries, result.broken) == (3, True)
    assert [line.door for line in simulator.world.person(ONE).screen] == ["user", "notice"]


def test_it_says_what_the_gateway_needs() -> None:
    lines = "\n".join(wanted(Settings(_env_file=None), 8090, ""))  # type: ignore[call-arg]
    for name in ("APP_ID", "SECRET", "TOKEN", "AES_KEY", "API"):
        assert f"XIAOBAO_WECHAT_{name}=" in lines


def test_it_plays_the_account_the_settings_name() -> None:
    known = Account()
    chosen = Settings(  # type: ignore[call-arg]
        _env_file=None, wechat_app_id="wx0000000000000001", wechat_secret="s", wechat_token="token",
        wechat_aes_key=known.aes_key,
    )  # fmt: skip
    found = account_of(chosen, "")
    assert (found.app_id, found.name) == ("wx0000000000000001", known.name)
    assert "start the gateway" not in "\n".join(wanted(chosen, 8090, ""))
