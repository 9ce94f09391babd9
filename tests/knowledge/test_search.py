from __future__ import annotations

import pytest

from bot.text import convert
from knowledge.search import LONGEST, Document, Index
from tests.growth import calls

DOCUMENTS = [
    Document("phone", ("投诉打哪个电话？", "投诉电话是多少"), "投诉银行先打客服热线，再打监管热线12378。"),
    Document("days", ("投诉多久有答复？",), "一般在十五日内答复，复杂的三十日。"),
    Document("brushing", ("刷单返利是真的吗？", "做任务要垫钱"), "凡是要求垫付资金的兼职刷单都是诈骗。"),
    Document("rights", ("金融消费者有哪八项权利？",), "财产安全权、知情权、自主选择权、公平交易权。"),
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.entry)
def test_a_title_or_phrasing_scores_one(index, document):
    for phrase in document.phrases:
        best = index.search(phrase)[0]
        assert (best.entry, best.score) == (document.entry, 1.0)


@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
def test_a_traditional_question_finds_the_same(index, script):
    assert index.search(convert("投诉打哪个电话？", script))[0].entry == "phone"


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("投诉的电话", "phone"),
        ("投诉要等多久", "days"),
        ("兼职刷单", "brushing"),
        ("12378", "phone"),
        ("知情权", "rights"),
    ],
)
def test_other_words_find_it(index, question, entry):
    assert index.search(question)[0].entry == entry


@pytest.mark.parametrize(
    "noise", ["", "  ", "😀😀😀", "aaaa", "?!。", "qwerty uiop", "\x00\u200b", "饕餮魑魅魍魉"]
)
def test_noise_finds_nothing(index, noise):
    assert index.search(noise) == ()


def test_strange_words_score_low(index):
    assert all(h.score < 0.25 for h in index.search("红烧肉放多少酱油才好吃"))


def test_scores_fall_and_stay_in_range(index):
    hits = index.search("投诉银行电话多久答复", limit=4)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert all(0 < h.score <= 1 for h in hits)


def test_limit(index):
    assert len(index.search("投诉电话多久答复权利诈骗", limit=2)) == 2


def test_more_of_the_same_does_not_score_more(index):
    assert index.search("投诉" * 50)[0].score < 0.75


def test_an_empty_base_answers_nothing():
    assert Index([]).search("投诉") == ()


def test_a_long_story_costs_no_more_than_a_short_one(index):
    story = "我昨天接到一个电话说投诉的事情，对方让我转账。" * 400
    index.search(story)
    assert calls(lambda: index.search(story)) == calls(lambda: index.search(story[:LONGEST]))
