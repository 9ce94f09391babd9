"""The audit as a file for spreadsheets; taking it is in the audit itself."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from casework.audit import service as audit
from casework.audit.types import AuditRecord
from casework.db import Database
from gateway.desk.audit.asked import Asked
from gateway.desk.audit.naming import act, change, thing
from gateway.desk.complaint_figures.sheets import Sheet
from gateway.desk.words import CLOCK, Words

# Records in a file that is made while somebody waits.
MOST: Final = 50_000
_CHUNK: Final = 2_000
_HEAD: Final = ("number", "at", "who", "act", "slug", "object", "reason", "change", "address")


def sheet(database: Database, asked: Asked, words: Words, names: dict[str, str]) -> Sheet:
    """Newest first, read in chunks while it is written; blocks then."""
    head = tuple(words(f"audit_col_{name}") for name in _HEAD)
    rows = (_row(found, words, names) for found in _read(database, asked))
    return Sheet("audit", words("audit_title"), head, rows)


def _read(database: Database, asked: Asked) -> Iterator[AuditRecord]:
    before: int | None = None
    left = MOST
    while left > 0:
        chunk = partial(audit.search, **asked.wanted, before_id=before, limit=min(_CHUNK, left))
        found = database.run_read(chunk)
        yield from found
        if len(found) < _CHUNK:
            return
        before, left = found[-1].id, left - len(found)


def _row(found: AuditRecord, words: Words, names: dict[str, str]) -> tuple[Any, ...]:
    at = found.at.astimezone(CLOCK).strftime("%Y-%m-%d %H:%M:%S")
    return (
        found.id, at, found.actor_name, act(words, found.action), found.action, thing(words, found, names),
        found.reason, change(found, names), found.address,
    )  # fmt: skip
