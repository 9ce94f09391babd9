"""The complaints that teach and those that measure: labelled as agreed, enough of each class, and apart."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.intake.classes import DIMENSIONS, load_classes
from bot.text import mask, normalise
from tests.near import near

ROOT = Path(__file__).resolve().parent.parent.parent
TRAINING = sorted((ROOT / "data" / "complaints").glob("*.jsonl"))
SETS = {name: ROOT / "bench" / "data" / "complaints" / f"{name}.jsonl" for name in ("dev", "test")}
NEAR = 0.85
SHORT = 8  # characters: what is this short everybody says
LEAST = {"training": 2400, "dev": 250, "test": 300}
LEAST_OF_A_CLASS = 60


@cache
def lines(name: str) -> list[dict[str, Any]]:
    files = TRAINING if name == "training" else [SETS[name]]
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def bare(text: str) -> str:
    return "".join(c for c in normalise(text) if c.isalnum())


def pairs(text: str) -> frozenset[str]:
    plain = bare(text)
    return frozenset(plain[at : at + 2] for at in range(max(1, len(plain) - 1)))


def alike(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[tuple[str, str]]:
    left, right = ([line["text"] for line in side if len(line["text"]) > SHORT] for side in (some, others))
    found = near([pairs(text) for text in left], [pairs(text) for text in right], NEAR)
    return [(left[one], right[other]) for one, other in found]


@pytest.mark.parametrize("name", LEAST)
def test_sets_are_large_and_labelled_with_our_classes(name: str) -> None:
    assert len(lines(name)) >= LEAST[name]
    for line in lines(name):
        assert line["text"].strip()
        for dimension in DIMENSIONS:
            assert line[dimension] is None or line[dimension] in load_classes()[dimension].classes, line


@pytest.mark.parametrize("dimension", ["business", "cause"])
def test_every_class_is_taught_by_enough_complaints(dimension: str) -> None:
    counted = Counter(line[dimension] for line in lines("training"))
    assert all(counted[slug] >= LEAST_OF_A_CLASS for slug in load_classes()[dimension].classes), counted


@pytest.mark.parametrize("name", SETS)
def test_every_class_is_measured(name: str) -> None:
    for dimension, kinds in load_classes().items():
        seen = {line[dimension] for line in lines(name)}
        # Few complaints happen on social media or at some other place.
        assert set(kinds.classes) - seen <= {"social", "other"}, dimension
        assert None in seen


@pytest.mark.parametrize("name", SETS)
def test_both_scripts_are_measured(name: str) -> None:
    counted = Counter(line["script"] for line in lines(name))
    assert set(counted) == {"Hans", "Hant"}
    assert counted["Hant"] >= 0.2 * len(lines(name))


def test_no_complaint_is_taught_twice() -> None:
    counted = Counter(bare(line["text"]) for line in lines("training"))
    assert [text for text, count in counted.items() if count > 1] == []


def test_ids_are_unique() -> None:
    ids = [line["id"] for name in SETS for line in lines(name)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("one", "other"), [("dev", "training"), ("test", "training"), ("test", "dev")])
def test_what_teaches_and_what_measures_stay_apart(one: str, other: str) -> None:
    known = {bare(line["text"]) for line in lines(other)}
    assert [line["text"] for line in lines(one) if bare(line["text"]) in known] == []
    assert alike(lines(one), lines(other)) == []


def test_nearness_is_seen() -> None:
    one = {"text": "櫃員叫我把定期存款改成保險，還說利息更高！"}
    two = {"text": "柜员叫我把定期存款改成保险，还说利息更高"}
    assert alike([one], [two])
    assert not alike([one], [{"text": "提前还房贷为什么要收违约金"}])


def test_no_complaint_holds_personal_data() -> None:
    assert [line["text"] for line in lines("training") if mask(line["text"]).findings] == []
