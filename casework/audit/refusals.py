"""What was refused at the desk, on record: each kind of each caller at once, and what follows by its number.

A flood shall not fill a table that nothing is ever removed from: who goes on is counted, for a minute, then
ten, then an hour at a time. What is only counted yet is lost with the process.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args

from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor

# No right to it; a colleague's conversation; a form without its session's token; another site's; nobody has
# such a number; too much, or signs that no form has; too often; the bank's directory does not vouch.
Kind = Literal["role", "other", "form", "origin", "unknown", "shape", "rate", "directory"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
ACTION: Final = "desk.refused"
_WINDOWS: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
# Callers and kinds told apart at a time; those above are counted together.
MOST: Final = 200
_LONGEST: Final = 64
# Numbers and ids: whatever else stands in an address may be words.
_NUMBER: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Refused:
    """`who` tells sessions and addresses apart and is stored nowhere; `named` are the ids in the address."""

    actor: Actor
    who: str
    kind: Kind
    route: str
    named: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, Kind]:
        """What is counted together."""
        return self.who, self.kind

    def told(self, count: int, since: datetime) -> dict[str, Any]:
        """For the record."""
        named = [one for one in self.named if _NUMBER.fullmatch(one)]
        told: dict[str, Any] = {"kind": self.kind, "count": count}
        if count > 1:
            told["since"] = since.isoformat()
        return told | ({"named": named} if named else {})


@dataclass(slots=True)
class _Tally:
    last: Refused
    begun: datetime
    window: int = 0
    count: int = 0


class Refusals:
    """Counts of one process. `note` and `due` say what to write; `write` writes it."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, Kind], _Tally] = {}

    def note(self, refused: Refused, now: datetime) -> Refused | None:
        """The refusal, if it is to be written at once; else it is counted."""
        key = refused.key
        if key not in self._tallies and len(self._tallies) >= MOST:
            key = ("", refused.kind)
        found = self._tallies.get(key)
        if found is None:
            self._tallies[key] = _Tally(refused, now)
            return refused
        found.last, found.count = refused, found.count + 1
        return None

    def due(self, now: datetime, *, ended: bool = False) -> list[tuple[Refused, int, datetime]]:
        """What was counted until its time was over (`ended`: or not), with the number and since when."""
        over = [
            (key, one)
            for key, one in self._tallies.items()
            if ended or now - one.begun >= _WINDOWS[one.window]
        ]
        for key, one in over:
            if one.count and not ended:
                longer = min(one.window + 1, len(_WINDOWS) - 1)
                self._tallies[key] = _Tally(one.last, now, longer)
            else:
                del self._tallies[key]
        return [(one.last, one.count, one.begun) for _, one in over if one.count]


def write(session: Session, found: Iterable[tuple[Refused, int, datetime]], now: datetime) -> None:
    """On record: what, how often, since when."""
    for refused, count, since in found:
        told = refused.told(count, since)
        record(session, refused.actor, ACTION, "route", refused.route[:_LONGEST], now, after=told)
