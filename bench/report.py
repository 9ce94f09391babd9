"""What one evaluation found, as one plain value: printed, and kept as HTML and JSON."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2

from bench.score import OUTCOMES, Scored, confusions, row, table
from bench.score_calibration import calibration
from bot.text import mask
from casework.feedback.gaps import grouped
from casework.feedback.types import Missed
from knowledge import load
from xiaobao.gaps import described

COLUMNS = (*OUTCOMES, "label", "script")
_BY: dict[str, Callable[[Scored], str]] = {
    "all": lambda _: "all",
    "script": lambda s: s.script,
    "style": lambda s: s.style,
    "region": lambda s: s.region,
    "group": lambda s: s.group,
}
_PAGE = Path(__file__).with_name("report.html")
_MOST_GAPS = 30
Report = dict[str, Any]


def report(name: str, ours: list[Scored], stock: list[Scored], secret: bool = False) -> Report:
    """All tables of one set; of a ``secret`` one totals only, no question and no answer."""
    told = [] if secret else ours
    return {
        "name": name,
        "made_at": datetime.now(UTC).isoformat(timespec="minutes"),
        "secret": secret,
        "questions": len(ours),
        "columns": list(COLUMNS),
        "tables": {key: _rows(ours, by) for key, by in _BY.items()},
        "stock": {key: _rows(stock, by) for key, by in _BY.items()} if stock else {},
        "dangerous": sum(bool(one.dangers) for one in ours),
        "dangers": [_shown(one) for one in told if one.dangers],
        "wrong_script": [_shown(one) for one in told if not one.script_right],
        "calibration": asdict(calibration(ours)),
        "confusions": [{"expected": e, "got": g, "times": n} for (e, g), n in confusions(told)],
        "gaps": _gaps(told),
    }


def _rows(scored: list[Scored], by: Callable[[Scored], str]) -> list[dict[str, Any]]:
    return [{"name": name, "count": count, "shares": shares} for name, count, shares in table(scored, by)]


def _shown(one: Scored) -> dict[str, Any]:
    return {
        "id": one.id,
        "question": mask(one.question).text,
        "expected": list(one.expected),
        "label": one.label,
        "outcome": one.outcome,
        "why": list(one.dangers),
        "replies": list(one.replies),
    }


def _gaps(scored: Iterable[Scored]) -> list[dict[str, Any]]:
    """Questions nobody answered rightly, alike ones together: the next content to write."""
    now = datetime.now(UTC)
    missed = [Missed(one.question, now) for one in scored if one.outcome in ("human", "wrong")]
    return [described(group, load()) for group in grouped(missed)[:_MOST_GAPS]]


def printed(made: Report) -> str:
    """The tables as text for a terminal."""
    lines = [f"\n{made['name']}: Xiaobao, {made['questions']} questions, {made['dangerous']} dangerous"]
    lines += _printed_tables(made["tables"])
    if made["stock"]:
        lines += [f"\n{made['name']}: stock pipeline, our answers behind its labels"]
        lines += _printed_tables(made["stock"])
    found = made["calibration"]
    lines.append(f"calibration of {found['count']}: Brier {found['brier']:.3f}, ECE {found['ece']:.3f}")
    for one in made["dangers"]:
        lines.append(
            f"  DANGEROUS {one['id']} {one['question']!r} -> {one['label']}: {'; '.join(one['why'])}"
        )
    lines += [f"  {c['times']} x {c['expected']} -> {c['got']}" for c in made["confusions"]]
    return "\n".join(lines)


def _printed_tables(tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    head = f"{'':<24}{'n':>6}" + "".join(f"{column:>10}" for column in COLUMNS)
    return [head, *(row(r["name"], r["count"], r["shares"]) for rows in tables.values() for r in rows)]


def keep(made: Report, scored: Iterable[Scored], out: Path) -> list[Path]:
    """Write the report as HTML and JSON and, unless it is secret, every question as a line; the paths."""
    out.mkdir(parents=True, exist_ok=True)
    page, data, details = (out / f"{made['name']}.{kind}" for kind in ("html", "json", "jsonl"))
    page.write_text(as_html(made), "utf-8")
    data.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if made["secret"]:
        details.unlink(missing_ok=True)
        return [page, data]
    rows = (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in scored)
    details.write_text("".join(rows), "utf-8")
    return [page, data, details]


def as_html(made: Report) -> str:
    """One page that needs nothing else: no script, no other file; light or dark as the reader's."""
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    page.filters["percent"] = lambda share: f"{share * 100:.1f} %"
    return page.from_string(_PAGE.read_text("utf-8")).render(made)
