"""How far the days have run: one walk over the events of a complaint, oldest first.

The day of an event itself belongs to what was before it (民法典 art. 201: the first day is not counted):
after a pause from the 5th to the 10th, the 5th has counted, the 6th to the 10th have not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from casework.complaints.calendar import day_of
from casework.complaints.rules import Purpose, Rule
from casework.complaints.time_left import ClockCause
from casework.complaints.types import Event
from casework.statuses import ClockStage

Rules = Callable[[Purpose, date], Rule | None]
# Waiting for the customer's papers counts: the law names no such pause.
_RUNNING: Final = frozenset({"received", "in_progress", "awaiting_info", "in_review"})
_ENDED: Final = frozenset({"answered", "closed", "refused", "withdrawn"})
_STAGES: Final[dict[str, ClockStage]] = {"extend_complex": "complex", "extend_special": "special"}


@dataclass(frozen=True, slots=True)
class Run:
    """The count in course. `stretches`: days (after the first, up to the second) that have run.

    `since`: running since that day; `stopped`: standing still since that day (one of them is None).
    """

    purpose: Literal["main", "review"]
    rule: Rule | None
    start: date
    limit: int
    stage: ClockStage = "normal"
    stretches: tuple[tuple[date, date], ...] = ()
    since: date | None = None
    stopped: date | None = None
    cause: ClockCause = "received"

    def used(self, day: date) -> int:
        """Days counted up to and including `day`."""
        if self.rule is None:
            return 0
        return sum(self.rule.count(first, last) for first, last in self._until(day))

    def due_on(self) -> date | None:
        """The last day with no more days counted than granted; None without a rule, or while it moves."""
        if self.rule is None:
            return None
        left = self.limit
        for first, last in self.stretches:
            counted = self.rule.count(first, last)
            if left < counted:
                return self.rule.ahead(first, left)
            left -= counted
        return self.rule.ahead(self.since, left) if self.since is not None else None

    def over(self, day: date) -> bool:
        """Whether more days than granted have counted up to and including `day`."""
        return self.rule is not None and self.used(day) > self.limit

    def not_counted(self) -> int:
        """Natural days since the start that fell into pauses which have ended."""
        end = self.since or self.stopped or self.start
        return (end - self.start).days - sum((last - first).days for first, last in self.stretches)

    def _until(self, day: date) -> list[tuple[date, date]]:
        running = [(self.since, day)] if self.since is not None and day > self.since else []
        return [*self.stretches, *running]


@dataclass(frozen=True, slots=True)
class Count:
    """All that a walk found. `on_time` is about the last decision of the complaint, not of a review.

    `overran`: any count was over its days at some event; `late`: one of the complaint itself was. Both stay,
    whatever starts the count anew.
    """

    run: Run
    received_on: date
    day: date
    state: str
    finished_on: date | None = None
    decided_on: date | None = None
    reviewed: bool = False
    on_time: bool | None = None
    appraisal: bool = False
    extension_days: int = 0
    overran: bool = False
    late: bool = False


def count(events: Iterable[Event], rules: Rules) -> Count:
    """Walk over all events of one complaint; ValueError when there are none."""
    found: Count | None = None
    for event in events:
        found = _filed(event, rules) if found is None else _next(found, event, rules)
    if found is None:
        raise ValueError("a complaint without events")
    return found


def known(found: Count, step: str) -> bool:
    """Whether the rule of the count in course has this extension at all."""
    rule = found.run.rule
    return rule is not None and rule.extended(found.run.limit, _STAGES[step]) is not None


def extendable(found: Count, step: str, day: date) -> bool:
    """Whether an extension counts on that day: the rule has it, it is its turn, the last day is not over."""
    run = found.run
    turn = run.stage == ("normal" if _STAGES[step] == "complex" else "complex")
    if not turn or not known(found, step):
        return False
    due = run.due_on()
    return due is None or day <= due


def _filed(event: Event, rules: Rules) -> Count:
    start = date.fromisoformat(event.payload["received_on"])
    return Count(_anew("main", start, rules), start, max(start, day_of(event.at)), event.to_state)


def _next(found: Count, event: Event, rules: Rules) -> Count:
    day = max(found.day, day_of(event.at))
    after = replace(_flagged(_overrun(found, day), event), day=day, state=event.to_state)
    after = _decided(after, event, day)
    run = _restarted(after.run, event, day, rules)
    if event.kind in _STAGES and extendable(found, event.kind, day):
        longer = _extended(run, _STAGES[event.kind])
        after = replace(after, extension_days=after.extension_days + longer.limit - run.limit)
        run = longer
    return replace(after, run=_moved(run, day, _runs(after)), finished_on=_finished(found, event, day))


def _overrun(found: Count, day: date) -> Count:
    over = found.finished_on is None and found.run.over(day)
    late = over and found.run.purpose == "main"
    return replace(found, overran=found.overran or over, late=found.late or late)


def _flagged(found: Count, event: Event) -> Count:
    appraisal = {"start_appraisal": True, "end_appraisal": False}.get(event.kind, found.appraisal)
    # What was appraised for ends with the decision.
    return replace(found, appraisal=appraisal and event.to_state not in _ENDED)


def _decided(found: Count, event: Event, day: date) -> Count:
    match event.kind:
        case "reopen":
            return replace(found, decided_on=None, reviewed=False, on_time=None)
        case "supplement" if event.from_state == "refused":
            return replace(found, decided_on=None, reviewed=False, on_time=None)
        case "request_review":
            return replace(found, reviewed=True)
        case "answer" | "refuse" if found.run.purpose == "main":
            return replace(found, decided_on=day, on_time=_in_time(found, day))
        case "close" if found.run.purpose == "main" and found.decided_on is None:
            # Ended by mediation: what was agreed on is the decision.
            return replace(found, decided_on=day, on_time=_in_time(found, day))
        case _:
            return found


def _in_time(found: Count, day: date) -> bool | None:
    return None if found.run.rule is None else not (found.late or found.run.over(day))


def _restarted(run: Run, event: Event, day: date, rules: Rules) -> Run:
    match event.kind:
        case "reopen":
            return _anew("main", day, rules, "reopened")
        case "request_review":
            return _anew("review", day, rules, "review")
        case "new_facts":
            return _anew(run.purpose, day, rules, "restarted")
        case "supplement" if event.from_state == "refused":
            return _anew("main", day, rules, "restarted")
        case _:
            return run


def _anew(purpose: Literal["main", "review"], day: date, rules: Rules, cause: ClockCause = "received") -> Run:
    rule = rules("handling" if purpose == "main" else "review", day)
    return Run(purpose, rule, day, rule.days if rule else 0, since=day, cause=cause)


def _extended(run: Run, stage: ClockStage) -> Run:
    longer = run.rule.extended(run.limit, stage) if run.rule else None
    return replace(run, stage=stage, limit=longer or run.limit)


def _runs(found: Count) -> bool:
    pauses = found.run.rule.pauses if found.run.rule else frozenset({"appraisal", "mediation"})
    if found.appraisal and "appraisal" in pauses:
        return False
    return found.state in _RUNNING or (found.state == "in_mediation" and "mediation" not in pauses)


def _moved(run: Run, day: date, runs: bool) -> Run:
    """The run after `day`, when it goes on (or not) from then."""
    if runs == (run.since is not None):
        return run
    if runs:
        return replace(run, since=day, stopped=None)
    first = run.since or day
    stretches = (*run.stretches, (first, day)) if day > first else run.stretches
    return replace(run, stretches=stretches, since=None, stopped=day)


def _finished(before: Count, event: Event, day: date) -> date | None:
    if event.to_state not in _ENDED:
        return None
    return before.finished_on or day
