"""Channels and branches; the sentences are in the data file."""

import pytest

from bot.intake.places import place
from bot.intake.resources import load_yaml
from tests.growth import text_grows

DATA = load_yaml("places")


@pytest.mark.parametrize(("text", "expected"), DATA["holds"].items())
def test_a_place_is_found(text: str, expected: list[str | None]) -> None:
    found = place(text)
    assert found is not None
    assert [found.channel, found.branch] == expected
    assert found.said in text


@pytest.mark.parametrize("text", DATA["fails"])
def test_other_words_are_no_place(text: str) -> None:
    assert place(text) is None


@pytest.mark.parametrize("unit", ["支行", "南山支行", "在", "网", "银行", "南"])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    assert not text_grows(place, unit)
