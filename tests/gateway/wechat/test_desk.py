"""The desk sees how far each message to a WeChat customer has come, and takes what they sent."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from casework.audit import service as audit
from casework.audit.types import SYSTEM
from casework.staff import login
from casework.wechat import users
from gateway.desk import news
from tests.gateway.conftest import until
from tests.gateway.desk.conftest import Agent
from tests.gateway.wechat.stage import ONE, Stage
from tests.gateway.wechat.test_media import ended
from tests.gateway.wechat.test_pump import conversation_of, hurry
from xiaobao.wechat_simulator.picture import PNG
from xiaobao.wechat_simulator.world import Fault


@pytest.fixture
async def agent(stage: Stage) -> AsyncIterator[Agent]:
    database, now = stage.gateway.app.state.database, datetime.now(UTC)
    made = await asyncio.to_thread(login.add_account, database, SYSTEM, "li", "agent", now)
    hired = await Agent(stage.gateway, "li", made.one_time_password).settle()
    yield hired
    await hired.http.aclose()


async def at_desk(stage: Stage, agent: Agent) -> str:
    """A customer whose conversation the agent has."""
    await stage.say("转人工")
    conversation_id = await conversation_of(stage)
    await stage.gateway.chat.request_handoff(conversation_id)
    assert (await agent.deed(conversation_id, "take")).status_code == 303
    return conversation_id


async def ways(agent: Agent, conversation_id: str) -> list[str]:
    page = await agent.page(conversation_id)
    return re.findall(r'<p class="note way[^>]*>.*?<span>(.*?)</span></p>', page)


async def says(agent: Agent, conversation_id: str, wanted: str) -> None:
    async def there() -> bool:
        return any(wanted in way for way in await ways(agent, conversation_id))

    try:
        await until(there)
    except TimeoutError:
        raise AssertionError(await ways(agent, conversation_id)) from None


async def test_words_of_an_agent_are_pushed_and_shown_as_such(stage: Stage, agent: Agent) -> None:
    conversation_id = await at_desk(stage, agent)
    await agent.deed(conversation_id, "reply", message_id="1", text="您好，我来帮您看。")
    await stage.reads("我来帮您看")
    await says(agent, conversation_id, "已发到微信")
    assert "【人工客服" in next(text for text in stage.read() if "我来帮您看" in text)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (45015, "微信现在不让主动发"),
        (45047, "条数用完"),
        (43004, "取消关注"),
        (48001, "没有主动发消息的权限"),
        (40003, "（40003）"),
    ],
)
async def test_what_to_do_when_it_cannot_come(stage: Stage, agent: Agent, code: int, words: str) -> None:
    conversation_id = await at_desk(stage, agent)
    await until(lambda: len(stage.read()) >= 2)
    # For all of them: what was said before the reply may still be on its way.
    stage.world.faults.append(Fault("custom/send", code=code, times=-1))
    await agent.deed(conversation_id, "reply", message_id="1", text="您好，我来帮您看。")
    await says(agent, conversation_id, words)
    assert any("打电话" in way for way in await ways(agent, conversation_id))


async def test_the_window_is_told_before_anything_is_written(stage: Stage, agent: Agent) -> None:
    conversation_id = await at_desk(stage, agent)
    assert re.search(r"还能主动发[1-5]条", await agent.page(conversation_id))
    long_ago = datetime.now(UTC) - timedelta(hours=49)
    await stage.gateway.app.state.database.write(
        lambda s: s.execute(update(users.table).values(message_at=long_ago, event_at=None))
    )
    page = await agent.page(conversation_id)
    assert page.count("微信现在不让主动发") == 2
    await agent.deed(conversation_id, "reply", message_id="1", text="您好，我来帮您看。")
    await says(agent, conversation_id, "还没送到")
    result = await stage.say("在吗")
    assert result.reply is not None
    assert "我来帮您看" in result.reply
    await says(agent, conversation_id, "已随微信回复送到")


async def test_the_desk_hears_of_a_change_at_once(stage: Stage, agent: Agent) -> None:
    conversation_id = await at_desk(stage, agent)
    await until(lambda: len(stage.read()) >= 2)
    # As long as it is looked at: it is tried again by itself, and on a busy machine that is before the look.
    stage.world.faults.append(Fault("custom/send", code=-1, times=-1))
    await agent.deed(conversation_id, "reply", message_id="1", text="您好，我来帮您看。")
    await says(agent, conversation_id, "会自动再发")
    stage.world.faults.clear()
    state = stage.gateway.app.state
    heard = news.of_one(state.database, state.hub, conversation_id, 10**9)
    assert (await anext(heard)).kind == "news"
    await hurry(stage)
    assert (await anext(heard)).kind == "news"
    await heard.aclose()

    async def sent() -> bool:
        await hurry(stage)
        return any("已发到微信" in way for way in await ways(agent, conversation_id))

    await until(sent)


async def test_a_picture_is_a_download_on_record(stage: Stage, agent: Agent) -> None:
    conversation_id = await at_desk(stage, agent)
    await stage.simulator.callbacks.picture(ONE, PNG, "image/png")
    found = await ended(stage, "kept")
    page = await agent.page(conversation_id)
    path = f"/desk/conversations/{conversation_id}/files/{found.message_id}"
    assert f'href="{path}"' in page
    assert "<img" not in page
    answer = await agent.get(path)
    assert answer.content == PNG
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    records = await stage.gateway.app.state.database.read(
        lambda s: audit.search(s, action="conversation.file_read")
    )
    assert [record.object_id for record in records] == [conversation_id]
    assert (await agent.get(f"/desk/conversations/{conversation_id}/files/1")).status_code == 404
    assert (await agent.get(f"/desk/conversations/other/files/{found.message_id}")).status_code == 404


async def test_what_could_not_be_kept_is_said(stage: Stage, agent: Agent) -> None:
    conversation_id = await at_desk(stage, agent)
    await stage.simulator.callbacks.picture(ONE, b"MZ" + bytes(200), "image/png")
    await ended(stage, "refused")
    assert "图片没有保存" in await agent.page(conversation_id)
