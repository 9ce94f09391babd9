"""``python -m knowledge.lint [--rules] [PATH]``: list the problems; exit code 1 when there are any."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledge.lint import RULES, lint
from knowledge.loader import ROOT


def main(arguments: list[str] | None = None) -> int:
    """Print problems, or with ``--rules`` what each rule is for."""
    parser = argparse.ArgumentParser(prog="knowledge.lint", description="Check the reviewed content.")
    parser.add_argument("path", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--rules", action="store_true", help="explain the rules")
    chosen = parser.parse_args(arguments)
    if chosen.rules:
        return _say([f"{code}: {reason}" for code, reason in RULES.items()])
    problems = lint(chosen.path)
    _say([f"{p.file}: {p.entry}: [{p.rule}] {p.message}" for p in problems])
    _say([f"{len(problems)} problems"])
    return 1 if problems else 0


def _say(lines: list[str]) -> int:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
