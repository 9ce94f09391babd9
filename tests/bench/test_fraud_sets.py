"""The fraud sets: enough of each kind and script, labelled as agreed, and apart from what is learned."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.fraud.types import load_types
from bot.text import fold
from tests.near import near as closest

ROOT = Path(__file__).resolve().parent.parent.parent
SETS = ROOT / "bench" / "data" / "fraud"
TRAINING = ROOT / "data" / "fraud"
KINDS = ("scam", "victim", "benign")
# Each was written when the one before had been read and told nothing new any more.
TUNED = ("dev", "dev2", "dev3", "dev4", "dev5", "dev6", "dev7", "dev8", "dev9")
STAGES = {
    "scam": {"targeted"},
    "victim": {"targeted", "paying", "paid", "leaked"},
    "benign": {"none", "asking"},
}
PERSONS = {"self", "family", "third", None}
STYLES = {
    *("formal", "colloquial", "elderly", "clipped", "typo", "story", "codemix", "nopunct", "angry", "scared"),
}
LEAST = {"scam": 300, "victim": 300, "benign": 600}
NEAR = 0.85
SHORT = 8  # characters


@cache
def lines(*files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line]


def of(name: str) -> list[dict[str, Any]]:
    return lines(*(SETS / f"{kind}_{name}.jsonl" for kind in KINDS))


def tuned() -> list[dict[str, Any]]:
    return [line for name in TUNED for line in of(name)]


def training() -> list[dict[str, Any]]:
    return lines(*sorted(TRAINING.rglob("*.jsonl")))


def text_of(line: dict[str, Any]) -> str:
    return line["text"] if "text" in line else "\n".join(line["turns"])


@cache
def pairs(text: str) -> frozenset[str]:
    plain = "".join(c for c in fold(text).lower() if c.isalnum())
    return frozenset(plain[i : i + 2] for i in range(max(1, len(plain) - 1)))


def near(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Ids of sentences whose pairs of characters are the same to 85 % (Jaccard)."""
    owns, known = ([pairs(text_of(line)) for line in side] for side in (some, others))
    for own, other in closest(owns, known, NEAR):
        yield some[own]["id"], others[other]["id"]


@pytest.mark.parametrize("name", [*TUNED, "test"])
@pytest.mark.parametrize("kind", KINDS)
def test_labels_are_legal(kind: str, name: str) -> None:
    for line in lines(SETS / f"{kind}_{name}.jsonl"):
        assert line["kind"] == kind, line["id"]
        assert line["stage"] in STAGES[kind], line["id"]
        assert line["type"] is None or line["type"] in load_types(), line["id"]
        assert line["person"] in PERSONS, line["id"]
        assert line["script"] in ("Hans", "Hant"), line["id"]
        assert line["style"] in STYLES, line["id"]
        assert ("text" in line) != ("turns" in line), line["id"]
        assert text_of(line).strip(), line["id"]


def test_training_labels_are_legal() -> None:
    for line in training():
        assert line["stage"] in STAGES[line["kind"]], line["id"]
        assert line["type"] is None or line["type"] in load_types(), line["id"]
        assert ("text" in line) != ("turns" in line), line["id"]


def test_ids_are_unique() -> None:
    ids = [line["id"] for line in (*training(), *tuned(), *of("test"))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", KINDS)
def test_the_test_set_is_large_and_half_traditional(kind: str) -> None:
    found = lines(SETS / f"{kind}_test.jsonl")
    assert len(found) >= LEAST[kind]
    traditional = sum(line["script"] == "Hant" for line in found) / len(found)
    assert 0.45 <= traditional <= 0.55


def test_every_type_and_stage_is_tested() -> None:
    found = of("test")
    assert {line["type"] for line in found if line["kind"] != "benign"} - {None} == set(load_types())
    assert {line["stage"] for line in found} == set().union(*STAGES.values())
    assert sum(line["stage"] == "asking" for line in found) >= 80
    assert any("turns" in line for line in found)


def test_what_is_learned_and_what_tests_it_stay_apart() -> None:
    assert list(near(training(), of("test"))) == []


def test_development_and_test_stay_apart() -> None:
    # A statute reads the same wherever it is quoted, and what is this short everybody says.
    owns = [line for line in tuned() if line.get("sort") != "statute" and len(text_of(line)) > SHORT]
    assert list(near(owns, of("test"))) == []


def test_what_is_learned_and_what_tunes_it_stay_apart() -> None:
    longer = [line for line in training() if len(text_of(line)) > SHORT]
    assert list(near(longer, tuned())) == []


def test_complaints_that_teach_calm_and_what_judges_it_stay_apart() -> None:
    files = sorted((ROOT / "data" / "complaints").glob("*.jsonl"))
    learned = [line | {"id": line["text"]} for line in lines(*files) if len(line["text"]) > SHORT]
    assert list(near(learned, [*tuned(), *of("test")])) == []


def test_nearness_is_seen() -> None:
    one = {"id": "a", "text": "把錢轉到安全帳戶配合我們調查的工作，馬上！"}
    two = {"id": "b", "text": "把钱转到安全帐户配合我们调查的工作，马上"}
    assert list(near([one], [two])) == [("a", "b")]
    assert list(near([one], [{"id": "c", "text": "怎么开户"}])) == []
