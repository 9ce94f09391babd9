"""What the bot asked for, names sealed like phones, and sealed values that survive waiting and crashes."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.complaints import drafts
from casework.complaints.models import ComplaintDraftRow
from casework.conversations import service as conversations
from casework.vault import service as vault
from gateway.chat.intake import incoming
from gateway.chat.sweeper import Sweeper
from tests.gateway.conftest import Customer, Gateway, running
from tests.gateway.fake_engine import FakeEngine
from tests.gateway.test_privacy import on_disk
from tests.leaks import leaks, patterns
from tests.persons import HARMLESS, PERSONS, Person
from xiaobao.settings import Settings

LONG_AGO = timedelta(minutes=5)
NAME, PHONE = "王小明", "13800138000"


def asks(engine: FakeEngine, expects: Any) -> None:
    engine.reply = {"kind": "prompt", "text": "请问？", "expects": expects}


async def expects_of(gateway: Gateway, customer: Customer) -> str | None:
    found = await gateway.app.state.database.read(lambda s: conversations.get(s, customer.id))
    return str(found.expects) if found.expects else None


async def opened(gateway: Gateway, customer: Customer, number: int = -1) -> dict[str, str]:
    """The sealed values that came with a question, opened."""
    named = gateway.engine.asked[number]["metadata"].get("personal", [])

    def work(session: Any) -> dict[str, str]:
        cipher = gateway.chat._store.cipher
        return {v["kind"]: vault.resolve(session, cipher, customer.id, v["token"]) for v in named}

    return dict(await gateway.app.state.database.read(work))


async def test_what_is_expected_is_kept_until_the_next_answer(gateway: Gateway, customer: Customer) -> None:
    asks(gateway.engine, "name")
    body = await customer.say("我要投诉")
    assert "expects" not in body["replies"][0]
    assert await expects_of(gateway, customer) == "name"
    gateway.engine.reply = None
    await customer.say("什么是知情权？")
    assert await expects_of(gateway, customer) is None


@pytest.mark.parametrize("strange", ["Name!", 5, ["name"], "x" * 40, ""])
async def test_strange_wishes_of_the_engine_are_dropped(
    gateway: Gateway, customer: Customer, strange: Any
) -> None:
    asks(gateway.engine, strange)
    await customer.say("我要投诉")
    assert await expects_of(gateway, customer) is None


async def test_who_waits_for_a_human_finds_the_question_again(gateway: Gateway, customer: Customer) -> None:
    asks(gateway.engine, "name")
    await customer.say("我要投诉")
    await customer.call("POST", "/handoff", json={})
    assert await expects_of(gateway, customer) == "name"
    assert (await customer.say(NAME))["message"]["text"] == NAME
    await customer.call("DELETE", "/handoff")
    assert (await customer.say(NAME))["message"]["text"] == "王**"


async def test_an_answer_to_the_question_for_a_name_is_sealed(gateway: Gateway, customer: Customer) -> None:
    asks(gateway.engine, "name")
    await customer.say("我要投诉")
    body = await customer.say(f"{NAME} {PHONE}")
    assert body["message"] == {"id": body["message"]["id"], "text": "王** 138****8000", "masked": False}
    assert [reply["sender"] for reply in body["replies"]] == ["bot"]
    assert gateway.engine.asked[-1]["text"] == "王** 138****8000"
    assert await opened(gateway, customer) == {"name": NAME, "phone": PHONE}
    for planted in (NAME, PHONE):
        assert planted not in json.dumps(gateway.engine.asked, ensure_ascii=False)
        assert planted.encode() not in on_disk(gateway.settings.data_dir)


async def test_what_the_form_takes_for_a_name_is_sealed(gateway: Gateway, customer: Customer) -> None:
    asks(gateway.engine, "name")
    await customer.say("我要投诉")
    assert (await customer.say("查建国"))["message"]["text"] == "查**"
    assert await opened(gateway, customer) == {"name": "查建国"}
    assert (await customer.say("bu xiang huo le"))["message"]["text"] == "bu xiang huo le"


@pytest.mark.parametrize(
    "text", ["转人工", "上一步", "不想说", "为什么要姓名", "取消投诉", "燒炭", "改一下金额", "稍后再说"]
)
async def test_commands_and_questions_stay(gateway: Gateway, customer: Customer, text: str) -> None:
    asks(gateway.engine, "name")
    await customer.say("我要投诉")
    assert (await customer.say(text))["message"]["text"] == text


async def test_whatever_number_is_given_when_one_is_asked_for(gateway: Gateway, customer: Customer) -> None:
    asks(gateway.engine, "phone")
    await customer.say("我要投诉")
    assert (await customer.say("010-8765 4321"))["message"]["text"] == "010****4321"
    assert await opened(gateway, customer) == {"phone": "010-8765 4321"}


@pytest.mark.parametrize("expects", ["amount", "story", None])
async def test_only_the_question_for_a_name_makes_one(
    gateway: Gateway, customer: Customer, expects: str | None
) -> None:
    asks(gateway.engine, expects)
    await customer.say("我要投诉")
    assert (await customer.say(NAME))["message"]["text"] == NAME


async def test_an_identity_number_is_removed_whatever_is_asked(gateway: Gateway, customer: Customer) -> None:
    asks(gateway.engine, "id_number")
    await customer.say("我要投诉")
    body = await customer.say("11010519491231002X")
    assert body["message"]["masked"]
    assert "证件号码" in body["replies"][0]["text"]


async def test_an_introduced_name_is_sealed_and_stays_so(gateway: Gateway, customer: Customer) -> None:
    body = await customer.say("我係陳大文，被扣了錢")
    assert body["message"]["text"] == "我係陳**，被扣了錢"
    assert await opened(gateway, customer) == {"name": "陳大文"}
    later = await customer.say("陈大文的卡在陳大文手上")
    assert later["message"]["text"] == "陳**的卡在陳**手上"
    assert not later["message"]["masked"]
    assert len(await values(gateway, customer)) == 1 + 1  # in the other script it is another value
    assert "大文".encode() not in on_disk(gateway.settings.data_dir)


async def values(gateway: Gateway, customer: Customer) -> tuple[Any, ...]:
    return tuple(await gateway.app.state.database.read(lambda s: vault.values_of(s, customer.id)))


async def test_sent_again_it_is_the_same_message_whatever_is_asked_meanwhile(
    gateway: Gateway, customer: Customer
) -> None:
    asks(gateway.engine, "name")
    await customer.say("我要投诉")
    asks(gateway.engine, "phone")
    first = await customer.say(NAME, "same")
    again = await customer.say(NAME, "same")
    assert again["message"] == first["message"]
    assert again["replies"] == first["replies"]
    assert (await customer.post("李四", "same")).status_code == 409
    assert len(gateway.engine.asked) == 2


async def test_in_the_queue_an_introduced_name_is_sealed(gateway: Gateway, customer: Customer) -> None:
    await customer.call("POST", "/handoff", json={})
    assert (await customer.say(f"我叫{NAME}"))["message"]["text"] == "我叫王**"
    assert NAME.encode() not in on_disk(gateway.settings.data_dir)


async def left_behind(
    gateway: Gateway, customer: Customer, text: str, name: str = "lost", age: timedelta = LONG_AGO
) -> None:
    """Stored by a process that died before it answered."""
    then, store = datetime.now(UTC) - age, gateway.chat._store
    database = gateway.app.state.database
    new = await database.read(lambda s: store.read_as_asked(s, incoming(customer.id, name, text)))
    await database.write(lambda s: store.accept(s, new, then))


@pytest.mark.parametrize("who", ["sweeper", "customer"])
async def test_sealed_values_survive_a_crash(gateway: Gateway, customer: Customer, who: str) -> None:
    asks(gateway.engine, "name")
    await customer.say("我要投诉，之前的电话是13900001111")
    await left_behind(gateway, customer, f"{NAME}，{PHONE}")
    if who == "sweeper":
        assert await Sweeper(gateway.chat).sweep(timedelta(0)) == 1
    else:
        await customer.say(f"{NAME}，{PHONE}", "lost")
    assert await opened(gateway, customer) == {"name": NAME, "phone": PHONE}
    assert PHONE not in json.dumps(gateway.engine.asked)


async def test_of_two_that_look_alike_the_newest_comes_first(gateway: Gateway, customer: Customer) -> None:
    await left_behind(gateway, customer, "我的手机13811118000", "first", LONG_AGO * 2)
    await Sweeper(gateway.chat).sweep(timedelta(0))
    await left_behind(gateway, customer, PHONE)
    await Sweeper(gateway.chat).sweep(timedelta(0))
    named = gateway.engine.asked[-1]["metadata"]["personal"]
    assert [v["shown"] for v in named] == ["138****8000"] * 2
    store = gateway.chat._store
    first = await gateway.app.state.database.read(
        lambda s: vault.resolve(s, store.cipher, customer.id, named[0]["token"])
    )
    assert first == PHONE


async def test_sealed_values_of_a_message_that_had_to_wait(gateway: Gateway, customer: Customer) -> None:
    gateway.engine.gate = asyncio.Event()
    first = asyncio.create_task(customer.say("什么是知情权？"))
    await gateway.engine.reached.wait()
    second = asyncio.create_task(customer.say(f"我的手机是{PHONE}"))
    await asyncio.sleep(0.05)
    gateway.engine.gate.set()
    await asyncio.gather(first, second)
    assert await opened(gateway, customer) == {"phone": PHONE}


async def test_a_message_asked_again_carries_its_number(settings: Settings, engine: FakeEngine) -> None:
    """The engine answered, the gateway died before it stored that: the same number tells the engine."""
    async with running(settings, engine) as first:
        customer = await first.customer()
        sent = await customer.say("第一句")
        await left_behind(first, customer, "第二句")
    async with running(settings, engine) as second:
        customer.http = second.http
        again = await customer.say("第二句", "lost")
        numbers = [str(asked["metadata"]["message_id"]) for asked in engine.asked]
        assert numbers == [sent["message"]["id"], again["message"]["id"]]


async def test_a_value_that_does_not_open_costs_nobody_a_message(
    settings: Settings, engine: FakeEngine
) -> None:
    async with running(settings, engine) as first:
        customer = await first.customer()
        await customer.say(f"我叫{NAME}")
    other = settings.model_copy(update={"secret_key": "another key of at least thirty-two characters"})
    async with running(other, engine) as second:
        store = second.chat._store
        new = incoming(customer.id, "x", "在吗")
        read = await second.app.state.database.read(lambda s: store.read_as_asked(s, new))
        assert read.text == "在吗"


@pytest.mark.parametrize("person", PERSONS, ids=lambda p: p.phone)
async def test_nobody_is_left_on_disk(gateway: Gateway, person: Person) -> None:
    """Both scripts, asked or not, with the bot and in the queue; files and the engine's requests."""
    for name in (person.name, person.traditional):
        customer = await gateway.customer()
        for text in person.says(name):
            await customer.say(text)
        asks(gateway.engine, "name")
        await customer.say("我要投诉")
        await customer.say(f"{name} {person.phone_full_width}")
        await customer.call("POST", "/handoff", json={})
        for text in person.says(name):
            await customer.say(text)
        gateway.engine.reply = None
    folder = gateway.settings.data_dir
    (folder / "asked.json").write_text(json.dumps(gateway.engine.asked))
    assert leaks(folder, patterns([HARMLESS]))
    assert leaks(folder) == []


async def test_with_the_chat_go_names_phones_and_what_was_begun(gateway: Gateway, customer: Customer) -> None:
    asks(gateway.engine, "name")
    await customer.say("我要投诉")
    await customer.say(f"{NAME} {PHONE}")
    now, database = datetime.now(UTC), gateway.app.state.database
    await database.write(lambda s: drafts.start(s, customer.id, now))
    await database.write(lambda s: drafts.put(s, customer.id, "story", {"text": "银杏树下多扣了钱"}, now))
    body = (await customer.call("DELETE")).json()
    assert "没填完的投诉" in body["detail"]
    assert "已登记的投诉不受影响" in body["detail"]
    assert {(v.shown, v.erased_at is not None) for v in await values(gateway, customer)} == {(None, True)}
    rows = await database.read(lambda s: s.scalars(select(ComplaintDraftRow)).all())
    assert [(row.state, row.answers) for row in rows] == [("dropped", {})]
