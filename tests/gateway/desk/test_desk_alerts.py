"""Alerts at the desk: in the list, in the conversation, on their own pages, and how they end."""

import re
from datetime import timedelta

import pytest

from casework.alerts import service as alerts
from casework.alerts.types import Evidence
from casework.audit import service as audit
from casework.audit.types import Actor
from gateway.desk import worklist
from gateway.desk.alarms import latest
from gateway.desk.board import read_board
from tests.gateway.conftest import Customer, FakeEngine, Gateway, either, running
from tests.gateway.desk.conftest import CALM, Agent, Hire, alarm, outcome_of, rows
from xiaobao.settings import Settings

__all__ = ["either"]


@pytest.fixture
async def customer(gateway: Gateway) -> Customer:
    return await gateway.customer()


def line(page: str, conversation_id: str) -> str:
    return page.partition(f'id="row-{conversation_id}"')[2].partition("</li>")[0]


async def test_a_line_with_an_alert_says_how_severe_what_and_how_far(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await agent.deed(customer.id, "take")
    await alarm(gateway, customer)
    shown = line((await agent.get("/desk")).text, customer.id)
    for words in ("预警·特急", "#i-critical", "冒充公检法", "正要转钱"):
        assert words in shown


async def test_severe_alerts_come_first_in_every_part(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    colleague = await hire("chen")
    parts: dict[str, list[str]] = {}
    for part in ("mine", "queue", "others", "bot"):
        calm, watched, urgent, critical = [await gateway.customer() for _ in range(4)]
        await calm.say(CALM)
        await alarm(gateway, critical)
        await alarm(gateway, urgent, severity="urgent")
        await alarm(gateway, watched, severity="watch", stage="targeted")
        for one in (calm, watched, urgent, critical):
            if part == "queue":
                await one.call("POST", "/handoff", json={})
            elif part != "bot":
                await (agent if part == "mine" else colleague).deed(one.id, "take")
        parts[part] = [critical.id, urgent.id, *sorted((calm.id, watched.id))]
    page = (await agent.get("/desk?view=all")).text
    for part, ids in parts.items():
        if part != "bot":
            found = [id_ for id_ in rows(page) if id_ in ids]
            assert [*found[:2], *sorted(found[2:])] == ids, part
    alarmed = page.partition('id="b-alarms"')[2].partition("</section>")[0]
    assert rows(alarmed) == parts["bot"][:2]
    assert sorted(rows(page.partition('id="b-bot"')[2])) == parts["bot"][2:]


async def test_the_bots_severe_alerts_are_listed_without_asking_for_all(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    other = await gateway.customer()
    await alarm(gateway, other, severity="watch", stage="targeted")
    assert rows((await agent.get("/desk")).text) == []
    found = await alarm(gateway, customer)
    page = (await agent.get("/desk")).text
    assert rows(page) == [customer.id]
    assert "机器人应答中，有紧急预警（1）" in page
    assert 'aria-label="诈骗预警，2条未关闭"' in page
    assert 'data-title="预警2"' in (await agent.get("/desk/board")).text
    await agent.post(f"/desk/alerts/{found.id}/close", outcome="intercepted")
    assert rows((await agent.get("/desk")).text) == []


async def test_those_who_wait_with_a_severe_alert_are_found_behind_a_hundred_others(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    from casework.conversations import service as conversations
    from casework.handoffs import service as handoffs

    now = gateway.app.state.clock()

    def work(session):  # type: ignore[no-untyped-def]
        for _ in range(150):
            made = conversations.create(session, "web", "zh-Hans", None, "standard", now)
            handoffs.request(session, made.id, "customer", {}, now - timedelta(hours=1), urgency="urgent")

    await gateway.app.state.database.write(work)
    await alarm(gateway, customer)
    await customer.call("POST", "/handoff", json={})
    assert rows((await agent.get("/desk")).text)[0] == customer.id


async def test_the_conversation_tells_all_of_the_alert(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await alarm(gateway, customer)
    await alarm(gateway, customer, stage="paid", evidence=(Evidence(0, 0, "SEC-01", "对方要求保密"),))
    panel = (await agent.page(customer.id)).partition('id="alarm-facts"')[2]
    for words in (
        "预警·特急", "冒充公检法", "钱已转出", "非常像诈骗", "客户的家人", "50,000（币种看原话）", "一天以内",
        "银行转账", "别告诉别人", "正要转钱", "自称公检法", "对方要求保密", "规则 PAY-01",
        "首次发现：正要转钱（特急）", "又有新情况：钱已转出（特急）",
        "先别转：公检法没有“安全账户”", "来电自称公安", "马上挂断", "关闭这条预警",
    ):  # fmt: skip
        assert words in panel, words


async def test_evidence_is_marked_with_numbers_that_lead_to_why(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    attack = "<b>转账</b>\"'&lt;<script>alert(1)</script>"
    spans = (Evidence(1, 5, "PAY-01", "正要<i>转钱"), Evidence(3, 8, "POL-02", '自称"公检法'))
    await alarm(gateway, customer, attack, evidence=spans)
    page = await agent.page(customer.id)
    text = re.search(r'<p class="text"[^>]*>(.*?)</p>', page, re.S)
    assert text
    assert "<mark>b&gt;转账&lt;/b</mark>" in text[1]
    assert re.findall(r"<(\w+)", text[1]) == ["mark", "sup", "a", "a"]
    assert re.findall(r'href="#(why-\d)"', text[1]) == ["why-1", "why-2"]
    assert 'aria-label="依据1：正要&lt;i&gt;转钱"' in text[1]
    for number in (1, 2):
        assert page.count(f'id="why-{number}"') == 1
    assert re.sub(r"<sup>.*?</sup>|</?mark>", "", text[1]) == re.sub(
        r"<.*?>", "", re.sub(r"<sup>.*?</sup>", "", text[1])
    )


async def test_without_an_alert_nothing_of_it_is_there(agent: Agent, customer: Customer) -> None:
    await customer.say(CALM)
    page = await agent.page(customer.id)
    assert "<mark>" not in page
    assert "close-alert" not in page
    assert "诈骗预警</h2>" not in page


async def test_an_alert_without_type_or_evidence_is_shown(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    await alarm(gateway, customer, type=None, person=None, evidence=(), facts={}, score=0.4)
    page = await agent.page(customer.id)
    for words in ("种类还看不出来", "没有单独的规则", "没说", "有一点像诈骗"):
        assert words in page
    await alarm(
        gateway, customer, type="of_tomorrow", score=0.99, facts={"means": ["pigeon"], "also": ["police"]}
    )
    assert "其他方式" in await agent.page(customer.id)
    assert (await agent.get("/desk/alerts")).status_code == 200


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("intercepted", "已拦截"), ("reported", "已报警"), ("no_loss", "未受损"), ("false_alarm", "误报")],
)
async def test_closing_says_how_it_ended_and_is_on_record(
    gateway: Gateway, agent: Agent, customer: Customer, outcome: str, words: str
) -> None:
    found = await alarm(gateway, customer)
    done = await agent.post(
        f"/desk/alerts/{found.id}/close", outcome=outcome, reason=" 已电话核实 ", **{"from": "conversation"}
    )
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/conversations/{customer.id}#alarm")
    page = await agent.page(customer.id)
    assert f"lin关闭：{words}" in page
    assert "诈骗预警（已关闭）" in page
    assert "close-alert" not in page
    assert await outcome_of(gateway, found.id) == outcome
    [record] = await gateway.app.state.database.read(lambda s: audit.search(s, action="alert.closed"))
    assert (record.actor_name, record.reason, record.object_id) == ("lin", "已电话核实", str(found.id))


async def test_a_second_closing_is_told_so(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    found = await alarm(gateway, customer)
    path = f"/desk/alerts/{found.id}/close"
    assert (await agent.post(path, outcome="reported")).headers["location"] == f"/desk/alerts/{found.id}"
    again = await agent.post(path, outcome="false_alarm", **{"from": "conversation"})
    assert again.status_code == 409
    assert await outcome_of(gateway, found.id) == "reported"


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({}, 422, "请先选怎么结束的"),
        ({"outcome": "forgotten"}, 422, "请先选怎么结束的"),
        ({"outcome": "reported", "reason": "字" * 501}, 413, "500"),
        ({"outcome": "reported", "reason": "卡号6222020200112233445"}, 422, "不能写完整卡号"),
    ],
)
@pytest.mark.parametrize("origin", ["conversation", "alert"])
async def test_what_is_refused_stays_in_the_form(
    gateway: Gateway,
    agent: Agent,
    customer: Customer,
    fields: dict[str, str],
    status: int,
    said: str,
    origin: str,
) -> None:
    found = await alarm(gateway, customer)
    answer = await agent.post(f"/desk/alerts/{found.id}/close", **fields, **{"from": origin})
    assert answer.status_code == status
    assert said in answer.text
    assert fields.get("reason", "") in answer.text
    assert ('value="reported" required checked' in answer.text) == (fields.get("outcome") == "reported")
    assert await outcome_of(gateway, found.id) is None


async def test_forms_need_the_token_the_origin_and_the_right(
    gateway: Gateway, agent: Agent, hire: Hire, customer: Customer
) -> None:
    found = await alarm(gateway, customer)
    path, right = f"/desk/alerts/{found.id}/close", agent.form_token
    for token in ("", "x"):
        answer = await agent.http.post(path, data={"form_token": token, "outcome": "reported"})
        assert answer.status_code == 403
    evil = {"Origin": "https://evil.example"}
    answer = await agent.http.post(path, data={"form_token": right, "outcome": "reported"}, headers=evil)
    assert answer.status_code == 403
    auditor, editor = await hire("shen", "auditor"), await hire("bian", "editor")
    for other in (auditor, editor):
        assert (await other.post(path, outcome="reported")).status_code == 403
    assert await outcome_of(gateway, found.id) is None
    assert (await gateway.http.post(path)).headers["location"] == "/desk/sign-in"


async def test_auditors_read_alerts_but_no_conversation(
    gateway: Gateway, hire: Hire, customer: Customer
) -> None:
    found = await alarm(gateway, customer)
    auditor, editor = await hire("shen", "auditor"), await hire("bian", "editor")
    for path in ("/desk/alerts", f"/desk/alerts/{found.id}"):
        page = await auditor.get(path)
        assert page.status_code == 200
        assert "冒充公检法" in page.text
        assert CALM not in page.text
        assert "close-alert" not in page.text
        assert "/desk/conversations/" not in page.text
        assert (await editor.get(path)).status_code == 403
    refused = await auditor.get("/desk/board")
    assert (refused.status_code, 'href="/desk/alerts"' in refused.text) == (403, True)
    assert (await editor.get("/desk/events")).status_code == 403


async def test_a_deleted_conversations_alert_can_still_be_closed(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    found = await alarm(gateway, customer)
    await customer.call("DELETE")
    page = (await agent.get("/desk/alerts")).text
    assert "客户已删除对话" in page
    assert f'href="/desk/conversations/{customer.id}"' not in page
    assert (await agent.get(f"/desk/alerts/{found.id}")).status_code == 200
    closed = await agent.post(f"/desk/alerts/{found.id}/close", outcome="no_loss")
    assert closed.headers["location"] == f"/desk/alerts/{found.id}"
    assert await outcome_of(gateway, found.id) == "no_loss"


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="alert-(\d+)"', page)]


async def test_the_work_list_is_ordered_filtered_and_paged(
    gateway: Gateway, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "PAGE", 2)
    severities = ("watch", "critical", "urgent", "critical", "watch")
    made = [
        (await alarm(gateway, await gateway.customer(), severity=s, stage="targeted")).id for s in severities
    ]
    right = [made[1], made[3], made[2], made[0], made[4]]
    seen, path = [], "/desk/alerts"
    for _ in range(3):
        page = (await agent.get(path)).text
        seen.append(listed(page))
        more = re.search(r'id="alerts-more" href="([^"]+)"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert seen == [right[:2], right[2:4], right[4:]]
    assert path == ""
    assert listed((await agent.get("/desk/alerts?severity=urgent")).text) == [made[2]]
    await agent.post(f"/desk/alerts/{made[2]}/close", outcome="false_alarm")
    assert listed((await agent.get("/desk/alerts?severity=urgent")).text) == []
    closed = (await agent.get("/desk/alerts?state=closed")).text
    assert listed(closed) == [made[2]]
    assert "由lin关闭：误报" in closed


async def test_odd_addresses_do_no_harm(agent: Agent) -> None:
    for path in ("?state=x&severity=%22%3E%3Cscript%3E&before=-1", "?before=%E5%85%AD", "?severity=info"):
        answer = await agent.get(f"/desk/alerts{path}")
        assert answer.status_code == 200
        assert "没有这样的预警" in answer.text
    for path in ("?before=99999", "/99999", "/x", "/" + "9" * 40):
        answer = await agent.get(f"/desk/alerts{path}")
        assert (answer.status_code, "没有这条预警" in answer.text) == (404, True), path
    assert (await agent.post("/desk/alerts/99999/close", outcome="reported")).status_code == 404


async def test_figures_tell_supervisors_and_auditors_how_each_rule_did(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    first, second = [await alarm(gateway, await gateway.customer()) for _ in range(2)]
    await agent.post(f"/desk/alerts/{first.id}/close", outcome="false_alarm")
    await agent.post(f"/desk/alerts/{second.id}/close", outcome="reported")
    assert (await agent.get("/desk/alerts/figures")).status_code == 403
    for name, role in (("wang", "supervisor"), ("shen", "auditor")):
        reader = await hire(name, role)
        assert "/desk/alerts/figures" in (await reader.get("/desk/alerts")).text
        page = (await reader.get("/desk/alerts/figures")).text
        cells = page.partition('<th scope="row">PAY-01</th>')[2].partition("</tr>")[0]
        assert re.findall(r"<td>([\d%]+)</td>", cells) == ["2", "2", "1", "50%"]
    for days in ("?first=2020-01-01&last=2020-02-01", "?first=2020-01-01&last=2020-01-01"):
        assert "这段时间没有预警" in (await reader.get(f"/desk/alerts/figures{days}")).text
    for days in ("?first=x&last=9999-12-31", "?first=0001-01-01", "?first=2030-01-01&last=2020-01-01"):
        assert (await reader.get(f"/desk/alerts/figures{days}")).status_code == 200


async def test_a_new_alert_after_a_closed_one_is_the_one_shown(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    first = await alarm(gateway, customer)
    await agent.post(f"/desk/alerts/{first.id}/close", outcome="false_alarm")
    second = await alarm(gateway, customer, type="game", evidence=())
    assert second.id != first.id
    page = await agent.page(customer.id)
    assert f'action="/desk/alerts/{second.id}/close"' in page
    assert "<mark>" not in page
    found = await gateway.app.state.database.read(lambda s: alerts.get(s, first.id))
    assert found.state == "closed"


async def test_either_database_lists_shows_counts_and_closes(either: Settings, engine: FakeEngine) -> None:
    async with running(either, engine) as gateway:
        database, state = gateway.app.state.database, gateway.app.state
        calm, alarmed = [await gateway.customer() for _ in range(2)]
        for customer in (calm, alarmed):
            await customer.call("POST", "/handoff", json={})
        found = await alarm(gateway, alarmed)
        board = await database.read(lambda s: read_board(s, "lin", state.clock(), (), everything=True))
        assert [one.id for one in board.queue] == [alarmed.id, calm.id]
        assert (board.alerts, board.queue[0].alert_type) == (1, "police")
        staff = Actor("lin", "lin", "agent", None)
        await state.desk.deeds.close_alert(found.id, "false_alarm", "", staff)
        shown = await database.read(lambda s: latest(s, alarmed.id))
        assert shown
        assert (shown.alert.outcome, [ground.rule for ground in shown.grounds]) == (
            "false_alarm",
            ["PAY-01", "POL-02"],
        )
        period = worklist.Period.of("", "", state.clock())
        figures = await database.read(lambda s: worklist.read_figures(s, period))
        assert [(one.rule, one.false_alarms) for one in figures] == [("PAY-01", 1), ("POL-02", 1)]
