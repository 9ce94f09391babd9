"""``make eval``, ``xiaobao eval FILE``: how well questions are understood, the stock pipeline beside ours."""

import asyncio
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.report import keep, printed, report
from bench.score import Answer, Scored, judged, outcome, script_right
from bench.score_danger import dangers
from bench.stock_engine import StockEngine
from bench.understanding_sets import Line, read_set, to_ask
from bot.text import fold
from knowledge import load
from xiaobao.ask import ask_lines
from xiaobao.settings import Settings
from xiaobao.stack import temporary_stack

HERE = Path(__file__).parent
NAMES = ("dev", "dialogues_dev", "dev2", "dialogues_dev2", "dev3", "test", "dialogues_test")
SETS = tuple(HERE / "data" / f"{name}.jsonl" for name in NAMES)

# What the gateway says when nobody answered it, and as much of it as holds no number.
_APOLOGY, _APOLOGY_LENGTH = "gateway.fallback", 10


def main(names: list[str], out: Path = HERE / "out") -> None:
    """Evaluate the given files, or the project's own sets; ``--no-stock`` leaves the baseline out.

    Of the project's test sets only totals are shown: nobody is to tune on them. Raises OSError, ValueError.
    """
    files = [Path(name) for name in names if not name.startswith("-")] or [f for f in SETS if f.exists()]
    sets = {file: read_set(file) for file in files}
    with_stock = "--no-stock" not in names and StockEngine.installed()
    with temporary_stack(**CALM) as stack:
        answered = {file: ask(stack.settings, lines) for file, lines in sets.items()}
    for file, lines in sets.items():
        secret = file.resolve() in {f.resolve() for f in SETS} and "test" in file.stem
        made = report(file.stem, answered[file], stock_on(lines) if with_stock else [], secret)
        print(printed(made))
        for path in keep(made, answered[file], out):
            print(path)


# What one address may ask in a minute is tested elsewhere.
CALM = {f"rate_{of}_per_minute": 10**6 for of in ("messages", "conversations", "per_address")}


def ask(settings: Settings, lines: list[Line]) -> list[Scored]:
    """Ask the running assistant, single questions each in a conversation of its own, and judge.

    What a busy machine could not answer in time is asked once more: that says nothing of understanding.
    """
    results = _results(settings, lines)
    late = {_conversation(line) for line, result in zip(lines, results, strict=True) if _too_late(result)}
    again = [number for number, line in enumerate(lines) if _conversation(line) in late]
    if again:
        anew = _results(settings, [lines[number] for number in again])
        for number, result in zip(again, anew, strict=True):
            results[number] = result
    return [scored(line, answer_of(result)) for line, result in zip(lines, results, strict=True)]


def _results(settings: Settings, lines: list[Line]) -> list[dict[str, Any]]:
    return asyncio.run(ask_lines(settings, [to_ask(line) for line in lines], "auto", "standard"))


def _conversation(line: Line) -> str:
    return str(line.get("conversation") or line["id"])


def _too_late(result: dict[str, Any]) -> bool:
    apology = load().say(_APOLOGY, "zh-Hans")[:_APOLOGY_LENGTH]
    return any(fold(reply).startswith(apology) for reply in result["replies"])


def answer_of(result: dict[str, Any]) -> Answer:
    """A result of `ask_lines` as an answer to judge."""
    entry, base = result["entry"], load()
    return Answer(
        label=_label(result),
        replies=tuple(result["replies"]),
        hotlines=tuple(result["hotlines"]),
        kinds=tuple(result["kinds"]),
        offered=() if entry else tuple(filter(None, map(base.by_title, result["buttons"]))),
        stated=bool(entry) or "answer" in result["kinds"],
        owner=result["owner"] or "bot",
        confidence=result["confidence"],
    )


def _label(result: dict[str, Any]) -> str:
    """What was answered: an entry or an act. An entry that was only offered among choices is none."""
    if result["entry"]:
        return f"faq/{result['entry']}"
    intent = str(result["intent"] or "nlu_fallback")
    return "nlu_fallback" if intent.startswith("faq") else intent


def scored(line: Line, answer: Answer, with_script: bool = True) -> Scored:
    """One question judged: by its facts, by its labels, for danger and for script."""
    found, expected = judged(line, answer), tuple(line.get("expect", ()))
    later = line.get("turn", 1) > 1
    return Scored(
        id=str(line.get("id")), question=line["q"], expected=expected, label=answer.label, outcome=found,
        script_right=not with_script or script_right(line, answer.replies, later),
        script=line["script"], style=line.get("style", "?"), region=line.get("region", "-"),
        label_outcome=outcome(expected, answer.label, answer.offered) if expected else found,
        group=group_of(expected), confidence=answer.confidence, stated=answer.stated,
        dangers=dangers(line, answer, found), replies=answer.replies,
    )  # fmt: skip


def group_of(expected: Iterable[str]) -> str:
    """The group of knowledge a question is about: that of the first entry expected, else ``dialogue``."""
    entries = load().entries
    named = (label.removeprefix("faq/") for label in expected)
    return next((entries[name].group for name in named if name in entries), "dialogue")


def stock_on(lines: list[Line]) -> list[Scored]:
    """The stock pipeline's labels with our answers behind them; it has no choices, no memory, no scripts."""
    with tempfile.TemporaryDirectory() as folder:
        labels = StockEngine().labels([line["q"] for line in lines], Path(folder))
    return [
        scored(line, _stock_answer(line, label), False) for line, label in zip(lines, labels, strict=True)
    ]


def _stock_answer(line: Line, label: str) -> Answer:
    entry = label.removeprefix("faq/")
    if entry not in load().entries:
        return Answer(label)
    shown = load().render(entry, line["script"], line.get("region", "CN"), "standard")
    return Answer(label, (shown.text,), tuple(h.number for h in shown.hotlines), ("answer",), stated=True)


if __name__ == "__main__":
    main(sys.argv[1:])
