"""What was asked for: read from a form, carried in an address that says nothing to anybody else."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast

from casework.search.types import KINDS, Wanted
from casework.statuses import CHANNELS, SENDERS
from casework.vault.cipher import Cipher, SealError
from gateway.desk.words import CLOCK

LONGEST: Final = 100
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": KINDS, "by": SENDERS, "on": CHANNELS, "alert": ("yes",), "complaint": ("yes",),
}  # fmt: skip
_DAYS: Final = ("since", "until")


@dataclass(frozen=True, slots=True)
class Asked:
    """By name; what was not said, or wrongly, is ''. `with`: a colleague's account."""

    values: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(said: Mapping[str, Any]) -> "Asked":
        """From a form."""
        values = {name: str(said.get(name) or "") for name in _CHOICES}
        values = {name: slug if slug in _CHOICES[name] else "" for name, slug in values.items()}
        values |= {name: str(said.get(name) or "")[:10] for name in _DAYS}
        values |= {name: day if _day(day) else "" for name, day in values.items() if name in _DAYS}
        values |= {"q": str(said.get("q") or "").strip()[:LONGEST], "with": str(said.get("with") or "")[:32]}
        return Asked({name: value for name, value in values.items() if value})

    @staticmethod
    def opened(cipher: Cipher, staff_id: str, sealed: str) -> "Asked":
        """From an address this person was given; nothing for any other."""
        try:
            data = base64.urlsafe_b64decode(sealed.encode())
            return Asked.of(json.loads(cipher.open(data, _place(staff_id))))
        except (SealError, binascii.Error, ValueError):
            return Asked()

    def sealed(self, cipher: Cipher, staff_id: str) -> str:
        """For an address: words and numbers of customers stand in no history and no log."""
        data = cipher.seal(json.dumps(dict(self.values), ensure_ascii=False), _place(staff_id))
        return base64.urlsafe_b64encode(data).decode()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set."""
        return bool(self.filters)

    @property
    def filters(self) -> dict[str, str]:
        """All but the words."""
        return {name: value for name, value in self.values.items() if name != "q"}

    @property
    def wanted(self) -> Wanted:
        """What the index is asked."""
        until = _day(self["until"])
        return Wanted(
            query=self["q"],
            kind=cast("Any", self["kind"] or None),
            sender=cast("Any", self["by"] or None),
            channel=cast("Any", self["on"] or None),
            staff_id=self["with"],
            alert=bool(self["alert"]),
            complaint=bool(self["complaint"]),
            since=_midnight(_day(self["since"])),
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


def _day(said: str) -> date | None:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), CLOCK) if day else None


def _place(staff_id: str) -> str:
    return f"desk/search/{staff_id}"
