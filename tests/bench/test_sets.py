"""Training, development and test sentences stay apart."""

import json
from pathlib import Path

import yaml

from bot.text import normalise
from knowledge import load
from tests.near import near

ROOT = Path(__file__).resolve().parent.parent.parent
SETS = {name: ROOT / "bench" / "data" / f"{name}.jsonl" for name in ("dev", "dev2", "dev3", "test")}


def questions(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in SETS[name].read_text("utf-8").splitlines()]


def of_test() -> list[str]:
    return [str(q["q"]) for q in questions("test")]


def pairs(text: str) -> frozenset[str]:
    text = "".join(c for c in normalise(text) if c.isalnum())
    return frozenset(text[i : i + 2] for i in range(max(1, len(text) - 1)))


def training() -> list[str]:
    found = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            found += [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
    return found


def test_no_test_sentence_is_a_development_sentence_or_nearly() -> None:
    known = [(q["q"], pairs(str(q["q"]))) for name in ("dev", "dev2", "dev3") for q in questions(name)]
    for question in questions("test"):
        own = pairs(str(question["q"]))
        close = [q for q, other in known if len(own) > 3 and len(own & other) / len(own | other) >= 0.85]
        assert not close, (question["q"], close)


def test_few_test_sentences_are_training_sentences() -> None:
    # Written without sight of the training data: only what everybody says ("谢谢") may coincide.
    known = {normalise(text) for text in training()}
    same = [q["q"] for q in questions("test") if normalise(str(q["q"])) in known]
    assert all(len(str(text)) <= 8 for text in same), same
    assert len(same) <= 30


def test_no_test_sentence_is_nearly_a_training_sentence() -> None:
    asked, taught = ([t for t in side if len(t) > 8] for side in (of_test(), training()))
    found = near([pairs(text) for text in asked], [pairs(text) for text in taught], 0.85)
    assert [(asked[one], taught[other]) for one, other in found] == []


def test_every_expected_label_exists() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    acts = {next(iter(i)) if isinstance(i, dict) else i for i in domain["intents"]}
    known = {f"faq/{entry}" for entry in load().entries} | acts
    for name in SETS:
        for question in questions(name):
            assert set(question["expect"]) <= known, question  # type: ignore[call-overload]
