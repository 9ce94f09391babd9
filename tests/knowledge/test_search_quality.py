"""Search over the real entries with the development questions: floors, not targets (docs/knowledge.md)."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import pytest

from knowledge import Hit, load
from tests.growth import calls

DEVELOPMENT = Path(__file__).parents[2] / "bench" / "data" / "dev.jsonl"


@pytest.fixture(scope="module")
def k():
    k = load()
    k.search("预热")
    return k


@pytest.fixture(scope="module")
def found(k) -> list[tuple[set[str], tuple[Hit, ...]]]:
    """The wanted entries (none: the question is not for an entry) and the hits, by question."""
    rows = [json.loads(line) for line in DEVELOPMENT.read_text("utf-8").splitlines()]
    return [
        ({e.removeprefix("faq/") for e in row["expect"] if e.startswith("faq/")}, k.search(row["q"]))
        for row in rows
    ]


def best_score(hits: tuple[Hit, ...]) -> float:
    return hits[0].score if hits else 0.0


def test_the_right_entry_is_often_first_and_mostly_among_three(found):
    asked = [(want, hits) for want, hits in found if want]
    first = sum(bool(hits) and hits[0].entry in want for want, hits in asked) / len(asked)
    three = sum(bool(want & {h.entry for h in hits}) for want, hits in asked) / len(asked)
    assert first >= 0.55
    assert three >= 0.73


def test_what_no_entry_answers_scores_lower(found):
    right = [best_score(hits) for want, hits in found if hits and hits[0].entry in want]
    other = [best_score(hits) for want, hits in found if not want]
    assert statistics.median(right) > statistics.median(other) + 0.1


def test_a_high_score_is_nearly_always_right(found):
    sure = [hits[0].entry in want for want, hits in found if best_score(hits) >= 0.75]
    assert sum(sure) / len(sure) >= 0.75


def test_every_title_and_phrasing_is_found_first_with_full_score(k):
    for id_ in k.entries:
        for script in ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK"):
            best = k.search(k.render(id_, script).title)[0]
            assert (best.entry, best.score) == (id_, 1.0), script


@pytest.mark.parametrize("noise", ["aaaaaaaa", "😀😀😀", "qwerty asdfgh", "！？…", "1234567"])
def test_noise_finds_nothing(k, noise):
    assert k.search(noise) == ()


@pytest.mark.parametrize(
    "question", ["怎么投诉银行", "我昨天刷单被骗了三万块，他们说还要再交钱才能提现，怎么办"]
)
def test_a_search_does_little(k, question):
    k.search("预热")
    assert calls(lambda: k.search(question)) < 2500
