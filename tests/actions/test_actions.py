"""Custom actions: what the customer is told for what was understood."""

from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import knowledge
from actions.dialogue import SWITCHES, ActionDialogue, ActionHandoff
from actions.faq import ActionAnswer, ActionSearch
from actions.places import GENERAL
from bot.text import fold

CALM = {"stage": "none", "score": 0.05}


def run(
    action: Action, slots: dict[str, Any] | None = None, **message: Any
) -> tuple[dict[str, Any], list[Any]]:
    dispatcher = CollectingDispatcher()
    tracker = Tracker("c", slots or {}, message, [], False, None, {}, None)
    events = action.run(dispatcher, tracker, {})
    [uttered] = dispatcher.messages
    assert uttered["text"] == uttered["custom"]["text"]
    return uttered["custom"], events


def heard(entry: str, confidence: float = 0.9, **metadata: Any) -> dict[str, Any]:
    return {
        "intent": {"name": "faq"},
        "faq_ranking": [{"entry": entry, "confidence": confidence}],
        "metadata": metadata,
    }


def test_an_answer_has_text_sources_and_becomes_the_topic() -> None:
    reply, events = run(ActionAnswer(), **heard("right_know"))
    assert reply["kind"] == "answer"
    assert reply["entry"] == "right_know"
    assert reply["sources"][0]["title"]
    assert {e["name"]: e["value"] for e in events}["topic"] == "right_know"


@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
def test_an_answer_is_in_the_script_of_the_conversation(script: str) -> None:
    reply, _ = run(ActionAnswer(), **heard("right_know", script=script))
    assert fold(reply["text"]) != reply["text"]


def test_without_metadata_the_script_of_the_message_counts() -> None:
    reply, _ = run(ActionAnswer(), **heard("right_know"), script="zh-Hant-TW")
    assert fold(reply["text"]) != reply["text"]


def test_an_urgent_answer_offers_a_human_first() -> None:
    reply, _ = run(ActionAnswer(), **heard("emergency_scam"))
    assert reply["urgent"]
    assert reply["buttons"][0]["title"] == knowledge().say("button.human", script="zh-Hans")
    assert reply["hotlines"]


def test_a_title_typed_in_is_found_by_search() -> None:
    title = knowledge().render("mediation").title
    reply, _ = run(ActionSearch(), text=title)
    assert reply["entry"] == "mediation"


def test_what_is_half_understood_becomes_at_most_three_choices_and_a_human() -> None:
    ranking = [
        {"entry": e, "confidence": 0.2} for e in ("right_know", "right_fair", "mediation", "rights_all")
    ]
    reply, events = run(ActionSearch(), text="那个权利", faq_ranking=ranking)
    assert reply["kind"] == "choices"
    assert len(reply["buttons"]) == 4
    assert knowledge().by_title(reply["buttons"][0]["value"]) == "right_know"
    assert events[0]["value"] == 1


def test_nonsense_gets_starters_and_no_topic() -> None:
    reply, _ = run(ActionSearch(), text="嗯嗯啊啊呜呜")
    assert reply["kind"] == "choices"
    assert not reply.get("entry")


def test_the_second_miss_offers_a_human() -> None:
    reply, _ = run(ActionSearch(), slots={"misses": 1}, text="嗯嗯啊啊呜呜")
    assert reply["buttons"][0]["title"] == knowledge().say("button.human", script="zh-Hans")


@pytest.mark.parametrize(
    "act", ["greet", "thanks", "goodbye", "affirm", "deny", "refuse_human", "abuse", "out_of_scope"]
)
@pytest.mark.parametrize("mode", ["standard", "large"])
@pytest.mark.parametrize("region", ["CN", "HK", "MO", "TW"])
def test_each_act_has_a_sentence(act: str, mode: str, region: str) -> None:
    reply, _ = run(ActionDialogue(), intent={"name": act}, metadata={"mode": mode, "region": region})
    assert reply["text"]
    assert "{" not in reply["text"]


@pytest.mark.parametrize("act", SWITCHES)
def test_a_switch_tells_the_gateway_what_changes(act: str) -> None:
    reply, _ = run(ActionDialogue(), intent={"name": act})
    assert reply["set"] == SWITCHES[act]


def test_a_switch_to_traditional_in_hong_kong_keeps_hong_kong_wording() -> None:
    reply, _ = run(ActionDialogue(), intent={"name": "switch_traditional"}, metadata={"region": "HK"})
    assert reply["set"] == {"script": "zh-Hant-HK"}
    assert fold(reply["text"]) != reply["text"]


def test_a_request_for_a_human_is_a_handoff() -> None:
    reply, _ = run(ActionHandoff(), intent={"name": "ask_human"})
    assert reply["kind"] == "handoff"


def named(entry: str, place: str | None = None, **metadata: str) -> dict[str, Any]:
    entities = [{"entity": "region", "value": "香港", "canonical": place}] if place else []
    return {**heard(entry, **metadata), "entities": entities}


@pytest.mark.parametrize(
    ("message", "entry"),
    [
        (named("hk_scam"), "emergency_scam"),
        (named("mo_complaint"), "complaint_how"),
        (named("hk_scam", "HK"), "hk_scam"),
        (named("hk_scam", "TW"), "emergency_scam"),
        (named("tw_complaint", region="TW"), "tw_complaint"),
        (named("tw_complaint", region="HK"), "complaint_how"),
        ({**heard("tw_complaint"), "text": "評議中心怎麼申請"}, "tw_complaint"),
        ({**heard("tw_complaint"), "text": "我1998年就在你們這開戶"}, "complaint_how"),
    ],
)
def test_the_numbers_of_a_place_need_the_place(message: dict[str, Any], entry: str) -> None:
    assert run(ActionAnswer(), **message)[0]["entry"] == entry


DOUBTED = {"stage": "leaked", "type": None, "score": 0.9, "doubted": True}


def test_a_sure_question_that_sounds_like_fraud_is_answered_with_whom_to_call() -> None:
    reply, _ = run(ActionAnswer(), **heard("password_forgotten"), fraud=DOUBTED)
    assert reply["entry"] == "password_forgotten"
    assert reply["doubted"]
    assert "110" in reply["text"].splitlines()[0]
    assert reply["buttons"][0]["title"] == "转人工"
    urgent, _ = run(ActionAnswer(), **heard("card_stolen"), fraud=DOUBTED)
    assert urgent["entry"] == "card_stolen"
    assert "doubted" not in urgent


def test_every_answer_of_a_place_has_one_for_everybody() -> None:
    entries = knowledge().entries
    here = {entry.partition("_")[2] for entry in entries if entry.partition("_")[0] in ("hk", "mo", "tw")}
    assert here <= set(GENERAL)
    assert set(GENERAL.values()) <= set(entries)


def test_a_victim_who_asks_how_long_is_not_told_a_complaint_s_deadline() -> None:
    slots = {"topic": "emergency_scam"}
    reply, _ = run(ActionAnswer(), slots, text="那要多久？", **heard("complaint_deadline"))
    assert reply["entry"] == "stop_payment"
    reply, _ = run(ActionAnswer(), slots, text="投诉多久有答复", **heard("complaint_deadline"))
    assert reply["entry"] == "complaint_deadline"
    reply, _ = run(ActionAnswer(), text="那要多久？", **heard("complaint_deadline"))
    assert reply["entry"] == "complaint_deadline"


@pytest.mark.parametrize(("region", "number"), [("CN", "110"), ("HK", "999"), ("MO", "999"), ("TW", "110")])
def test_whoever_was_not_understood_is_told_the_emergency_number(region: str, number: str) -> None:
    reply, _ = run(ActionSearch(), text="嗯嗯啊啊呜呜", metadata={"region": region})
    assert number in reply["text"]


@pytest.mark.parametrize(
    "text",
    [
        *("ATM吞了我5000块", "短信费60块", "无端端扣500蚊", "排队两小时"),
        *("取2000出1500", "分期利息", "登不上罚息50", "不让取现", "八十岁刷脸", "房贷没降"),
    ],
)
def test_what_went_wrong_is_offered_to_be_taken_down(text: str) -> None:
    reply, _ = run(ActionSearch(), text=text, fraud=CALM)
    first = reply["buttons"][0]
    assert (first["title"], first["value"]) == ("我要投诉", f"我要投诉，{text}")
    assert "110" not in reply["text"]


def test_a_fraud_half_seen_is_no_complaint_yet() -> None:
    reply, _ = run(ActionSearch(), text="扣了我5000块", fraud=CALM | {"score": 0.5})
    assert "110" in reply["text"]


def test_who_is_not_understood_and_in_no_danger_hears_of_none() -> None:
    reply, _ = run(ActionSearch(), text="嗯嗯啊啊呜呜", fraud=CALM)
    assert "110" not in reply["text"]


def test_the_third_miss_calls_a_human() -> None:
    reply, events = run(ActionSearch(), slots={"misses": 2}, text="嗯嗯啊啊呜呜", fraud=CALM)
    assert reply["kind"] == "handoff"
    assert events[0]["value"] == 0


def test_despair_is_no_guess_among_others() -> None:
    text = "我也不晓得什么钱，就是每个月都扣"
    ranking = [{"entry": "distress", "confidence": 0.1}]
    reply, _ = run(ActionSearch(), text=text, faq_ranking=ranking)
    assert all("不想活" not in button["title"] for button in reply["buttons"])


def test_without_a_ranking_the_answer_is_searched() -> None:
    reply, _ = run(ActionAnswer(), intent={"name": "faq"}, text="什么是知情权？")
    assert reply["entry"] == "right_know"


@pytest.mark.parametrize(
    ("act", "text", "script"),
    [
        ("switch_traditional", "我先生看不懂繁體字，可以換嗎", "zh-Hans"),
        ("switch_simplified", "睇唔惯简体，换返啦", "zh-Hant-TW"),
        ("switch_traditional", "看得懂繁体，换繁体", "zh-Hant-TW"),
    ],
)
def test_who_cannot_read_one_script_gets_the_other(act: str, text: str, script: str) -> None:
    said, _ = run(ActionDialogue(), intent={"name": act}, text=text)
    assert said["set"] == {"script": script}
