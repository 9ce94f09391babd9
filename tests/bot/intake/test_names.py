"""Names as customers give them; the sentences are in the data file."""

import pytest

from bot.intake.names import name
from bot.intake.resources import load_yaml
from tests.growth import text_grows

DATA = load_yaml("names")


@pytest.mark.parametrize(("text", "expected"), DATA["holds"].items())
def test_a_name_is_heard_as_it_was_typed(text: str, expected: str | None) -> None:
    assert name(text) == expected


@pytest.mark.parametrize("text", DATA["fails"])
def test_no_name_is_made_of_other_words(text: str) -> None:
    assert name(text) is None


@pytest.mark.parametrize("unit", ["王", "我叫", "a b", "·", "谢谢", "，王"])
def test_long_texts_are_no_names_and_take_no_time(unit: str) -> None:
    assert name((unit * 4000)[:4000]) is None
    assert not text_grows(name, unit)
