"""What staff have to do: oldest first, state by state along one index."""

from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from casework.checks import one_of
from casework.complaints import rows, rules
from casework.complaints.listed import Filter, Page
from casework.complaints.receipt import normal_code, normal_receipt
from casework.complaints.rows import COLUMNS, complaints
from casework.complaints.types import Complaint
from casework.errors import NotFoundError, ValueRefusedError
from casework.statuses import COMPLAINT_STATES, OPEN_COMPLAINTS

_a = complaints.c
_MOST: Final = 500
NOBODY: Final = "none"
_SHORTEST_RECEIPT: Final = 3


def worklist(session: Session, wanted: Filter, today: date | None = None) -> Page:
    """A page of complaints that fit; NotFoundError for an unknown `before`.

    `today`, a day of Asia/Shanghai, is needed when the filter asks what is due.
    """
    for state in wanted.states:
        one_of("state", state, COMPLAINT_STATES)
    if not 1 <= wanted.limit <= _MOST:
        raise ValueRefusedError("limit", f"must be 1 to {_MOST}")
    conditions = _conditions(wanted, today)
    after = rows.get(session, wanted.before) if wanted.before is not None else None
    pages = [_page(session, _statement(state, wanted, conditions, after)) for state in wanted.states]
    ordered = merge(*pages, key=_place, reverse=wanted.newest)
    items = tuple(islice(ordered, wanted.limit + 1))
    return Page(items[: wanted.limit], len(items) > wanted.limit, _counts(session, conditions))


def days_used(today: date) -> ColumnElement[int]:
    """Natural days that have counted; every rule the bank itself is under counts them (tests make sure)."""
    end = func.coalesce(_a.paused_since_day, today.toordinal())
    return end - _a.start_day - _a.paused_days


def is_overdue(today: date) -> ColumnElement[bool]:
    """Open, and more days have counted than the rule and its extensions grant."""
    return _a.state.in_(OPEN_COMPLAINTS) & (days_used(today) > _a.limit_days)


def is_soon(today: date) -> ColumnElement[bool]:
    """Open, running, and its last day is today or in the next few days."""
    left = _a.limit_days - days_used(today)
    running = _a.state.in_(OPEN_COMPLAINTS) & _a.paused_since_day.is_(None)
    return running & left.between(0, rules.soon_days())


def _statement(
    state: str, wanted: Filter, conditions: list[ColumnElement[bool]], after: Complaint | None
) -> Select[Any]:
    found = select(*COLUMNS).where(_a.state == state, *conditions)
    if after is not None:
        place = tuple_(_a.received_at, _a.id)
        last = tuple_(*_bound(after))
        found = found.where(place < last if wanted.newest else place > last)
    return _ordered(found, wanted.newest).limit(wanted.limit + 1)


def _bound(after: Complaint) -> tuple[Any, Any]:
    return literal(after.received_at, _a.received_at.type), literal(after.id)


def _page(session: Session, found: Select[Any]) -> list[Complaint]:
    return [Complaint(*row) for row in session.execute(found)]


def _ordered(found: Select[Any], newest: bool) -> Select[Any]:
    if newest:
        return found.order_by(_a.received_at.desc(), _a.id.desc())
    return found.order_by(_a.received_at, _a.id)


def _place(complaint: Complaint) -> tuple[datetime, int]:
    return complaint.received_at, complaint.id


def _counts(session: Session, conditions: list[ColumnElement[bool]]) -> dict[str, int]:
    found = select(_a.state, func.count()).where(*conditions).group_by(_a.state)
    counted: dict[str, int] = {row[0]: row[1] for row in session.execute(found)}
    return {state: counted.get(state, 0) for state in COMPLAINT_STATES}


def _conditions(wanted: Filter, today: date | None) -> list[ColumnElement[bool]]:
    exact = {"department": wanted.department, "branch": wanted.branch, "door": wanted.door}
    found: list[ColumnElement[bool]] = [_a[name] == value for name, value in exact.items() if value]
    if wanted.assignee:
        found.append(
            _a.assignee_id.is_(None) if wanted.assignee == NOBODY else _a.assignee_id == wanted.assignee
        )
    if wanted.due and today is None:
        raise ValueRefusedError("today", "is needed to tell what is due")
    if wanted.due and today:
        found.append(is_overdue(today) if wanted.due == "overdue" else is_soon(today))
    if wanted.query and wanted.query.strip():
        found.append(_says(wanted.query.strip()))
    return found


def _says(query: str) -> ColumnElement[bool]:
    try:
        # A whole receipt is found by its index; anything else is looked for row by row.
        return _a.receipt == normal_receipt(query)
    except NotFoundError:
        pass
    words = or_(_a.story.contains(query[:100], autoescape=True), _a.regulator_ref == query[:64])
    plain = normal_code(query)
    if len(plain) < _SHORTEST_RECEIPT or not plain.isascii():
        return words
    return or_(func.replace(_a.receipt, "-", "").startswith(plain, autoescape=True), words)
