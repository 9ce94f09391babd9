"""What the classifier is only moderately sure of is stated with other entries one tap away."""

from typing import Any

import pytest

from actions.context import knowledge
from actions.dialogue import ActionDialogue
from actions.faq import ActionAnswer, ActionSearch
from tests.actions.test_actions import CALM, run


def asked(confidence: float, *others: tuple[str, float], entry: str = "wealth_loss", **more: Any) -> Any:
    ranking = [(entry, confidence), *others]
    message = {
        "intent": {"name": "faq", "confidence": confidence},
        "faq_ranking": [{"entry": one, "confidence": chance} for one, chance in ranking],
        **more,
    }
    return run(ActionAnswer(), more.pop("slots", None), **message)[0]


def titles(said: dict[str, Any]) -> list[str | None]:
    return [knowledge().by_title(button["value"]) for button in said["buttons"]]


def test_the_next_likely_entries_are_buttons_under_a_doubtful_answer() -> None:
    said = asked(0.6, ("principal_promise", 0.2), ("risk_levels", 0.15))
    assert said["entry"] == "wealth_loss"
    assert titles(said)[:2] == ["principal_promise", "risk_levels"]
    assert said["text"].endswith(knowledge().say("dialogue.or_else", "zh-Hans"))
    assert len(said["buttons"]) <= 5


def test_in_large_text_there_is_one() -> None:
    said = asked(0.6, ("principal_promise", 0.2), ("risk_levels", 0.15), metadata={"mode": "large"})
    assert titles(said)[0] == "principal_promise"
    assert "risk_levels" not in titles(said)[:2]


@pytest.mark.parametrize(
    "said",
    [
        asked(0.9, ("principal_promise", 0.2)),
        asked(0.6, ("principal_promise", 0.03)),
        asked(0.6, ("card_lost", 0.3), entry="card_stolen"),
    ],
)
def test_not_where_it_is_sure_or_urgent_or_the_others_are_far_behind(said: dict[str, Any]) -> None:
    assert knowledge().say("dialogue.or_else", "zh-Hans") not in said["text"]


def test_a_few_words_hardly_understood_are_rather_about_the_last_answer() -> None:
    said, _ = run(
        ActionAnswer(), {"topic": "double_recording"}, text="我可以看吗",
        intent={"name": "faq", "confidence": 0.52},
        faq_ranking=[{"entry": "right_education", "confidence": 0.52}],
    )  # fmt: skip
    assert said["kind"] == "choices"
    assert titles(said)[0] == "double_recording"


@pytest.mark.parametrize(("text", "despairs"), [("累死我了排了一上午队", False), ("累死了，不想活了", True)])
def test_everyday_exaggeration_is_no_despair(text: str, despairs: bool) -> None:
    said = asked(0.7, entry="distress", text=text)
    assert (said.get("entry") == "distress") == despairs


def test_who_is_angry_finds_the_human_and_small_talk_no_emergency() -> None:
    angry, _ = run(ActionDialogue(), intent={"name": "abuse"}, text="听不懂人话")
    assert angry["buttons"][-1]["title"] == knowledge().say("button.human", "zh-Hans")
    for sure, told in ((0.95, False), (0.6, True)):
        intent = {"name": "out_of_scope", "confidence": sure}
        talk, _ = run(ActionDialogue(), intent=intent, text="写首诗", fraud=CALM)
        assert ("110" in talk["text"]) == told


def test_despair_is_not_offered_to_who_only_exaggerates() -> None:
    said = asked(0.7, ("card_stolen", 0.1), entry="distress", text="急死我了卡被吞了")
    assert "distress" not in titles(said)


def test_the_last_answer_stands_among_the_choices_for_a_few_words() -> None:
    ranking = [{"entry": "right_education", "confidence": 0.4}, {"entry": "about_privacy", "confidence": 0.2}]
    said, _ = run(ActionSearch(), {"topic": "agent_business"}, text="我可以看吗", faq_ranking=ranking)
    assert "agent_business" in titles(said)
    alone, _ = run(ActionSearch(), text="我可以看吗", faq_ranking=ranking)
    assert "agent_business" not in titles(alone)


def test_mere_anger_is_asked_what_happened() -> None:
    said = asked(0.7, entry="distress", text="气死我了")
    assert said["text"] == knowledge().say("dialogue.abuse", "zh-Hans")


def test_a_genuine_notice_that_was_pasted_is_judged_and_not_complained_of() -> None:
    seen = {"stage": "none", "score": 0.0, "notice": True}
    said, _ = run(ActionSearch(), text="【某银行】您尾号1234的账户支出人民币500元", fraud=seen)
    assert knowledge().say("fraud.verdict_genuine", "zh-Hans") in said["text"]


@pytest.mark.parametrize(("confidence", "kind"), [(0.85, "choices"), (0.96, "answer")])
def test_what_leans_on_the_last_answer_must_be_surer_to_begin_something_else(
    confidence: float, kind: str
) -> None:
    said, _ = run(
        ActionAnswer(), {"topic": "id_update"}, text="不去的话会怎样",
        intent={"name": "faq", "confidence": confidence},
        faq_ranking=[{"entry": "about_privacy", "confidence": confidence}],
    )  # fmt: skip
    assert said["kind"] == kind


@pytest.mark.parametrize("text", ["出事了", "救命啊", "弊喇"])
def test_a_cry_for_help_is_told_whom_to_call(text: str) -> None:
    said, _ = run(ActionSearch(), text=text, fraud=CALM)
    assert said["text"].startswith(knowledge().say("gateway.if_urgent", "zh-Hans"))
