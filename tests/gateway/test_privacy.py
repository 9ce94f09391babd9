"""Secrets and personal data: removed at the door, told to the customer, nowhere afterwards."""

import json
from pathlib import Path

import pytest

from casework.vault import service as vault
from tests.gateway.conftest import Customer, Gateway

CARD, CODE, PHONE, IDENTITY = "6222020200112233446", "832145", "13800138000", "11010519491231002X"
SECRETS = (CARD, CODE, PHONE, IDENTITY, "6222 0202 0011 2233 446", "hunter2pass")


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_secrets_are_removed_before_anything_and_the_customer_is_told(
    gateway: Gateway, customer: Customer
) -> None:
    body = await customer.say(f"卡号6222 0202 0011 2233 446，验证码 {CODE}，我被骗了")
    assert body["message"]["masked"]
    assert CODE not in json.dumps(body)
    notice = body["replies"][1]
    assert notice["sender"] == "system"
    assert "银行卡号、验证码" in notice["text"]
    assert "不要" in notice["text"]
    [asked] = gateway.engine.asked
    assert "被骗了" in asked["text"]
    assert "已隐藏" not in asked["text"]
    for secret in SECRETS:
        assert secret not in json.dumps(asked, ensure_ascii=False)
        assert secret.encode() not in on_disk(gateway.settings.data_dir)


@pytest.mark.parametrize(
    "text",
    [
        "验证码８３２１４５", "验证码8\u200b3\u200b2\u200b1\u200b4\u200b5",
        "验证码8\u200d3\u200d2\u200d1\u200d4\u200d5",
        "验证码8️⃣3️⃣2️⃣1️⃣4️⃣5️⃣", "验证码是八三二一四五",
    ],
)  # fmt: skip
async def test_disguised_codes_are_removed(gateway: Gateway, customer: Customer, text: str) -> None:
    body = await customer.say(text)
    assert body["message"]["masked"]
    assert body["message"]["text"].startswith("验证码")
    assert not any(c.isdigit() or c in "八三二一四五" for c in body["message"]["text"])


async def test_nothing_but_a_secret_is_answered_without_the_engine(
    gateway: Gateway, customer: Customer
) -> None:
    body = await customer.say(CARD)
    assert [reply["sender"] for reply in body["replies"]] == ["system"]
    assert body["owner"] == "bot"
    assert gateway.engine.asked == []


async def test_in_the_queue_secrets_are_removed_and_told_as_well(
    gateway: Gateway, customer: Customer
) -> None:
    await customer.call("POST", "/handoff", json={})
    body = await customer.say(f"验证码 {CODE}")
    assert body["message"]["masked"]
    assert any("验证码" in reply["text"] for reply in body["replies"])
    assert CODE.encode() not in on_disk(gateway.settings.data_dir)


async def test_a_phone_number_is_shown_in_part_sealed_and_named_by_token(
    gateway: Gateway, customer: Customer
) -> None:
    body = await customer.say(f"我的手机是{PHONE}，请回电")
    assert "138****8000" in body["message"]["text"]
    assert [reply["sender"] for reply in body["replies"]] == ["bot"]
    [asked] = gateway.engine.asked
    [named] = asked["metadata"]["personal"]
    assert (named["kind"], named["shown"]) == ("phone", "138****8000")
    assert PHONE not in json.dumps(asked)
    assert PHONE.encode() not in on_disk(gateway.settings.data_dir)
    store = gateway.chat._store
    opened = await gateway.app.state.database.read(
        lambda s: vault.resolve(s, store.cipher, customer.id, named["token"])
    )
    assert opened == PHONE


async def test_hotlines_and_amounts_stay(customer: Customer) -> None:
    text = "95588打来说要转50000元，12378能投诉吗，96110呢"
    said = {"id": "1", "text": text, "masked": False, "script": "zh-Hans"}
    assert (await customer.say(text))["message"] == said


async def test_logs_hold_no_words_no_secrets_and_no_ids(
    gateway: Gateway, customer: Customer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await customer.say(f"验证码 {CODE} 卡号{CARD} 电话{PHONE} 银杏树下")
    await customer.post(f"{PHONE}" * 300)
    gateway.engine.mood = "failed"
    await customer.say("银杏树下")

    async def broken(_: object) -> None:
        raise ValueError(f"银杏树下 {CARD}")

    monkeypatch.setattr(gateway.app.state.database, "write", broken)
    await customer.post("银杏树下")
    await gateway.http.get(f"/nothing/{PHONE}?q={CARD}")
    written = capsys.readouterr().out
    lines = [json.loads(line) for line in written.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert {line["status"] for line in requests} >= {200, 413, 503, 404}
    assert all({"request_id", "route", "ms", "method"} <= set(line) for line in requests)
    assert any("ValueError at " in line.get("error", "") for line in lines)
    for planted in (*SECRETS, "银杏", customer.id, customer.token, PHONE[-8:]):
        assert planted not in written
