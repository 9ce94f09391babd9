"""``make eval``: how well questions are understood, by script and style, the stock pipeline beside ours."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.score import OUTCOMES, Scored, confusions, in_script, outcome, row, table
from bench.stock_engine import StockEngine
from knowledge import load
from xiaobao.ask import ask_lines
from xiaobao.stack import temporary_stack

HERE = Path(__file__).parent
SETS = (HERE / "data" / "dev.jsonl", HERE / "data" / "test.jsonl")


def main(names: list[str]) -> None:
    """Evaluate the given files, or the project's own sets; ``--no-stock`` leaves the baseline out."""
    files = [Path(n) for n in names if not n.startswith("-")] or [f for f in SETS if f.exists()]
    for file in files:
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        ours = ours_on(lines)
        report(f"{file.name}: Xiaobao", ours)
        if "--no-stock" not in names and StockEngine.installed():
            report(f"{file.name}: stock pipeline (labels only)", stock_on(lines))
        _keep(file, ours)


def ours_on(lines: list[dict[str, Any]]) -> list[Scored]:
    """Ask a private copy of the whole assistant, each question in a conversation of its own."""
    with temporary_stack() as stack:
        results = asyncio.run(ask_lines(stack.settings, lines, "auto", "standard"))
    return [_scored(line, result) for line, result in zip(lines, results, strict=True)]


def stock_on(lines: list[dict[str, Any]]) -> list[Scored]:
    """Ask the stock pipeline for its labels; it has no choices and no scripts."""
    with tempfile.TemporaryDirectory() as folder:
        labels = StockEngine().labels([line["q"] for line in lines], Path(folder))
    return [_judged(line, label, (), True) for line, label in zip(lines, labels, strict=True)]


def report(title: str, scored: list[Scored]) -> None:
    """Print the tables of one run."""
    print(f"\n{title}\n{'':<24}{'n':>6}" + "".join(f"{k:>10}" for k in (*OUTCOMES, "script")))
    for by in (lambda _: "all", lambda s: s.script, lambda s: s.style):
        for name, count, shares in table(scored, by):
            print(row(name, count, shares))
    for (expected, got), times in confusions(scored):
        print(f"  {times} x {expected} -> {got}")


def _scored(line: dict[str, Any], result: dict[str, Any]) -> Scored:
    base = load()
    entry = result["entry"]
    label = f"faq/{entry}" if entry else (result["intent"] or "nlu_fallback")
    offered = [base.by_title(title) or "" for title in result["buttons"]] if not entry else []
    right = all(in_script(text, line.get("script", "zh-Hans")) for text in result["replies"])
    return _judged(line, label, offered, right)


def _judged(line: dict[str, Any], label: str, offered: Any, right: bool) -> Scored:
    return Scored(
        str(line.get("id")), line["q"], tuple(line["expect"]), label,
        outcome(line["expect"], label, offered), right, line.get("script", "?"), line.get("style", "?"),
    )  # fmt: skip


def _keep(file: Path, scored: list[Scored]) -> None:
    out = HERE / "out"
    out.mkdir(exist_ok=True)
    lines = [json.dumps(s.__dict__, ensure_ascii=False) for s in scored]
    (out / file.name).write_text("\n".join(lines) + "\n", "utf-8")
    print(f"details: {(out / file.name).relative_to(HERE.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
