"""``make eval``, third part: how well a complaint's own words are sorted into channel, business and cause.

``python -m bench.complaints [dev|test] [--misses] [--model=FILE]``; ``--misses`` lists what went wrong, and
refuses for the test set: who reads it will tune on it.
"""

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fraud_score import Share, share
from bot.intake.classes import DIMENSIONS, OTHER, load_classes
from bot.intake.classify import Guess, classify
from xiaobao.model import COMPLAINT_MODEL

DATA = Path(__file__).parent / "data" / "complaints"
LENGTH, ROUNDS = 500, 50
CONFUSED = 8  # pairs shown for each dimension


@dataclass(frozen=True)
class Judged:
    """One dimension of one text: what it tells (None: nothing) and what was guessed."""

    id: str
    dimension: str
    script: str
    told: str | None
    guess: Guess
    text: str

    @property
    def right(self) -> bool:
        return self.guess.slug == (self.told or OTHER)

    @property
    def asked(self) -> bool:
        return self.guess.confidence < load_classes()[self.dimension].sure

    @property
    def offered(self) -> bool:
        """Whether the customer finds the answer among the buttons when asked."""
        return self.told in (self.guess.slug, *self.guess.others)


def main(arguments: Sequence[str]) -> int:
    """Report on the sets named, or both; 2 when asked to list the misses of the test set."""
    names = [a for a in arguments if not a.startswith("-")] or ["dev", "test"]
    misses = "--misses" in arguments
    if misses and "test" in names:
        print("the misses of the test set are not shown: it would no longer measure anything")
        return 2
    model = next((Path(a.partition("=")[2]) for a in arguments if a.startswith("--model=")), COMPLAINT_MODEL)
    for name in names:
        judged = [one for line in lines(name) for one in judge(line, model)]
        report(name, judged)
        if misses:
            _print_misses(judged)
    _print_latency(model)
    return 0


def lines(name: str) -> list[dict[str, Any]]:
    """The labelled complaints of a set."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]


def judge(line: dict[str, Any], model: Path) -> Iterator[Judged]:
    """What became of each dimension of a line."""
    found = classify(line["text"], model)
    for name in DIMENSIONS:
        yield Judged(line["id"], name, line["script"], line[name], getattr(found, name), line["text"])


def report(name: str, judged: list[Judged]) -> None:
    """Print the figures and the commonest confusions of each dimension."""
    for dimension in DIMENSIONS:
        ones = [one for one in judged if one.dimension == dimension]
        print(f"\n{name}: {dimension}, {len(ones)} complaints", *headline(ones), *confusions(ones), sep="\n")


def headline(ones: list[Judged]) -> list[Share]:
    """Accuracy in all and by script, what is not asked about and how much of it is right, what is offered."""
    told = [one for one in ones if one.told]
    by_script = [
        share(f"right, {script}", (one for one in told if one.script == script), lambda one: one.right)
        for script in ("Hans", "Hant")
    ]
    return [
        share("right, where the text tells", told, lambda one: one.right),
        *by_script,
        share("right, all (nothing told: other)", ones, lambda one: one.right),
        share("asked about", ones, lambda one: one.asked),
        share("right without asking", (one for one in ones if not one.asked), lambda one: one.right),
        share("when asked, among the buttons", (o for o in told if o.asked), lambda one: one.offered),
    ]


def confusions(ones: Iterable[Judged]) -> list[str]:
    """Lines: what is most often taken for what."""
    counted = Counter((one.told or "(nothing)", one.guess.slug) for one in ones if not one.right)
    return [f"    {is_} taken for {got}: {n}" for (is_, got), n in counted.most_common(CONFUSED)]


def _print_misses(judged: Iterable[Judged]) -> None:
    print("\nwhat went wrong")
    for one in judged:
        if not one.right:
            guess = f"{one.guess.slug} {one.guess.confidence:.2f}"
            print(f"  {one.id} {one.dimension} {one.told} -> {guess} {one.text}")


def _print_latency(model: Path) -> None:
    long = "".join(line["text"] for line in lines("dev"))
    pieces = [long[at : at + LENGTH] for at in range(0, len(long) - LENGTH, LENGTH // 5)][:ROUNDS]
    print(f"\n{LENGTH} characters: {statistics.median(_took(piece, model) for piece in pieces):.2f} ms")


def _took(text: str, model: Path) -> float:
    started = time.perf_counter()
    classify(text, model)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
