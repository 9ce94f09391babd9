"""A wish for large letters in the dialogue."""

import pytest

from actions.dialogue import ActionDialogue
from tests.actions.test_actions import run

WISH = {"name": "switch_large"}


@pytest.mark.parametrize("said", ["字太小", "看不清", "我睇唔清啲字"])
def test_who_only_sees_badly_is_offered_large_text(said: str) -> None:
    reply, _ = run(ActionDialogue(), intent=WISH, text=said)
    assert "set" not in reply
    assert [button["value"] for button in reply["buttons"]] == ["大字版", "不用大字版"]


@pytest.mark.parametrize("said", ["大字版", "字太小，放大一点", "看不清楚，字再大些"])
def test_who_asks_for_it_has_it_at_once(said: str) -> None:
    reply, _ = run(ActionDialogue(), intent=WISH, text=said)
    assert reply["set"] == {"mode": "large"}


def test_in_large_text_there_is_nothing_to_switch() -> None:
    reply, _ = run(ActionDialogue(), intent=WISH, text="字太小", metadata={"mode": "large"})
    assert "set" not in reply
    assert "大字版" in reply["text"]


def test_small_letters_that_cannot_be_read_are_no_wish_for_small_letters() -> None:
    reply, _ = run(ActionDialogue(), intent={"name": "switch_standard"}, text="看不清你这小字")
    assert "set" not in reply
    assert reply["buttons"][0]["value"] == "大字版"
