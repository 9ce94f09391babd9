"""The clock as staff and customers see it, computed from the events each time and stored nowhere."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from casework.complaints import calendar, rules
from casework.complaints.counting import Count, Rules, count
from casework.complaints.rules import Rule, RungRule
from casework.complaints.time_left import Clock, Rung
from casework.complaints.types import Complaint, Event

NO_RULE = "none"
_CAN_ASK = frozenset({"answered", "closed", "refused"})


def rules_of(region: str) -> Rules:
    """The bank's rules of a region, by purpose and day."""
    return partial(rules.find, region)


def clock_of(complaint: Complaint, events: Sequence[Event], today: date) -> Clock:
    """The clock of a complaint on a day of Asia/Shanghai; `events` are all of its events, oldest first."""
    return clock_by(rules_of(complaint.region), events, today)


def clock_by(of: Rules, events: Sequence[Event], today: date) -> Clock:
    """The clock under given rules: for the deadlines of others (payment companies, the regulator)."""
    found = count(events, of)
    run, end = found.run, _end(found, today)
    due = _due(found)
    overdue = due is not None and end > due
    used = run.used(end)
    open_ = run.rule is not None and found.finished_on is None
    return Clock(
        rule=run.rule.code if run.rule else NO_RULE,
        starts_on=run.start,
        due_on=due,
        limit_days=run.limit,
        used_days=used,
        paused=run.stopped is not None and found.finished_on is None,
        overdue=overdue,
        days_left=run.limit - used if open_ else None,
        stage=run.stage,
        finished_on=found.finished_on,
        review_until=_review_until(found, of),
        article=run.rule.article if run.rule else "",
        shown=run.rule.shown if run.rule else False,
        provisional=_provisional(run.rule, run.start, due or end),
        cause=run.cause,
    )


def rungs(complaint: Complaint, events: Sequence[Event], today: date) -> tuple[Rung, ...]:
    """Where the customer may go next, lowest rung first; those that are not open any more are left out."""
    found = count(events, rules_of(complaint.region))
    due = _due(found)
    late = due + timedelta(days=1) if due and (_end(found, today) > due) else None
    steps = (_rung(rule, found, late) for rule in rules.rungs(complaint.region))
    offered = found.decided_on is not None or late is not None
    return tuple(
        Rung(rung.slug, rung.from_on, rung.until_on, _is_due(rung, offered, today))
        for rung in steps
        if rung is not None and (rung.until_on is None or today <= rung.until_on)
    )


def _end(found: Count, today: date) -> date:
    # An event of today's evening may be read by a caller whose day began earlier.
    return found.finished_on or max(today, found.day)


def _due(found: Count) -> date | None:
    """Decided: the last day that held then."""
    due = found.run.due_on()
    if due is None and found.run.rule is not None and found.finished_on is not None:
        left = found.run.limit - found.run.used(found.finished_on)
        return found.run.rule.ahead(found.finished_on, left)
    return due


def _review_until(found: Count, of: Rules) -> date | None:
    if found.decided_on is None or found.reviewed or found.state not in _CAN_ASK:
        return None
    rule = of("review", found.decided_on)
    return found.decided_on + timedelta(days=rule.window) if rule and rule.window else None


def _provisional(rule: Rule | None, start: date, end: date) -> bool:
    if rule is None or rule.counted != "working":
        return False
    return not all(calendar.known(year) for year in range(start.year, end.year + 1))


def _rung(rule: RungRule, found: Count, late: date | None) -> Rung | None:
    since = {
        "received": found.received_on,
        "decided": found.decided_on,
        "overdue": late if found.finished_on is None else None,
        "decided_or_overdue": found.decided_on or late,
    }[rule.since]
    if since is None or (rule.once and (found.reviewed or found.state not in _CAN_ASK)):
        return None
    # Reckoned from the last day itself where no decision came.
    base = since - timedelta(days=1) if since == late and found.decided_on is None else since
    until = base + timedelta(days=rule.days) if rule.days else None
    return Rung(rule.slug, since, until, due=False)  # type: ignore[arg-type]


def _is_due(rung: Rung, offered: bool, today: date) -> bool:
    return offered and rung.from_on is not None and rung.from_on <= today
