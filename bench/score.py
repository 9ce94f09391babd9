"""Judges what the assistant did with each question of an evaluation set, by the facts its answer holds.

A line is ``{"id","q","expect":[labels],"must":[[any of]],"never":[],"kind","script","style","region"}``
with at least one of ``expect``, ``must``, ``never`` and ``kind``. A label is ``faq/<entry>`` or a dialogue
act; ``region`` is the place whose numbers are right; ``kind`` (of `KINDS`, with commas) is what will do
instead of an answer. Outcomes: ``right`` (at first answer), ``offered`` (among at most three choices),
``human`` (an honest "I do not know" or a human), ``wrong``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.score_facts import Facts, book, broken, plain, satisfied
from bench.score_places import places_of
from bot.text import convert_characters, detect_script, fold

OUTCOMES = ("right", "offered", "human", "wrong")
NO_TOPIC = frozenset({"out_of_scope", "nlu_fallback"})
# Said to what is nobody's topic, these answer none either.
HARMLESS = frozenset({"greet", "thanks", "goodbye", "affirm", "deny", "abuse"})
KINDS = ("act", "choices", "human")
_ALL_CHOICES = 3


@dataclass(frozen=True)
class Answer:
    """What came back; ``offered`` are the entries of its buttons, ``stated`` that it answers."""

    label: str
    replies: tuple[str, ...] = ()
    hotlines: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    stated: bool = False
    owner: str = "bot"
    confidence: float | None = None

    @property
    def text(self) -> str:
        """All that is read, numbers to call included, as facts are matched on it."""
        return plain([*self.replies, *self.hotlines])


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
    label_outcome: str = ""
    group: str = "?"
    region: str = "-"
    confidence: float | None = None
    stated: bool = False
    dangers: tuple[str, ...] = ()
    replies: tuple[str, ...] = field(default=())


def judged(line: Mapping[str, Any], answer: Answer) -> str:
    """The outcome by facts; dialogue acts, which have none, by label."""
    expected, own = tuple(line.get("expect", ())), facts_of(line)
    by_label = outcome(expected, answer.label, answer.offered[:_ALL_CHOICES]) if expected else "wrong"
    here = places_of(line)
    text = answer.text
    if own.must or own.never:
        if own.must and satisfied(own, text, here):
            return "right"
        if broken(own.never, text):
            return "wrong"
        if not expected and not own.must:
            return "right"
    if answer.stated:
        return _stated(expected, answer, text, here, by_label)
    if expected and by_label != "wrong":
        return by_label
    return _unstated(line, answer)


def _stated(expected: tuple[str, ...], answer: Answer, text: str, here: Any, by_label: str) -> str:
    known = [book().labels[label] for label in expected if label in book().labels]
    if any(satisfied(facts, text, here) for facts in known):
        return "right"
    factless = answer.label in expected and answer.label not in book().labels
    return "right" if factless or (not known and by_label == "right") else "wrong"


def _unstated(line: Mapping[str, Any], answer: Answer) -> str:
    wanted = set(str(line.get("kind", "")).split(",")) - {""}
    if wanted and not line.get("must"):
        return "right" if wanted & kinds_of(answer) else "wrong"
    return "human" if kinds_of(answer) & {"choices", "human"} else "wrong"


def kinds_of(answer: Answer) -> set[str]:
    """Which of `KINDS` an answer is: no topic answered, choices, a human called or on the way."""
    found = set() if answer.stated else {"act"}
    if "choices" in answer.kinds or answer.label in NO_TOPIC:
        found.add("choices")
    if answer.label == "ask_human" or "handoff" in answer.kinds or answer.owner != "bot":
        found.add("human")
    return found


def facts_of(line: Mapping[str, Any]) -> Facts:
    """The facts a line itself asks for."""
    return Facts(tuple(tuple(map(str, g)) for g in line.get("must", ())), tuple(line.get("never", ())))


def outcome(expected: Iterable[str], label: str, offered: Iterable[str]) -> str:
    """Judge a final label and the entries that were offered as choices, by label alone."""
    wanted = set(expected)
    if label in wanted or (wanted & NO_TOPIC and label in NO_TOPIC):
        return "right"
    if wanted & NO_TOPIC:
        return "right" if label in HARMLESS else "human" if label == "ask_human" else "wrong"
    if label in NO_TOPIC:
        return "offered" if wanted & {f"faq/{entry}" for entry in offered} else "human"
    return "human" if label == "ask_human" else "wrong"


def script_right(line: Mapping[str, Any], replies: Iterable[str], spoken: bool = False) -> bool:
    """Whether all replies are in the script of the question; of what asks for another one, in that.

    What looks the same in both scripts and begins a conversation may be answered in either, but in one.
    """
    wanted = _wanted_script(line)
    texts = [text for text in replies if text.strip()]
    if not spoken and wanted == line.get("script") and detect_script(str(line["q"])) is None:
        return any(all(in_script(text, script) for text in texts) for script in ("zh-Hans", "zh-Hant-TW"))
    return all(in_script(text, wanted) for text in texts)


def _wanted_script(line: Mapping[str, Any]) -> str:
    expected, script = set(line.get("expect", ())), str(line.get("script", "zh-Hans"))
    if "switch_simplified" in expected:
        return "zh-Hans"
    return "zh-Hant-TW" if "switch_traditional" in expected and script == "zh-Hans" else script


def in_script(text: str, script: str) -> bool:
    """Whether a reply is written in the script: folding (or converting) it changes nothing it should not."""
    return fold(text) == text if script == "zh-Hans" else _is_traditional(text)


def _is_traditional(text: str) -> bool:
    simplified = fold(text)
    return text != simplified or convert_characters(simplified, "zh-Hant-TW") == simplified


def table(scored: Iterable[Scored], by: Callable[[Scored], str]) -> list[tuple[str, int, dict[str, float]]]:
    """Rows (group, count, share of each outcome, of right labels and of the right script)."""
    groups: Mapping[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[by(one)].append(one)
    return [(name, len(ones), _shares(ones)) for name, ones in sorted(groups.items())]


def confusions(scored: Iterable[Scored], most: int = 15) -> list[tuple[tuple[str, str], int]]:
    """The most frequent (expected, got) pairs among the wrong."""
    wrong = (s for s in scored if s.outcome == "wrong")
    return Counter((next(iter(s.expected), "?"), s.label) for s in wrong).most_common(most)


def _shares(ones: list[Scored]) -> dict[str, float]:
    counted = Counter(one.outcome for one in ones)
    shares = {name: counted[name] / len(ones) for name in OUTCOMES}
    labels = sum(one.label_outcome == "right" for one in ones) / len(ones)
    return shares | {"label": labels, "script": sum(one.script_right for one in ones) / len(ones)}


def row(name: str, count: int, shares: Mapping[str, Any]) -> str:
    """One printed line of a table."""
    columns = (*OUTCOMES, "label", "script")
    return f"{name:<24}{count:>6}" + "".join(f"{shares[k] * 100:>9.1f}%" for k in columns)
