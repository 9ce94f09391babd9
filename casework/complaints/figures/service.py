"""Figures over any period, and the table of the yearly public report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.checks import one_of
from casework.complaints.figures import queries
from casework.complaints.figures.queries import GROUPS
from casework.complaints.figures.types import DIMENSIONS, Dimension, Figures, Part, Repeat, Scope, Totals
from casework.errors import ValueRefusedError

_LONGEST: Final = timedelta(days=366 * 5)
_FIRST_YEAR: Final = 1950
_MATTER: Final[tuple[Dimension, ...]] = ("business", "cause", "channel")
_REPEATED: Final = 2
_MOST_REPEATS: Final = 20


def figures(session: Session, scope: Scope) -> Figures:
    """All figures of a scope; ValueRefusedError for a period that is turned round or over five years."""
    _check(scope)
    days = queries.along_days(session, scope)
    counted = {names: queries.along(session, scope, *names) for names in GROUPS}
    parts = {name: _parts(names, rows, name) for names, rows in counted.items() for name in names}
    return Figures(
        scope,
        _totals([tuple(row)[1:] for row in days]),
        tuple((date.fromordinal(row[0]), row[1]) for row in days),
        {name: parts[name] for name in DIMENSIONS},
        _repeats(session, scope, _pairs(counted[_MATTER])),
    )


def yearly(session: Session, year: int, *, demo: bool = False) -> Figures:
    """What the public report of a year tells (人民银行令〔2020〕第5号 art. 36)."""
    return figures(session, Scope(date(year, 1, 1), date(year, 12, 31), demo=demo))


def _check(scope: Scope) -> None:
    if scope.first > scope.last:
        raise ValueRefusedError("last", "is before the first day")
    if scope.last - scope.first > _LONGEST:
        raise ValueRefusedError("first", "is more than five years before the last day")
    if scope.first.year < _FIRST_YEAR:
        raise ValueRefusedError("first", f"is before {_FIRST_YEAR}")
    for name, _ in scope.only:
        one_of("only", name, DIMENSIONS)


def _parts(names: tuple[Dimension, ...], rows: Sequence[Any], name: Dimension) -> tuple[Part, ...]:
    numbers: Counter[str | None] = Counter()
    for row in rows:
        numbers[row[names.index(name)]] += row[-1]
    return tuple(
        Part(key, n) for key, n in sorted(numbers.items(), key=lambda item: (-item[1], item[0] or ""))
    )


def _pairs(rows: Sequence[Any]) -> Counter[tuple[str, str]]:
    numbers: Counter[tuple[str, str]] = Counter()
    for business, cause, _, number in rows:
        numbers[business, cause] += number
    return numbers


def _totals(rows: list[tuple[float, ...]]) -> Totals:
    sums = [sum(column) for column in zip(*rows, strict=True)]
    named = zip((field.name for field in fields(Totals)), sums, strict=False)
    return Totals(**{name: float(value) if name == "response_hours" else int(value) for name, value in named})  # type: ignore[arg-type]


def _repeats(session: Session, scope: Scope, pairs: Counter[tuple[str, str]]) -> tuple[Repeat, ...]:
    length = scope.last - scope.first + timedelta(days=1)
    past = replace(scope, first=scope.first - length, last=scope.last - length)
    before = _pairs(queries.along(session, past, *_MATTER))
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    repeated = [(pair, number) for pair, number in ordered if number >= _REPEATED][:_MOST_REPEATS]
    return tuple(Repeat(*pair, number, before[pair]) for pair, number in repeated)
