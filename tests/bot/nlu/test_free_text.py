"""A requested free-text slot: stories answer, questions and orders stay what they are."""

from pathlib import Path

import pytest
from nlu_parts import create, message
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.classifier import publish
from bot.nlu.free_text import FreeTextGate, is_question, requested_slot
from bot.nlu.names import FALLBACK_REASON
from bot.nlu.titles import EXACT

SLOT = {"type": "text", "mappings": [{"type": "from_text"}]}
DOMAIN = Domain.from_dict({"forms": {"f": {"required_slots": ["detail"]}}, "slots": {"detail": SLOT}})


def tracker(requested: str | None) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(
        "x", [ActiveLoop("f"), SlotSet("requested_slot", requested)], slots=DOMAIN.slots
    )


def judged(tmp_path: Path, text: str, label: str, confidence: float, requested: str | None = "detail") -> str:
    seen = message(text)
    publish(seen, [(label, confidence), ("faq/other", 0.1)], 5)
    gate = create(FreeTextGate, tmp_path, slots=["detail"])
    gate.process([seen], tracker(requested))
    return str(seen.get("intent")["name"])


@pytest.mark.parametrize(
    ("text", "label", "confidence", "intent"),
    [
        ("我买到假货了", "faq/scam_shopping", 0.9, "inform"),
        ("他们冒充客服骗了我三万", "faq/scam_courier_service", 0.95, "inform"),
        ("好的", "affirm", 0.9, "inform"),
        ("要多久才有结果？", "faq/complaint_deadline", 0.8, "faq"),
        ("投訴要幾天", "faq/complaint_deadline", 0.8, "faq"),
        ("投诉要多少天", "faq/complaint_deadline", 0.3, "inform"),
        ("转人工", "ask_human", 0.9, "ask_human"),
        ("昨天去柜台让他们转人工他们一直不肯还骂我", "ask_human", 0.7, "inform"),
        ("打开大字版", "switch_large", 0.8, "switch_large"),
    ],
)
def test_while_free_text_is_asked_for(
    tmp_path: Path, text: str, label: str, confidence: float, intent: str
) -> None:
    assert judged(tmp_path, text, label, confidence) == intent


@pytest.mark.parametrize(
    "text",
    [
        "查投诉 XB-7K2M-9PQRS ABC234",
        "投诉进度 XB7K2M9PQRS ABC234",
        "XB-7K2M-9PQRS 进度",
        "ｘｂ—7k2m—9pqrs 怎么样了？",
        "我要投诉的那件 XB 7K2M 9PQRS 到哪一步了",
    ],
)
@pytest.mark.parametrize(
    ("label", "confidence"), [("faq/complaint_how", 0.9), ("file_complaint", 0.95), ("complaint_rate", 0.3)]
)
def test_a_receipt_asks_how_it_stands(tmp_path: Path, text: str, label: str, confidence: float) -> None:
    assert judged(tmp_path, text, label, confidence, None) == "complaint_status"


def test_a_receipt_the_gates_did_not_know(tmp_path: Path) -> None:
    seen = message("XB-7K2M-9PQRS")
    publish(seen, [("nlu_fallback", 0.9)], 5)
    seen.set(FALLBACK_REASON, "unknown_words")
    create(FreeTextGate, tmp_path).process([seen], tracker(None))
    assert seen.get("intent")["name"] == "complaint_status"
    assert seen.get(FALLBACK_REASON) is None


@pytest.mark.parametrize(
    ("text", "label", "requested", "intent"),
    [
        ("撤回投诉 XB-7K2M-9PQRS", "complaint_withdraw", None, "complaint_withdraw"),
        ("转人工，XB-7K2M-9PQRS", "ask_human", None, "ask_human"),
        ("xbox 坏了想退货", "faq/scam_shopping", None, "faq"),
        # While the story is told, an order is an order and a story a story.
        ("XB-7K2M-9PQRS 进度", "faq/complaint_how", "detail", "complaint_status"),
        ("我之前投诉过XB-7K2M-9PQRS，一个月了没有人给我回电话", "faq/complaint_how", "detail", "inform"),
    ],
)
def test_a_receipt_beside_other_words(
    tmp_path: Path, text: str, label: str, requested: str | None, intent: str
) -> None:
    assert judged(tmp_path, text, label, 0.9, requested) == intent


@pytest.mark.parametrize("requested", [None, "another"])
def test_otherwise_nothing_changes(tmp_path: Path, requested: str | None) -> None:
    assert judged(tmp_path, "我买到假货了", "faq/scam_shopping", 0.9, requested) == "faq"


def test_a_domain_without_forms(tmp_path: Path) -> None:
    seen = message("我买到假货了")
    publish(seen, [("faq/a", 0.9)], 5)
    empty = DialogueStateTracker.from_events("x", [])
    assert (
        create(FreeTextGate, tmp_path, slots=["detail"]).process([seen], empty)[0].get("intent")["name"]
        == "faq"
    )


def test_a_tapped_title_is_a_question(tmp_path: Path) -> None:
    seen = message("紧急止付")
    publish(seen, [("faq/stop_payment", 1.0)], 5)
    seen.set(EXACT, True)
    create(FreeTextGate, tmp_path, slots=["detail"]).process([seen], tracker("detail"))
    assert seen.get("intent")["name"] == "faq"


def test_a_story_the_gate_did_not_understand_is_still_the_answer(tmp_path: Path) -> None:
    seen = message("鼹鼠钻石？")
    publish(seen, [("nlu_fallback", 0.9)], 5)
    seen.set(FALLBACK_REASON, "unknown_words")
    create(FreeTextGate, tmp_path, slots=["detail"]).process([seen], tracker("detail"))
    assert seen.get("intent")["name"] == "inform"
    assert seen.get(FALLBACK_REASON) is None


@pytest.mark.parametrize(
    ("text", "label", "intent"),
    [
        ("我要投诉你们，房贷提前还款多收了我三千块违约金，合同上没写", "faq/right_know", "file_complaint"),
        ("我要申訴，信用卡年費說好免收卻扣款", "faq/right_fair", "file_complaint"),
        ("你们什么垃圾银行！我要投诉！上周五排了两个小时，柜员还骂我", "faq/right_respect", "file_complaint"),
        ("我要投诉！！！你们客服就是骗子，打了三天电话没人管", "faq/complaint_how", "file_complaint"),
        ("我要投诉，怎么投诉，电话打了三天了没人接呀", "file_complaint", "faq"),
        ("投诉！ATM吞了我5000块", "faq/counterfeit", "file_complaint"),
        ("投诉ATM吞我5000块钱", "faq/counterfeit", "file_complaint"),
        ("投诉柜员骂人", "faq/right_respect", "file_complaint"),
        ("投訴 上個月在中山路分行理專推薦我買基金虧損十二萬元", "faq/right_know", "file_complaint"),
        ("替我妈投诉，她78岁不会用智能手机，网点不让她在柜台取钱", "faq/elderly", "file_complaint"),
        ("投拆 取款机扣帐没出钱 2000", "faq/counterfeit", "file_complaint"),
        ("我们小区32户房贷都没降，要集体投诉", "faq/complaint_authorise", "file_complaint"),
        ("我们五十个人要一起投诉你们", "faq/complaint_authorise", "file_complaint"),
        ("我们要集体投诉你们", "faq/complaint_authorise", "file_complaint"),
        ("申訴銀行亂扣我手續費", "faq/deny", "file_complaint"),
        ("我要投诉你们泄露我的电话", "faq/data_leak", "file_complaint"),
        ("我要投诉，帮我转人工", "ask_human", "ask_human"),
        ("几个人可以一起投诉", "faq/complaint_authorise", "faq"),
        ("投诉电话是多少", "faq/complaint_how", "faq"),
        ("投诉补件", "complaint_supplement", "complaint_supplement"),
        ("投诉我收回，不用办了", "complaint_withdraw", "complaint_withdraw"),
        ("幫我把這件申訴送上級重新審", "complaint_review", "complaint_review"),
        ("投诉收钱", "faq/complaint_cost", "faq"),
        ("投訴完要等好幾日先有人理", "faq/complaint_deadline", "faq"),
        ("投诉会影响我的征信吗", "faq/complaint_credit", "faq"),
        ("投诉以后银行会怎么处理", "faq/complaint_process", "faq"),
        ("投诉人是谁查得到吗", "faq/complaint_anonymous", "faq"),
        ("替我妈投诉要什么手续", "faq/complaint_authorise", "faq"),
        ("帮我爸投诉，他本人不来行吗", "faq/complaint_authorise", "faq"),
        ("我想投诉，应该找谁", "file_complaint", "faq"),
        ("要去邊度投訴你哋", "file_complaint", "faq"),
        ("公安机关会不会要求核查资金？", "complaint_review", "faq"),
        ("我要申请核查", "complaint_review", "complaint_review"),
        ("他们让我投诉你们", "faq/agent_warning", "faq"),
    ],
)
def test_an_order_to_complain_is_told_from_the_question_how(
    tmp_path: Path, text: str, label: str, intent: str
) -> None:
    assert judged(tmp_path, text, label, 0.8, None) == intent


def test_a_story_keeps_its_questions(tmp_path: Path) -> None:
    long = "我去取钱他不让我取，我问凭什么？他说就凭规定，这叫什么服务？你们就这样对老客户吗？"
    assert judged(tmp_path, long, "faq/right_fair", 0.9) == "inform"
    assert judged(tmp_path, "凭什么扣我的钱", "faq/right_fair", 0.9) == "inform"


def test_a_form_that_a_new_session_ended_asks_nothing() -> None:
    ended = DialogueStateTracker.from_events("x", [SlotSet("requested_slot", "detail")], slots=DOMAIN.slots)
    assert requested_slot(ended) is None


@pytest.mark.parametrize("text", ["怎么办", "能不能退", "这样可以吗", "真的吗？", "多久"])
def test_questions(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize("text", ["我被骗了", "他说会退钱", "三万元"])
def test_statements(text: str) -> None:
    assert not is_question(text)
