"""Channels and branches; the sentences are in the data file."""

import time

import pytest

from bot.intake.places import place
from bot.intake.resources import load_yaml

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
def test_long_texts_take_little_time(unit: str) -> None:
    place("南山支行")
    started = time.process_time()
    place((unit * 4000)[:4000])
    assert time.process_time() - started < 0.1
