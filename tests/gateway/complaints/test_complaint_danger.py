"""A complaint that tells of a fraud under way: help first, a human called, and filed all the same."""

from typing import Any

import pytest

from casework.alerts import service as alerts
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from tests.gateway.complaints.conftest import Browser, Office, number_in, text_of
from tests.gateway.conftest import Customer, Gateway

PAYING = "有人说是公安局的，让我把钱转到安全账户，我正在柜台转五万块，客户经理还拦我，我要投诉他。"
CALM = "上周三在城东支行柜台办提前还款，被收了一笔手续费。"


async def test_help_stands_first_and_a_human_is_called(
    gateway: Gateway, browser: Browser, office: Office
) -> None:
    page = await browser.file(story=PAYING)
    said = text_of(page.text)
    assert "紧急：请马上这样做" in said
    assert said.index("紧急：请马上这样做") < said.index("投诉编号")
    assert "tel:110" in page.text
    found = await office.complaint(number_in(page.text))
    assert found.conversation_id is not None
    alert = await office.look(lambda s: alerts.open_one(s, found.conversation_id))
    assert alert is not None
    assert found.alert_id == alert.id
    assert alert.severity in ("urgent", "critical")
    waiting = await office.look(lambda s: handoffs.open_one(s, found.conversation_id))
    assert waiting is not None
    assert waiting.urgency == alert.severity
    # The chat of this browser is that conversation.
    assert "公安局" in (await browser.get("/")).text


async def test_the_story_is_said_in_the_chat_without_the_customer_s_own_data(
    gateway: Gateway, browser: Browser, office: Office
) -> None:
    story = f"欧阳靖柏是我。{PAYING}我的座机020-83561234。"
    page = await browser.file(story=story, name="欧阳靖柏", phone="020-83561234")
    found = await office.complaint(number_in(page.text))
    said = await office.look(lambda s: messages.history(s, str(found.conversation_id), 0, 9))
    assert "安全账户" in said[0].text
    assert "靖柏" not in said[0].text
    assert "83561234" not in said[0].text


async def test_a_calm_complaint_opens_no_conversation(browser: Browser, office: Office) -> None:
    page = await browser.file(story=CALM)
    assert "紧急：请马上这样做" not in page.text
    found = await office.complaint(number_in(page.text))
    assert (found.conversation_id, found.alert_id) == (None, None)


async def test_despair_is_answered_first(browser: Browser, office: Office) -> None:
    page = await browser.file(story=f"{CALM}我不想活了。")
    assert "12356" in page.text
    found = await office.complaint(number_in(page.text))
    waiting = await office.look(lambda s: handoffs.open_one(s, found.conversation_id))
    assert waiting is not None


async def test_it_is_filed_and_answered_even_when_nothing_else_works(
    gateway: Gateway, browser: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        from gateway.errors import unavailable

        raise unavailable()

    monkeypatch.setattr(gateway.chat, "send", broken)
    page = await browser.file(story=PAYING)
    assert "紧急：请马上这样做" in page.text
    assert (await office.complaint(number_in(page.text))).alert_id is None
    monkeypatch.setattr(gateway.chat, "start", broken)
    other = Browser(gateway.app)
    page = await other.file(
        story=f"{PAYING}还有一件事，存款到期没有转存，柜台没有提醒我。", phone="13800138001"
    )
    assert "紧急：请马上这样做" in page.text
    assert number_in(page.text)
    await other.http.aclose()


async def test_an_agent_behind_it_and_another_authority(browser: Browser) -> None:
    page = await browser.file(
        story="有家法务公司收我两千块代理投诉，叫我这样写：银行乱收手续费，支付宝也扣了钱。"
    )
    said = text_of(page.text)
    assert "投诉不收费" in said


async def test_in_the_api_too(gateway: Gateway, customer: Customer, office: Office) -> None:
    from tests.gateway.complaints.test_complaint_api import body, file

    answer = (await file(gateway, body(story=PAYING))).json()
    assert answer["urgent"]["hotlines"]
    assert answer["token"]
    found = await office.complaint(answer["receipt"])
    assert found.conversation_id == answer["conversation_id"]
    assert found.alert_id is not None
    linked = await file(gateway, body(story=PAYING, phone="13800138001"), **customer.auth)
    assert (await office.complaint(linked.json()["receipt"])).conversation_id == customer.id
