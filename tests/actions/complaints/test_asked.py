"""What is asked or said beside the form's question: statements that ask, sums, what was done already."""

from typing import Any

import pytest

from tests.actions.complaints.teller import Teller

FEE = "2026年10月12日在城南支行，信用卡被多收手续费20元"


def entry(name: str) -> dict[str, Any]:
    return {"intent": "faq", "faq_ranking": [{"entry": name, "confidence": 0.9}]}


def at_wish(teller: Teller, story: str = FEE) -> Teller:
    teller.say("我要投诉", "file_complaint")
    teller.say(story)
    for _ in range(3):
        if teller.asked in ("complaint_product", "complaint_cause"):
            teller.say("不知道")
    return teller


def kept(teller: Teller, name: str) -> Any:
    assert teller.draft
    return teller.draft.answers.get(name)


@pytest.mark.parametrize(
    ("text", "name"), [("查询码丢了", "complaint_code_lost"), ("举报员工违法", "complaint_report")]
)
def test_a_statement_that_asks_is_left_to_its_entry(teller: Teller, text: str, name: str) -> None:
    at_wish(teller).say(text, **entry(name))
    assert kept(teller, "wish") is None
    assert teller.asked == "complaint_wish"


def test_a_statement_that_resembles_an_entry_stays_an_answer(teller: Teller) -> None:
    at_wish(teller).say("把查询的钱退给我", **entry("complaint_cost"))
    assert kept(teller, "wish")["text"] == "把查询的钱退给我"


def test_a_report_told_as_the_story_has_a_way_of_its_own(teller: Teller) -> None:
    teller.say("我要投诉", "file_complaint")
    teller.say("我要举报城南支行行长受贿", **entry("complaint_report"))
    assert kept(teller, "elsewhere_found") == "report"
    assert teller.asked == "complaint_elsewhere"


def test_two_sums_are_asked_for_as_one(teller: Teller) -> None:
    at_wish(teller, "2026年10月12日城南支行信用卡多收了我20元手续费，还多收30元年费")
    assert teller.asked == "complaint_amount"
    assert "20元、30元" in teller.text
    teller.say("20元和30元")
    assert kept(teller, "amount")["amount"] == "50"


def test_so_many_times_so_much_is_the_whole(teller: Teller) -> None:
    at_wish(teller, "2026年9月城南支行信用卡被扣了三次年费，每次15")
    assert kept(teller, "amount")["amount"] == "45"


def test_what_was_done_already_is_kept_and_the_question_stays(teller: Teller) -> None:
    at_wish(teller).say("退钱")
    teller.say("我已经打过12378了")
    assert kept(teller, "story")["more"] == "我已经打过12378了"
    assert teller.asked == "complaint_name"


@pytest.mark.parametrize("text", ["岩", "啱啱", "冇問題", "👌", "👌🏻", "1", "OK"])
def test_yes_is_said_in_many_ways(teller: Teller, text: str) -> None:
    at_wish(teller).say("退钱")
    for answer in ("陈建业", "13812345678", text):
        teller.say(answer)
    assert len(teller.complaints) == 1


@pytest.mark.parametrize("text", ["不想填了直接帮我转人工吧", "填唔到，幫我搵真人"])
def test_enough_of_it_brings_a_human(teller: Teller, text: str) -> None:
    at_wish(teller).say(text)
    assert any(reply["kind"] == "handoff" for reply in teller.replies)


@pytest.mark.parametrize(("region", "hint"), [("CN", "11位"), ("HK", "8位"), ("MO", "8位"), ("TW", "09开头")])
def test_a_number_is_hinted_at_by_the_region(teller: Teller, region: str, hint: str) -> None:
    teller.wishes["region"] = region
    at_wish(teller).say("退钱")
    teller.say("陈建业")
    teller.say("嗯")
    teller.say("我不会打")
    assert hint in teller.text


@pytest.mark.parametrize(("region", "number"), [("HK", "61234567"), ("MO", "66123456"), ("TW", "0912345678")])
def test_a_number_of_the_region_is_taken(teller: Teller, region: str, number: str) -> None:
    teller.wishes["region"] = region
    at_wish(teller).say("退钱")
    teller.say("陈建业")
    teller.say(number)
    assert teller.asked == "complaint_confirm"
