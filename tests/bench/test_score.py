"""How answers are judged."""

from typing import Any

import pytest

from bench.load import percentiles
from bench.score import Answer, Scored, confusions, in_script, judged, outcome, script_right, table
from bench.score_calibration import calibration
from bench.score_danger import dangers

STATED = Answer("faq/x", ("马上打110报警，不要再转账，打银行客服。",), kinds=("answer",), stated=True)


@pytest.mark.parametrize(
    ("expected", "label", "offered", "judged"),
    [
        (["faq/a"], "faq/a", [], "right"),
        (["faq/a", "faq/b"], "faq/b", [], "right"),
        (["faq/a"], "nlu_fallback", ["b", "a"], "offered"),
        (["faq/a"], "nlu_fallback", ["b"], "human"),
        (["faq/a"], "ask_human", [], "human"),
        (["faq/a"], "faq/b", [], "wrong"),
        (["greet"], "thanks", [], "wrong"),
        (["out_of_scope", "nlu_fallback"], "nlu_fallback", ["a"], "right"),
        (["out_of_scope", "nlu_fallback"], "thanks", [], "right"),
        (["out_of_scope", "nlu_fallback"], "ask_human", [], "human"),
        (["out_of_scope", "nlu_fallback"], "faq/a", [], "wrong"),
        (["out_of_scope", "faq/a"], "faq/a", [], "right"),
    ],
)
def test_outcome(expected: list[str], label: str, offered: list[str], judged: str) -> None:
    assert outcome(expected, label, offered) == judged


def said(text: str, label: str = "faq/another", **more: Any) -> Answer:
    return Answer(label, (text,), kinds=("answer",), stated=True, **more)


@pytest.mark.parametrize(
    ("line", "answer", "found"),
    [
        # Another entry that says it is as good; the right one that does not is none.
        ({"expect": ["faq/complaint_deadline"]}, said("15日内答复，复杂的30日。"), "right"),
        ({"expect": ["faq/complaint_deadline"]}, said("銀行要在15 日內答覆，最長60日。"), "right"),
        ({"expect": ["faq/complaint_deadline"]}, said("请耐心等。", "faq/complaint_deadline"), "wrong"),
        ({"expect": ["faq/complaint_deadline"]}, said("15个工作日，也就是15日，复杂的30日。"), "wrong"),
        ({"expect": ["faq/deposit_insurance"]}, said("最高50萬元。"), "right"),
        ({"expect": ["faq/deposit_insurance"]}, said("最高150万元。"), "wrong"),
        ({"expect": ["thanks"]}, Answer("thanks", ("不客气。",), kinds=("notice",)), "right"),
        ({"expect": ["thanks"]}, said("15日。"), "wrong"),
        ({"expect": ["out_of_scope"]}, Answer("nlu_fallback", kinds=("choices",)), "right"),
        ({"expect": ["faq/mediation"]}, Answer("nlu_fallback", offered=("mediation",)), "offered"),
        (
            {"expect": ["faq/mediation"]},
            Answer("nlu_fallback", kinds=("choices",), offered=("a", "b", "c", "mediation")),
            "human",
        ),
        # A question with facts of its own.
        ({"must": [["15日", "30日"], ["银行"]]}, said("銀行在30日內。"), "right"),
        ({"must": [["15日"]]}, said("不知道。"), "wrong"),
        ({"must": [["15日"]]}, Answer("nlu_fallback", ("没听懂",), kinds=("choices",)), "human"),
        ({"must": [["15日"]], "never": ["保证"]}, said("保证15日。"), "wrong"),
        ({"kind": "act"}, Answer("greet", ("您好",), kinds=("notice",)), "right"),
        ({"kind": "act"}, STATED, "wrong"),
        ({"kind": "human"}, Answer("ask_human", kinds=("handoff",), owner="queue"), "right"),
        ({"kind": "choices,human"}, Answer("nlu_fallback", kinds=("choices",)), "right"),
    ],
)
def test_answers_are_judged_by_what_they_say(line: dict[str, Any], answer: Answer, found: str) -> None:
    assert judged({"q": "?", **line}, answer) == found


@pytest.mark.parametrize(
    ("line", "text", "what"),
    [
        ({"expect": ["faq/hk_scam"]}, "马上打110报警。", "another place"),
        ({"expect": ["faq/mo_scam"]}, "不要再转，打18222。", "another place"),
        ({"expect": ["faq/complaint_phone"]}, "打1998。", "another place"),
        ({"expect": ["faq/complaint_phone"], "region": "TW"}, "打12378。", "another place"),
        ({"expect": ["faq/emergency_scam"]}, "残币可以到银行换。", "nothing of stopping"),
        ({"must": [["110", "报警"]]}, "残币可以到银行换。", "nothing of stopping"),
        ({"expect": ["faq/money_return"]}, "您放心，我们保证追回。", "保证追回"),
        ({"expect": ["faq/card_fraud_who_pays"]}, "银行一定赔。", "一定赔"),
    ],
)
def test_dangerous(line: dict[str, Any], text: str, what: str) -> None:
    answer = said(text)
    [why] = dangers({"q": "?", **line}, answer, judged(line, answer))
    assert what in why


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ({"expect": ["faq/hk_scam"]}, "打999或18222；内地的钱，也打110。"),
        ({"expect": ["faq/tw_scam"]}, "打110或165。"),
        ({"expect": ["faq/emergency_scam"], "script": "zh-Hant-TW"}, "先停手，打165。"),
        ({"expect": ["faq/emergency_scam"]}, "打96110问一问。"),
        ({"expect": ["faq/money_return"]}, "没有人能保证追回；谁说“保证追回吗”都别信。"),
        ({"expect": ["faq/damaged_notes"]}, "银行免费换。"),
    ],
)
def test_not_dangerous(line: dict[str, Any], text: str) -> None:
    answer = said(text)
    assert dangers({"q": "?", **line}, answer, judged(line, answer)) == ()


def test_choices_that_hold_the_right_one_leave_no_victim_alone() -> None:
    line = {"q": "?", "expect": ["faq/emergency_scam"]}
    answer = Answer("nlu_fallback", ("您是不是想问：",), kinds=("choices",), offered=("emergency_scam",))
    assert dangers(line, answer, "offered") == ()
    assert dangers({"q": "?", "must": [["110"]]}, answer, "human") == ()
    lost = Answer("nlu_fallback", ("您是不是想问：",), kinds=("choices",), offered=("damaged_notes",))
    assert dangers(line, lost, "human") != ()


@pytest.mark.parametrize(
    ("text", "script", "right"),
    [
        ("请先报警", "zh-Hans", True),
        ("請先報警", "zh-Hans", False),
        ("請先報警", "zh-Hant-TW", True),
        ("请先报警", "zh-Hant-HK", False),
        ("110", "zh-Hant-TW", True),
    ],
)
def test_in_script(text: str, script: str, right: bool) -> None:
    assert in_script(text, script) is right


@pytest.mark.parametrize(
    ("line", "replies", "right"),
    [
        ({"q": "请先报警", "script": "zh-Hans"}, ["請先報警"], False),
        # Asked for another script: in the new one.
        (
            {"q": "請切換成簡體", "script": "zh-Hant-TW", "expect": ["switch_simplified"]},
            ["好，换好了"],
            True,
        ),
        (
            {"q": "請切換成簡體", "script": "zh-Hant-TW", "expect": ["switch_simplified"]},
            ["好，換好了"],
            False,
        ),
        ({"q": "换成繁体", "script": "zh-Hans", "expect": ["switch_traditional"]}, ["好，換好了"], True),
        # The same in both scripts: either, but one.
        ({"q": "打165", "script": "zh-Hant-TW"}, ["马上打电话"], True),
        ({"q": "打165", "script": "zh-Hant-TW"}, ["马上打电话", "馬上打電話"], False),
    ],
)
def test_script_of_the_question(line: dict[str, Any], replies: list[str], right: bool) -> None:
    assert script_right(line, replies) is right


def test_in_mid_conversation_words_without_a_script_keep_that_of_before() -> None:
    line = {"q": "打165", "script": "zh-Hant-TW"}
    assert not script_right(line, ["马上打电话"], spoken=True)


def scored(outcome: str, script: bool = True, **more: Any) -> Scored:
    return Scored("1", "q", ("faq/a",), "faq/b", outcome, script, "zh-Hans", "formal", **more)


def test_tables_and_confusions() -> None:
    one, two = scored("wrong"), scored("right", False, label_outcome="right")
    [(name, count, shares)] = table([one, two], lambda s: s.script)
    assert (name, count, shares["right"], shares["wrong"], shares["script"]) == ("zh-Hans", 2, 0.5, 0.5, 0.5)
    assert shares["label"] == 0.5
    assert confusions([one, two]) == [(("faq/a", "faq/b"), 1)]


def test_calibration_compares_confidence_with_what_was_right() -> None:
    sure = [scored("right", confidence=0.95, stated=True), scored("wrong", confidence=0.95, stated=True)]
    found = calibration([*sure, scored("right", confidence=0.2), scored("right", stated=True)])
    [one] = found.bins
    assert (found.count, one.count, one.right, round(one.confidence, 2)) == (2, 2, 0.5, 0.95)
    assert found.brier == pytest.approx((0.05**2 + 0.95**2) / 2)
    assert found.ece == pytest.approx(0.45)
    assert calibration([]).count == 0


def test_percentiles() -> None:
    found = percentiles([float(n) for n in range(1, 101)], 10.0)
    assert (round(found.p50), round(found.p95), found.rate) == (50, 95, 10.0)
