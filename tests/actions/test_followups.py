"""Short questions about the last answer, "not that", where the customer is, two questions at once."""

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import knowledge
from actions.dialogue import ActionDialogue, ActionTellRegion
from actions.faq import ActionAnswer, ActionSearch
from actions.followups import kind_of
from tests.actions.test_actions import heard, run


def after(topic: str, text: str, entry: str = "", **metadata: str) -> dict[str, Any]:
    """What is said to `text` after the entry `topic`; `entry` is what the classifier makes of it alone."""
    understood = heard(entry, **metadata) if entry else {"metadata": metadata}
    said, _ = run(ActionAnswer() if entry else ActionSearch(), {"topic": topic}, text=text, **understood)
    return said


@pytest.mark.parametrize("text", ["要钱吗", "要唔要錢", "那要收費嗎？", "請問使唔使錢呀"])
def test_the_cost_of_something_is_told_by_the_answer_about_it(text: str) -> None:
    said = after("credit_report", text, "complaint_cost")
    assert said["entry"] == "credit_report"
    assert knowledge().render("credit_report").title in said["text"] or "信用報告" in said["text"]


@pytest.mark.parametrize("text", ["那不满意呢", "唔滿意呢", "不服怎么办"])
def test_a_related_entry_whose_title_tells_it_answers(text: str) -> None:
    assert after("complaint_deadline", text)["entry"] == "complaint_review"


def test_within_one_group_the_classifier_is_believed() -> None:
    assert after("complaint_deadline", "要钱吗", "complaint_cost")["entry"] == "complaint_cost"


def test_what_the_classifier_half_heard_of_the_same_matter_counts_too() -> None:
    half: dict[str, Any] = {
        "intent": {"name": "nlu_fallback", "confidence": 0.5},
        "faq_ranking": [{"entry": "complaint_deadline", "confidence": 0.5}],
    }
    said, _ = run(ActionSearch(), {"topic": "complaint_how"}, text="那要多久", **half)
    assert said["entry"] == "complaint_deadline"


def test_without_an_answer_its_neighbours_are_offered() -> None:
    said = after("right_know", "打几号")
    titles = {knowledge().entries[one].title for one in knowledge().entries["right_know"].related}
    assert said["kind"] == "choices"
    assert {b["title"] for b in said["buttons"][:-1]} <= titles


@pytest.mark.parametrize("text", ["征信报告要钱吗", "我要投诉", "多久没见了真想你", "呢", ""])
def test_what_says_more_is_no_short_question(text: str) -> None:
    assert kind_of(text) is None


@pytest.mark.parametrize("text", ["唉，講那麼多我聽嘸，簡單講就好", "即係點呀 講淺白啲", "依据为何？"])
def test_what_stands_before_it_does_not_hide_it(text: str) -> None:
    assert after("home_service", text)["entry"] == "home_service"


def test_the_basis_asked_for_behind_an_answer_is_that_answers() -> None:
    assert "《存款保险条例》" in after("deposit_insurance", "那是依照什么来的", "rights_basis")["text"]
    assert after("deposit_insurance", "八项权利依照什么来的", "rights_basis")["entry"] == "rights_basis"


@pytest.mark.parametrize("text", ["那怎么弄开", "人家要是装死不还呢", "佢哋唔理我點算好"])
def test_what_leans_on_the_answer_is_never_beside_the_topic(text: str) -> None:
    act: dict[str, Any] = {"intent": {"name": "out_of_scope", "confidence": 0.85}, "text": text}
    said, _ = run(ActionDialogue(), {"topic": "account_limited"}, **act)
    assert said["kind"] == "choices"
    assert knowledge().by_title(said["buttons"][0]["title"]) == "account_limited"
    assert run(ActionDialogue(), **act)[0]["text"].endswith(
        knowledge().say("dialogue.out_of_scope", "zh-Hans")
    )


def test_what_begins_something_else_is_beside_the_topic() -> None:
    act: dict[str, Any] = {"intent": {"name": "out_of_scope", "confidence": 0.95}, "text": "明天下雨吗"}
    assert run(ActionDialogue(), {"topic": "account_limited"}, **act)[0]["kind"] == "notice"


def test_few_words_not_understood_may_be_about_the_answer() -> None:
    ranking = [{"entry": "complaint_materials", "confidence": 0.4}]
    said, _ = run(ActionSearch(), {"topic": "deceased_info"}, text="去的时候带上啥好", faq_ranking=ranking)
    assert said["kind"] == "choices"
    assert "deceased_info" in [knowledge().by_title(button["title"]) for button in said["buttons"]]


def test_an_emergency_keeps_its_own_ways() -> None:
    assert after("emergency_scam", "多久", "complaint_deadline")["entry"] == "stop_payment"


def test_not_that_brings_what_stands_around() -> None:
    said, _ = run(ActionDialogue(), {"topic": "credit_report"}, intent={"name": "deny"}, text="不是这个")
    assert said["kind"] == "choices"
    assert said["buttons"][-1]["title"] == knowledge().say("button.human", "zh-Hans")
    calm, _ = run(ActionDialogue(), intent={"name": "deny"}, text="不是")
    assert calm["text"] == knowledge().say("dialogue.deny", "zh-Hans")


def told_to_be_in(place: str, region: str, slots: dict[str, Any]) -> dict[str, Any]:
    entities = [{"entity": "region", "value": place, "canonical": region, "start": 1, "end": 1 + len(place)}]
    said, _ = run(
        ActionTellRegion(), slots, intent={"name": "tell_region"}, text=f"在{place}", entities=entities
    )
    return said


def test_who_says_where_they_are_gets_the_last_answer_for_that_place() -> None:
    said = told_to_be_in("澳门", "MO", {"topic": "deposit_insurance"})
    assert said["text"] == knowledge().render("deposit_insurance", region="MO").text
    assert said["set"] == {"region": "MO"}


def test_who_only_asks_about_a_place_is_not_put_there() -> None:
    entities = [{"entity": "region", "value": "香港", "canonical": "HK", "start": 1, "end": 3}]
    asked = {"intent": {"name": "tell_region"}, "text": "那香港呢", "entities": entities}
    said, _ = run(ActionTellRegion(), {"topic": "deposit_insurance"}, **asked)
    assert said["text"] == knowledge().render("deposit_insurance", region="HK").text
    assert "set" not in said
    offered, _ = run(ActionTellRegion(), {"topic": "overcharged"}, **asked)
    assert offered["kind"] == "choices"
    assert "set" not in offered


@pytest.mark.parametrize("slots", [{}, {"topic": "greeting_of_old"}, {"topic": "credit_report"}])
def test_otherwise_it_is_remembered(slots: dict[str, Any]) -> None:
    said = told_to_be_in("香港", "HK", slots)
    assert said["set"] == {"region": "HK"}
    assert "香港" in said["text"]


def two(first: str, second: str, mode: str = "standard") -> list[dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    message = {"text": "两个问题", "also": second, **heard(first, mode=mode)}
    ActionAnswer().run(dispatcher, Tracker("c", {}, message, [], False, None, {}, None), {})
    return [uttered["custom"] for uttered in dispatcher.messages]


def test_two_questions_get_two_answers() -> None:
    assert [said["entry"] for said in two("deposit_insurance", "complaint_how")] == [
        "deposit_insurance",
        "complaint_how",
    ]


def test_what_cannot_wait_goes_first() -> None:
    assert [said["entry"] for said in two("rights_all", "card_lost")] == ["card_lost", "rights_all"]


def test_in_large_text_the_second_question_is_a_button() -> None:
    [said] = two("deposit_insurance", "complaint_how", "large")
    assert said["buttons"][0]["title"] == knowledge().entries["complaint_how"].title


def test_one_question_twice_is_answered_once() -> None:
    assert len(two("complaint_how", "complaint_how")) == 1


@pytest.mark.parametrize("text", ["再说一遍", "太长了", "没听懂", "唔明", "說簡單點"])
@pytest.mark.parametrize("topic", ["loan_tied_insurance", "emergency_scam"])
def test_what_was_not_understood_comes_again_in_plain_words(topic: str, text: str) -> None:
    said = after(topic, text)
    assert said["entry"] == topic
    assert knowledge().render(topic, mode="large").text in said["text"]


@pytest.mark.parametrize("text", ["哪条法律规定的", "有沒有法律依據", "依据呢"])
def test_the_law_behind_an_answer_is_named(text: str) -> None:
    said = after("loan_tied_insurance", text, "rights_basis")
    assert said["entry"] == "loan_tied_insurance"
    assert all(source["title"] in said["text"] for source in said["sources"])


@pytest.mark.parametrize("mode", ["standard", "large"])
def test_an_act_that_is_a_question_about_the_answer_is_answered(mode: str) -> None:
    told = {"intent": {"name": "switch_simplified"}, "text": "说简单点", "metadata": {"mode": mode}}
    said, _ = run(ActionDialogue(), {"topic": "prepay_penalty"}, **told)
    assert said["entry"] == "prepay_penalty"
    assert "set" not in said


def test_who_is_not_content_is_told_the_next_step() -> None:
    said, _ = run(ActionDialogue(), {"topic": "complaint_deadline"}, intent={"name": "deny"}, text="不满意呢")
    assert said["entry"] == "complaint_review"


@pytest.mark.parametrize(
    ("topic", "place", "entry"),
    [
        ("hk_complaint", "MO", "mo_complaint"),
        ("hk_complaint", "CN", "complaint_how"),
        ("tw_deposit", "HK", "hk_deposit"),
        ("hk_deposit", "CN", "deposit_insurance"),
        ("complaint_how", "TW", "complaint_how"),
    ],
)
def test_the_same_need_elsewhere_is_answered_by_that_places_entry(topic: str, place: str, entry: str) -> None:
    named = [{"entity": "region", "value": "那边", "canonical": place, "start": 1, "end": 3}]
    said, events = run(ActionTellRegion(), {"topic": topic}, text="那那边呢", entities=named)
    assert said["entry"] == entry
    assert {e["name"]: e["value"] for e in events}["topic"] == entry


@pytest.mark.parametrize("topic", ["scam_fundraising", "scam_police", "freeze_other_account"])
def test_whether_to_pay_behind_a_trick_is_answered_by_the_trick(topic: str) -> None:
    assert after(topic, "那我要不要交钱", "complaint_cost")["entry"] == topic
