"""The work list of complaints: a page of them in the order of work, and how many each filter would show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from casework.base import columns_for, table_of
from casework.complaints.models import ComplaintRow
from casework.complaints.receipt import PREFIX, normal_code, shown
from casework.complaints.types import Complaint
from casework.complaints.worklist import is_overdue, is_soon
from casework.staff import service as staff
from casework.staff.roles import may
from casework.staff.types import Staff
from casework.statuses import OPEN_COMPLAINTS
from gateway.desk.complaints.counting import days_left, urgency
from gateway.desk.complaints.filtering import Wanted

PAGE: Final = 50
_table = table_of(ComplaintRow)
_c = _table.c
_COLUMNS = columns_for(_table, Complaint)
_WHOLE: Final = len("XB-XXXX-XXXXX")
_LEAST: Final = len("XB-X")
# Those that pile up are not counted on every page.
_COUNTED: Final = (*sorted(OPEN_COMPLAINTS), "answered")


@dataclass(frozen=True, slots=True)
class ListClock:
    """What the list says of a clock; the whole of it stands on the complaint's page."""

    due_on: date | None
    paused: bool
    overdue: bool
    days_left: int | None
    finished_on: date | None


@dataclass(frozen=True, slots=True)
class Item:
    """A complaint and its clock."""

    complaint: Complaint
    clock: ListClock


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the open complaints; ``states`` has the answered ones too."""

    states: dict[str, int]
    overdue: int
    soon: int
    mine: int
    unassigned: int

    @property
    def open(self) -> int:
        """All somebody owes something for."""
        return sum(count for state, count in self.states.items() if state in OPEN_COMPLAINTS)


@dataclass(frozen=True, slots=True)
class Listed:
    """At most 50 complaints, whether there are more, and what the filters offer."""

    items: tuple[Item, ...]
    more: bool
    counts: Counts
    departments: tuple[str, ...]
    names: dict[str, str]
    staff: tuple[Staff, ...]


def read_list(session: Session, wanted: Wanted, staff_id: str, today: date) -> Listed:
    """One page under a filter."""
    order = urgency(today) if wanted.open_only else (_c.received_at.desc(), _c.id.desc())
    # The numbers first: sorting shall not carry every story along.
    wished = select(_c.id).where(*_conditions(wanted, staff_id, today)).order_by(*order)
    ids = session.scalars(wished.limit(PAGE + 1).offset((wanted.page - 1) * PAGE)).all()
    items = _items(session, ids, today)
    everyone = staff.everyone(session)
    return Listed(
        items[:PAGE],
        len(items) > PAGE,
        count(session, staff_id, today),
        _departments(session),
        {one.id: one.name for one in everyone},
        tuple(one for one in everyone if handles(one)),
    )


def count(session: Session, staff_id: str, today: date) -> Counts:
    """The numbers beside the filters, in one statement over what is not finished."""
    open_ = _c.state.in_(sorted(OPEN_COMPLAINTS))
    whose = (_c.assignee_id == staff_id, _c.assignee_id.is_(None))
    numbers = (is_overdue(today), is_soon(today), *(open_ & one for one in whose))
    rows = session.execute(
        select(_c.state, func.count(), *(func.count().filter(number) for number in numbers))
        .where(_c.state.in_(_COUNTED))
        .group_by(_c.state)
    ).all()
    sums = [sum(row[at] for row in rows) for at in range(2, 6)]
    return Counts({row[0]: row[1] for row in rows}, *sums)


def handles(one: Staff) -> bool:
    """Whether a complaint can be given to this account."""
    return one.disabled_at is None and may(one.role, "handle_complaints")


def _conditions(wanted: Wanted, staff_id: str, today: date) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = [_c.state.in_(wanted.states)]
    due = {"overdue": is_overdue, "soon": is_soon}.get(wanted["due"])
    if due:
        made.append(due(today))
    if wanted["whose"]:
        made.append(_c.assignee_id == staff_id if wanted["whose"] == "mine" else _c.assignee_id.is_(None))
    for name in ("door", "business", "cause", "channel", "department"):
        if wanted[name]:
            made.append(_c[name] == wanted[name])
    if wanted.query:
        made.append(_named(wanted.query))
    return made


def _items(session: Session, ids: Sequence[int], today: date) -> tuple[Item, ...]:
    """The complaints of these numbers, in their order."""
    clock = (days_left(today), is_overdue(today), _c.paused_since_day, _c.decided_day)
    rows = session.execute(select(*_COLUMNS, *clock).where(_c.id.in_(ids)))
    found = {item.complaint.id: item for item in (_item(row, today) for row in rows)}
    return tuple(found[id_] for id_ in ids if id_ in found)


def _named(query: str) -> ColumnElement[bool]:
    """By receipt, however it is written, or its beginning; or by the regulator's reference."""
    receipt = shown(normal_code(query)).rstrip("-")
    if len(receipt) == _WHOLE:
        # Equality goes along the index of receipts on every database.
        return or_(_c.receipt == receipt, _c.regulator_ref == query)
    begun = len(receipt) >= _LEAST and receipt.startswith(PREFIX)
    return _c.receipt.startswith(receipt, autoescape=True) if begun else _c.regulator_ref == query


def _item(row: Any, today: date) -> Item:
    *values, left, late, paused, decided = row
    complaint = Complaint(*values)
    open_ = complaint.state in OPEN_COMPLAINTS
    runs = open_ and paused is None and left is not None
    clock = ListClock(
        today + timedelta(days=left) if runs else None,
        open_ and paused is not None,
        bool(late),
        left if runs else None,
        date.fromordinal(decided) if decided and not open_ else None,
    )
    return Item(complaint, clock)


def _departments(session: Session) -> tuple[str, ...]:
    named = select(_c.department).where(_c.state.in_(_COUNTED), _c.department.is_not(None)).distinct()
    return tuple(sorted(row[0] for row in session.execute(named)))
