"""What the page of figures shows: its sections, each a chart with its words and the table beneath."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.complaints.figures.types import Dimension, Figures
from gateway.desk.complaint_figures import sheets
from gateway.desk.complaint_figures.asked import KNOWN, Asked, periods
from gateway.desk.complaint_figures.charts import CHARTS
from gateway.desk.complaint_figures.naming import Names
from gateway.desk.complaint_figures.sheets import PARTS, TOP, Sheet, every_day, shown


@dataclass(frozen=True, slots=True)
class Section:
    """A chart (`alt` says its main numbers) and its table; `more` is a longer one."""

    name: str
    title: str
    alt: str
    sheet: Sheet
    more: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: its field, title, what can be chosen (value and name), what is chosen."""

    field: Dimension
    title: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def sections(found: Figures, names: Names) -> tuple[Section, ...]:
    """All charts in their order."""
    made = {"day": _days(found, names), "repeats": _repeats(found, names)}
    made |= {name: _part(found, names, name) for name in PARTS}
    return tuple(made[name] for name in CHARTS)


def choices(asked: Asked, found: Figures, names: Names) -> tuple[Choice, ...]:
    """The filters: known classes, and the branches of the period."""
    made = [_choice(asked, names, name, values) for name, values in KNOWN.items()]
    branches = {part.key for part in found.parts["branch"] if part.key} | {asked.only.get("branch", "")}
    return (*made, _choice(asked, names, "branch", sorted(branches - {""})))


def quick(asked: Asked, today: date, names: Names) -> tuple[tuple[str, str, bool], ...]:
    """Name and address of the periods asked for most, and whether it is the present one."""
    now = asked.scope.first, asked.scope.last
    return tuple(
        (names.t(key), asked.period(first, last), (first, last) == now) for key, first, last in periods(today)
    )


def notes(asked: Asked, names: Names) -> tuple[str, ...]:
    """What stands above the tables of a file."""
    t, scope = names.t, asked.scope
    said = [t("cfig_title"), t("cfig_period", first=t.day(scope.first), last=t.day(scope.last))]
    if scope.only:
        said.append(t("cfig_only", what="，".join(names.of(name, value) for name, value in scope.only)))
    return (*said, *([t("cfig_demo_hint")] if scope.demo else []))


def _choice(asked: Asked, names: Names, name: Dimension, values: Sequence[str]) -> Choice:
    options = tuple((value, names.of(name, value)) for value in values)
    return Choice(name, names.column(name), options, asked.only.get(name, ""))


def _days(found: Figures, names: Names) -> Section:
    title, daily = names.title("day"), every_day(found)
    if not found.days:
        return Section("day", title, _none(title, names), sheets.months(found, names))
    day, number = max(found.days, key=lambda one: one[1])
    top = names.t("cfig_top_item", day=names.t.day(day), number=shown(number))
    total, mean = shown(found.totals.received), shown(found.totals.received / len(daily))
    alt = names.t("cfig_alt_day", title=title, total=total, mean=mean, top=top)
    return Section("day", title, alt, sheets.months(found, names), sheets.days(found, names))


def _part(found: Figures, names: Names, name: Dimension) -> Section:
    sheet = sheets.part(found, names, name, TOP)
    said = [
        names.t("cfig_alt_item", name=label, number=shown(number), share=shown(share))
        for label, number, share in list(sheet.rows)[:3]
    ]
    rest = len(found.parts[name]) > TOP + 1
    return Section(
        name,
        sheet.title,
        _alt(found, names, sheet.title, said),
        sheet,
        None if not rest else _all(found, names, name),
    )


def _all(found: Figures, names: Names, name: Dimension) -> Sheet:
    return sheets.part(found, names, name)


def _repeats(found: Figures, names: Names) -> Section:
    sheet = sheets.repeats(found, names)
    said = [
        names.t("cfig_alt_repeat", name=f"{business}{cause}", number=shown(now), before=shown(before))
        for business, cause, now, before, _ in list(sheet.rows)[:3]
    ]
    return Section("repeats", sheet.title, _alt(found, names, sheet.title, said), sheet)


def _alt(found: Figures, names: Names, title: str, said: list[str]) -> str:
    if not said:
        return _none(title, names)
    return names.t("cfig_alt", title=title, total=shown(found.totals.received), top="，".join(said))


def _none(title: str, names: Names) -> str:
    return names.t("cfig_alt_none", title=title)
