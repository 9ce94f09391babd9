"""What each role may do, as data."""

from typing import Final, Literal

from casework.audit.types import Actor
from casework.errors import NotAllowedError
from casework.statuses import Role

Permission = Literal[
    "desk",
    "reveal",
    "supervise",
    "read_alerts",
    "handle_alerts",
    "read_complaints",
    "handle_complaints",
    "read_knowledge",
    "edit_knowledge",
    "review_knowledge",
    "manage_staff",
    "read_audit",
    "search",
    "review_watch",
]

_CASES: Final[frozenset[Permission]] = frozenset(
    {
        "desk",
        "reveal",
        "read_alerts",
        "handle_alerts",
        "read_complaints",
        "handle_complaints",
        "read_knowledge",
        "search",
    }
)
# Of one's own change nobody is the reviewer, whatever their role.
_CONTENT: Final[frozenset[Permission]] = frozenset({"read_knowledge", "edit_knowledge", "review_knowledge"})
PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    "agent": _CASES,
    "supervisor": _CASES | _CONTENT | {"supervise", "manage_staff"},
    "editor": _CONTENT,
    # Reads everything that was done and changes nothing, but says what became of what the watch flagged.
    "auditor": frozenset({"read_audit", "review_watch", "read_alerts", "read_complaints", "read_knowledge"}),
}


def may(role: str, permission: Permission) -> bool:
    """Whether the role has the permission; the system itself may do everything."""
    return role == "system" or any(role == name and permission in own for name, own in PERMISSIONS.items())


def require(actor: Actor, permission: Permission) -> None:
    """NotAllowedError unless the actor's role has the permission."""
    if not may(actor.role, permission):
        raise NotAllowedError(f"{actor.role} may not {permission}")
