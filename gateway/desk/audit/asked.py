"""What the auditor asks for: who, what, which object, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from casework.audit.groups import ACTIONS
from gateway.desk.audit.naming import KNOWN
from gateway.desk.numbers import number
from gateway.desk.worklist import Period

PATH: Final = "/desk/audit"
PAGE: Final = 100
OBJECTS: Final = (
    *("conversation", "complaint", "staff", "personal_value", "ticket", "alert", "content", "canned"),
    *("search", "complaints", "customer", "audit", "watch", "retention", "keys", "route"),
)
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """``what`` is a group of acts or one act; empty fields ask for everything."""

    period: Period
    who: str = ""
    what: str = ""
    kind: str = ""
    object: str = ""
    before: int | None = None

    @staticmethod
    def of(said: Mapping[str, str], now: datetime) -> "Asked":
        """From an address; what is no sensible value is left away."""
        what, kind = said.get("what", ""), said.get("kind", "")
        return Asked(
            Period.of(said.get("first", ""), said.get("last", ""), now),
            said.get("who", "")[:_LONGEST],
            what if what in ACTIONS or what in KNOWN else "",
            kind if kind in OBJECTS else "",
            said.get("object", "").strip()[:_LONGEST],
            number(said.get("before", "")),
        )

    @property
    def wanted(self) -> dict[str, Any]:
        """For ``audit.search``."""
        since, until = self.period.bounds
        actions = next((own for group, own in ACTIONS.items() if group == self.what), ())
        return {
            "actor_id": self.who or None,
            "action": self.what if self.what and not actions else None,
            "actions": actions,
            "object_type": self.kind or None,
            "object_id": self.object or None,
            "since": since,
            "until": until,
        }

    @property
    def told(self) -> dict[str, str]:
        """As the audit remembers it."""
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        fields = {"who": self.who, "what": self.what, "kind": self.kind, "object": self.object}
        return {"first": first, "last": last} | {name: value for name, value in fields.items() if value}

    def path(self, page: str = "", **more: int) -> str:
        """The address of the same question."""
        return f"{PATH}{page}?{urlencode(self.told | {name: str(one) for name, one in more.items()})}"
