"""The dialogues that measure: enough, half traditional, legal, and apart from all other sentences."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bench.score import KINDS
from bench.score_facts import book, words
from bench.understanding_sets import Line, read_set, to_ask
from bot.text import REGIONS, fold, mask, normalise
from knowledge import load
from tests.near import near

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "bench" / "data"
SETS = ("dialogues_dev", "dialogues_dev2", "dialogues_test")
LEAST = {"dialogues_dev": 24, "dialogues_dev2": 45, "dialogues_test": 40}
TURNS = range(3, 7)
NEAR = 0.85
SHORT = 8  # characters: what is this short everybody says
KEYS = {"q", "expect", "must", "never", "kind", "script", "style", "region"}


def raw(name: str) -> list[Line]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def turns(name: str) -> list[Line]:
    return read_set(DATA / f"{name}.jsonl")


def bare(text: str) -> str:
    return "".join(c for c in normalise(text) if c.isalnum())


def pairs(text: str) -> frozenset[str]:
    plain = bare(text)
    return frozenset(plain[at : at + 2] for at in range(max(1, len(plain) - 1)))


def training() -> Iterator[str]:
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            yield from (line[2:] for line in block["examples"].splitlines() if line.startswith("- "))


def phrases() -> Iterator[str]:
    """What entries are found by is learned from as well."""
    for entry in load().entries.values():
        yield from (load().render(entry.id).title, *entry.ask)


def alike(some: list[str], others: list[str]) -> list[tuple[str, str]]:
    left, right = ([text for text in side if len(bare(text)) > SHORT] for side in (some, others))
    found = near([pairs(text) for text in left], [pairs(text) for text in right], NEAR)
    return [(left[one], right[other]) for one, other in found]


@pytest.mark.parametrize("name", SETS)
def test_enough_dialogues_half_of_them_traditional(name: str) -> None:
    found = raw(name)
    assert len(found) >= LEAST[name]
    assert 0.4 <= sum(one["script"] != "zh-Hans" for one in found) / len(found) <= 0.6
    assert all(len(one["turns"]) in TURNS for one in found)
    ids = [one["id"] for one in found]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", SETS)
def test_turns_are_well_formed(name: str) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    acts = {next(iter(i)) if isinstance(i, dict) else i for i in domain["intents"]}
    known = {f"faq/{entry}" for entry in load().entries} | acts
    for one in raw(name):
        assert all(set(turn) <= KEYS for turn in one["turns"]), one["id"]
    for turn in turns(name):
        assert set(turn.get("expect", ())) <= known, turn["id"]
        assert set(filter(None, turn.get("kind", "").split(","))) <= set(KINDS), turn["id"]
        assert all(words(group, REGIONS) for group in turn.get("must", ())), turn["id"]


def test_no_turn_shows_what_is_expected_of_it() -> None:
    assert {key for name in SETS for turn in turns(name) for key in to_ask(turn)} == {
        "id",
        "q",
        "conversation",
    }


def test_both_kinds_of_traditional_and_every_place_are_there() -> None:
    for name in SETS:
        assert {turn["script"] for turn in turns(name)} == {"zh-Hans", "zh-Hant-TW", "zh-Hant-HK"}
        assert {turn.get("region") for turn in turns(name)} >= {"HK", "MO", "TW"}
        assert any(turn.get("kind") == "human" for turn in turns(name))


@pytest.mark.parametrize("name", SETS)
def test_dialogues_and_training_stay_apart(name: str) -> None:
    asked = [turn["q"] for turn in turns(name)]
    taught = [*training(), *phrases()]
    known = {bare(text) for text in taught}
    assert [text for text in asked if len(bare(text)) > SHORT and bare(text) in known] == []
    assert alike(asked, taught) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("dialogues_test", name) for name in ("dialogues_dev", "dialogues_dev2", "dev", "dev2", "dev3")),
        *((name, "test") for name in ("dialogues_dev", "dialogues_dev2")),
    ],
)
def test_what_mends_and_what_measures_stay_apart(one: str, other: str) -> None:
    assert alike([t["q"] for t in turns(one)], [t["q"] for t in turns(other)]) == []


def test_no_dialogue_holds_personal_data() -> None:
    assert [turn["id"] for name in SETS for turn in turns(name) if mask(turn["q"]).findings] == []


def test_nearness_is_seen_across_scripts() -> None:
    assert alike(["請問提前還款要不要收違約金啊"], ["请问提前还款要不要收违约金"])
    assert fold("請") == "请"


def test_facts_are_known_for_what_dialogues_expect() -> None:
    expected = {label for name in SETS for turn in turns(name) for label in turn.get("expect", ())}
    assert {label for label in expected if label.startswith("faq/")} <= set(book().labels)
