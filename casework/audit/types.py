"""Who acts, and what callers get of the audit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from casework.statuses import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A staff member, the system, or a customer (id "customer", name: their conversation or receipt)."""

    id: str
    name: str
    role: Role | Literal["system", "customer"]
    address: str | None = None


SYSTEM: Final = Actor("system", "system", "system")


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One act: who, when, what object, before and after, why, from where."""

    id: int
    at: datetime
    actor_id: str
    actor_name: str
    action: str
    object_type: str
    object_id: str
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    address: str | None
