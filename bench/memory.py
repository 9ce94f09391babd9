"""Resident memory of a process and its children."""

from pathlib import Path


def resident(pid: int) -> float:
    """Megabytes (VmRSS) of the process and all below it; Linux."""
    return sum(_rss(p) for p in (pid, *_below(pid))) / 1024


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *_below(child)]
    return found


def _rss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
