"""Complaints at the desk: the work list, one case, who may read what."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.audit import service as audit
from casework.audit.types import SYSTEM
from casework.complaints import rows, service
from casework.complaints.demo import service as demo
from casework.complaints.listed import Filter
from casework.complaints.types import Deed
from gateway.desk.complaints.counting import count_overdue, today_of
from gateway.desk.complaints.reminding import Reminder
from tests.gateway.conftest import FakeEngine, Gateway, either, running
from tests.gateway.desk.cases import NAME, PHONE, STORY, events, filed, id_of, listed, now_is, page, step
from tests.gateway.desk.conftest import Agent, Hire
from xiaobao.settings import Settings

__all__ = ["either"]


@pytest.fixture
async def boss(hire: Hire) -> Agent:
    return await hire("wang", "supervisor")


async def test_the_list_has_the_most_urgent_first_with_clocks_in_words_and_shapes(
    gateway: Gateway, agent: Agent
) -> None:
    fresh = await filed(gateway, phone="13800138001")
    late = await filed(gateway, days=20, phone="13800138002")
    soon = await filed(gateway, days=14, phone="13800138003")
    regulator = await filed(
        gateway,
        days=14,
        phone="13800138004",
        door="regulator",
        regulator_ref="转办〔2026〕17号",
        mode="large",
    )
    html = (await agent.get("/desk/complaints")).text
    assert listed(html) == [one.receipt for one in (late, regulator, soon, fresh)]
    for words in ("逾期5天", "还剩1天", "还剩15天", "#i-clock-late", "#i-clock-soon", "#i-clock-left",
                  "监管转办", "大字版客户", "信用卡", "定价收费", "600", "未分派"):  # fmt: skip
        assert words in html, words
    assert 'aria-label="投诉，1件逾期"' in html
    assert 'aria-label="投诉，1件逾期"' in (await agent.get("/desk")).text
    assert 'aria-label="投诉，1件逾期"' in (await agent.get("/desk/complaints/bar")).text
    for word in (PHONE, NAME, STORY):
        assert word not in html


async def test_filters_count_and_narrow(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    await hire("chen")
    mine, other = await filed(gateway, days=20), await filed(gateway, phone="13800138009", business="loan")
    await step(agent, other, "accept")
    for one, name in ((mine, "lin"), (other, "chen")):
        await step(agent, one, "assign", staff_id=await id_of(gateway, name))
    html = (await agent.get("/desk/complaints")).text
    for words in (
        "办理中（2）",
        "待受理（1）",
        "处理中（1）",
        "已逾期（1）",
        "我的（1）",
        "未分派（0）",
        "已办结<",
    ):
        assert words in html, words
    wanted = {
        "?whose=mine": [mine], "?whose=unassigned": [], "?due=overdue": [mine],
        "?state=received": [mine],
        "?business=loan": [other], "?cause=fee&due=overdue": [mine], "?door=letter": [], "?state=closed": [],
        f"?q={mine.receipt.lower().replace('-', ' ')}": [mine], f"?q={other.receipt[:7]}": [other],
        "?q=nothing": [], "?state=rubbish&page=x": [mine, other], "?page=2": [],
    }  # fmt: skip
    for address, found in wanted.items():
        html = (await agent.get(f"/desk/complaints{address}")).text
        assert listed(html) == [one.receipt for one in found], address
    assert "没有这样的投诉" in html


async def test_the_case_has_everything_in_one_place(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    await customer.say("你好")
    one = await filed(gateway, conversation_id=customer.id, happened_said="上个月", place_said="手机银行")
    two = await filed(
        gateway, story="贷款利率和合同上写的不一样", business="loan", cause="contract", amount=None
    )
    html = await page(agent, one)
    for words in (STORY, "退年费", "信用卡／定价收费／移动客户端", "系统判断，把握62%", "138****8000", "王**",
                  "600 元", "上个月", "手机银行", "第18条", "15天（一般）", "还剩15天", "登记投诉",
                  f"/desk/conversations/{customer.id}", two.receipt, "受理", "答复客户",
                  "仲裁或起诉",                   "内部备注", "会自动发到客户的对话里"):  # fmt: skip
        assert words in html, words
    assert PHONE not in html
    talk = (await agent.get(f"/desk/conversations/{customer.id}")).text
    assert one.receipt in talk
    assert "这次对话的投诉" in talk


async def test_reading_is_on_record_once_in_ten_minutes(gateway: Gateway, agent: Agent) -> None:
    one = await filed(gateway)
    for _ in range(3):
        await page(agent, one)
    records = await gateway.app.state.database.read(
        lambda s: audit.search(s, action="complaint.viewed", object_id=str(one.id))
    )
    assert [record.actor_name for record in records] == ["lin"]


async def test_auditors_read_without_personal_values_and_others_not_at_all(
    gateway: Gateway, hire: Hire
) -> None:
    one = await filed(gateway, conversation_id=None)
    auditor, editor = await hire("shen", "auditor"), await hire("bian", "editor")
    html = (await auditor.get("/desk/complaints")).text
    assert listed(html) == [one.receipt]
    assert "登记投诉" not in html
    assert 'name="pick"' not in html
    html = await page(auditor, one)
    for word in (STORY, "退年费", "王**", "138****", "/reveal", "/steps/", "/files"):
        assert word not in html, word
    assert "您的角色看不到客户的话" in html
    for path in (
        f"/{one.id}/steps/accept",
        f"/{one.id}/reveal",
        "/assign",
        f"/{one.id}/steps/answer/preview",
    ):
        assert (await auditor.post(f"/desk/complaints{path}")).status_code == 403, path
    assert (await auditor.get(f"/desk/complaints/{one.id}/files/1")).status_code == 403
    for path in ("", f"/{one.id}", "/new"):
        assert (await editor.get(f"/desk/complaints{path}")).status_code == 403, path
    assert (await gateway.http.get("/desk/complaints")).headers["location"] == "/desk/sign-in"
    assert (await now_is(gateway, one.id)).state == "received"


async def test_forms_need_the_token_and_the_origin(gateway: Gateway, agent: Agent) -> None:
    one = await filed(gateway)
    path = f"/desk/complaints/{one.id}/steps/accept"
    assert (await agent.http.post(path, data={"form_token": "x"})).status_code == 403
    evil = {"Origin": "https://evil.example"}
    answer = await agent.http.post(path, data={"form_token": agent.form_token}, headers=evil)
    assert answer.status_code == 403
    assert (await now_is(gateway, one.id)).state == "received"


@pytest.mark.parametrize("path", ["0", "99", "x", "1" * 30, "１"])
async def test_what_is_not_there_is_a_page(agent: Agent, path: str) -> None:
    answer = await agent.get(f"/desk/complaints/{path}")
    assert answer.status_code == 404
    assert "没有这件投诉" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_markup_of_customers_and_staff_stays_text(gateway: Gateway, agent: Agent, boss: Agent) -> None:
    attack = "<img src=x onerror=alert(1)>\"'</textarea><script>x</script>"
    one = await filed(gateway, story=attack + STORY, wish=attack, place_said=attack, happened_said=attack)
    await step(agent, one, "note", text=attack)
    answer = await step(agent, one, "answer", text=attack)
    assert answer.status_code == 422
    for html in (answer.text, await page(agent, one), (await agent.get("/desk/complaints")).text):
        assert "<img" not in html
        assert "<script>x" not in html
    assert "&lt;img src=x" in html or "&lt;img src=x" in answer.text
    csp = answer.headers["content-security-policy"]
    assert "script-src 'self'" in csp
    assert "style=" not in answer.text


async def test_a_personal_value_is_shown_once_for_a_reason_on_record(gateway: Gateway, agent: Agent) -> None:
    one = await filed(gateway)
    party = (await gateway.app.state.database.read(lambda s: service.parties_of(s, one.id)))[0]
    path, what = f"/desk/complaints/{one.id}/reveal", f"{party.id}:phone"
    for fields in (
        {"what": what, "reason": " 看 看 "[:4]},
        *({"what": what, "reason": blank * 6} for blank in ("\u200b", "\u3000", "\u3164", "\u2800", "。")),
        {"what": what, "reason": "看\u200b\u2060\u200b\u200d"},
        {"what": "x:phone", "reason": "客户来电核对"},
        {},
    ):
        answer = await agent.post(path, **fields)
        assert answer.status_code == 422, fields
        assert PHONE not in answer.text
    answer = await agent.post(path, what=what, reason="客户来电核对身份")
    assert answer.status_code == 200
    assert PHONE in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert PHONE not in await page(agent, one)
    [record] = await gateway.app.state.database.read(lambda s: audit.search(s, action="complaint.revealed"))
    assert (record.reason, record.actor_name) == ("客户来电核对身份", "lin")
    assert PHONE not in str(record)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
async def test_the_query_code_is_shown_once_for_a_reason_on_record(
    gateway: Gateway, hire: Hire, role: str
) -> None:
    one, who = await filed(gateway), await hire("zhou", role)
    state = gateway.app.state
    code = await state.database.read(lambda s: service.code_of(s, state.cipher, one.id))
    path = f"/desk/complaints/{one.id}/reveal"
    html = await page(who, one)
    assert 'value="case:code"' in html
    assert "先核对身份" in html
    refused = await who.post(path, what="case:code", reason="看")
    assert refused.status_code == 422
    assert code not in refused.text
    answer = await who.post(path, what="case:code", reason="客户忘了查询码，已核对身份")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert f"这件投诉的查询码：<b>{code}</b>" in answer.text
    assert code not in await page(who, one)
    [record] = await state.database.read(lambda s: audit.search(s, action="complaint.revealed"))
    assert (record.reason, record.actor_name) == ("客户忘了查询码，已核对身份", "zhou")
    assert code not in str(record)


async def test_days_are_written_alike_and_no_hour_is_made_up(gateway: Gateway, agent: Agent) -> None:
    from gateway.desk.words import CLOCK

    now = gateway.app.state.clock().astimezone(CLOCK)
    came = now - timedelta(days=3)
    one, c = await filed(gateway), rows.complaints.c
    change = update(rows.complaints).where(c.id == one.id).values(received_at=came)
    await gateway.app.state.database.write(lambda s: s.execute(change))
    html = await page(agent, one)
    facts = html.partition('id="facts-title"')[2]
    assert f"收到</dt><dd>{came.year}年{came.month}月{came.day}日</dd>" in facts
    assert f"登记</dt><dd>{now.year}年{now.month}月{now.day}日 {now:%H:%M}</dd>" in facts
    assert f">{now.year}年{now.month}月{now.day}日 {now:%H:%M}</time>" in html


async def test_a_made_up_complaint_says_so_on_its_page_and_nobody_is_owed_a_call(
    gateway: Gateway, agent: Agent
) -> None:
    database, cipher, now = gateway.app.state.database, gateway.app.state.cipher, gateway.app.state.clock()
    for batch in demo.batches(120, now.year, now):
        await database.write(lambda s, b=batch: demo.fill(s, cipher, b, now))
    ended = Filter(states=("answered", "closed", "refused"))
    found = await database.read(lambda s: service.worklist(s, ended))
    for one in found.items[:3]:
        html = await page(agent, one)
        assert 'id="demo-hint"' in html
        assert "编出来试用" in html
        assert "还没有告知客户" not in html
    # Which of them are open depends on the day.
    states = Filter(states=("received", "in_progress", "awaiting_info", "answered"))
    open_ = (await database.read(lambda s: service.worklist(s, states))).items[0]
    for stranger in ("demo-staff-1", "nobody"):
        assert (await step(agent, open_, "assign", staff_id=stranger)).status_code == 422
    real = await page(agent, await filed(gateway))
    assert "demo-hint" not in real
    assert "编出来试用" not in real


async def test_bulk_assignment_says_which_were_not_done_and_why(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    colleague = await hire("chen")
    first, second = await filed(gateway), await filed(gateway, phone="13800138005")
    await step(colleague, second, "note", text="已电话联系客户")
    to = await id_of(gateway, "chen")
    picks = [f"{first.id}:{first.version}", f"{second.id}:{second.version}", "999:1", "x:y"]
    form = {"form_token": agent.form_token, "staff_id": to, "pick": picks}
    answer = await agent.http.post("/desk/complaints/assign?state=open", data=form)
    assert answer.status_code == 409
    for words in ("1件已交给chen", "有2件没有交办", f"{second.receipt}：别人刚刚改过", "没有这件投诉"):
        assert words in answer.text, words
    assert (await now_is(gateway, first.id)).assignee_id == to
    assert (await now_is(gateway, second.id)).assignee_id is None
    for wrong in ({"staff_id": to}, {"pick": picks, "staff_id": "nobody"}):
        refused = await agent.http.post(
            "/desk/complaints/assign", data={"form_token": agent.form_token} | wrong
        )
        assert refused.status_code == 422
        assert "请先选投诉和同事" in refused.text


async def test_reminders_are_events_once_for_each_last_day(gateway: Gateway, agent: Agent) -> None:
    soon, _ = await filed(gateway, days=13), await filed(gateway, phone="13800138006")
    reminder = Reminder(gateway.app.state.database, gateway.app.state.clock)
    assert [await reminder.once(), await reminder.once()] == [1, 0]
    assert [event.kind for event in await events(gateway, soon.id)] == ["filed", "reminded"]
    assert "系统提醒" in await page(agent, soon)


async def test_the_list_and_the_law_agree_on_both_databases(either: Settings, engine: FakeEngine) -> None:
    from casework.staff import service as staff
    from gateway.desk.complaints.filtering import Wanted
    from gateway.desk.complaints.worklist import read_list

    async with running(either, engine) as gateway:
        state = gateway.app.state
        now, database = state.clock(), state.database
        made = await database.write(lambda s: staff.add(s, SYSTEM, "wang", "supervisor", "x", now))
        cases = [await filed(gateway, days=days, phone=f"138001380{days:02}") for days in range(0, 30, 2)]
        second = await database.write(lambda s: staff.add(s, SYSTEM, "zhao", "supervisor", "x", now))
        actor, pause = made.actor(), Deed("start_appraisal", reason="送检", approver_id=second.id)
        for one in cases[::3]:
            await database.write(lambda s, i=one.id: service.take(s, i, pause, actor, now))
        for one in cases[1::3]:
            await database.write(lambda s, i=one.id: service.take(s, i, Deed("accept"), actor, now))
        today = today_of(now)
        found = await database.read(lambda s: read_list(s, Wanted.of({}), made.id, today))
        assert len(found.items) == len(cases)
        wholes = {}
        for item in found.items:
            got = await database.read(lambda s, i=item.complaint.id: service.events_of(s, i))
            whole = wholes[item.complaint.id] = service.clock_of(item.complaint, got, today)
            assert (item.clock.overdue, item.clock.paused) == (whole.overdue, whole.paused)
            if not whole.paused:
                assert (item.clock.due_on, item.clock.days_left) == (whole.due_on, whole.days_left)
        assert found.counts.overdue == sum(whole.overdue for whole in wholes.values())
        assert await database.read(lambda s: count_overdue(s, now)) == found.counts.overdue
        lates = [wholes[item.complaint.id].overdue for item in found.items]
        assert lates == sorted(lates, reverse=True)
