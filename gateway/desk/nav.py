"""The desk's navigation as data: which places there are, and who may go there."""

from dataclasses import dataclass
from typing import Final

from casework.staff.roles import Permission
from gateway.desk.seat import Seat


@dataclass(frozen=True, slots=True)
class Place:
    """``key``: what a page calls itself in ``here``; its name is the sentence ``desk.view_<key>``."""

    key: str
    path: str
    permissions: tuple[Permission, ...]


# Beside conversations, alerts and complaints, which carry numbers of their own (tabs.html).
PLACES: Final[tuple[Place, ...]] = (
    Place("canned", "/desk/canned", ("desk",)),
    Place("tickets", "/desk/tickets", ("desk",)),
    Place("knowledge", "/desk/knowledge", ("read_knowledge",)),
    Place("search", "/desk/search", ("search",)),
    Place("figures", "/desk/complaints/figures", ("supervise", "read_audit")),
    Place("rules", "/desk/alerts/figures", ("supervise", "read_audit")),
    Place("live", "/desk/live", ("supervise",)),
    Place("people", "/desk/people", ("manage_staff",)),
    Place("watch", "/desk/watch", ("review_watch",)),
    Place("audit", "/desk/audit", ("read_audit",)),
)


def places(seat: Seat) -> tuple[Place, ...]:
    """Where this staff member may go."""
    return tuple(place for place in PLACES if any(map(seat.signed_in.may, place.permissions)))
