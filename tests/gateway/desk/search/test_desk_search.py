"""Searching at the desk: either script, marked, numbers that name a customer, and all of it on record."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from casework.audit import service as audit
from casework.complaints.persons import Contact, NewParty
from casework.search.working import catch_up
from gateway.desk.search.indexer import Indexer
from tests.gateway.conftest import Gateway
from tests.gateway.desk.cases import PHONE, filed
from tests.gateway.desk.conftest import Agent, Hire, alarm

LATE = datetime(2036, 1, 1, tzinfo=UTC)


async def search(gateway: Gateway, agent: Agent, q: str = "", **fields: str) -> httpx.Response:
    """What the page shows for a wish, when all that was said is in the index."""
    await asyncio.to_thread(catch_up, gateway.app.state.database, lambda: LATE)
    sent = await agent.post("/desk/search", q=q, **fields)
    assert sent.status_code == 303, sent.text
    shown = await agent.get(sent.headers["location"])
    assert shown.status_code == 200, shown.text
    return shown


async def recorded(gateway: Gateway, action: str) -> list[Any]:
    found = await gateway.app.state.database.read(lambda s: audit.search(s, action=action))
    return list(found)


def results(page: str) -> list[str]:
    """Addresses of what was found by words."""
    listed = page.partition('id="results"')[2]
    return re.findall(r'class="number" href="([^"]+)"', listed)


@pytest.mark.parametrize("query", ["轉帳失敗", "转账失败", "败", "轉 失"])
async def test_either_script_is_found_and_marked_as_it_was_written(
    gateway: Gateway, agent: Agent, query: str
) -> None:
    customer = await gateway.customer(script="zh-Hant-TW")
    said = await customer.say("昨天轉帳失敗了")
    page = (await search(gateway, agent, query, by="customer")).text
    assert results(page) == [f"/desk/conversations/{customer.id}#m-{said['message']['id']}"]
    marked = "".join(re.findall("<mark>(.*?)</mark>", page))
    assert marked in ("轉帳失敗", "敗", "轉失")
    assert 'lang="zh-Hant-TW"' in page


async def test_the_address_says_nothing_and_is_nobody_elses(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    customer = await gateway.customer()
    await customer.say("麒麟理财到期了")
    shown = await search(gateway, agent, "麒麟", by="customer")
    assert "麒麟" not in str(shown.url)
    assert len(results(shown.text)) == 1
    colleague = await hire("chen")
    stolen = await colleague.get(str(shown.url))
    assert results(stolen.text) == []
    assert "麒麟" not in stolen.text
    for broken in ("x", "AAAA", "💥", "a" * 5000):
        answer = await agent.http.get("/desk/search", params={"s": broken, "before": "no"})
        assert answer.status_code == 200


async def test_pages_go_on_without_loss(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    for number in range(60):
        await customer.say(f"网点{number}号")
    first = (await search(gateway, agent, "网点", by="customer")).text
    older = re.search(r'id="search-older" href="([^"]+)"', first)
    assert older
    second = (await agent.get(older[1].replace("&amp;", "&"))).text
    found = results(first) + results(second)
    assert (len(results(first)), len(results(second)), len(set(found))) == (50, 10, 60)
    assert 'id="search-older"' not in second
    # Opened, an old one stands on the page, with what came after it.
    link, _, mark = results(second)[-1].partition("#")
    assert f'id="{mark}"' in (await agent.get(link)).text


async def test_filters_narrow_and_stay_chosen(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    first, second = await gateway.customer(), await gateway.customer()
    await alarm(gateway, first, "网点在哪里")
    await second.say("网点在哪里")
    colleague = await hire("chen")
    await colleague.deed(second.id, "take")
    staff_id = re.search(r'<option value="(\w+)">chen<', (await agent.get("/desk/search")).text)
    assert staff_id
    page = (await search(gateway, agent, "网点", by="customer", alert="yes")).text
    assert [first.id in one for one in results(page)] == [True]
    assert re.search(r'name="alert" value="yes" checked', page)
    page = (await search(gateway, agent, "网点", by="customer", **{"with": staff_id[1]})).text
    assert [second.id in one for one in results(page)] == [True]
    today = gateway.app.state.clock().date()
    later = (today + timedelta(days=2)).isoformat()
    assert results((await search(gateway, agent, "网点", since=later)).text) == []
    assert results((await search(gateway, agent, "网点", on="wechat")).text) == []
    assert len(results((await search(gateway, agent, "网点", by="customer", until=later)).text)) == 2
    assert len(results((await search(gateway, agent, alert="yes", by="customer")).text)) == 1


async def test_what_was_typed_is_only_text(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    await customer.say("<script>alert(1)</script>网点")
    page = (await search(gateway, agent, '<script> 网点 "><b>')).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    page = (await search(gateway, agent, "网点", by="customer")).text
    assert "<script>alert" not in page
    assert "<mark>网点</mark>" in page


async def test_complaints_are_found_by_words_and_by_every_number(gateway: Gateway, agent: Agent) -> None:
    complaint = await filed(gateway)
    link = f"/desk/complaints/{complaint.id}"
    page = (await search(gateway, agent, "終身免年費")).text
    assert results(page) == [link]
    for said in (
        complaint.receipt,
        complaint.receipt.lower().replace("-", " "),
        f" {PHONE} ",
        "+86 138-0013-8000",
    ):
        page = (await search(gateway, agent, said)).text
        assert f'href="{link}"' in page, said
        assert PHONE not in page.replace(f'value="{PHONE}"', "")
    assert link not in (await search(gateway, agent, "13900139000")).text


async def test_a_conversation_is_found_by_the_number_the_desk_shows(gateway: Gateway, agent: Agent) -> None:
    customer, other = await gateway.customer(), await gateway.customer()
    for said in (customer.id, customer.id[:4]):
        page = (await search(gateway, agent, said)).text
        assert f"/desk/conversations/{customer.id}" in page
        assert f"/desk/conversations/{other.id}" not in page
    await customer.call("DELETE")
    assert f"/desk/conversations/{customer.id}" not in (await search(gateway, agent, customer.id)).text


async def test_what_was_seen_is_on_record_without_words(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    await customer.say("麒麟理财")
    complaint = await filed(gateway)
    await search(gateway, agent, "麒麟", by="customer")
    (one,) = await recorded(gateway, "search.words")
    assert one.after["conversations"] == [customer.id]
    assert one.after["filters"] == {"by": "customer"}
    assert await recorded(gateway, "search.phone") == []
    await search(gateway, agent, PHONE)
    (phone,) = await recorded(gateway, "search.phone")
    assert phone.after["complaints"] == [complaint.receipt]
    assert len(phone.after["print"]) == 16
    # Also when there was nothing to find: that somebody looked is what counts.
    await search(gateway, agent, "13900139000")
    assert len(await recorded(gateway, "search.phone")) == 2
    whole = str(await recorded(gateway, "search.words")) + str(await recorded(gateway, "search.phone"))
    assert "麒麟" not in whole
    assert PHONE not in whole


@pytest.mark.parametrize("role", ["auditor", "editor"])
async def test_who_may_not_read_words_may_not_search(gateway: Gateway, hire: Hire, role: Any) -> None:
    customer = await gateway.customer()
    await customer.say("麒麟理财")
    other = await hire("zhou", role)
    assert (await other.get("/desk/search")).status_code == 403
    assert (await other.post("/desk/search", q="麒麟")).status_code == 403
    assert "/desk/search" not in (await other.get("/desk/alerts")).text


async def test_nobody_searches_without_a_seat_or_for_somebody(gateway: Gateway, agent: Agent) -> None:
    assert (await gateway.http.get("/desk/search")).status_code == 303
    assert (await agent.http.post("/desk/search", data={"q": "x"})).status_code == 403
    foreign = await agent.http.post(
        "/desk/search", data={"q": "x", "form_token": agent.form_token}, headers={"Origin": "http://evil"}
    )
    assert foreign.status_code == 403
    assert (await agent.post("/desk/search", q="x" * 100_000)).status_code in (303, 413)


async def test_an_empty_wish_finds_nothing(gateway: Gateway, agent: Agent) -> None:
    sent = await agent.post("/desk/search", q="  ", kind="nonsense", since="2026-99-99")
    assert sent.headers["location"] == "/desk/search"
    assert "请输入至少一个字" in (await search(gateway, agent, "？！")).text
    assert "没有找到" in (await search(gateway, agent, "饕餮")).text


async def test_the_gateway_reads_by_itself(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    await customer.say("麒麟理财")
    indexer = Indexer(gateway.app.state.database, gateway.app.state.clock)
    await indexer.once()
    assert await indexer.once() == 0
    sent = await agent.post("/desk/search", q="麒麟", by="customer")
    assert len(results((await agent.get(sent.headers["location"])).text)) == 1
    await customer.call("DELETE")
    assert results((await agent.get(sent.headers["location"])).text) == []
    assert await indexer.tidy() > 0


async def test_persons_who_only_act_for_others_are_not_the_customer(gateway: Gateway, agent: Agent) -> None:
    helper = NewParty("authorised", Contact("李律师", "13700137000"))
    own = NewParty("complainant", Contact("王小明", PHONE))
    complaint = await filed(gateway, parties=(own, helper))
    assert f"/desk/complaints/{complaint.id}" not in (await search(gateway, agent, "13700137000")).text
