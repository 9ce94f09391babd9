"""What is asked of the figures, and what they say."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

Dimension = Literal["channel", "business", "cause", "region", "branch", "state", "door"]
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)


@dataclass(frozen=True, slots=True)
class Scope:
    """Complaints received from `first` to `last`, both included (days of Asia/Shanghai).

    `only`: (dimension, value) pairs that all must hold. `demo`: the demo's instead of the real.
    """

    first: date
    last: date
    only: tuple[tuple[Dimension, str], ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over complaints; shares and means are made by dividing, None where there is nothing to divide by.

    `judged`: decided under a rule, so that they were in time or not. `response_hours`, `handling_days`: sums
    over `responded` and `decided`; days are natural ones from receipt to decision.
    """

    received: int = 0
    responded: int = 0
    response_hours: float = 0.0
    decided: int = 0
    handling_days: int = 0
    judged: int = 0
    on_time: int = 0
    extended: int = 0
    reopened: int = 0
    by_regulator: int = 0
    rated: int = 0
    score: int = 0

    @property
    def mean_response_hours(self) -> float | None:
        """Hours from receipt to the first response."""
        return _ratio(self.response_hours, self.responded)

    @property
    def mean_handling_days(self) -> float | None:
        """Natural days from receipt to decision."""
        return _ratio(self.handling_days, self.decided)

    @property
    def on_time_share(self) -> float | None:
        """Of the decided ones, those decided in time."""
        return _ratio(self.on_time, self.judged)

    @property
    def mean_score(self) -> float | None:
        """1 to 5."""
        return _ratio(self.score, self.rated)

    def share(self, number: int) -> float | None:
        """A number as a share of all received."""
        return _ratio(number, self.received)


@dataclass(frozen=True, slots=True)
class Part:
    """How many complaints have a value of a dimension; `key` None: no value (no branch)."""

    key: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A business and a cause that came more than once, and how often in the same time before."""

    business: str
    cause: str
    number: int
    before: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a scope. `days`: (day, received), days without a complaint left out."""

    scope: Scope
    totals: Totals
    days: tuple[tuple[date, int], ...]
    parts: dict[Dimension, tuple[Part, ...]]
    repeats: tuple[Repeat, ...]


def _ratio(above: float, below: int) -> float | None:
    return above / below if below else None
