"""The history of the answers and the patch of the files, to take away; each is on record."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.content import reading
from casework.content.types import ContentEvent, Filter
from casework.db import Database
from gateway.desk.complaint_figures.sheets import Sheet
from gateway.desk.words import Words
from knowledge.overlay.comparing import changes

MOST: Final = 20_000
_HEADS: Final = (
    "at", "entry", "revision", "step", "from", "to", "actor", "note", "checks", "digest", "field", "before",
    "after",
)  # fmt: skip


def read(
    database: Database, wanted: Filter, what: str, kind: str, actor: Actor, now: datetime
) -> list[ContentEvent]:
    """The steps that fit, newest first, at most 20,000, and on record who took them; blocks."""
    scope = {"file": kind, "entry": wanted.entry, "words": wanted.words}

    def work(session: Session) -> list[ContentEvent]:
        about = wanted.entry or "all"
        audit.record(session, actor, f"content.{what}_exported", "content", about, now, after=scope)
        return list(reading.history(session, wanted))

    return database.run_write(work)


def sheet(found: Iterable[ContentEvent], t: Words) -> Sheet:
    """A row for each field that a step changed; one for a step that changed none."""
    head = tuple(t(f"content_col_{name}") for name in _HEADS)
    return Sheet("history", t("content_history"), head, list(_rows(found, t)))


def as_json(found: Iterable[ContentEvent]) -> bytes:
    """Everything, as it is kept."""
    return json.dumps([_plain(event) for event in found], ensure_ascii=False, indent=1).encode()


def _rows(found: Iterable[ContentEvent], t: Words) -> Iterator[tuple[Any, ...]]:
    for e in found:
        former = t.label("content_state", e.from_state) if e.from_state else ""
        about = (
            t.full(e.at), e.entry_id, e.revision_id, t.label("content_step", e.step), former,
            t.label("content_state", e.to_state), e.actor_name, e.note,
            "、".join(t.label("content_check", c) for c in e.checks.split()), e.digest,
        )  # fmt: skip
        fields = [(field_name(c.field, t), c.before, c.after) for c in changes(e.before, e.after)]
        for field in fields or [("", "", "")]:
            yield (*about, *field)


def field_name(field: str, t: Words) -> str:
    """What staff call a field: its name, with the region's where it is a region's."""
    region, _, name = field.rpartition(".")
    plain = t.label("content_field", name)
    return f"{t.label('region', region.removeprefix('regions.'))} {plain}" if region else plain


def _plain(event: ContentEvent) -> dict[str, Any]:
    found = {name: getattr(event, name) for name in ContentEvent.__slots__}
    return found | {"at": event.at.isoformat()}
