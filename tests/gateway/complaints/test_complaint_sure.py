"""In large text a complaint is filed only after one more look at it."""

from tests.gateway.complaints.conftest import FILLED, Browser, errors_in, hidden, number_in, text_of
from tests.gateway.conftest import Gateway


async def test_it_is_filed_after_one_more_look(gateway: Gateway) -> None:
    browser = Browser(gateway.app)
    await browser.get("/?mode=large")
    asked = await browser.file()
    assert "还没有提交" in text_of(asked.text)
    assert all(FILLED[name] in text_of(asked.text) for name in ("story", "wish", "name", "phone"))
    # What was chosen is shown in words.
    assert all(words in text_of(asked.text) for words in ("网点柜台", "贷款", "我自己的事", "500元"))
    change = await browser.send("/complaints/new", hidden(asked.text) | {"sure": "no"})
    assert (change.status_code, errors_in(change.text)) == (200, {})
    assert FILLED["story"] in change.text
    filed = await browser.send("/complaints/new", hidden(asked.text) | {"sure": "yes"})
    assert number_in(filed.text)


async def test_what_is_wrong_is_said_first(gateway: Gateway) -> None:
    browser = Browser(gateway.app)
    await browser.get("/?mode=large")
    refused = await browser.file(wish="")
    assert errors_in(refused.text)


async def test_an_alarm_does_not_wait_for_the_question(gateway: Gateway) -> None:
    browser = Browser(gateway.app)
    await browser.get("/?mode=large")
    filed = await browser.file(story="我被骗了，刚刚把五万块转给了骗子，银行还不给我止付。")
    assert number_in(filed.text)
