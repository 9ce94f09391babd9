"""Looking up with a code that may be guessed: wrong ones are counted for all doors, and make one wait.

Whoever knows a number shuts themselves out: what others guess counts against the number alone, and only when
there is far more of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

from sqlalchemy import ColumnElement, insert, select, text
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.complaints import lookup, receipt
from casework.complaints.models import LookupFailureRow
from casework.complaints.types import Complaint
from casework.errors import NotFoundError, ThrottledError
from casework.vault.cipher import Cipher

_WINDOW: Final = timedelta(hours=1)
_WAIT: Final = timedelta(minutes=15)
# Failures of one caller with one number before each further one waits; of all with one number in an hour.
_PAIR, _RECEIPT = 5, 60
# Failures of one caller with all numbers in an hour; a branch or a village may share one address.
_CALLER: Final = {"conversation": 10, "address": 60}
_LOCK: Final = text("SELECT pg_advisory_xact_lock(:key)")
_table = table_of(LookupFailureRow)
_c = _table.c


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an address (page and API), or a conversation."""

    kind: Literal["address", "conversation"]
    name: str


def try_code(
    session: Session, cipher: Cipher, said: str, code: str, caller: Caller, now: datetime
) -> Complaint | None:
    """The complaint for its customer; None, counted, for an unknown number and a wrong code.

    To be called in a writing transaction, which has to be kept for None too. NotFoundError for what is no
    number, which is not counted; ThrottledError when one has to wait, whatever the code is.
    """
    number = receipt.normal_receipt(said)
    which = cipher.fingerprint(number, "complaint/lookup/receipt")
    who = cipher.fingerprint(f"{caller.kind}/{caller.name}", "complaint/lookup/who")
    _one_at_a_time(session, which, who)
    wait = _wait(session, which, who, _CALLER[caller.kind], now)
    if wait > timedelta(0):
        raise ThrottledError(wait.total_seconds())
    try:
        return lookup.look_up(session, cipher, number, code)
    except NotFoundError:
        session.execute(insert(_table), {"receipt_hash": which, "who_hash": who, "failed_at": now})
        return None


def _wait(session: Session, which: str, who: str, most: int, now: datetime) -> timedelta:
    """How long until the next try; nothing or less: now."""
    by_who = _failures(session, _c.who_hash == who, most, now)
    by_pair = _failures(session, (_c.who_hash == who) & (_c.receipt_hash == which), _PAIR, now)
    by_receipt = _failures(session, _c.receipt_hash == which, _RECEIPT, now)
    until = [
        *([by_who[-1] + _WINDOW] if len(by_who) == most else []),
        *([by_receipt[-1] + _WINDOW] if len(by_receipt) == _RECEIPT else []),
        *([by_pair[0] + _WAIT] if len(by_pair) == _PAIR else []),
    ]
    return max(until, default=now) - now


def _failures(session: Session, of: ColumnElement[bool], most: int, now: datetime) -> list[datetime]:
    """The last failures of the hour, the newest first."""
    found = select(_c.failed_at).where(of, _c.failed_at > now - _WINDOW)
    return list(session.scalars(found.order_by(_c.failed_at.desc()).limit(most)))


def _one_at_a_time(session: Session, *names: str) -> None:
    """Many tries at the same moment are not more guesses (SQLite has one writer anyway)."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for name in sorted(names):
        session.execute(_LOCK, {"key": int.from_bytes(sha256(name.encode()).digest()[:7])})
