"""What happens to one complaint of the demo's year, as steps with their times; the service takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from casework.complaints.demo.people import BOSS, STAFF
from casework.complaints.demo.shares import pick, words, year
from casework.complaints.types import Deed, NewComplaint

_LIMIT: Final = 15  # 办法 art. 18
_COMPLEX: Final = 30
_SPECIAL: Final = 60
_REVIEW: Final = 30  # 办法 art. 20
_PAID: Final = frozenset({"refunded", "compensated"})


@dataclass(frozen=True, slots=True)
class Step:
    """A deed at a time; `by_customer`, else by the system for staff."""

    at: datetime
    deed: Deed
    by_customer: bool = False


class Life:
    """One complaint's year; `steps` gives them in their order."""

    def __init__(self, received_at: datetime, new: NewComplaint, random: Random) -> None:
        self.start, self.now, self.new, self.random = received_at, received_at, new, random
        self.limit = _LIMIT
        # Days on which the clock stood still.
        self.still = timedelta()

    def steps(self) -> Iterator[Step]:
        """All steps, also those of days to come."""
        yield from self._begun()
        if self._happens("withdrawn"):
            yield self._next(
                self.random.uniform(0.5, 4), Deed("withdraw", text=_said("withdraw")), customer=True
            )
        elif self._happens("refused"):
            reason = pick(year()["refusal"], self.random)
            yield self._next(self.random.uniform(1, 6), Deed("refuse", text=_said("refuse"), refusal=reason))
        else:
            yield from self._worked()
            yield from self._answered()
            yield from self._closed()

    def _begun(self) -> Iterator[Step]:
        # Some wait a little while for somebody to take them.
        yield self._next(self.random.uniform(0.02, 0.8), Deed("assign", staff_id=self.random.choice(STAFF)))
        yield self._next(self.random.uniform(0.02, 0.7), Deed("accept"))
        if self._happens("transfer"):
            department = self.random.choice(year()["department"])
            yield self._next(0.2, Deed("transfer", department=department, reason=_said("transfer")))
        if self._happens("joint"):
            departments = tuple(self.random.sample(year()["department"], 2))
            yield self._next(0.1, Deed("joint", departments=departments, reason=_said("joint")))
        if self._happens("regulator_later"):
            yield self._next(1, Deed("link_regulator", reference=f"演示{self.start:%m%d%H%M}"))

    def _worked(self) -> Iterator[Step]:
        if self._happens("note"):
            yield self._next(0.5, Deed("note", text=_said("note")))
        if self._happens("ask_info"):
            yield self._next(0.5, Deed("ask_info", text=_said("info")))
            yield self._next(
                self.random.uniform(0.3, 3), Deed("supplement", text=_said("supplement")), customer=True
            )
        if self._happens("appraisal"):
            yield from self._pause("start_appraisal", "end_appraisal", "appraisal", "appraised")
        if self._happens("complex"):
            yield self._on_day(self.random.uniform(9, 13), Deed("extend_complex", reason=_said("complex")))
            self.limit = _COMPLEX
            if self._happens("special"):
                deed = Deed("extend_special", reason=_said("special"), approver_id=BOSS)
                yield self._on_day(self.random.uniform(24, 28), deed)
                self.limit = _SPECIAL

    def _answered(self) -> Iterator[Step]:
        outcome = pick(year()["outcome"], self.random)
        if self._happens("mediation"):
            yield from self._pause("start_mediation", "end_mediation", "mediation", None)
            outcome = "mediated"
        if self._happens("late"):
            day = self.limit + self.random.uniform(1, 9)
        else:
            day = min(self.random.gammavariate(3, self.limit / 6), self.limit - 0.5)
        yield self._on_day(day, Deed("answer", text=_said("answer", outcome), outcome=outcome))
        if outcome in _PAID:
            amount = Decimal(self.random.choice([20, 50, 100, 200, 500]))
            yield self._next(0.1, Deed("settle", amount=amount, approver_id=BOSS))

    def _closed(self) -> Iterator[Step]:
        if self._happens("review"):
            yield from self._reviewed()
        if not self._happens("closed"):
            return
        yield self._next(self.random.uniform(1, 12), Deed("close", reason=_said("close")))
        if self._happens("reopened"):
            yield self._next(self.random.uniform(2, 20), Deed("reopen", reason=_said("reopen")))
            self.start, self.limit, self.still = self.now, _LIMIT, timedelta()
            yield self._on_day(5, Deed("answer", text=_said("answer", "explained"), outcome="explained"))
            yield self._next(3, Deed("close", reason=_said("close")))
        if self._happens("rated"):
            score = pick(year()["score"], self.random)
            yield self._next(self.random.uniform(0.1, 5), Deed("rate", score=score), customer=True)
        if self._happens("visit"):
            yield self._next(self.random.uniform(1, 10), Deed("visit", text=_said("visit")))

    def _reviewed(self) -> Iterator[Step]:
        yield self._next(
            self.random.uniform(1, 20), Deed("request_review", text=_said("review")), customer=True
        )
        day = self.random.uniform(5, _REVIEW - 2)
        unit = year()["department"][0]
        deed = Deed("decide_review", text=_said("reviewed"), outcome="not_upheld", department=unit)
        yield self._next(day, deed)

    def _pause(self, first: str, last: str, why: str, after: str | None) -> Iterator[Step]:
        yield self._next(1, Deed(first, reason=_said(why)))
        days = self.random.uniform(4, 14)
        self.still += timedelta(days=days)
        yield self._next(days, Deed(last, reason=_said(after) if after else None))

    def _on_day(self, day: float, deed: Deed) -> Step:
        """So many days after the start, those that stood still not counted; never before the step before."""
        at = self.start + self.still + timedelta(days=day)
        return self._next(max((at - self.now) / timedelta(days=1), 0.05), deed)

    def _next(self, days: float, deed: Deed, *, customer: bool = False) -> Step:
        self.now += timedelta(days=days)
        return Step(self.now, deed, customer)

    def _happens(self, name: str) -> bool:
        rate: float = year()["ends"][name]
        return self.random.random() < rate


def _said(name: str, of: str | None = None) -> str:
    found: Any = words()[name]
    text: str = found[of] if of else found
    return text
