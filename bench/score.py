"""Scores what the assistant did with each question of an evaluation set.

A line is ``{"id","q","expect":[labels],"script","style"}``; a label is ``faq/<entry>`` or a dialogue act.
Outcomes: ``right`` (at first answer), ``offered`` (among at most three choices), ``human`` (an honest
"I do not know" or a human), ``wrong``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.text import convert_characters, fold

OUTCOMES = ("right", "offered", "human", "wrong")
NO_TOPIC = frozenset({"out_of_scope", "nlu_fallback"})


@dataclass(frozen=True)
class Scored:
    """One question with what happened."""

    id: str
    question: str
    expected: tuple[str, ...]
    label: str
    outcome: str
    script_right: bool
    script: str
    style: str


def outcome(expected: Iterable[str], label: str, offered: Iterable[str]) -> str:
    """Judge a final label and the entries that were offered as choices."""
    wanted = set(expected)
    if label in wanted or (wanted & NO_TOPIC and label in NO_TOPIC):
        return "right"
    if wanted & NO_TOPIC:
        return "wrong"
    if label in NO_TOPIC:
        return "offered" if wanted & {f"faq/{entry}" for entry in offered} else "human"
    return "human" if label == "ask_human" else "wrong"


def in_script(text: str, script: str) -> bool:
    """Whether a reply is written in the script: folding (or converting) it changes nothing it should not."""
    return fold(text) == text if script == "zh-Hans" else _is_traditional(text)


def _is_traditional(text: str) -> bool:
    simplified = fold(text)
    return text != simplified or convert_characters(simplified, "zh-Hant-TW") == simplified


def table(scored: Iterable[Scored], by: Callable[[Scored], str]) -> list[tuple[str, int, dict[str, float]]]:
    """Rows (group, count, share of each outcome and of the right script)."""
    groups: Mapping[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[by(one)].append(one)
    return [(name, len(ones), _shares(ones)) for name, ones in sorted(groups.items())]


def confusions(scored: Iterable[Scored], most: int = 15) -> list[tuple[tuple[str, str], int]]:
    """The most frequent (expected, got) pairs among the wrong."""
    return Counter((s.expected[0], s.label) for s in scored if s.outcome == "wrong").most_common(most)


def _shares(ones: list[Scored]) -> dict[str, float]:
    counted = Counter(one.outcome for one in ones)
    shares = {name: counted[name] / len(ones) for name in OUTCOMES}
    return shares | {"script": sum(one.script_right for one in ones) / len(ones)}


def row(name: str, count: int, shares: Mapping[str, Any]) -> str:
    """One printed line of a table."""
    return f"{name:<24}{count:>6}" + "".join(f"{shares[k] * 100:>9.1f}%" for k in (*OUTCOMES, "script"))
