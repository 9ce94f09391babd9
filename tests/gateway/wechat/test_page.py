"""Who has gone over to the page is answered there; what they did not see comes to WeChat after a while."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from casework.messages.rows import table as messages
from gateway.chat.types import Event
from tests.gateway.conftest import Customer, until
from tests.gateway.wechat.stage import Stage
from tests.gateway.wechat.test_pump import conversation_of, deliveries, hurry, settled, states


async def on_page(stage: Stage) -> Customer:
    """The same conversation on the page, as the link opens it."""
    await stage.say("你好")
    conversation_id = await conversation_of(stage)
    token = stage.gateway.app.state.tokens.make(conversation_id)
    return Customer(stage.gateway.http, {"conversation_id": conversation_id, "token": token})


async def test_what_the_page_has_is_seen_and_not_pushed(stage: Stage) -> None:
    customer = await on_page(stage)
    await customer.say("什么是知情权")
    assert await states(stage) == ["replied", "pending"]
    assert (await customer.history())[-1]["text"] == "答：什么是知情权"
    await settled(stage, "replied", "seen")
    assert stage.person().texts("push") == []


async def test_an_open_stream_has_it_too(stage: Stage) -> None:
    customer = await on_page(stage)
    await customer.say("什么是知情权")
    stream = asyncio.create_task(_drained(stage.gateway.chat.events(customer.id)))
    await settled(stage, "replied", "seen")
    stream.cancel()
    assert stage.person().texts("push") == []


async def _drained(events: AsyncIterator[Event]) -> None:
    async for _ in events:
        pass


async def test_what_nobody_saw_is_pushed_after_ten_minutes(stage: Stage) -> None:
    customer = await on_page(stage)
    await customer.say("什么是知情权")
    await hurry(stage)

    async def waits() -> bool:
        return (await deliveries(stage))[-1].next_at > datetime.now(UTC) + timedelta(minutes=9)

    await until(waits)
    earlier = datetime.now(UTC) - timedelta(minutes=11)
    await stage.gateway.app.state.database.write(
        lambda s: s.execute(
            update(messages).where(messages.c.client_message_id.not_like("wx:%")).values(created_at=earlier)
        )
    )
    await hurry(stage)
    await stage.reads("什么是知情权")
    await settled(stage, "replied", "sent")


async def test_back_in_wechat_everything_comes_there(stage: Stage) -> None:
    customer = await on_page(stage)
    await customer.say("一号问题")
    result = await stage.say("二号问题")
    assert result.reply is not None
    assert result.reply.index("一号问题") < result.reply.index("二号问题")
    # An open page does not take what was asked in WeChat.
    stage.engine.delay = 0
    assert await customer.history()
    assert await states(stage) == ["replied", "replied", "replied"]


async def test_a_number_answers_nothing_that_the_page_went_on_from(stage: Stage) -> None:
    buttons = [{"title": title, "value": title} for title in ("我要投诉", "八项权利有哪些")]
    stage.engine.reply = {"kind": "choices", "text": "您想问哪个？", "buttons": buttons}
    customer = await on_page(stage)
    stage.engine.reply = {"text": "大概多少钱？", "expects": "amount"}
    await customer.say("理财亏了")
    assert await customer.history()
    await settled(stage, "replied", "seen")
    await stage.say("2")
    said = [item["text"] for item in await customer.history() if item["sender"] == "customer"]
    assert said == ["你好", "理财亏了", "2"]
