"""What screening found becomes the intent and the entities of the turn."""

from pathlib import Path
from typing import Any

import pytest
from nlu_parts import create, message
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import BooleanSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.classifier import publish
from bot.nlu.fraud import FraudScreen
from bot.nlu.titles import EXACT, take

CALM = {"stage": "none"}


def tracker(checking: bool = False) -> DialogueStateTracker:
    slot = BooleanSlot("checking", mappings=[{}])
    return DialogueStateTracker.from_events("x", [SlotSet("checking", checking)], slots=[slot])


def judged(tmp_path: Path, text: str, found: dict[str, Any] | None, *, checking: bool = False) -> Any:
    seen = message(text)
    publish(seen, [("faq/scam_police", 0.9), ("faq/other", 0.1)], 5)
    if found is not None:
        seen.set("metadata", {"fraud": found})
    create(FraudScreen, tmp_path).process([seen], tracker(checking))
    return seen


@pytest.mark.parametrize("stage", ["targeted", "leaked", "paying", "paid"])
def test_an_alarm_is_a_report_with_stage_and_type(tmp_path: Path, stage: str) -> None:
    seen = judged(tmp_path, "他让我转", {"stage": stage, "type": "police", "score": 0.9})
    assert seen.get("intent")["name"] == "report_fraud"
    assert {e["entity"]: e["value"] for e in seen.get("entities")} == {
        "fraud_stage": stage,
        "fraud_type": "police",
    }


BY_WORDING = {"stage": "leaked", "type": None, "score": 0.9, "by_wording": True}


def test_the_wording_alone_does_not_overrule_a_sure_question(tmp_path: Path) -> None:
    seen = judged(tmp_path, "提款卡密碼唔記得點算", BY_WORDING)
    assert seen.get("intent")["full_retrieval_intent_name"] == "faq/scam_police"
    assert seen.get("fraud") == {**BY_WORDING, "doubted": True}
    ruled = judged(tmp_path, "我把验证码给他了", {**BY_WORDING, "by_wording": False})
    assert ruled.get("intent")["name"] == "report_fraud"


SETTLED = {"stage": "paid", "type": None, "score": 0.99, "by_wording": False, "weak": False}
WEAK = {"stage": "paying", "type": None, "score": 0.9, "by_wording": False, "weak": True}


@pytest.mark.parametrize(
    ("found", "label", "confidence", "answered"),
    [
        (WEAK, "faq/collection_family", 0.9, True),
        (WEAK, "faq/collection_family", 0.7, False),
        (WEAK, "faq/transfer_limit", 0.9, False),
        (WEAK, "faq/private_sale", 0.9, False),
        (WEAK, "greet", 0.9, False),
        ({**WEAK, "weak": False}, "faq/collection_family", 0.9, False),
        (BY_WORDING, "greet", 0.9, True),
        ({**WEAK, "stage": "paid"}, "faq/collection_family", 0.9, True),
        ({**WEAK, "stage": "paid"}, "faq/right_redress", 0.9, False),
        (WEAK, "faq/right_redress", 0.9, True),
        (WEAK, "faq/agent_warning", 0.9, False),
        (SETTLED, "faq/money_return", 0.9, True),
        (SETTLED, "faq/money_return", 0.7, False),
        ({**SETTLED, "stage": "paying"}, "faq/money_return", 0.9, False),
        ({**SETTLED, "sure": True}, "faq/money_return", 0.9, False),
        ({**SETTLED, "signs": ["说明"]}, "faq/money_return", 0.9, False),
        ({**SETTLED, "facts": {"when": "now"}}, "faq/money_return", 0.9, False),
    ],
)
def test_a_weak_alarm_does_not_overrule_a_sure_question_about_a_quarrel_or_what_is_settled(
    tmp_path: Path, found: dict[str, Any], label: str, confidence: float, answered: bool
) -> None:
    seen = message("催收打电话给我同事，又叫我借钱来还")
    publish(seen, [(label, confidence)], 5)
    seen.set("metadata", {"fraud": found})
    create(FraudScreen, tmp_path).process([seen], tracker())
    assert (seen.get("intent")["name"] != "report_fraud") == answered
    assert bool(seen.get("fraud").get("doubted")) == answered


def test_who_wants_a_text_checked_is_asked_for_it(tmp_path: Path) -> None:
    seen = message("你帮我看看是不是骗子")
    publish(seen, [("check_scam", 0.9)], 5)
    seen.set("metadata", {"fraud": {**BY_WORDING, "stage": "targeted"}})
    create(FraudScreen, tmp_path).process([seen], tracker())
    assert seen.get("intent")["name"] == "check_scam"


def checked(tmp_path: Path, text: str, label: str, *, checking: bool = False) -> str:
    seen = message(text)
    publish(seen, [(label, 0.9)], 5)
    seen.set("metadata", {"fraud": CALM})
    create(FraudScreen, tmp_path).process([seen], tracker(checking))
    return str(seen.get("intent")["name"])


def test_what_is_only_announced_is_asked_for(tmp_path: Path) -> None:
    assert checked(tmp_path, "我貼一封簡訊給你，幫我看是不是詐騙", "check_scam") == "check_scam"
    pasted = "帮我看看是不是诈骗：尊敬的客户您的积分即将到期，请尽快回电兑换精美礼品"
    assert checked(tmp_path, pasted, "check_scam") == "check_text"


def test_is_it_true_may_surely_ask_something_else(tmp_path: Path) -> None:
    asked = "我这点养老的钱都搁镇上信用社了，隔壁老张说小银行的存款没有保险，是不是真的"
    assert checked(tmp_path, asked, "faq/deposit_insured_banks") == "faq"
    assert checked(tmp_path, asked, "faq/deposit_insured_banks", checking=True) == "check_text"
    assert (
        checked(
            tmp_path,
            "我同学的表哥在群里说交两千块就能帮我修复征信，说得有模有样，是不是真的",
            "faq/scam_credit_repair",
        )
        == "check_text"
    )


def test_a_longer_story_may_surely_ask_something_else_too(tmp_path: Path) -> None:
    asked = "我媽把退休金五百萬都放同一家，隔壁阿姨說倒了只保三百萬，是真的嗎，外幣那部分有沒有算進去"
    assert checked(tmp_path, asked, "faq/tw_deposit") == "faq"
    assert checked(tmp_path, asked, "faq/tw_scam") == "check_text"
    assert checked(tmp_path, asked * 3, "faq/tw_deposit") == "check_text"


@pytest.mark.parametrize("ranking", [[("faq/scam_police", 0.5)], [("out_of_scope", 0.9)]])
def test_the_wording_alone_is_heard_where_no_question_is_sure(tmp_path: Path, ranking: Any) -> None:
    seen = message("他说要转过去")
    publish(seen, ranking, 5)
    seen.set("metadata", {"fraud": BY_WORDING})
    create(FraudScreen, tmp_path).process([seen], tracker())
    assert seen.get("intent")["name"] == "report_fraud"


@pytest.mark.parametrize("stage", ["none", "asking"])
def test_without_an_alarm_the_intent_stays(tmp_path: Path, stage: str) -> None:
    assert judged(tmp_path, "公检法会让人转账吗", {"stage": stage}).get("intent")["name"] == "faq"


def test_despair_comes_first(tmp_path: Path) -> None:
    seen = message("钱没了不想活了")
    publish(seen, [("faq/scam_police", 0.9)], 5)
    take(seen, "distress", 5)
    seen.set("metadata", {"fraud": {"stage": "paid", "type": None, "score": 0.9}})
    create(FraudScreen, tmp_path).process([seen], tracker())
    assert seen.get("intent")["full_retrieval_intent_name"] == "faq/distress"
    assert seen.get("fraud")["stage"] == "paid"


def test_without_a_gateway_the_text_is_screened_here(tmp_path: Path) -> None:
    seen = judged(tmp_path, "我已经把存款转到安全账户了", None)
    assert seen.get("intent")["name"] == "report_fraud"


def test_a_title_is_no_alarm(tmp_path: Path) -> None:
    seen = message("我已经把存款转到安全账户了")
    publish(seen, [("faq/scam_police", 0.9)], 5)
    seen.set(EXACT, True)
    create(FraudScreen, tmp_path).process([seen], tracker())
    assert seen.get("intent")["name"] == "faq"


PASTED = "这条短信是真的吗：您好，您预约的体检在本周六上午八点，请空腹前往三楼，带上身份证和医保卡原件"


def test_a_pasted_text_with_the_wish_is_checked(tmp_path: Path) -> None:
    assert judged(tmp_path, PASTED, CALM).get("intent")["name"] == "check_text"


def test_a_general_question_is_not_a_text_to_check(tmp_path: Path) -> None:
    assert judged(tmp_path, "杀猪盘是真的吗", CALM).get("intent")["name"] == "faq"


def test_what_follows_the_request_is_checked(tmp_path: Path) -> None:
    text = "您的包裹到了三号柜，取件码在App里"
    assert judged(tmp_path, text, CALM).get("intent")["name"] == "faq"
    assert judged(tmp_path, text, CALM, checking=True).get("intent")["name"] == "check_text"


def test_a_short_word_is_no_text_even_when_one_is_awaited(tmp_path: Path) -> None:
    assert judged(tmp_path, "转人工", CALM, checking=True).get("intent")["name"] == "faq"
