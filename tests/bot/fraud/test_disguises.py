"""Words that are disguised are read again: every way of hiding × ten key phrases, inside a sentence."""

from __future__ import annotations

from random import Random

import pytest

from bench.disguise import disguised, tell_tale, ways
from bot.fraud.detector import Detector

PHRASES = (
    *("安全账户", "验证码", "转账", "屏幕共享", "刷单", "解冻费", "保证金", "银行卡", "百万保障", "洗钱"),
)
SENTENCE = "他今天打电话让我{}现在怎么办"
SEEDS = 6
EDGES = "【】()\u0336\u0323\ufe0f"
SHORT = ("转账", "刷单", "洗钱")
# What cannot be read back, and why.
IMPOSSIBLE = {
    **{
        (way, phrase): "one mark between two characters is how sentences end"
        for way in ("commas", "line breaks", "repeated marks")
        for phrase in SHORT
    },
    **{("hearts", phrase): "one heart may be the word 心, as in 加❤" for phrase in SHORT},
    **{("initial of one", phrase): "刷d or 洗q may be anything" for phrase in SHORT},
    **{("homophone of one", phrase): "two characters sound like too many words" for phrase in SHORT},
    ("initial of one", "安全账户"): "安全z户 may be 专户, 安全账h may be 账号",
    ("half-converted", "屏幕共享"): "the same in both scripts",
}
CASES = [
    pytest.param(way, phrase, id=f"{way}-{phrase}")
    for way in ways()
    for phrase in PHRASES
    if (way, phrase) not in IMPOSSIBLE
]
DETECTOR = Detector()


def test_there_are_ways_enough() -> None:
    assert len(ways()) >= 20
    assert len(IMPOSSIBLE) <= 20
    assert {way for way, _ in IMPOSSIBLE} <= set(ways())


@pytest.mark.parametrize(("way", "phrase"), CASES)
def test_a_disguised_word_is_read_again(way: str, phrase: str) -> None:
    for seed in range(SEEDS):
        hidden = ways()[way](phrase, Random(seed))
        assert hidden is not None
        reading = DETECTOR.sight(SENTENCE.format(hidden)).reading
        at = reading.text.find(phrase)
        assert at >= 0, (hidden, reading.text)
        start, end = reading.span(at, at + len(phrase))
        place = SENTENCE.format(hidden)[start:end].strip(EDGES)
        # 烟证码: 证码 alone says it already.
        assert place == hidden.strip(EDGES) or (way == "homophone of one" and place == hidden[1:])


@pytest.mark.parametrize(
    ("hidden", "word"),
    [
        ("他让我jie冻费交了", "解冻费"),
        ("让我shuadan", "刷单"),
        ("安💰全💰账💰户", "安全账户"),
        ("马佥讠正石马给他了", "验证码"),
        ("車專賬給他", "转账"),
        ("ＡＮＱＵＡＮ账户", "安全账户"),
        ("安，全。账！户", "安全账户"),
        ("安全zh賬戶", "账户"),
        ("验❶证❷码", "验1证2码"),
    ],
)
def test_mixtures_are_read(hidden: str, word: str) -> None:
    assert word in DETECTOR.sight(hidden).reading.text


@pytest.mark.parametrize(
    "plain",
    [
        "他怎么知道我的卡号",
        "会不会影响征信",
        "处二十万元以下罚款",
        "这样操作安全吗",
        "屏幕上显示加的群",
        "atm转账要多久到账",
        "send給我",
        "有几家银行",
        "恢复了没有",
        "阿姨又没有来",
        "小孩子把手机",
        "发言权在你",
    ],
)
def test_what_is_not_disguised_stays(plain: str) -> None:
    read = DETECTOR.sight(plain).reading.text
    assert read.replace(" ", "") == plain.replace("給", "给")


def test_a_line_is_disguised_at_its_tell_tale_words_the_same_way_every_time() -> None:
    text = "客服让我把钱转到安全账户，还要我的验证码"
    words = [text[start:end] for start, end in tell_tale(text, DETECTOR)]
    assert "安全账户" in "".join(words)
    hidden = disguised(text, "stars", "x-1", DETECTOR)
    assert hidden == disguised(text, "stars", "x-1", DETECTOR)
    assert hidden is not None
    assert "安*全*账*户" in hidden
    assert "还" in hidden


def test_a_way_without_anything_to_work_on_leaves_the_line() -> None:
    assert disguised("今天天气不错", "split characters", "x-1", DETECTOR) is None
