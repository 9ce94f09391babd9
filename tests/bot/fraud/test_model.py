"""The linear model: features, scores, its file."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from bot.fraud.model import Linear, grams_of, packed, read, write

MODEL = Linear(
    labels=("none", "paid"),
    bias=(0.5, -0.5),
    scale=0.01,
    rows={
        "转": packed(400, [-100, 200]),
        "转账": packed(900, [0, 300]),
        "#gave": packed(4, [1, 2]),
    },
)


def test_features_are_grams_with_marked_ends_classes_and_pairs_apart() -> None:
    grams = grams_of("abcd", ["gave"])
    assert grams.short == {"a", "b", "c", "d", "^a", "ab", "bc", "cd", "d$", "#gave"}
    assert grams.long == {"^ab", "abc", "bcd", "cd$", "a_c", "b_d", "a_d"}


def test_negative_weights_survive_packing_and_a_thousand_of_them_add_up() -> None:
    model = Linear(("a", "b"), (0.0, 0.0), 1.0, {str(n): packed(1, [-32_000, 32_000]) for n in range(1000)})
    scores = model.scores(str(n) for n in range(1000))
    assert scores["a"] == -scores["b"] == pytest.approx(-32_000 * 1000 / sqrt(1000))


def test_scores_are_scaled_by_the_length_of_what_is_known() -> None:
    scores = MODEL.scores(["转", "转账", "未知"])
    factor = 0.01 / sqrt(1300)
    assert scores == pytest.approx({"none": 0.5 - 100 * factor, "paid": -0.5 + 500 * factor})


def test_nothing_known_leaves_the_bias() -> None:
    assert MODEL.scores(["天"]) == {"none": 0.5, "paid": -0.5}


def test_what_speaks_most_is_told_without_classes_and_ends() -> None:
    assert MODEL.told(["转", "转账", "#gave"], "paid") == ["转账"]


def test_a_model_is_read_as_written(tmp_path: Path) -> None:
    models = {"stages": MODEL, "types": MODEL}
    write(models, tmp_path / "m.json")
    assert read(tmp_path / "m.json") == models


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", "{}", '{"stages": {}}', '{"stages": {"labels": ["a"], "rows": "!"}}', "[" * 90_000],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "m.json").write_text(content, "utf-8")
    with pytest.raises(ValueError):  # noqa: PT011 - of the JSON reader, or our own
        read(tmp_path / "m.json")
