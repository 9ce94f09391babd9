"""``make eval``, second part: how well fraud is recognised, plain and disguised.

``python -m bench.fraud [SET …] [--misses] [--model=FILE|--rules]``; ``--misses`` lists what went wrong and
refuses for the test set: who reads it will tune on it.
"""

import json
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from bench.disguise import disguised, ways
from bench.fraud_score import Judged, Share, confusion, groups, headline, share
from bot.fraud.detector import Detector
from bot.fraud.finding import Finding, graver
from xiaobao.model import FRAUD_MODEL

HERE = Path(__file__).parent
DATA = HERE / "data" / "fraud"
CALLS = HERE.parent.parent / "shared" / "cases" / "scam_calls.jsonl"
KINDS = ("scam", "victim", "benign")
# The development sets: each was written without a look at the rules, and read once it had been scored.
TUNED = ("dev", "dev2", "dev3", "dev4", "dev5", "dev6", "dev7", "dev8", "dev9", "dev10")
VARIANTS = 6  # of each line; every way is met by a share of the lines
LENGTH, ROUNDS = 500, 200


def main(arguments: Sequence[str]) -> int:
    """Report on the sets named, or both; 2 when asked to list the misses of the test set."""
    names = [a for a in arguments if not a.startswith("-")] or [*TUNED, "test"]
    misses = "--misses" in arguments
    if misses and "test" in names:
        print("the misses of the test set are not shown: it would no longer measure anything")
        return 2
    detector = _detector(arguments)
    for name in names:
        plain = [judge(line, detector) for line in lines(name)]
        report(name, plain, [j for line in lines(name) for j in variants(line, detector)])
        if misses:
            _print_misses(plain)
    if "dev" in names and CALLS.exists():
        _print_calls(detector)
    _print_latency(detector)
    return 0


def lines(name: str) -> list[dict[str, Any]]:
    """The labelled messages of a set."""
    files = [DATA / f"{kind}_{name}.jsonl" for kind in KINDS]
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line]


def judge(line: dict[str, Any], detector: Detector, way: str | None = None) -> Judged:
    """Screen a line's message, or its messages one after another."""
    texts = line.get("turns") or [line["text"]]
    finding = gravest(texts, detector)
    return Judged(
        id=line["id"], kind=line["kind"], stage=line["stage"], type=line["type"], script=line["script"],
        style=line.get("style", "-"), sort=line.get("sort", "-"), way=way, found_stage=finding.stage,
        found_type=finding.type, severity=finding.severity, score=finding.score, text=" / ".join(texts),
    )  # fmt: skip


def gravest(texts: Sequence[str], detector: Detector) -> Finding:
    """What the customer would have been told at worst, message by message."""
    found = [detector.screen(text, texts[:at]) for at, text in enumerate(texts)]
    worst = found[0]
    for finding in found[1:]:
        worst = worst if graver(worst, finding) else finding
    return worst


def variants(line: dict[str, Any], detector: Detector) -> Iterable[Judged]:
    """The line disguised in some ways, chosen by its id; benign texts are not disguised."""
    if line["kind"] == "benign":
        return
    for way in Random(line["id"]).sample(sorted(ways()), VARIANTS):
        texts = line.get("turns") or [line["text"]]
        hidden = [disguised(text, way, line["id"], detector) for text in texts]
        if any(hidden):
            told = [new or old for new, old in zip(hidden, texts, strict=True)]
            yield judge({**line, "turns": told}, detector, way)


def report(name: str, plain: list[Judged], hidden: list[Judged]) -> None:
    """Print every table of one set."""
    caught = [one for one in plain if one.kind != "benign"]
    _print(f"{name}: {len(plain)} messages", headline(plain))
    _print(f"{name}: {len(hidden)} disguised variants", headline(hidden))
    _print(
        "no false alarm, by sort", groups((one for one in plain if one.kind == "benign"), lambda j: j.sort)
    )
    _print("right by type", groups(caught, lambda j: j.type or "(none)"))
    for by in ("stage", "script", "style"):
        _print(f"right by {by}", groups(plain, lambda j, by=by: f"{j.kind} {getattr(j, by)}"))
    _print("right when disguised, by way", groups(hidden, lambda j: str(j.way)))
    print("\nstages of victims' reports", *confusion(plain), "... disguised", *confusion(hidden), sep="\n")


def _detector(arguments: Sequence[str]) -> Detector:
    named = [Path(a.partition("=")[2]) for a in arguments if a.startswith("--model=")]
    if "--rules" in arguments:
        return Detector()
    return Detector.trained(named[0] if named else FRAUD_MODEL)


def _print(title: str, shares: Iterable[Share]) -> None:
    print(f"\n{title}", *shares, sep="\n")


def _print_misses(judged: Iterable[Judged]) -> None:
    print("\nwhat went wrong")
    for one in judged:
        if not one.right:
            found = f"{one.stage}/{one.type} -> {one.found_stage}/{one.found_type} {one.score:.2f}"
            print(f"  {one.id} {one.sort} {found} {one.text}")


def _print_calls(detector: Detector) -> None:
    """Telephone dialogues: what the caller says, sentence by sentence."""
    calls = [json.loads(line) for line in CALLS.read_text("utf-8").splitlines()]
    judged = [
        judge(
            {
                "id": str(at), "turns": call["caller"], "stage": "none", "type": None, "script": "Hans",
                "kind": "scam" if call["label"] == "fraud" else "benign", "sort": call["type"],
            },
            detector,
        )
        for at, call in enumerate(calls)
        if call["caller"]
    ]  # fmt: skip
    print(f"\n{len(judged)} telephone dialogues (development only)")
    print(share("fraudulent calls recognised", (j for j in judged if j.kind == "scam"), lambda j: j.raised))
    print(share("ordinary calls: alarms", (j for j in judged if j.kind == "benign"), lambda j: j.raised))
    print(*groups(judged, lambda j: f"right: {j.kind} {j.sort}"), sep="\n")


def _print_latency(detector: Detector) -> None:
    texts = [line.get("text") or line["turns"][0] for line in lines("dev")]
    each = sorted(_took(detector, text) for text in texts)
    long = "".join(texts)[: LENGTH * ROUNDS]
    pieces = [long[at : at + LENGTH] for at in range(0, len(long) - LENGTH + 1, LENGTH)]
    cuts = statistics.quantiles(each, n=100, method="inclusive")
    whole = statistics.median(_took(detector, piece) for piece in pieces)
    print(f"\na message: p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms; {LENGTH} characters: {whole:.2f} ms")
    print(f"{detector.patterns} words, spellings and rules")


def _took(detector: Detector, text: str) -> float:
    started = time.perf_counter()
    detector.screen(text)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
