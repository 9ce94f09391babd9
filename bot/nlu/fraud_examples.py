"""What the fraud detector's models learn from: sentences with their stage and type.

`data/fraud` says stage and type (`hard/` was written to be hard, `daily/` like a bank's day); what customers
ask about rights and complaints (`data/nlu`) is calm, and so is what they complain of (`data/complaints`)
unless a stranger may have a hand in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

from bot.fraud.detector import Detector
from bot.nlu.content import sentences

ROOT = Path(__file__).resolve().parents[2]
# What is asked in these files, wherever else it is asked, may tell of a fraud in course; all else is calm.
MIXED = frozenset({"fraud", "regions", "regions_checks", "stopping"})
# … but for the words of somebody whose card is being used, or who is threatened.
UNTOLD = frozenset(f"faq/card_fraud_{what}" for what in ("abroad", "credit", "proof", "who_pays")) | {
    "faq/collection_court_sms",
    "faq/collection_abuse",
    "faq/collection_outsourced",
    "faq/platform_borrowing",
    "faq/private_sale",
    "faq/identity_misused",
    "faq/lend_account",
    "faq/student_loans",
    "faq/elder_family_guard",
    "faq/case_progress",
    "faq/agent_business",
    "faq/agent_warning",
    "check_scam",
}
# What the sentences of an emergency's intent tell by themselves.
TOLD = {
    "emergency_scam": "paid",
    "emergency_paying": "paying",
    "emergency_leaving_now": "paying",
    "emergency_leaked_code": "leaked",
    "emergency_screen_share": "leaked",
    "card_stolen": "leaked",
    "wallet_paid_scammer": "paid",
    "cross_border_scam": "paid",
}
# There are many calm questions, and most are far from any fraud: every second one does, and weighs less.
_CALM_EVERY, _CALM_WEIGHT = 2, 0.6
# Complaints of these causes may tell of a fraud, and so may any with one of these classes of words.
_UNSAFE = frozenset({"fund_safety", "info_safety"})
_SIGNS = frozenset({"stranger", "insider", "stolen", "lure", "remote"})
_COMPLAINT_WEIGHT = 0.4


# What was written to be hard is like little of what comes: at full weight, the ordinary is recognised worse.
# What was written like a bank's day, victims and harmless of all sorts by one hand, teaches most.
_WEIGHTS = {"hard": 0.3, "daily": 2.0}


# The sorts of what is harmless are learned one by one: a warning is not harmless in the way a joke is.
_SORTS: dict[str | None, str | None] = {
    None: None,
    "bank_notice": "notice",
    "chat": "chat",
    "complaint": "complaint",
    "negation": "chat",
    "question": None,
    "service": "service",
    "statute": "warning",
    "warning": "warning",
}


@dataclass(frozen=True)
class Example:
    """A sentence with its stage (`scam` for a swindler's text), its type, and how it is harmless."""

    text: str
    stage: str
    type: str | None
    weight: float = 1.0
    sort: str | None = None

    @property
    def label(self) -> str:
        """The stage, and the sort where it has one: `paid`, `none/warning`."""
        return f"{self.stage}/{self.sort}" if self.stage == "none" and self.sort else self.stage


def examples(root: Path = ROOT) -> list[Example]:
    """Everything the models learn from; KeyError for a sort that nobody knows."""
    return [*_told(root), *_emergencies(root), *_calm(root), *_complaints(root)]


def _told(root: Path) -> Iterator[Example]:
    for path in sorted((root / "data" / "fraud").rglob("*.jsonl")):
        weight = _WEIGHTS.get(path.parent.name, 1.0)
        for line in path.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            text = raw["text"] if "text" in raw else "\n".join(raw["turns"])
            stage = "scam" if raw["kind"] == "scam" else raw["stage"]
            yield Example(text, stage, raw["type"], weight, _SORTS[raw.get("sort")])


def _emergencies(root: Path) -> Iterator[Example]:
    for intent, text in _asked(root):
        stage = TOLD.get(intent.removeprefix("faq/"))
        if stage:
            yield Example(text, stage, None)


def _calm(root: Path) -> Iterator[Example]:
    other = UNTOLD | {intent for name in MIXED for intent, _ in sentences(_file(root, name))}
    for intent, text in _asked(root):
        # By the sentence, not by its place: one that is added elsewhere changes nothing.
        if intent not in other and crc32(text.encode()) % _CALM_EVERY == 0:
            yield Example(text, "none", None, _CALM_WEIGHT)


def _asked(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        yield from sentences(path)


def _file(root: Path, name: str) -> Path:
    return root / "data" / "nlu" / f"{name}.yml"


def _complaints(root: Path) -> Iterator[Example]:
    sighting = detector()
    for path in sorted((root / "data" / "complaints").glob("*.jsonl")):
        for raw in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if raw["cause"] not in _UNSAFE and not _SIGNS & set(sighting.sight(raw["text"]).hits):
                yield Example(raw["text"], "none", None, _COMPLAINT_WEIGHT)


@cache
def detector() -> Detector:
    """The rules and words, without a model."""
    return Detector()
