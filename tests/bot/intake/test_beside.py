"""Complaints that are nobody's business here; the sentences are in the data file."""

import pytest

from bot.intake.beside import beside
from bot.intake.resources import load_yaml
from bot.text import convert
from tests.growth import text_grows

DATA = load_yaml("beside")


@pytest.mark.parametrize("text", DATA["holds"])
def test_what_others_did_is_beside_the_topic(text: str) -> None:
    assert beside(text)
    assert beside(convert(text, "zh-Hant-TW"))


@pytest.mark.parametrize("text", DATA["fails"])
def test_in_doubt_the_complaint_stays(text: str) -> None:
    assert not beside(text)
    assert not beside(convert(text, "zh-Hant-HK"))


def test_the_work_grows_no_faster_than_the_text() -> None:
    assert not text_grows(beside, "我要投诉他们一直没有人管")
