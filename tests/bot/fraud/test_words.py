"""The lexicon, and the words that are found in a message."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.fraud import words as words_module
from bot.fraud.resources import DATA, load_folder
from bot.fraud.sounds import Sounds
from bot.fraud.words import Words, lexicon, variants
from bot.text import fold

WORDS = Words(
    {"move": ["转账", "汇款"], "safe": ["安全账户", "账户"], "code": ["验证码"], "latin": ["app", "usdt"]},
    {"微信": ["薇信", "vx"], "usdt": ["u币"]},
)


def found(text: str, name: str) -> list[str]:
    reading = WORDS.read(text)
    return [reading.text[slice(*hit)] for hit in WORDS.find(reading).get(name, [])]


def test_words_are_found_by_class_in_order() -> None:
    assert found("先汇款再转账到安全账户", "move") == ["汇款", "转账"]
    assert found("先汇款再转账到安全账户", "safe") == ["安全账户", "账户"]


@pytest.mark.parametrize("text", ["下載APP", "ａｐｐ下载", "一个app，"])
def test_a_latin_word_is_found(text: str) -> None:
    assert found(text, "latin") == ["app"]


@pytest.mark.parametrize("text", ["happy", "apps", "snapp"])
def test_a_latin_word_is_no_part_of_a_longer_one(text: str) -> None:
    assert found(text, "latin") == []


def test_variants_become_our_word() -> None:
    assert WORDS.read("加薇信").text == "加微信"
    assert WORDS.read("加VX吧").text == "加微信吧"
    assert WORDS.read("avxb").text == "avxb"
    assert found("买U币", "latin") == ["usdt"]


def test_regional_words_become_ours() -> None:
    assert found("我過數俾佢", "move") == ["转账"]
    assert found("匯款到安全帳戶", "safe") == ["安全账户", "账户"]


def test_of_a_flood_both_ends_are_kept() -> None:
    reading = WORDS.read("转账了" * 400)
    hits = WORDS.find(reading)["move"]
    assert len(hits) == 32
    assert hits[0][0] == 0
    assert hits[-1][1] == len(reading.text) - 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("验正码", "验证码"),
        ("yan证ma", "验证码"),
        ("yanzhengma", "验证码"),
        ("yan zheng ma", "验证码"),
        ("验z码", "验证码"),
        ("验zh码", "验证码"),
        ("zhuan账", "转账"),
        ("转zhang", "转账"),
        ("赚账", "赚账"),
        ("验证码", "验证码"),
        ("汇k", "汇k"),
        ("验zz码", "验zz码"),
        ("阿嗯验证", "阿嗯验证"),
    ],
)
def test_sounds_are_spelt(written: str, read: str) -> None:
    assert WORDS.read(written).text == read


def test_an_ambiguous_initial_is_left() -> None:
    sounds = Words({"a": ["安全账户", "安全专户"]}, {"微信": ["vx"]})
    assert sounds.read("安全z户").text == "安全z户"


def test_without_words_nothing_is_guessed() -> None:
    reading = WORDS.read("yanzhengma")
    assert Sounds([]).spelt(reading) is reading


def test_a_word_stands_once_in_a_class() -> None:
    for name, said in lexicon().items():
        twice = [word for word, times in Counter(said).items() if times > 1]
        assert not twice, (name, twice)


def test_a_class_stands_in_one_file() -> None:
    names = [name for _, content in load_folder("lexicon") for name in content]
    assert len(names) == len(set(names))


def test_a_class_written_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = [("a", {"move": ["转"]}), ("b", {"move": ["汇"]})]
    monkeypatch.setattr(words_module, "load_folder", lambda name: iter(twice))
    with pytest.raises(ValueError, match=r"b\.yml: class move stands twice"):
        lexicon.__wrapped__()


def test_variants_are_spelt_once() -> None:
    said = Counter(spelling for spellings in variants().values() for spelling in spellings)
    assert [spelling for spelling, times in said.items() if times > 1] == []


def test_every_sound_stands_once_and_is_simplified() -> None:
    lines = Path(DATA / "pinyin.txt").read_text("utf-8").splitlines()
    said = Counter(character for line in lines for character in line.partition(" ")[2])
    assert [c for c, times in said.items() if times > 1] == []
    assert sum(fold(c) == c for c in said) / len(said) > 0.99
