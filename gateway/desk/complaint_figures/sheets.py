"""Figures as tables: one form for page, CSV and XLSX."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from casework.complaints.figures.types import Dimension, Figures
from gateway.desk.complaint_figures.naming import Names

# The order on the page.
PARTS: Final[tuple[Dimension, ...]] = ("business", "cause", "channel", "region", "branch", "state", "door")
YEARLY: Final[tuple[Dimension, ...]] = ("business", "cause", "region")
TOP: Final = 15


class Share(float):
    """A number of 0 to 1 that is shown in percent."""


class Change(int):
    """A difference, shown with its sign."""


Cell = str | int | float | Share | Change | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; `name` is that of its chart. The rows of a long list are read while they are written."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: Iterable[Sequence[Any]]


def shown(cell: Cell) -> str:
    """A cell for people."""
    match cell:
        case None:
            return "—"
        case Share():
            return f"{100 * cell:.1f}%"
        case float():
            return f"{cell:.1f}"
        case Change():
            return f"{cell:+,}"
        case int():
            return f"{cell:,}"
        case _:
            return cell


def totals(found: Figures, names: Names) -> Sheet:
    """Every total with how it is counted."""
    t, sums = names.t, found.totals

    def row(key: str, value: Cell, unit: str, count: int = 0) -> tuple[Cell, ...]:
        said = "—" if value is None else t(f"cfig_{unit}", number=shown(value))
        return t(f"cfig_{key}"), said, t(f"cfig_{key}_how", count=shown(count))

    def part(key: str, number: int) -> tuple[Cell, ...]:
        said = t("cfig_cases_share", number=shown(number), share=shown(_share(number, sums.received)))
        return t(f"cfig_{key}"), said, t(f"cfig_{key}_how")

    on_time = None if sums.on_time_share is None else Share(sums.on_time_share)
    rows = (
        row("received", sums.received, "cases"),
        row("response", sums.mean_response_hours, "hours", sums.responded),
        row("handling", sums.mean_handling_days, "days", sums.decided),
        (t("cfig_on_time"), shown(on_time), t("cfig_on_time_how", count=shown(sums.judged))),
        part("extended", sums.extended),
        part("reopened", sums.reopened),
        part("regulator", sums.by_regulator),
        row("satisfaction", sums.mean_score, "score", sums.rated),
    )
    return Sheet("totals", t("cfig_totals"), (t("cfig_measure"), t("cfig_value"), t("cfig_meaning")), rows)


def part(found: Figures, names: Names, name: Dimension, top: int | None = None) -> Sheet:
    """A dimension's values, most first; with `top` the rest as one row."""
    parts, total = found.parts[name], found.totals.received
    # A rest of one would say less than that one.
    top = None if top and len(parts) <= top + 1 else top
    rows: list[tuple[Cell, ...]] = [
        (names.of(name, one.key), one.number, _share(one.number, total)) for one in parts[:top]
    ]
    rest = parts[top:] if top else ()
    if rest:
        number = sum(one.number for one in rest)
        rows.append((names.t("cfig_rest", count=len(rest)), number, _share(number, total)))
    head = (names.column(name), names.t("cfig_number"), names.t("cfig_share"))
    return Sheet(name, names.title(name), head, tuple(rows))


def months(found: Figures, names: Names) -> Sheet:
    """Each month of the period, also those without a complaint."""
    counted: Counter[tuple[int, int]] = Counter()
    for day, number in every_day(found):
        counted[day.year, day.month] += number
    total = found.totals.received
    rows = tuple((f"{y}-{m:02}", number, _share(number, total)) for (y, m), number in counted.items())
    head = (names.column("month"), names.t("cfig_number"), names.t("cfig_share"))
    return Sheet("day", names.title("month"), head, rows)


def days(found: Figures, names: Names) -> Sheet:
    """Each day of the period."""
    rows = tuple((day.isoformat(), number) for day, number in every_day(found))
    return Sheet("day", names.title("day"), (names.column("day"), names.t("cfig_number")), rows)


def repeats(found: Figures, names: Names) -> Sheet:
    """Business and cause that came more than once, beside the time before."""
    t = names.t
    rows = tuple(
        (
            names.of("business", r.business),
            names.of("cause", r.cause),
            r.number,
            r.before,
            Change(r.number - r.before),
        )
        for r in found.repeats
    )
    head = (
        names.column("business"),
        names.column("cause"),
        t("cfig_now"),
        t("cfig_before"),
        t("cfig_change"),
    )
    return Sheet("repeats", names.title("repeats"), head, rows)


def everything(found: Figures, names: Names) -> tuple[Sheet, ...]:
    """All tables, whole."""
    parts = (part(found, names, name) for name in PARTS)
    return (totals(found, names), months(found, names), *parts, repeats(found, names), days(found, names))


def yearly(found: Figures, names: Names) -> tuple[Sheet, ...]:
    """The tables of the yearly public report."""
    t, total = names.t, found.totals.received
    head = (t("cfig_yearly_year"), t("cfig_number"))
    first = Sheet("total", t("cfig_yearly_total"), head, ((str(found.scope.first.year), total),))
    return (first, *(_with_sum(part(found, names, name), names, total) for name in YEARLY))


def every_day(found: Figures) -> tuple[tuple[date, int], ...]:
    """All days from the first to the last, with how many came in on each."""
    counted, first = dict(found.days), found.scope.first
    length = (found.scope.last - first).days + 1
    days_ = (first + timedelta(days=n) for n in range(length))
    return tuple((day, counted.get(day, 0)) for day in days_)


def _with_sum(sheet: Sheet, names: Names, total: int) -> Sheet:
    last = (names.t("cfig_sum"), total, _share(total, total))
    return Sheet(sheet.name, sheet.title, sheet.head, (*sheet.rows, last))


def _share(number: int, total: int) -> Share | None:
    return Share(number / total) if total else None
