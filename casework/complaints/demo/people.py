"""Invented persons: every name says that it is one, and no number can be called."""

from typing import Final

from casework.complaints.persons import Contact, NewParty
from casework.statuses import ComplaintKind

NAME: Final = "演示客户"
STAFF: Final = tuple(f"demo-staff-{number}" for number in range(1, 7))
BOSS: Final = "demo-supervisor"
_GROUP: Final = 3


def parties(kind: ComplaintKind, number: int) -> tuple[NewParty, ...]:
    """Who stands in the complaint with this number."""
    match kind:
        case "group":
            return tuple(NewParty("representative", _contact(number, place)) for place in range(_GROUP))
        case "for_other":
            own, other = _contact(number, 0), _contact(number, 1)
            return NewParty("complainant", own), NewParty("authorised", other)
        case _:
            return (NewParty("complainant", _contact(number, 0)),)


def _contact(number: int, place: int) -> Contact:
    # No telephone number of the mainland begins with 120 and has eleven digits.
    return Contact(f"{NAME}{number:05}{'甲乙丙'[place]}", f"120{number:07}{place}")
