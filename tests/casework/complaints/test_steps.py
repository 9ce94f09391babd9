"""Steps: from the right state, by the right person, with what they need, on the newest version, on record."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from casework.audit import service as audit
from casework.audit.types import SYSTEM, Actor
from casework.complaints import rules
from casework.complaints import service as complaints
from casework.complaints.listed import Filter
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.steps import PUBLIC_KINDS, REASON_IS_TOLD, STEPS
from casework.complaints.types import Deed
from casework.db import Database
from casework.errors import (
    AlreadyRatedError,
    ComplaintStepError,
    NotAllowedError,
    NotFoundError,
    StaleError,
    TooLateError,
    TransitionError,
    ValueRefusedError,
)
from casework.staff import service as staff
from casework.statuses import (
    COMPLAINT_STATES,
    DECIDED_COMPLAINTS,
    FINAL_COMPLAINTS,
    OPEN_COMPLAINTS,
    REFUSAL_REASONS,
)
from tests.casework.complaints.case import BOSS, NEW, NOW, Case, hired
from tests.casework.talk import Talk


def answered(case: Case) -> Case:
    case.take("accept")
    case.take("answer", text="年费已退。", outcome="refunded")
    return case


def closed(case: Case) -> Case:
    answered(case).take("close", reason="客户认可")
    return case


def test_every_state_is_in_a_group_and_can_be_reached() -> None:
    grouped = OPEN_COMPLAINTS | DECIDED_COMPLAINTS | FINAL_COMPLAINTS
    assert grouped == set(COMPLAINT_STATES)
    reached = {"received"} | {step.target for step in STEPS.values() if step.target}
    assert reached == set(COMPLAINT_STATES)
    assert all(step.sources <= set(COMPLAINT_STATES) for step in STEPS.values())
    assert REASON_IS_TOLD <= PUBLIC_KINDS
    assert all(step.public for step in STEPS.values() if step.told)


def test_a_complaint_from_its_receipt_to_its_end(case: Case) -> None:
    accepted = case.take("accept")
    assert (accepted.state, accepted.assignee_id) == ("in_progress", case.agent.id)
    # Accepting is told to the customer: it is the first response.
    assert case.later(1).take("ask_info", text="请补充账单").first_response_at == NOW
    assert case.later(1).take("supplement", case.customer, text="账单已寄出").state == "in_progress"
    assert case.take("assign", staff_id=case.agent.id).assignee_id == case.agent.id
    done = case.later(1).take("answer", text="已核实并退还年费。", outcome="refunded")
    assert (done.state, done.outcome, done.decided_at, done.on_time) == (
        "answered",
        "refunded",
        case.now,
        True,
    )
    done = case.take("close", reason="客户认可")
    assert (done.state, done.closed_at) == ("closed", case.now)
    done = case.take("rate", case.customer, score=4)
    assert (done.satisfaction, done.rated_at, done.version) == (4, case.now, 8)
    kinds = ["filed", "accept", "ask_info", "supplement", "assign", "answer", "close", "rate"]
    events = case.events()
    assert [event.kind for event in events] == kinds
    assert [event.version for event in events] == list(range(1, 9))
    assert [event.from_state for event in events[1:]] == [event.to_state for event in events[:-1]]


def test_the_customers_own_history_has_no_staff_and_no_inner_words(case: Case) -> None:
    case.take("accept")
    case.take("note", text="柜员承认没有说明")
    case.take("assign", staff_id=case.agent.id)
    case.take("extend_complex", reason="需要调取录像")
    case.take("answer", text="年费已退。", outcome="refunded")
    case.take("close", reason="内部结案说明")
    seen = case.events(public=True)
    assert [event.kind for event in seen] == ["filed", "accept", "extend_complex", "answer", "close"]
    assert [event.text for event in seen] == [None, None, "需要调取录像", "年费已退。", None]
    assert {event.actor_id for event in seen} == {None}
    assert {event.reason for event in seen} == {None}
    assert case.agent.id not in str(seen)


def test_a_step_that_does_not_start_here_is_refused(case: Case) -> None:
    with pytest.raises(ComplaintStepError) as refused:
        case.take("close", reason="试试")
    assert (refused.value.step, refused.value.state) == ("close", "received")
    assert isinstance(refused.value, TransitionError)
    assert case.get().version == 1


def test_an_old_version_is_refused(case: Case) -> None:
    seen = case.get().version
    case.take("supplement", case.customer, text="还有一张回执")
    with pytest.raises(StaleError) as refused:
        case.take("accept", version=seen)
    assert (refused.value.seen, refused.value.version) == (1, 2)
    assert case.take("accept", version=2).version == 3


@pytest.mark.parametrize("name", ["accept", "answer", "note", "reopen", "remind", "visit"])
def test_customers_do_not_do_staffs_work(case: Case, name: str) -> None:
    with pytest.raises(NotAllowedError):
        case.take(name, case.customer, text="好", reason="好的", outcome="explained")


@pytest.mark.parametrize("role", ["editor", "auditor"])
def test_editors_and_auditors_change_nothing(case: Case, role: Any) -> None:
    actor = hired(case.database, role, role)
    assert complaints.allowed(case.get(), actor) == ()
    with pytest.raises(NotAllowedError):
        case.take("note", actor, text="看过")


def test_another_customer_may_nothing(case: Case) -> None:
    with pytest.raises(NotAllowedError):
        case.take("withdraw", customer("XB-2222-22222"))
    assert complaints.allowed(case.get(), customer("x")) == ()


def test_the_conversation_it_came_from_may_act(database: Database) -> None:
    talk = Talk(database)
    case = Case(database, conversation_id=talk.id)
    assert case.take("withdraw", customer(talk.id)).state == "withdrawn"


def test_what_is_allowed_is_in_the_order_of_the_table(case: Case) -> None:
    assert complaints.allowed(case.get(), case.customer) == ("supplement", "withdraw")
    names = complaints.allowed(case.get(), case.agent)
    assert names[:3] == ("accept", "ask_info", "supplement")
    assert list(names) == [name for name in STEPS if name in names]
    assert {"reopen", "extend_special", "end_appraisal", "remind", "rate"} & set(names) == set()


def test_only_a_supervisor_reopens(case: Case) -> None:
    closed(case)
    with pytest.raises(NotAllowedError):
        case.take("reopen", reason="有新情况")
    found = case.later(3).take("reopen", case.boss, reason="有新情况")
    assert (found.state, found.reopened, found.decided_at, found.closed_at) == ("in_progress", 1, None, None)
    assert (found.outcome, found.on_time) == (None, None)


@pytest.mark.parametrize(
    ("step", "values", "field"),
    [
        ("fly", {}, "step"),
        ("ask_info", {}, "text"),
        ("ask_info", {"text": "  "}, "text"),
        ("ask_info", {"text": "长" * 2001}, "text"),
        ("answer", {"text": "好"}, "outcome"),
        ("answer", {"text": "好", "outcome": "magic"}, "outcome"),
        ("refuse", {"text": "好"}, "refusal"),
        ("refuse", {"text": "好", "refusal": "lazy"}, "refusal"),
        ("extend_complex", {"reason": "急"}, "reason"),
        ("assign", {"staff_id": "nobody"}, "staff_id"),
        ("transfer", {"reason": "归口处理"}, "department"),
        ("transfer", {"reason": "归口处理", "department": "13800138000"}, "department"),
        ("joint", {"reason": "一起查"}, "departments"),
        ("reclassify", {}, "cause"),
        ("reclassify", {"cause": "luck"}, "cause"),
        ("withdraw", {}, "reason"),
        ("link_regulator", {"reference": "a\nb"}, "reference"),
    ],
)
def test_what_a_step_needs(case: Case, step: str, values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        case.take(step, **values)
    assert refused.value.field == field
    assert case.get().version == 1


def test_what_staff_write_is_masked_too(case: Case) -> None:
    case.take("note", text="客户电话 13912345678，卡密码 739201")
    case.take("extend_complex", reason="等 13912345678 回电")
    words = str([(event.text, event.reason) for event in case.events()])
    assert "13912345678" not in words
    assert "739201" not in words
    assert "139****5678" in words


def test_a_special_extension_needs_another_supervisor(case: Case) -> None:
    case.take("accept")
    with pytest.raises(ComplaintStepError):
        case.take("extend_special", reason="案情复杂", approver_id=case.boss.id)
    case.take("extend_complex", reason="案情复杂")
    for approver in (case.agent.id, "nobody", hired(case.database, "another", "agent").id):
        with pytest.raises(ValueRefusedError, match="approver_id"):
            case.take("extend_special", reason="案情复杂", approver_id=approver)
    with pytest.raises(ValueRefusedError, match="approver_id"):
        case.take("extend_special", case.boss, reason="案情复杂", approver_id=case.boss.id)
    found = case.take("extend_special", case.boss, reason="案情复杂", approver_id=case.other.id)
    assert (found.stage, found.extension_days, case.clock().limit_days) == ("special", 45, 60)
    assert case.events()[-1].payload == {"approver_id": case.other.id}


def test_a_disabled_supervisor_approves_nothing(case: Case) -> None:
    case.take("accept")
    case.take("extend_complex", reason="案情复杂")
    case.database.run_write(lambda s: staff.disable(s, BOSS, case.other.id, "离职", NOW))
    with pytest.raises(ValueRefusedError, match="approver_id"):
        case.take("extend_special", reason="案情复杂", approver_id=case.other.id)


def test_settling_adds_up_and_needs_approval(case: Case) -> None:
    case.take("accept")
    with pytest.raises(ValueRefusedError, match="amount"):
        case.take("settle", amount=Decimal(0), approver_id=case.boss.id)
    case.take("settle", amount=Decimal("99.5"), approver_id=case.boss.id)
    found = case.take("settle", amount=Decimal("0.5"), approver_id=case.boss.id)
    assert (found.compensation, found.state) == (Decimal("100.00"), "in_progress")
    assert case.events()[-1].payload == {"amount": 50, "currency": "CNY", "approver_id": case.boss.id}


def test_an_extension_after_the_last_day_is_too_late(case: Case) -> None:
    case.take("accept")
    with pytest.raises(TooLateError):
        case.later(16).take("extend_complex", reason="案情复杂")


def test_no_extension_where_the_rule_knows_none(database: Database) -> None:
    case = Case(database, region="TW")
    with pytest.raises(ComplaintStepError) as refused:
        case.take("extend_complex", reason="案情複雜")
    assert not isinstance(refused.value, TooLateError)


@pytest.mark.parametrize(
    ("region", "first", "then"),
    [("CN", True, True), ("HK", True, False), ("TW", False, False), ("MO", False, False)],
)
def test_only_what_the_regions_rule_knows_is_offered(
    database: Database, region: Any, first: bool, then: bool
) -> None:
    case = Case(database, region=region)
    assert ("extend_complex" in complaints.allowed(case.get(), case.boss)) == first
    if first:
        case.take("extend_complex", reason="案情复杂")
    assert ("extend_special" in complaints.allowed(case.get(), case.boss)) == then


@pytest.mark.parametrize("step", ["new_facts", "start_appraisal"])
def test_after_the_last_day_two_supervisors_are_needed_and_the_overrun_stays(case: Case, step: str) -> None:
    case.take("accept")
    assert not case.later(15).take("note", text="最后一天").overran
    case.later(1)
    with pytest.raises(NotAllowedError) as refused:
        case.take(step, reason="有新事实", approver_id=case.other.id)
    assert refused.value.why == "overrun"
    for approver in (None, case.boss.id, case.agent.id):
        with pytest.raises(ValueRefusedError, match="approver_id"):
            case.take(step, case.boss, reason="有新事实", approver_id=approver)
    found = case.take(step, case.boss, reason="有新事实", approver_id=case.other.id)
    assert (found.overran, case.events()[-1].payload) == (True, {"approver_id": case.other.id})
    assert case.events(public=True)[-1].payload == {}
    done = case.later(1).take("answer", text="年费已退。", outcome="refunded")
    assert (done.on_time, done.overran) == (False, True)
    done = case.take("reopen", case.boss, reason="有新情况")
    assert (done.on_time, done.overran) == (None, True)
    assert case.take("answer", text="年费已退。", outcome="refunded").on_time is False


def test_in_time_new_facts_are_anybodys_and_nothing_is_kept_against_it(case: Case) -> None:
    found = case.later(15).take("new_facts", reason="客户补充录音")
    assert (found.overran, case.events()[-1].payload, case.clock().cause) == (False, {}, "restarted")
    done = case.later(15).take("answer", text="年费已退。", outcome="refunded")
    assert (done.on_time, done.overran) == (True, False)


def test_a_review_that_runs_over_is_not_a_late_decision(case: Case) -> None:
    answered(case).take("request_review", case.customer)
    case.later(31)
    with pytest.raises(NotAllowedError):
        case.take("new_facts", reason="有新事实")
    found = case.take("new_facts", case.boss, reason="有新事实", approver_id=case.other.id)
    assert (found.overran, found.on_time) == (True, True)


def test_asking_again_and_refusing_while_something_is_awaited(case: Case) -> None:
    case.take("ask_info", text="请补充账单")
    assert case.take("ask_info", text="还差回单").state == "awaiting_info"
    assert {"answer", "refuse"} <= set(complaints.allowed(case.get(), case.agent))
    assert case.take("refuse", text="没有补充", refusal="no_real_facts").state == "refused"


def test_a_refusal_for_want_of_facts_ends_when_the_customer_brings_them(case: Case) -> None:
    case.take("refuse", text="请说明经过", refusal="no_real_facts")
    found = case.later(20).take("supplement", case.customer, text="3月2日在人民路网点")
    assert (found.state, found.refusal, found.decided_at, found.closed_at) == (
        "in_progress",
        None,
        None,
        None,
    )
    assert (found.on_time, found.overran, found.reopened) == (None, False, 0)
    clock = case.clock()
    assert (clock.cause, clock.starts_on, clock.used_days) == ("restarted", case.now.date(), 0)
    assert case.later(1).take("answer", text="年费已退。", outcome="refunded").on_time is True


def test_no_other_refusal_asks_for_more(case: Case) -> None:
    case.take("refuse", text="已和解", refusal="settled_before")
    assert "supplement" not in complaints.allowed(case.get(), case.customer)
    with pytest.raises(ComplaintStepError):
        case.take("supplement", case.customer, text="还有")


def test_what_mediation_agreed_on_is_told_and_counts_as_the_decision(case: Case) -> None:
    case.take("accept")
    case.later(3).take("start_mediation", reason="双方同意")
    with pytest.raises(ValueRefusedError, match="text"):
        case.later(5).take("close", reason="达成协议")
    found = case.take("close", reason="达成协议", text="双方同意退还一半年费。")
    assert (found.state, found.outcome, found.decided_at, found.on_time) == (
        "closed",
        "mediated",
        case.now,
        True,
    )
    assert case.events()[-1].payload == {"outcome": "mediated"}
    assert case.events(public=True)[-1].text == "双方同意退还一半年费。"
    assert case.clock().review_until is not None


def test_mediation_after_an_answer_does_not_decide_again(case: Case) -> None:
    decided = answered(case).get().decided_at
    case.later(2).take("start_mediation", reason="双方同意")
    found = case.later(2).take("close", reason="达成协议", text="双方同意。", outcome="refunded")
    assert (found.decided_at, found.outcome) == (decided, "refunded")


def test_the_clock_says_why_it_began(case: Case) -> None:
    assert case.clock().cause == "received"
    answered(case).take("request_review", case.customer)
    assert case.clock().cause == "review"
    case.take("decide_review", case.boss, text="维持。", outcome="explained", department="总行消保部")
    case.take("reopen", case.boss, reason="有新情况")
    assert case.clock().cause == "reopened"


@pytest.mark.parametrize("decision", ["answer", "refuse", "close"])
def test_whoever_decided_does_not_review(case: Case, decision: str) -> None:
    case.take("accept")
    if decision == "close":
        case.take("start_mediation", reason="双方同意")
    case.take(decision, text="好", outcome="explained", refusal="settled_before", reason="办结")
    case.take("request_review", case.customer)
    deed = {"text": "维持原答复。", "outcome": "explained"}
    with pytest.raises(NotAllowedError) as refused:
        case.take("decide_review", **deed, department="总行消保部")
    assert refused.value.why == "own_decision"
    with pytest.raises(ValueRefusedError, match="department"):
        case.take("decide_review", case.boss, **deed)
    case.take("decide_review", case.boss, **deed, department="总行消保部")
    assert case.events()[-1].payload == {"outcome": "explained", "department": "总行消保部"}


def test_a_review_within_thirty_days_and_once(case: Case) -> None:
    closed(case)
    found = case.later(30).take("request_review", case.customer)
    assert (found.state, found.closed_at, found.reviewed) == ("in_review", None, True)
    deed = Deed("decide_review", text="维持原答复。", outcome="explained", department="总行消保部")
    found = case.do(deed, case.boss)
    assert (found.state, found.outcome) == ("answered", "explained")
    with pytest.raises(ComplaintStepError):
        case.take("request_review", case.customer)


def test_a_review_after_thirty_days_is_too_late(case: Case) -> None:
    closed(case)
    with pytest.raises(TooLateError) as refused:
        case.later(31).take("request_review", case.customer)
    assert refused.value.step == "request_review"


def test_an_appraisal_is_begun_and_ended_once(case: Case) -> None:
    case.take("accept")
    with pytest.raises(ComplaintStepError):
        case.take("end_appraisal", reason="结果出来了")
    assert case.take("start_appraisal", reason="送检签名").appraisal
    with pytest.raises(ComplaintStepError):
        case.take("start_appraisal", reason="送检签名")
    found = case.later(5).take("end_appraisal", reason="结果出来了")
    assert (found.appraisal, found.paused_days) == (False, 5)


def test_refusing_says_why(case: Case) -> None:
    found = case.take("refuse", text="请向支付机构提出。", refusal="not_our_institution")
    assert (found.state, found.refusal, found.decided_at, found.closed_at) == (
        "refused",
        "not_our_institution",
        NOW,
        NOW,
    )
    assert case.events()[-1].payload == {"refusal": "not_our_institution"}


def test_every_reason_to_refuse_has_its_sentence_and_source() -> None:
    assert set(rules.refusals()) == set(REFUSAL_REASONS)
    assert all(
        each["sentence"] and each["source"] and each["confidence"] for each in rules.refusals().values()
    )


def test_rating_once_and_not_saying_is_an_answer(case: Case) -> None:
    closed(case)
    assert case.take("rate", case.customer).rated_at == NOW
    with pytest.raises(AlreadyRatedError):
        case.take("rate", case.customer, score=5)
    for score in (6, 5):
        with pytest.raises(ValueRefusedError, match="score"):
            case.take("visit", text="回访", score=score)
    assert case.take("visit", text="回访：满意").satisfaction is None


def test_what_a_visit_heard_counts_when_nothing_was_said_before(case: Case) -> None:
    closed(case)
    assert case.take("visit", text="回访：一般", score=3).satisfaction == 3
    with pytest.raises(AlreadyRatedError):
        case.take("rate", case.customer, score=5)


def test_moving_joining_and_classing(case: Case) -> None:
    found = case.take("transfer", department="信用卡中心", branch="本行（总行）", reason="归口处理")
    assert (found.department, found.branch) == ("信用卡中心", "本行（总行）")
    case.take("joint", departments=("零售部", "科技部"), reason="一起核实")
    assert case.events()[-1].payload == {"departments": ["零售部", "科技部"]}
    found = case.take("reclassify", cause="disclosure")
    assert (found.business, found.cause, found.classified_by, found.sure) == (
        "debit",
        "disclosure",
        "staff",
        1.0,
    )
    assert case.events()[-1].payload == {"cause": "disclosure", "was": {"cause": "fee"}}
    found = case.take("link_regulator", reference="京转〔2026〕12号")
    assert (found.regulator_ref, found.by_regulator) == ("京转〔2026〕12号", True)


@pytest.mark.parametrize("blank", ["\u200b" * 4, "\u3164" * 4, "\u2800\u2800", "\u3000 \t", "。。。"])
def test_a_reason_that_cannot_be_read_is_none(case: Case, blank: str) -> None:
    with pytest.raises(ValueRefusedError, match="reason"):
        case.take("extend_complex", reason=blank)


def test_a_text_that_cannot_be_read_is_none(case: Case) -> None:
    with pytest.raises(ValueRefusedError, match="text"):
        case.take("note", text="\u3164\u200b\u2800")


def test_a_person_is_revealed_for_a_reason_that_is_audited(case: Case) -> None:
    [party] = case.read(complaints.parties_of)

    def reveal(actor: Actor, reason: str, field: str = "phone") -> str:
        from tests.casework.complaints.case import CIPHER

        return case.database.run_write(
            lambda s: complaints.reveal(s, CIPHER, case.id, party.id, field, actor, reason, NOW)
        )

    assert reveal(case.agent, "回电核实") == NEW.parties[0].contact.phone
    for nothing in ("看", "\u200b" * 8, "\u3164" * 8, "\u2800" * 8, "…………", "看 \u200d看\u00ad "):
        with pytest.raises(ValueRefusedError, match="reason"):
            reveal(case.agent, nothing)
    with pytest.raises(ValueRefusedError):
        reveal(case.agent, "回电核实", "shoe_size")
    with pytest.raises(NotAllowedError):
        reveal(hired(case.database, "auditor", "auditor"), "看看是谁")
    with pytest.raises(NotFoundError):
        case.database.run_write(
            lambda s: complaints.reveal(s, None, case.id, "x", "phone", case.agent, "回电核实", NOW)  # type: ignore[arg-type]
        )
    [record] = case.database.run_read(lambda s: audit.search(s, action="complaint.revealed"))
    assert (record.actor_id, record.reason, record.object_id) == (case.agent.id, "回电核实", str(case.id))
    assert record.after == {"party_id": party.id, "field": "phone"}


def test_what_staff_do_is_audited_without_their_words(case: Case) -> None:
    case.take("accept")
    case.take("note", text="内部情况")
    case.take("supplement", case.customer, text="补充")
    found = case.database.run_read(lambda s: audit.search(s, object_type="complaint", object_id=str(case.id)))
    assert [record.action for record in found] == ["complaint.note", "complaint.accept"]
    assert found[1].before == {"state": "received"}
    assert found[1].after == {"state": "in_progress", "version": 2}
    assert "内部情况" not in str(found)


def test_the_system_drives_the_demo_without_accounts(database: Database) -> None:
    case = Case(database, SYSTEM, demo=True)
    case.take("accept", SYSTEM)
    case.take("assign", SYSTEM, staff_id="demo-1")
    assert case.take("answer", SYSTEM, text="好", outcome="explained").state == "answered"
    with pytest.raises(NotAllowedError):
        case.take("rate", SYSTEM, score=5)


def test_one_who_speaks_for_another_must_be_named(database: Database) -> None:
    parties = (
        NewParty("complainant", Contact("王奶奶", None)),
        NewParty("authorised", Contact("王小明", "13900139000")),
    )
    case = Case(database, kind="for_other", parties=parties)
    assert [party.role for party in case.read(complaints.parties_of)] == ["complainant", "authorised"]
    # The one who helps may help two: their number does not join the complaints.
    other = replace(case.new, parties=(NewParty("complainant", Contact("李奶奶", None)), parties[1]))
    assert not case.file(other, case.agent).joined


def test_nothing_is_done_to_a_complaint_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFoundError):
        database.run_write(lambda s: complaints.take(s, 7, Deed("accept"), BOSS, NOW))
    assert database.run_read(lambda s: complaints.worklist(s, Filter())).items == ()
