"""What a customer in danger is told: emergency steps first, in the region's wording; warnings; verdicts."""

from typing import Any

import pytest

from actions.faq import ActionAnswer
from actions.fraud import ActionCheckScam, ActionFlagFraud
from bot.text import fold
from tests.actions.test_actions import heard, run

FIRST = {"CN": "110", "HK": "999", "MO": "993", "TW": "110"}


def found(stage: str, type_: str | None = None, **more: Any) -> dict[str, Any]:
    base = {"stage": stage, "type": type_, "severity": "critical", "score": 0.95, "person": "self"}
    return base | {"facts": {}, "pasted": False, "notice": False, "signs": [], "links": []} | more


def flag(fraud: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    reply, _ = run(ActionFlagFraud(), intent={"name": "report_fraud"}, fraud=fraud, metadata=metadata)
    return reply


@pytest.mark.parametrize("region", ["CN", "HK", "MO", "TW"])
@pytest.mark.parametrize("stage", ["paid", "paying", "leaked"])
@pytest.mark.parametrize("mode", ["standard", "large"])
def test_an_emergency_names_the_region_s_number_first(stage: str, region: str, mode: str) -> None:
    reply = flag(found(stage, "police"), region=region, region_known=True, mode=mode)
    assert reply["urgent"] is True
    assert FIRST[region] in reply["text"]
    assert "\n1. " in reply["text"]
    assert reply["buttons"][0]["title"].startswith("转")
    assert reply["hotlines"]
    assert reply["flag"]["stage"] == stage


def test_paid_asks_the_two_facts_and_warns_of_the_second_swindle() -> None:
    text = flag(found("paid"))["text"]
    assert "几点几分" in text
    assert "密码和验证码" in text
    assert "追" in text
    assert "一定" not in text


def test_money_long_gone_is_not_asked_for_the_minute() -> None:
    text = flag(found("paid", facts={"when": "long"}))["text"]
    assert "请告诉我两件事" not in text
    assert "报案" in text


@pytest.mark.parametrize("stage", ["paying", "paid", "targeted"])
def test_who_is_told_to_keep_it_secret_gets_the_sentence_for_that(stage: str) -> None:
    assert "瞒着家人" in flag(found(stage, "police", facts={"secrecy": True}))["text"]


def test_somebody_else_s_danger_is_answered_to_who_can_reach_them() -> None:
    assert flag(found("paying", person="family"))["entry"] == "emergency_leaving_now"
    assert "马上到他身边" in flag(found("targeted", person="third"))["text"]


def test_a_warning_says_what_it_is_how_to_check_and_whom_to_call() -> None:
    reply = flag(found("targeted", "brushing", severity="watch"))
    assert reply["entry"] == "scam_brushing"
    assert "刷单" in reply["text"]
    assert "\n1. " in reply["text"]
    assert "96110" in reply["text"]
    assert reply["sources"]
    assert reply["urgent"] is False


def test_a_warning_is_the_entry_that_surely_fits_with_whom_to_call() -> None:
    trial = found("targeted", "virtual_currency", severity="watch", facts={"secrecy": True})
    known = heard("scam_digital_rmb", 0.95) | {"intent": {"name": "report_fraud"}}
    reply, _ = run(ActionFlagFraud(), fraud=trial, **known)
    assert (reply["entry"], reply["flag"]["stage"]) == ("scam_digital_rmb", "targeted")
    assert "瞒着家人" in reply["text"]
    assert "96110" in reply["text"].splitlines()[-1]
    assert reply["buttons"][0]["title"] == "转人工"
    unsure, _ = run(ActionFlagFraud(), fraud=trial, **(known | heard("scam_digital_rmb", 0.5)))
    pasted, _ = run(ActionFlagFraud(), fraud=trial | {"pasted": True}, **known)
    assert unsure["entry"] == pasted["entry"] == "scam_virtual_currency"


@pytest.mark.parametrize(("region", "number"), [("CN", "110"), ("HK", "999"), ("MO", "999"), ("TW", "110")])
@pytest.mark.parametrize("mode", ["standard", "large"])
def test_a_threat_to_life_is_for_the_police_whatever_it_resembles(
    region: str, number: str, mode: str
) -> None:
    fraud = found("targeted", "cash_courier", rules=["TGT-09", "THR-01"])
    text = flag(fraud, region=region, region_known=True, mode=mode)["text"]
    assert number in text.split("。")[0]
    assert "现金" not in text
    assert "现金" in flag(found("targeted", "cash_courier", rules=["TGT-09"]))["text"]


@pytest.mark.parametrize(("script", "number"), [("zh-Hant-HK", "18222"), ("zh-Hant-TW", "165")])
@pytest.mark.parametrize("mode", ["standard", "large"])
def test_a_warning_to_who_may_be_in_either_place_names_both_numbers(
    script: str, number: str, mode: str
) -> None:
    unknown = {"script": script, "region": "CN", "region_known": False, "mode": mode}
    text = flag(found("targeted", "police"), **unknown)["text"].splitlines()[-1]
    assert (number in text, "96110" in text) == (True, True)
    known = flag(found("targeted", "police"), **unknown | {"region_known": True})["text"]
    assert number not in known.splitlines()[-1]


def test_a_warning_keeps_the_complaint_one_tap_away() -> None:
    fraud = found("targeted", "police", severity="high")
    text = "我要投诉，有人自称你们投诉部叫我加微信"
    reply, _ = run(ActionFlagFraud(), intent={"name": "report_fraud"}, fraud=fraud, text=text)
    assert reply["buttons"][-1]["title"] == "现在就投诉"
    assert all(button["title"] != "现在就投诉" for button in flag(fraud)["buttons"])


def test_a_pasted_text_gets_a_verdict_with_its_signs_and_links() -> None:
    signs = ["提到积分兑换", "要点链接"]
    reply = flag(found("targeted", "phishing", pasted=True, linked=True, signs=signs, links=["lookalike"]))
    assert "很像诈骗" in reply["text"]
    assert "提到积分兑换" in reply["text"]
    assert "不要点开链接" in reply["text"]


@pytest.mark.parametrize("sign", ["ip", "punycode", "short", "lookalike", "odd", "hidden"])
def test_every_sign_of_a_link_can_be_told(sign: str) -> None:
    message = {"fraud": found("none", links=[sign], linked=True)}
    reply, _ = run(ActionCheckScam(), intent={"name": "check_text"}, **message)
    assert "链接" in reply["text"].split("：")[1]


def test_an_unknown_type_is_called_suspicious_and_no_more() -> None:
    reply = flag(found("targeted", None, score=0.6))
    assert "可疑" in reply["text"]
    assert "96110" in reply["text"]


@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
@pytest.mark.parametrize("stage", ["targeted", "paying", "paid", "leaked"])
def test_every_part_is_in_the_customer_s_script(script: str, stage: str) -> None:
    facts = {"secrecy": True}
    text = flag(found(stage, "police", facts=facts, signs=["提到转账"], pasted=True), script=script)["text"]
    assert "账户" not in text
    assert "转账" not in text
    assert fold(text) != text


def test_large_text_stays_short() -> None:
    assert len(flag(found("targeted", "police"), mode="large")["text"]) <= 120


def test_a_text_to_check_is_asked_for_and_judged() -> None:
    reply, events = run(ActionCheckScam(), intent={"name": "check_scam"})
    assert "粘贴" in reply["text"]
    assert events[0]["value"] is True
    reply, events = run(ActionCheckScam(), intent={"name": "check_text"}, fraud=found("none"))
    assert "不等于安全" in reply["text"]
    assert events[0]["value"] is False


@pytest.mark.parametrize(
    ("fraud", "words"),
    [
        (found("none", notice=True), "像正规通知"),
        (found("none", notice=True, links=["odd"], linked=True), "可疑"),
        (found("none"), "没有发现已知的骗局特征"),
    ],
)
def test_verdicts_on_what_raised_no_alarm(fraud: dict[str, Any], words: str) -> None:
    reply, _ = run(ActionCheckScam(), intent={"name": "check_text"}, fraud=fraud)
    assert words in reply["text"]
    assert "核实" in reply["text"] or "确认" in reply["text"]


def test_despair_over_lost_money_gets_comfort_and_the_steps() -> None:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    dispatcher = CollectingDispatcher()
    message = {**heard("distress"), "fraud": found("paid")}
    ActionAnswer().run(dispatcher, Tracker("c", {}, message, [], False, None, {}, None), {})
    assert [m["custom"]["entry"] for m in dispatcher.messages] == ["distress", "emergency_scam"]


def test_who_says_where_they_are_gets_that_region_s_numbers() -> None:
    text = "人在台北 剛被騙"
    region = {"entity": "region", "canonical": "TW", "start": 2, "end": 4}
    message = {"text": text, "fraud": found("paid"), "entities": [region]}
    reply, _ = run(ActionFlagFraud(), intent={"name": "report_fraud"}, **message)
    assert "165" in reply["text"]
    assert reply["set"] == {"region": "TW"}


def test_a_place_that_is_only_named_changes_nothing() -> None:
    region = {"entity": "region", "canonical": "HK", "start": 0, "end": 2}
    message = {"text": "香港的号码打给我", "fraud": found("paid"), "entities": [region]}
    reply, _ = run(ActionFlagFraud(), intent={"name": "report_fraud"}, **message)
    assert "999" not in reply["text"].split("\n")[0]


def test_what_complaining_costs_is_no_payment_to_a_swindler() -> None:
    said, _ = run(
        ActionFlagFraud(), {"topic": "complaint_how"}, text="那我要不要交钱",
        fraud={"stage": "paying", "score": 0.8}, **heard("complaint_cost"),
    )  # fmt: skip
    assert said["doubted"]
    assert said["entry"] != "emergency_paying"


@pytest.mark.parametrize("topic", ["scam_police", "emergency_scam", None])
def test_behind_a_fraud_the_same_words_stay_an_alarm(topic: str | None) -> None:
    said, _ = run(
        ActionFlagFraud(), {"topic": topic}, text="那我要不要交钱",
        fraud={"stage": "paying", "score": 0.8, "entry": "emergency_paying"}, **heard("complaint_cost"),
    )  # fmt: skip
    assert said["urgent"]
