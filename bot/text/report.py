"""How many of OpenCC's own conversion cases the engine passes: `python -m bot.text.report [FILE]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.text.engine import CONFIGURATIONS, engine

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "opencc_cases.jsonl"


@dataclass(frozen=True)
class Case:
    """One conversion and what it must give."""

    id: str
    config: str
    input: str
    expected: str


@dataclass(frozen=True)
class Result:
    """The outcome for one configuration: cases run, and the ids of those that failed."""

    config: str
    total: int
    failed: tuple[str, ...]

    @property
    def passed(self) -> int:
        """Cases converted exactly as expected."""
        return self.total - len(self.failed)


def read_cases(path: Path) -> tuple[Case, ...]:
    """Cases from a JSON-lines file with id, config, input and expected."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines if line.strip())
    return tuple(Case(row["id"], row["config"], row["input"], row["expected"]) for row in rows)


def check(cases: Iterable[Case]) -> tuple[Result, ...]:
    """Run every case; a configuration the engine does not know fails."""
    by_config: dict[str, list[Case]] = {}
    for case in cases:
        by_config.setdefault(case.config, []).append(case)
    return tuple(_result(config, group) for config, group in sorted(by_config.items()))


def _result(config: str, cases: list[Case]) -> Result:
    failed = tuple(case.id for case in cases if not _passes(case))
    return Result(config, len(cases), failed)


def _passes(case: Case) -> bool:
    return case.config in CONFIGURATIONS and engine(case.config).convert(case.input) == case.expected


def render(results: Iterable[Result]) -> str:
    """The report as text, a line per configuration and one for all."""
    results = tuple(results)
    lines = [
        f"{r.config:<6} {r.passed:>4}/{r.total}" + "".join(f"\n    {i}" for i in r.failed) for r in results
    ]
    passed, total = sum(r.passed for r in results), sum(r.total for r in results)
    return "\n".join([*lines, f"{'all':<6} {passed:>4}/{total}"])


def main(arguments: list[str]) -> int:
    """Print the report; 2 when there is no case file."""
    path = Path(arguments[0]) if arguments else CASES
    if not path.exists():
        sys.stderr.write(f"no case file at {path}\n")
        return 2
    sys.stdout.write(render(check(read_cases(path))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
