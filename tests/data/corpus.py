"""Reads the training and development sentences and compares them."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.text import clean, fold, normalise
from tests.near import near

ROOT = Path(__file__).resolve().parents[2]
NLU = ROOT / "data" / "nlu"
DEV = tuple(ROOT / "bench" / "data" / f"{name}.jsonl" for name in ("dev", "dev2", "dev3"))
# Further voices for intents of the other files.
VOICES = tuple(
    sorted(path.stem for name in ("voices", "persons", "stories") for path in NLU.glob(f"{name}_*.yml"))
)
GROUPS = (
    *("rights", "complaints", "fraud", "stopping", "accounts", "privacy", "hardship", "cash"),
    *("products", "ladder"),
    *("regions", "assistant", "dialogue", "filing"),
    *("regions_checks", "regions_bodies", "care", "boundaries", "assistant_more"),
    *("cash_more", "privacy_more", "hardship_more", "accounts_more"),
    "learning",
    *VOICES,
)
ACTS = (
    *("greet", "thanks", "goodbye", "ask_human", "refuse_human", "affirm", "deny", "abuse", "out_of_scope"),
    *("switch_simplified", "switch_traditional", "switch_large", "switch_standard"),
    "check_scam",
    *("file_complaint", "resume_complaint", "complaint_status", "complaint_supplement", "complaint_withdraw"),
    *("complaint_review", "complaint_rate"),
    *("take_quiz", "case_of_day", "family_card"),
)
# Set from what a message holds, so they have no sentences to learn from.
UNTRAINED = ("report_fraud", "check_text", "inform", "quiz_answer", "tell_region", "tell_age")
_NOT_WORD = re.compile(r"[\W_]+")
# Written Cantonese often holds only characters that look the same in both scripts.
_CANTONESE = re.compile("[嘅咗唔冇嚟啲係喺佢哋咩㗎乜嘢嗰嗎喇啱揾搵畀]")


class Sentence(NamedTuple):
    """One sentence and the label it stands under (an intent, or the id of a development question)."""

    label: str
    text: str


def training() -> list[Sentence]:
    """Every training sentence, in file order."""
    return [sentence for group in GROUPS for sentence in _read(NLU / f"{group}.yml")]


def _read(path: Path) -> Iterator[Sentence]:
    for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in item["examples"].splitlines():
            yield Sentence(item["intent"], line.removeprefix("- ").strip())


def development() -> list[dict[str, object]]:
    """Every row of the development set."""
    return [json.loads(line) for file in DEV for line in file.read_text("utf-8").splitlines()]


@cache
def bare(text: str) -> str:
    """Folded to simplified, no punctuation, no spaces: the same words in either script are equal."""
    return _NOT_WORD.sub("", fold(clean(text)).lower())


@cache
def matched(text: str) -> str:
    """What intent matching sees: `bare` with regional synonyms folded as well."""
    return _NOT_WORD.sub("", normalise(text))


def is_traditional(text: str) -> bool:
    """Whether the sentence shows traditional characters or written Cantonese."""
    return fold(text) != text or bool(_CANTONESE.search(text))


def repeated(keys: Iterable[str]) -> list[str]:
    """The keys that occur more than once."""
    return [key for key, count in Counter(keys).items() if count > 1]


def near_pairs(
    left: list[Sentence], right: list[Sentence], threshold: float
) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs with different labels whose character bigrams have a Jaccard index of at least `threshold`."""
    owns, others = ([bigrams(sentence.text) for sentence in side] for side in (left, right))
    for own, other in near(owns, others, threshold):
        if right[other].label != left[own].label:
            yield left[own], right[other]


@cache
def bigrams(text: str) -> frozenset[str]:
    """Character bigrams of the bare text; a single character stands for itself."""
    short = bare(text)
    return frozenset(short[i : i + 2] for i in range(len(short) - 1)) or frozenset({short})
