import random

import pytest

from bot.text.characters import segmenter
from bot.text.segmenter import Segmenter, word_counts
from tests.growth import text_grows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("先生发来", ["先生", "发来"]),
        ("不断发短信", ["不断", "发短信"]),
        ("后天后悔", ["后天", "后悔"]),
        ("收到账单", ["收到", "账单"]),
        ("转到账户", ["转", "到", "账户"]),
        ("用户口令", ["用户", "口令"]),
        ("a1，𠀀", ["a", "1", "，", "𠀀"]),
    ],
)
def test_split(text: str, words: list[str]) -> None:
    assert segmenter().split(text) == words


def test_joined_the_words_are_the_text() -> None:
    dice = random.Random(7)
    alphabet = "".join(word_counts())[:4000] + "aZ9 ，\n\U0001f600"
    for _ in range(300):
        text = "".join(dice.choice(alphabet) for _ in range(dice.randrange(60)))
        assert "".join(segmenter().split(text)) == text


def test_the_likelier_split_wins() -> None:
    splitter = Segmenter({"研究": 100, "研究生": 10, "生命": 100, "命": 5, "研": 5, "究": 5, "生": 5})
    assert splitter.split("研究生命") == ["研究", "生命"]


def test_splitting_is_linear() -> None:
    assert not text_grows(segmenter().split, "先生发来短信说奖金发放了", 10_000)
