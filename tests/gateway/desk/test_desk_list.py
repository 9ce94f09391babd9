"""The list: who waits in which order, with what an agent must know before opening."""

from datetime import timedelta

from casework.handoffs import service as handoffs
from tests.gateway.conftest import Gateway
from tests.gateway.desk.conftest import Agent, Hire, rows


async def queue(gateway: Gateway, conversation_id: str, urgency: str, minutes: int) -> None:
    since = gateway.app.state.clock() - timedelta(minutes=minutes)
    await gateway.app.state.database.write(
        lambda s: handoffs.request(s, conversation_id, "customer", {}, since, urgency=urgency)
    )


async def test_the_most_urgent_and_then_the_longest_waiting_come_first(
    gateway: Gateway, agent: Agent
) -> None:
    late, early, critical, urgent = [await gateway.customer() for _ in range(4)]
    await queue(gateway, late.id, "info", 2)
    await queue(gateway, early.id, "info", 75)
    await queue(gateway, critical.id, "critical", 1)
    await queue(gateway, urgent.id, "urgent", 30)
    page = (await agent.get("/desk")).text
    assert rows(page) == [critical.id, urgent.id, early.id, late.id]
    assert 'data-waiting="4"' in page
    for words in ("特急", "紧急", "等了1小时15分钟", "等了2分钟", "客户要求人工"):
        assert words in page


async def test_a_line_tells_what_was_said_and_how_to_speak(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer(script="zh-Hant-TW", region="TW", mode="large")
    await customer.say("我要申訴")
    await customer.call("POST", "/handoff", json={})
    page = (await agent.get("/desk")).text
    for words in ("我要申訴", "繁体（台湾）", "台湾", "大字版", "网页", "刚来"):
        assert words in page


async def test_a_bare_wish_for_a_human_does_not_hide_what_it_is_about(gateway: Gateway, agent: Agent) -> None:
    told, silent = await gateway.customer(), await gateway.customer()
    gateway.engine.reply = {"kind": "handoff", "text": "好的，我来请人工。"}
    await told.say("我的年费是怎么算的")
    for customer in (told, silent):
        await customer.say("轉真人")
    page = (await agent.get("/desk")).text
    assert "我的年费是怎么算的" in page
    assert page.count("轉真人") == 1


async def test_mine_others_and_the_bots(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    mine, other, bots, silent = [await gateway.customer() for _ in range(4)]
    for customer in (mine, other, bots):
        await customer.say("什么是知情权？")
    colleague = await hire("chen")
    await agent.deed(mine.id, "take")
    await colleague.deed(other.id, "take")
    assert rows((await agent.get("/desk")).text) == [mine.id]
    everything = (await agent.get("/desk?view=all")).text
    assert rows(everything) == [mine.id, other.id, bots.id]
    assert "chen接待" in everything
    assert silent.id not in everything


async def test_a_message_that_waits_for_the_agent_is_marked(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    await agent.deed(customer.id, "take")
    assert "待回复" not in (await agent.get("/desk")).text
    await customer.say("在吗")
    assert "待回复" in (await agent.get("/desk")).text
    await agent.deed(customer.id, "reply", text="在", message_id="1")
    assert "待回复" not in (await agent.get("/desk")).text


async def test_a_deleted_chat_leaves_the_list(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    await customer.say("你好")
    await agent.deed(customer.id, "take")
    await customer.call("DELETE")
    assert rows((await agent.get("/desk?view=all")).text) == []
    gone = await agent.get(f"/desk/conversations/{customer.id}")
    assert (gone.status_code, "已经删除" in gone.text) == (404, True)


async def test_five_hundred_waiting_are_counted_and_the_first_hundred_shown(
    gateway: Gateway, agent: Agent
) -> None:
    from casework.conversations import service as conversations

    now = gateway.app.state.clock()

    def work(session):  # type: ignore[no-untyped-def]
        for _ in range(500):
            made = conversations.create(session, "web", "zh-Hans", None, "standard", now)
            handoffs.request(session, made.id, "customer", {}, now)

    await gateway.app.state.database.write(work)
    page = (await agent.get("/desk/board")).text
    assert 'data-waiting="500"' in page
    assert len(rows(page)) == 100
    assert "还有400位" in page
