"""What was found, as staff read it: a piece of each text, whose it is, and where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, literal, null, select
from sqlalchemy.orm import Session

from casework.base import table_of
from casework.complaints.models import ComplaintEventRow, ComplaintRow, ComplaintTextRow
from casework.conversations.models import ConversationRow
from casework.messages.models import MessageRow
from casework.notes.models import NoteRow
from casework.search import service
from casework.search.types import Hit, Wanted
from gateway.desk.board import names
from gateway.desk.search.snippets import Stretch, snippet

# A transcript shows a hundred messages: what came after a hit shall be among them.
_AFTERWARDS: Final = 50
_chats, _complaints, _steps = map(table_of, (ConversationRow, ComplaintRow, ComplaintEventRow))
_c, _a, _s = _chats.c, _complaints.c, _steps.c
_m, _n, _t = (table_of(row).c for row in (MessageRow, NoteRow, ComplaintTextRow))


@dataclass(frozen=True, slots=True)
class Line:
    """One text that was found. `who`: customer, bot, system or staff; `name` of the colleague, if known."""

    hit: Hit
    at: datetime
    who: str
    name: str
    script: str
    channel: str
    receipt: str
    before: int | None
    pieces: tuple[Stretch, ...]

    @property
    def url(self) -> str:
        """Where it stands in its whole."""
        if self.hit.complaint_id is not None:
            return f"/desk/complaints/{self.hit.complaint_id}"
        page = f"?before={self.before}" if self.before else ""
        mark = f"#m-{self.hit.source_id}" if self.hit.source == "message" else ""
        return f"/desk/conversations/{self.hit.conversation_id}{page}{mark}"


@dataclass(frozen=True, slots=True)
class Results:
    """At most 50 texts, newest first; `older`: the entry to go on from, None at the end."""

    lines: tuple[Line, ...] = ()
    older: int | None = None

    @property
    def conversations(self) -> list[str]:
        """Whose words are shown."""
        hits = (line.hit for line in self.lines if line.hit.complaint_id is None)
        return sorted({hit.conversation_id for hit in hits if hit.conversation_id is not None})

    @property
    def complaints(self) -> list[int]:
        """The same of complaints."""
        return sorted({line.hit.complaint_id for line in self.lines if line.hit.complaint_id is not None})


def read_results(session: Session, wanted: Wanted, before: int | None = None) -> Results:
    """One page of what was found."""
    found = service.find(session, wanted, before=before)
    texts, known = _texts(session, found.hits), names(session)
    lines = tuple(
        _line(session, hit, texts[hit.source, hit.source_id], wanted.needles, known)
        for hit in found.hits
        # Erased between two looks.
        if (hit.source, hit.source_id) in texts
    )
    return Results(lines, found.hits[-1].id if found.more else None)


def _line(
    session: Session, hit: Hit, row: Mapping[str, Any], needles: Iterable[str], known: Mapping[str, str]
) -> Line:
    staff_id = row["staff_id"]
    return Line(
        hit,
        hit.at,
        "staff" if staff_id else row["who"],
        known.get(staff_id or "", ""),
        row["script"] or "",
        row["channel"] or "",
        row["receipt"] or "",
        _page(session, hit),
        snippet(row["text"] or "", needles),
    )


def _page(session: Session, hit: Hit) -> int | None:
    """Where the transcript's page with this message begins; None when it is the newest."""
    if hit.source != "message":
        return None
    later = select(_m.id).where(_m.conversation_id == hit.conversation_id, _m.id > hit.source_id)
    found: int | None = session.execute(later.order_by(_m.id).offset(_AFTERWARDS).limit(1)).scalar()
    return found


def _texts(session: Session, hits: Sequence[Hit]) -> dict[tuple[str, int], Mapping[str, Any]]:
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for source, rows in _ROWS.items():
        numbers = [hit.source_id for hit in hits if hit.source == source]
        if numbers:
            asked = rows.where(rows.selected_columns[0].in_(numbers))
            found |= {(source, row["id"]): dict(row) for row in session.execute(asked).mappings()}
    return found


def _row(number: Any, words: Any, **more: Any) -> Select[Any]:
    """Of every source the same columns: `who` spoke, or `staff_id`; what it does not have is empty."""
    known = {"id": number, "text": words} | {name: more.get(name, null()) for name in _MORE}
    return select(*(column.label(name) for name, column in known.items()))


def _both(first: Any, second: Any) -> Any:
    return func.coalesce(first, "") + "\n" + func.coalesce(second, "")


_MORE: Final = ("who", "staff_id", "script", "channel", "receipt")
_SPOKEN: Final = {
    "who": _m.sender,
    "staff_id": _m.staff_id,
    "script": func.coalesce(_m.script, _c.script),
    "channel": _c.channel,
}
_STORY: Final = {"who": literal("customer"), "script": _a.script, "receipt": _a.receipt}
_STEP: Final = {"who": _s.actor_type, "staff_id": _s.actor_id, "receipt": _a.receipt}
_ROWS: Final[Mapping[str, Select[Any]]] = {
    "message": _row(_m.id, _m.text, **_SPOKEN).join(_chats, _c.id == _m.conversation_id),
    "note": _row(_n.id, _n.text, who=literal("system"), staff_id=_n.staff_id, channel=_c.channel).join(
        _chats, _c.id == _n.conversation_id
    ),
    "story": _row(_a.id, _both(_a.story, _a.wish), **_STORY),
    "text": _row(_t.event_id, _both(_t.text, _t.reason), **_STEP)
    .join(_steps, _s.id == _t.event_id)
    .join(_complaints, _a.id == _t.complaint_id),
}
