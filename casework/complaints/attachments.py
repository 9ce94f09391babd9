"""Files of a complaint: described here, their bytes sealed in the store of files."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from casework.audit.service import record as audit
from casework.audit.types import Actor
from casework.checks import sized
from casework.complaints import recording, rows, who
from casework.complaints.parties import without_names
from casework.complaints.steps import STEPS
from casework.complaints.types import File
from casework.complaints.wording import masked
from casework.errors import ValueRefusedError
from casework.files.types import MOST, KeptFile

_NAME: Final = 120


def attach(session: Session, complaint_id: int, kept: KeptFile, actor: Actor, now: datetime) -> File:
    """Add a file that is in the store; the same content again gives the file that is there.

    Who may supplement the complaint may attach, while it may be supplemented or a decision is not final.
    NotAllowedError, ComplaintStepError, ValueRefusedError.
    """
    before = rows.locked(session, complaint_id)
    step = STEPS["supplement"]
    who.check(step, before, actor)
    known = rows.files_of(session, complaint_id)
    same = next((file for file in known if file.sha256 == kept.sha256 and file.name is not None), None)
    if same is not None:
        return same
    if len(known) >= MOST:
        raise ValueRefusedError("file", f"must be at most {MOST}")
    to = step.lands(before.state)
    key = _add(session, complaint_id, kept, actor, now)
    payload = {"file_id": key, "size": kept.size}
    event = recording.event_of(before, "attached", actor, now, to, payload)
    recording.keep(session, before, event, {})
    if event.actor_type == "staff":
        audit(session, actor, "complaint.attached", "complaint", str(complaint_id), now, after=payload)
    return next(file for file in rows.files_of(session, complaint_id) if file.id == key)


def _add(session: Session, complaint_id: int, kept: KeptFile, actor: Actor, now: datetime) -> int:
    name = masked(sized("name", kept.name, _NAME))
    values: dict[str, Any] = {
        "complaint_id": complaint_id,
        "name": without_names(session, complaint_id, name, anywhere=True),
        "type": kept.type,
        "size": kept.size,
        "key": kept.key,
        "sha256": kept.sha256,
        "uploaded_at": now,
        "by": actor.id if recording.type_of(actor) == "staff" else actor.role,
    }
    key = session.execute(insert(rows.files), values).inserted_primary_key  # type: ignore[attr-defined]
    made: int = key[0]
    return made
