"""What was published at the desk is said by a running gateway."""

import asyncio
from typing import Any

from casework.content import reading
from casework.messages import service as messages
from knowledge.loader import read_checked
from knowledge.versions import digest, raw_of
from tests.gateway.changes import published
from tests.gateway.conftest import Customer, Gateway, running, until
from tests.gateway.fake_engine import FakeEngine
from xiaobao.settings import Settings

TITLE = "收费公示在哪里看？"


async def publish(gateway: Gateway, entry: str, **fields: Any) -> Any:
    state = gateway.app.state
    found = await asyncio.to_thread(published, state.database, state.knowledge, entry, **fields)
    await state.following.look()
    return found


async def test_a_published_change_is_in_force_at_once_and_after_a_restart(
    settings: Settings, engine: FakeEngine
) -> None:
    async with running(settings, engine) as gateway:
        await publish(gateway, "loan_refused", plain="请问银行。")
        assert gateway.app.state.knowledge.render("loan_refused", mode="large").text.startswith("请问银行")
    async with running(settings, engine) as gateway:
        assert gateway.app.state.knowledge.render("loan_refused", mode="large").text.startswith("请问银行")


async def test_another_gateway_follows_by_itself(settings: Settings, engine: FakeEngine) -> None:
    async with running(settings, engine) as one, running(settings, engine) as other:
        known = other.app.state.knowledge
        before = known.render("loan_refused").version
        await publish(one, "loan_refused", plain="请问银行。")
        await until(lambda: known.version == 1)
        assert known.render("loan_refused").version != before


async def test_what_another_test_reads_stays_as_it_is(gateway: Gateway) -> None:
    await publish(gateway, "loan_refused", retire=True)
    assert "loan_refused" not in gateway.app.state.knowledge.entries
    assert "loan_refused" in gateway.app.state.knowledge.filed


async def test_the_engine_is_told_of_a_title_that_it_cannot_know(
    gateway: Gateway, customer: Customer
) -> None:
    await publish(gateway, "fee_notice", like="loan_refused", title=TITLE, ask=[])
    await customer.say("收費公示在哪裡看")
    await customer.say("贷款为什么没批？")
    assert [m["metadata"].get("title_of") for m in gateway.engine.asked] == ["fee_notice", None]


async def test_a_reply_keeps_which_wording_it_was_and_the_customer_is_not_bothered(
    gateway: Gateway, customer: Customer
) -> None:
    mark = "0123456789abcdef"
    gateway.engine.reply = {"kind": "answer", "text": "好", "entry": "loan_refused", "version": mark}
    said = await customer.say("贷款没批")
    assert "version" not in said["replies"][0]
    kept = await gateway.app.state.database.read(lambda s: messages.history(s, customer.id))
    assert kept[-1].payload["version"] == mark


async def test_a_change_that_the_files_hold_is_over(gateway: Gateway) -> None:
    state = gateway.app.state
    filed = read_checked().entries["loan_refused"]
    found = await publish(gateway, "loan_refused", plain="请问银行。")
    # The files came to say the same: here they always did.
    await asyncio.to_thread(published, state.database, state.knowledge, "loan_refused", **raw_of(filed))
    await state.following.look()
    await state.following.look()
    force = await state.database.read(reading.in_force)
    assert force.revisions == {}
    both = await state.database.read(lambda s: [reading.get(s, found.id), reading.get(s, found.id + 1)])
    assert [one.state for one in both] == ["replaced", "merged"]
    assert digest(state.knowledge.entries["loan_refused"]) == digest(filed)
