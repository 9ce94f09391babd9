"""The steps of a complaint at the desk: each form, what the customer is told, two agents at once."""

from typing import Any

import pytest

from casework.audit.types import SYSTEM
from casework.complaints.rules import refusals
from casework.complaints.steps import STEPS
from casework.staff import service as staff
from casework.statuses import COMPLAINT_OUTCOMES, REFUSAL_REASONS
from gateway.desk.complaints.forms import grouped, step_form, tells
from tests.gateway.conftest import Customer, FakeEngine, Gateway, either, engine, running, settings
from tests.gateway.desk.cases import events, filed, id_of, now_is, page, step
from tests.gateway.desk.conftest import Agent, Hire
from xiaobao.settings import Settings

__all__ = ["either", "engine", "settings"]

REVIEWED = {"outcome": "not_upheld", "text": "维持原处理", "department": "总行消保部"}


@pytest.fixture
async def boss(hire: Hire) -> Agent:
    return await hire("wang", "supervisor")


@pytest.fixture
async def customer(gateway: Gateway) -> Customer:
    made = await gateway.customer()
    await made.say("你好")
    return made


async def notices(customer: Customer) -> list[dict[str, Any]]:
    return [message for message in await customer.history() if message["sender"] == "system"]


def test_every_step_of_staff_has_a_form_with_all_it_needs_and_its_words(gateway: Gateway) -> None:
    t = gateway.app.state.desk.words
    staff = {name for name, one in STEPS.items() if one.who & {"staff", "supervisor"}}
    forms = [form for _, group in grouped(staff, {}, by_hand=True) for form in group]
    assert {form.name for form in forms} == staff | {"told"}
    for form in forms:
        assert form.name == "told" or {*STEPS[form.name].needs} <= {field.name for field in form.fields}
        assert t(f"step_{form.name}")
        assert not form.hint or t(f"step_{form.name}_hint", days=30)
        assert all(t(f"field_{field.label}") for field in form.fields)
        if tells(form.name):
            assert f"complaints_told.{form.name}" in t.keys
    for outcome in COMPLAINT_OUTCOMES:
        assert f"complaints_told.outcome_{outcome}" in t.keys
        assert f"desk.result_{outcome}" in t.keys
    assert {f"desk.refusal_{slug}" for slug in REFUSAL_REASONS} <= set(t.keys)
    assert set(refusals()) == set(REFUSAL_REASONS)
    assert not step_form("note").told


async def test_accepted_answered_closed_and_visited(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    done = await step(agent, one, "accept")
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/complaints/{one.id}#case-head")
    await step(agent, one, "assign", staff_id=await id_of(gateway, "lin"))
    await step(agent, one, "reclassify", channel="branch", business="credit", cause="marketing")
    await step(agent, one, "note", text="已调取录音")
    told = "经核实，办卡时没有说明收费条件，已退还年费600元。依据：办卡登记单。"
    assert (await step(agent, one, "answer", outcome="refunded", text=told)).status_code == 303
    found = await now_is(gateway, one.id)
    assert (found.state, found.outcome, found.cause, found.classified_by) == (
        "answered", "refunded", "marketing", "staff",
    )  # fmt: skip
    accepted, answered = await notices(customer)
    assert one.receipt in accepted["text"]
    assert "最晚" in accepted["text"]
    assert "申请核查：可以在这里说“申请核查”，或到网点书面提出" in answered["text"]
    for words in ("已退还", told, "调解", "12378", "仲裁", "起诉"):
        assert words in answered["text"], words
    assert "{" not in answered["text"]
    assert [line["number"] for line in answered["hotlines"]] == ["12378"]
    assert [button["value"] for button in accepted["buttons"]] == ["查投诉进度"]
    assert [button["value"] for button in answered["buttons"]] == ["申请核查"]
    await step(agent, one, "close", reason="客户认可")
    assert [button["value"] for button in (await notices(customer))[-1]["buttons"]] == ["评价投诉处理"]
    await step(agent, one, "visit", text="客户表示满意", score="5")
    found = await now_is(gateway, one.id)
    assert (found.state, found.satisfaction) == ("closed", 5)
    html = await page(agent, one)
    for words in ("已调取录音", "内部</span>", "从处理中到已答复", "交给lin",
                  "结果：已退还", "原因分类：营销方式", "客户表示满意", "5分（满分5分）", told):  # fmt: skip
        assert words in html, words
    assert "已调取录音" not in str(await customer.history())
    assert "客户认可" not in str(await customer.history())


async def test_what_is_told_is_in_the_customers_script_and_mode(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer(script="zh-Hant-TW", mode="large")
    one = await filed(gateway, conversation_id=customer.id, script="zh-Hant-TW", mode="large")
    preview = await agent.post(
        f"/desk/complaints/{one.id}/steps/ask_info/preview", version="1", text="请补充账户和短信"
    )
    assert preview.status_code == 200
    assert "客户会读到（还没有发）" in preview.text
    assert 'lang="zh-Hant-TW"' in preview.text
    assert "請補充帳戶和簡訊" in preview.text
    assert "请补充账户和短信" in preview.text
    assert await notices(customer) == []
    assert (await now_is(gateway, one.id)).version == 1
    await step(agent, one, "ask_info", text="请补充账户和短信")
    [told] = await notices(customer)
    assert f"您的申訴{one.receipt}" in told["text"] or f"您的投訴{one.receipt}" in told["text"]
    assert "還差一點內容" in told["text"]
    assert "工作人員說：請補充帳戶和簡訊" in told["text"]
    assert told["text"] in preview.text.replace("&#34;", '"')


@pytest.mark.parametrize("reason", REFUSAL_REASONS)
async def test_a_refusal_names_its_reason_and_the_ways_on(
    gateway: Gateway, agent: Agent, customer: Customer, reason: str
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    html = await page(agent, one)
    assert refusals()[reason]["source"] in html
    assert (await step(agent, one, "refuse", refusal=reason, text="详见说明")).status_code == 303
    [told] = await notices(customer)
    assert refusals()[reason]["sentence"] in told["text"]
    for words in ("详见说明", "12378", "调解", "起诉"):
        assert words in told["text"]
    found = await now_is(gateway, one.id)
    assert (found.state, found.refusal) == ("refused", reason)


async def test_a_refusal_after_taking_up_has_a_sentence_of_its_own(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    await step(agent, one, "accept")
    await step(agent, one, "refuse", refusal="in_court_or_arbitration", text="详见说明")
    told = (await notices(customer))[-1]["text"]
    assert "经核实，按规定不再作为消费投诉处理" in told
    assert "没有受理" not in told
    assert "（参照《中国人民银行金融消费者权益保护实施办法》第42条）" in told


async def test_no_day_that_is_past_or_standing_still_is_told(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    late = await filed(gateway, days=20, conversation_id=customer.id)
    await step(agent, late, "accept")
    told = (await notices(customer))[-1]["text"]
    assert "已经超过应当答复的日期" in told
    assert "95000" in told
    assert "最晚" not in told
    other = await gateway.customer()
    await other.say("你好")
    stopped = await filed(gateway, phone="13800138001", conversation_id=other.id)
    await step(agent, stopped, "accept")
    await step(agent, stopped, "start_appraisal", reason="票据送鉴定")
    assert "最晚" not in (await notices(other))[-1]["text"]
    await step(agent, stopped, "ask_info", text="请补充账单")
    told = (await notices(other))[-1]["text"]
    assert "现在暂停计算期限" in told
    assert "最晚" not in told


async def test_extensions_need_a_reason_and_the_second_another_supervisor(
    gateway: Gateway, agent: Agent, boss: Agent, customer: Customer, hire: Hire
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    await step(agent, one, "accept")
    assert (await step(agent, one, "extend_complex")).status_code == 422
    await step(agent, one, "extend_complex", reason="要向外部机构取证")
    assert "原因：要向外部机构取证" in (await notices(customer))[-1]["text"]
    await hire("chen")
    wrong = [await id_of(gateway, name) for name in ("lin", "chen")]
    for approver in (*wrong, "nobody"):
        refused = await step(agent, one, "extend_special", reason="异地取证", approver_id=approver)
        assert refused.status_code == 422
        assert "批准人要是另一位在用的主管" in refused.text
        assert "异地取证" in refused.text
    chief = await id_of(gateway, "wang")
    refused = await step(boss, one, "extend_special", reason="异地取证", approver_id=chief)
    assert refused.status_code == 422
    assert (
        f'<option value="{chief}"' not in refused.text.partition('id="f-extend_special-approver_id"')[2][:400]
    )
    assert (await step(agent, one, "extend_special", reason="异地取证", approver_id=chief)).status_code == 303
    assert (await now_is(gateway, one.id)).stage == "special"
    assert "审批人wang" in await page(agent, one)
    assert "60天（特别复杂" in await page(agent, one)


async def test_small_compensation_is_recorded_with_amount_and_approver_and_not_told(
    gateway: Gateway, agent: Agent, boss: Agent, customer: Customer
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    await step(agent, one, "accept")
    chief, before = await id_of(gateway, "wang"), len(await notices(customer))
    for amount in ("", "很多", "-1", "0", "1.234", "NaN", "1" * 15):
        refused = await step(agent, one, "settle", amount=amount, approver_id=chief)
        assert refused.status_code == 422, amount
    assert (await step(agent, one, "settle", amount="1,200.50", approver_id=chief)).status_code == 303
    assert str((await now_is(gateway, one.id)).compensation) == "1200.50"
    assert "1,200.50" in await page(agent, one)
    assert len(await notices(customer)) == before


async def test_small_compensation_has_a_ceiling_for_all_of_one_complaint(
    gateway: Gateway, agent: Agent, boss: Agent
) -> None:
    one, chief = await filed(gateway), await id_of(gateway, "wang")
    await step(agent, one, "accept")
    assert "合计最多5,000" in await page(agent, one)
    for amount in ("5000.01", "80000"):
        refused = await step(agent, one, "settle", amount=amount, approver_id=chief)
        assert refused.status_code == 422
        assert "小额补偿合计最多5,000" in refused.text
        assert "请走本行自己的审批" in refused.text
        assert f'value="{amount}"' in refused.text
    assert (await now_is(gateway, one.id)).compensation is None
    assert (await step(agent, one, "settle", amount="4999", approver_id=chief)).status_code == 303
    assert (await step(agent, one, "settle", amount="1.01", approver_id=chief)).status_code == 422
    assert (await step(agent, one, "settle", amount="1", approver_id=chief)).status_code == 303
    assert str((await now_is(gateway, one.id)).compensation) == "5000.00"
    assert [event.kind for event in await events(gateway, one.id)].count("settle") == 2


async def test_the_ceiling_is_the_banks_own(settings: Settings, engine: FakeEngine) -> None:
    own = settings.model_copy(update={"small_compensation_max": 800})
    async with running(own, engine) as gateway:
        assert gateway.app.state.complaint_desk.most == 800


async def test_a_disabled_supervisor_can_neither_be_chosen_nor_approve_nor_be_given_work(
    gateway: Gateway, agent: Agent, boss: Agent, hire: Hire
) -> None:
    await hire("zhao", "supervisor", settled=False)
    one, gone = await filed(gateway), await id_of(gateway, "zhao")
    await step(agent, one, "accept")
    await step(agent, one, "extend_complex", reason="要向外部机构取证")
    assert f'value="{gone}"' in await page(agent, one)
    write, clock = gateway.app.state.database.write, gateway.app.state.clock
    await write(lambda s: staff.disable(s, SYSTEM, gone, "离职", clock()))
    assert f'value="{gone}"' not in await page(agent, one)
    assert f'value="{gone}"' not in (await agent.get("/desk/complaints")).text
    for name, fields in (
        ("extend_special", {"reason": "异地取证", "approver_id": gone}),
        ("settle", {"amount": "100", "approver_id": gone}),
        ("assign", {"staff_id": gone}),
    ):
        assert (await step(agent, one, name, **fields)).status_code == 422, name
    version = (await now_is(gateway, one.id)).version
    given = await agent.post("/desk/complaints/assign", pick=f"{one.id}:{version}", staff_id=gone)
    assert given.status_code == 422
    assert (await now_is(gateway, one.id)).assignee_id == await id_of(gateway, "lin")


@pytest.mark.parametrize("version", ["", "x", "-1", "１"])
async def test_a_form_that_does_not_say_what_it_saw_is_stale(
    gateway: Gateway, agent: Agent, version: str
) -> None:
    one, fields = await filed(gateway), {"outcome": "explained", "text": "写了很久的答复"}
    for path in ("answer", "answer/preview"):
        late = await agent.post(f"/desk/complaints/{one.id}/steps/{path}", version=version, **fields)
        assert late.status_code == 409
        assert "别人改过这件投诉" in late.text
        assert "写了很久的答复" in late.text
    assert (await now_is(gateway, one.id)).state == "received"
    noted = await agent.post(f"/desk/complaints/{one.id}/steps/note", version=version, text="已电话联系")
    assert noted.status_code == 303


async def test_pauses_mediation_review_and_reopening(
    gateway: Gateway, agent: Agent, boss: Agent, customer: Customer
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    steps = [
        ("accept", {}, "in_progress"), ("start_appraisal", {"reason": "票据送鉴定"}, "in_progress"),
        ("end_appraisal", {"reason": "鉴定完成"}, "in_progress"),
        ("new_facts", {"reason": "客户补充录音"}, "in_progress"),
        ("start_mediation", {"reason": "双方同意"}, "in_mediation"), ("end_mediation", {}, "in_progress"),
        ("transfer", {"department": "信用卡部", "reason": "归口办理"}, "in_progress"),
        ("joint", {"departments": "信用卡部\n法务部", "reason": "会商"}, "in_progress"),
        ("link_regulator", {"reference": "转办2026-17"}, "in_progress"),
        ("ask_info", {"text": "请补充账单"}, "awaiting_info"),
        ("supplement", {"text": "客户来电补充"}, "in_progress"),
        ("answer", {"outcome": "explained", "text": "已核实说明"}, "answered"),
        ("request_review", {"reason": "客户来信要求"}, "in_review"),
        ("decide_review", REVIEWED, "answered"),
        ("close", {"reason": "已告知"}, "closed"),
    ]  # fmt: skip
    for name, fields, state in steps:
        # Who answered does not review.
        done = await step(boss if name == "decide_review" else agent, one, name, **fields)
        assert done.status_code == 303, (name, done.text[-3000:])
        assert (await now_is(gateway, one.id)).state == state, name
        if name == "start_appraisal":
            assert "暂停计时" in await page(agent, one)
    assert (
        "重新办理" not in (await page(agent, one)).partition('id="steps-title"')[2].partition("</section>")[0]
    )
    assert (await step(agent, one, "reopen", reason="发现新证据")).status_code == 409
    assert (await step(boss, one, "reopen", reason="发现新证据")).status_code == 303
    assert (await step(boss, one, "withdraw", reason="客户要求")).status_code == 303
    assert (await now_is(gateway, one.id)).state == "withdrawn"
    html = await page(agent, one)
    for words in (
        "部门：信用卡部",
        "会办部门：信用卡部、法务部",
        "转办2026-17",
        "监管转办",
        "从核查中到已答复",
    ):
        assert words in html, words
    told = [message["text"] for message in await notices(customer)]
    told_of = [name for name, _, _ in steps if tells(name)] + ["reopen", "withdraw"]
    assert len(told) == len(told_of)
    assert "核查完了" in told[told_of.index("decide_review")]
    assert "书面提出" not in told[told_of.index("decide_review")]
    assert "发现新证据" in told[told_of.index("reopen")]


async def test_who_answered_does_not_review(gateway: Gateway, agent: Agent, boss: Agent) -> None:
    one = await filed(gateway)
    await step(agent, one, "answer", outcome="explained", text="已核实")
    await step(agent, one, "request_review", reason="客户来信要求")
    refused = await step(agent, one, "decide_review", **REVIEWED)
    assert refused.status_code == 403
    assert "核查要由没有答复过这件投诉的人来办" in refused.text
    assert "申请核查，次日起算" in await page(boss, one)
    assert (await step(boss, one, "decide_review", **REVIEWED)).status_code == 303


async def test_after_the_last_day_new_facts_are_two_supervisors(
    gateway: Gateway, agent: Agent, boss: Agent, hire: Hire
) -> None:
    one = await filed(gateway, days=20)
    assert 'id="step-new_facts"' not in await page(agent, one)
    assert (await step(agent, one, "new_facts", reason="客户补充录音")).status_code == 409
    assert (await step(boss, one, "new_facts", reason="客户补充录音")).status_code == 422
    await hire("zhao", "supervisor")
    chief = await id_of(gateway, "zhao")
    assert (await step(boss, one, "new_facts", reason="客户补充录音", approver_id=chief)).status_code == 303
    html = await page(agent, one)
    assert "重新起算" in html
    assert "曾经超过期限" in html


async def test_mediation_ends_with_words_and_the_ways_on(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    await step(agent, one, "accept")
    await step(agent, one, "start_mediation", reason="双方同意")
    assert (await step(agent, one, "close", reason="达成协议")).status_code == 422
    await step(agent, one, "close", reason="达成协议", text="双方同意退还一半年费。")
    told = (await notices(customer))[-1]["text"]
    assert "双方同意退还一半年费" in told
    assert "达成协议" not in told
    assert (await now_is(gateway, one.id)).outcome == "mediated"


async def test_a_score_is_given_once(gateway: Gateway, agent: Agent) -> None:
    one = await filed(gateway)
    await step(agent, one, "answer", outcome="explained", text="已核实")
    await step(agent, one, "close", reason="客户认可")
    await step(agent, one, "visit", text="满意", score="5")
    refused = await step(agent, one, "visit", text="又问了一次", score="4")
    assert refused.status_code == 422
    assert "已经评价过" in refused.text


async def test_the_second_of_two_is_told_what_changed_and_keeps_the_words(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    other, one = await hire("chen"), await filed(gateway)
    await step(other, one, "accept")
    await step(other, one, "note", text="已电话联系客户")
    text = "经核实，年费已经退还。"
    path = f"/desk/complaints/{one.id}/steps/answer"
    late = await agent.post(path, version="1", outcome="refunded", text=text)
    assert late.status_code == 409
    for words in ("别人改过这件投诉", "这段时间的变化", "受理", "chen", "已电话联系客户", text):
        assert words in late.text, words
    assert 'value="refunded" selected' in late.text
    assert "登记投诉</b>" not in late.text.partition("case-columns")[0]
    assert (await now_is(gateway, one.id)).state == "in_progress"
    preview = await agent.post(f"{path}/preview", version="1", outcome="refunded", text=text)
    assert preview.status_code == 409
    again = await step(agent, one, "answer", outcome="refunded", text=text)
    assert again.status_code == 303


async def test_words_for_a_step_that_is_gone_are_kept(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    other, one = await hire("chen"), await filed(gateway)
    await step(other, one, "refuse", refusal="settled_before", text="已和解")
    path = f"/desk/complaints/{one.id}/steps/answer"
    late = await agent.post(path, version="1", outcome="refunded", text="写了很久的答复")
    assert late.status_code == 409
    assert "您写的“答复客户”没有办" in late.text
    assert "写了很久的答复" in late.text
    assert "这段时间的变化" in late.text


@pytest.mark.parametrize(
    ("name", "fields", "status", "said"),
    [
        ("answer", {"text": "写好的答复"}, 422, "请填“结果”"),
        ("answer", {"outcome": "explained"}, 422, "请填“写给客户的话（客户会看到）”"),
        ("answer", {"outcome": "gift", "text": "写好的答复"}, 422, "没有填对"),
        ("answer", {"outcome": "explained", "text": "卡号6222020200112233445"}, 422, "不能写完整卡号"),
        ("answer", {"outcome": "explained", "text": "字" * 2001}, 413, "最多2000字"),
        ("refuse", {"refusal": "tired", "text": "写好的答复"}, 422, "没有填对"),
        ("transfer", {"reason": "写好的原因"}, 422, "部门"),
        ("extend_complex", {"reason": "\u200b\u3164\u2800\u2060"}, 422, "请填“原因"),
        ("extend_complex", {"reason": "。。…"}, 422, "没有填对"),
        ("note", {"text": "\u3164\u3164\u3164"}, 422, "请填“"),
        ("visit", {"text": "写好"}, 409, "现在的状态不能这样做"),
        ("remind", {}, 409, "现在的状态不能这样做"),
        ("rate", {"score": "5"}, 409, "现在的状态不能这样做"),
        ("nonsense", {"text": "写好"}, 409, "现在的状态不能这样做"),
    ],
)
async def test_a_refused_step_keeps_what_was_typed(
    gateway: Gateway, agent: Agent, name: str, fields: dict[str, str], status: int, said: str
) -> None:
    one = await filed(gateway)
    refused = await step(agent, one, name, **fields)
    assert refused.status_code == status
    assert said in refused.text
    for text in fields.values():
        if text.startswith(("写好", "卡号")):
            assert text in refused.text
    assert (await now_is(gateway, one.id)).version == 1


@pytest.mark.parametrize(("region", "days"), [("CN", 30), ("HK", 60), ("TW", None), ("MO", None)])
async def test_an_extension_is_offered_as_the_regions_rule_has_it(
    gateway: Gateway, agent: Agent, region: str, days: int | None
) -> None:
    one = await filed(gateway, region=region)
    html = await page(agent, one)
    assert ("step-extend_complex" in html) == (days is not None)
    assert f"延长到{days}日" in html or days is None
    ways = html.partition('id="rungs-title"')[2].partition("</section>")[0]
    assert ("12378" in ways) == (region == "CN")
    wanted = {"CN": "12378", "HK": "香港金融管理局", "MO": "澳门金融管理局", "TW": "1998"}[region]
    assert wanted in ways


async def test_old_questions_need_no_telling_once_it_is_over(gateway: Gateway, agent: Agent) -> None:
    gone, answered = await filed(gateway), await filed(gateway, phone="13800138001")
    for one in (gone, answered):
        await step(agent, one, "ask_info", text="请补充账单")
        assert "还没有告知客户：请客户补充" in await page(agent, one)
    await step(agent, gone, "withdraw", reason="客户来电要求")
    assert "还没有告知客户" not in await page(agent, gone)
    await step(agent, answered, "answer", outcome="explained", text="已核实")
    html = await page(agent, answered)
    assert "还没有告知客户：请客户补充" not in html
    assert "还没有告知客户：答复客户" in html


async def test_too_late_is_said(gateway: Gateway, agent: Agent) -> None:
    one = await filed(gateway, days=20)
    refused = await step(agent, one, "extend_complex", reason="来不及了")
    assert refused.status_code == 409
    assert "已经过了可以这样做的期限" in refused.text
    assert "来不及了" in refused.text


async def test_who_has_no_conversation_is_told_by_hand_and_that_is_noted(
    gateway: Gateway, agent: Agent
) -> None:
    one = await filed(gateway)
    assert "请打电话或写信告知客户" in await page(agent, one)
    asked = await agent.post(
        f"/desk/complaints/{one.id}/steps/ask_info/preview", version="1", text="请补账单"
    )
    assert "没有对话，请照这个意思告知客户" in asked.text
    assert "客服热线（95000）" in asked.text
    assert "补充投诉内容" not in asked.text
    await step(agent, one, "answer", outcome="explained", text="已核实")
    assert "还没有告知客户：答复客户" in await page(agent, one)
    preview = await agent.post(
        f"/desk/complaints/{one.id}/steps/reopen/preview", version="9", reason="补充核实"
    )
    assert preview.status_code == 409
    await step(agent, one, "told", how="phone", text="11月22日电话告知，客户本人接听")
    html = await page(agent, one)
    assert "还没有告知客户" not in html
    assert "已告知客户（电话）" in html


async def test_a_deleted_conversation_gets_nothing_and_the_page_says_so(
    gateway: Gateway, agent: Agent, customer: Customer
) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    assert (await customer.call("DELETE")).status_code in (200, 204)
    html = await page(agent, one)
    assert "客户已删除对话" in html
    assert "还没有告知客户" not in html
    assert (await step(agent, one, "accept")).status_code == 303
    assert "还没有告知客户：受理" in await page(agent, one)
    assert (await step(agent, one, "extend_complex", reason="要取证")).status_code == 303
    html = await page(agent, one)
    assert "还没有告知客户：延长期限（情况复杂）" in html
    assert "已告知客户" in html


async def test_a_step_whose_message_fails_is_not_done(
    gateway: Gateway, agent: Agent, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateway.desk.complaints import deeds

    one = await filed(gateway, conversation_id=customer.id)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(deeds.messages, "post", broken)
    assert (await step(agent, one, "accept")).status_code == 503
    assert (await now_is(gateway, one.id)).state == "received"
    assert [event.kind for event in await events(gateway, one.id)] == ["filed"]


async def test_the_customers_page_hears_at_once(gateway: Gateway, agent: Agent, customer: Customer) -> None:
    one = await filed(gateway, conversation_id=customer.id)
    with gateway.app.state.hub.listen(customer.id) as bell:
        await step(agent, one, "accept")
        assert bell.is_set()


@pytest.mark.parametrize("region", ["HK", "MO", "TW"])
async def test_the_ways_on_are_those_of_the_region(gateway: Gateway, agent: Agent, region: str) -> None:
    customer = await gateway.customer(region=region, script="zh-Hant-HK" if region != "TW" else "zh-Hant-TW")
    one = await filed(gateway, conversation_id=customer.id, region=region)
    await step(agent, one, "answer", outcome="explained", text="已核实")
    text = (await notices(customer))[-1]["text"]
    wanted = {"HK": "香港金融管理局", "MO": "澳門金融管理局", "TW": "金融消費評議中心"}[region]
    assert wanted in text
    assert "12378" not in text
    assert ("0800-789-885" in text) == (region == "TW")


async def test_a_step_its_message_and_its_preview_on_both_databases(
    either: Settings, engine: FakeEngine
) -> None:
    from casework.complaints.types import Deed
    from casework.errors import StaleError

    async with running(either, engine) as gateway:
        state, customer = gateway.app.state, await gateway.customer()
        one = await filed(gateway, conversation_id=customer.id)
        add = lambda s: staff.add(s, SYSTEM, "lin", "agent", "x", state.clock())  # noqa: E731
        actor, deeds = (await state.database.write(add)).actor(), state.complaint_desk.deeds
        deed = Deed("answer", text="已核实", outcome="explained", version=1)
        shown = await deeds.preview(one.id, deed, actor)
        assert ((await now_is(gateway, one.id)).version, await notices(customer)) == (1, [])
        await deeds.take(one.id, deed, actor)
        assert [message["text"] for message in await notices(customer)] == [shown.text]
        with pytest.raises(StaleError):
            await deeds.take(one.id, deed, actor)
        assert len(await notices(customer)) == 1
