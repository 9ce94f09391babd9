"""Sparse rows over n-grams, counting, and weights as whole numbers."""

import numpy as np
import pytest

from bot.fraud.model import packed
from bot.nlu.rows import counted, lanes_of, linear, tabulate

TEXTS = [{"转", "钱"}, {"钱", "转", "账"}, {"账"}, {"雨"}]


def test_n_grams_of_few_texts_are_left_out() -> None:
    table = tabulate(TEXTS, least=2)
    assert table.grams == ["账", "转", "钱"]
    assert table.seen.tolist() == [2, 2, 2]
    assert table.rows.toarray().tolist() == [[0, 1, 1], [1, 1, 1], [1, 0, 0], [0, 0, 0]]


def test_weighted_rows_have_the_length_of_one() -> None:
    rows = tabulate(TEXTS, least=2).weighted(np.array([1.0, 2.0, 2.0])).toarray()
    assert rows[0].tolist() == pytest.approx([0, 0.5**0.5, 0.5**0.5])
    assert rows[1].tolist() == pytest.approx([1 / 3, 2 / 3, 2 / 3])
    assert rows[2].tolist() == [1, 0, 0]


@pytest.mark.parametrize("empty", [0, 1, 3])
def test_a_text_without_known_n_grams_is_an_empty_row(empty: int) -> None:
    texts: list[set[str]] = [{"账"}, {"账"}, {"账"}, {"账"}]
    texts[empty] = {"雨"}
    rows = tabulate(texts, least=2).weighted(np.array([3.0])).toarray()
    assert rows.ravel().tolist() == [float(at != empty) for at in range(4)]


def test_counting_says_which_label_an_n_gram_belongs_to() -> None:
    table = tabulate(TEXTS[:3], least=1)
    said = counted(table.weighted(np.ones(3)), ["b", "b", "a"], None, 0.1)
    assert said.sum(axis=0) == pytest.approx(0)
    at = table.grams.index("钱")
    assert said[1, at] > 0 > said[0, at]


def test_a_sentence_that_weighs_nothing_is_not_counted() -> None:
    table = tabulate(TEXTS[:3], least=1)
    rows = table.weighted(np.ones(3))
    labels = ["b", "b", "a"]
    with_first, without = counted(rows, labels, [1, 1, 1], 0.1), counted(rows, labels, [0, 1, 1], 0.1)
    assert not np.allclose(with_first, without)


def test_whole_numbers_say_what_the_weights_said() -> None:
    weights, bias = np.array([[1.0, -0.5], [0.25, 2.0]]), np.array([0.1, -0.2])
    model = linear(["a", "b"], weights, bias, {"账": 0, "钱": 1}, np.array([1.0, 2.0]))
    # A text's row has the length of one: 账 1/√5, 钱 2/√5.
    scores = model.scores(["账", "钱", "雨"])
    assert scores["a"] == pytest.approx((1 * 1 - 0.5 * 2) / 5**0.5 + 0.1, abs=1e-3)
    assert scores["b"] == pytest.approx((0.25 * 1 + 2 * 2) / 5**0.5 - 0.2, abs=1e-3)


def test_weights_that_say_nothing_stay_nothing() -> None:
    model = linear(["a", "b"], np.zeros((2, 1)), np.array([0.5, -0.5]), {"账": 0}, np.array([1.0]))
    assert model.scores(["账"]) == {"a": 0.5, "b": -0.5}


def test_all_rows_at_once_are_the_rows_one_by_one() -> None:
    squares, weights = np.array([100, 7]), np.array([[-32_000, 32_000, 0], [1, -1, 5]])
    assert lanes_of(squares, weights) == [packed(100, [-32_000, 32_000, 0]), packed(7, [1, -1, 5])]
