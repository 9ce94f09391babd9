"""Query codes: shown to the customer of the conversation alone, stored as a mark or sealed."""

from typing import Any

import pytest

from bot.text import QUERY_CODE
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from casework.vault.codes import open_code, seal_code
from tests.gateway.conftest import Customer, Gateway, running
from tests.gateway.fake_engine import FakeEngine
from tests.gateway.test_names import asks
from tests.leaks import leaks, patterns
from xiaobao.settings import Settings

CODE, RECEIPT = "K7MPQR", "XB-ABCD-EFGH2"


def files(gateway: Gateway, customer: Customer) -> None:
    """The engine's next answer is that of a complaint just filed."""
    sealed = seal_code(gateway.app.state.cipher, customer.id, CODE)
    text = f"受理编号：{RECEIPT}，查询码：{QUERY_CODE}。"
    gateway.engine.reply = {"kind": "notice", "text": text, "sealed": {"code": sealed}}


async def test_only_the_customer_reads_the_code(gateway: Gateway, customer: Customer) -> None:
    files(gateway, customer)
    said = await customer.say("提交", "m")
    assert f"查询码：{CODE}。" in said["replies"][0]["text"]
    assert "sealed" not in said["replies"][0]
    assert CODE in (await customer.say("提交", "m"))["replies"][0]["text"]
    assert CODE in (await customer.history())[1]["text"]
    events = gateway.chat.events(customer.id)
    shown = [(await anext(events)).data for _ in range(2)]
    await events.aclose()
    assert any(CODE in str(one.get("text")) for one in shown)
    assert leaks(gateway.settings.data_dir, patterns([RECEIPT]))
    assert leaks(gateway.settings.data_dir, patterns([CODE])) == []


async def test_the_page_without_script_shows_the_code(gateway: Gateway, customer: Customer) -> None:
    files(gateway, customer)
    await customer.say("提交")
    page = await gateway.http.get("/", headers={"cookie": f"xiaobao={customer.token}"})
    assert RECEIPT in page.text
    assert CODE in page.text


async def test_a_reply_moved_to_another_conversation_tells_nothing(
    gateway: Gateway, customer: Customer
) -> None:
    files(gateway, await gateway.customer())
    text = (await customer.say("提交"))["replies"][0]["text"]
    assert CODE not in text
    assert "不再显示" in text


async def test_without_the_old_key_the_code_is_no_longer_shown(
    settings: Settings, engine: FakeEngine
) -> None:
    async with running(settings, engine) as gateway:
        customer = await gateway.customer()
        files(gateway, customer)
        await customer.say("提交")
        gateway.chat._codes._cipher = Cipher(b"another key, as long as it must be")
        text = (await customer.history())[1]["text"]
    assert CODE not in text
    assert RECEIPT in text


@pytest.mark.parametrize("sealed", ["?", {"code": 5}, {"code": "x" * 500}, {"code": "?"}, {}])
async def test_what_is_no_sealed_code_breaks_nothing(
    gateway: Gateway, customer: Customer, sealed: Any
) -> None:
    gateway.engine.reply = {"kind": "notice", "text": f"查询码：{QUERY_CODE}", "sealed": sealed}
    assert "查询码" in (await customer.say("提交"))["replies"][0]["text"]


async def test_a_typed_code_goes_by_token(gateway: Gateway, customer: Customer) -> None:
    said = await customer.say(f"{RECEIPT} 查询码{CODE}")
    assert said["message"] == {**said["message"], "text": f"{RECEIPT} 查询码******", "masked": False}
    asked = gateway.engine.asked[-1]
    assert asked["text"] == f"{RECEIPT} 查询码******"
    [named] = asked["metadata"]["personal"]
    assert named["kind"] == "code"
    database, cipher = gateway.app.state.database, gateway.app.state.cipher
    opened = await database.read(lambda s: vault.resolve(s, cipher, customer.id, named["token"]))
    assert opened == CODE
    assert leaks(gateway.settings.data_dir, patterns([CODE])) == []


async def test_a_code_alone_is_one_while_it_is_asked_for(gateway: Gateway, customer: Customer) -> None:
    assert CODE in (await customer.say(CODE))["message"]["text"]
    asks(gateway.engine, "case")
    await customer.say("查投诉进度")
    for typed in ("k8mpqs", "K9MPQS"):
        assert (await customer.say(typed, typed))["message"]["text"] == "******"
        assert (await customer.say(typed, typed))["message"]["text"] == "******"
    assert (await customer.say("cancel"))["message"]["text"] == "cancel"


def test_a_sealed_code_is_bound_to_its_conversation() -> None:
    cipher = Cipher(b"a key for the tests, long enough")
    sealed = seal_code(cipher, "one", CODE)
    assert open_code(cipher, "one", sealed) == CODE
    assert open_code(cipher, "two", sealed) is None
    assert open_code(cipher, "one", "no base64") is None
