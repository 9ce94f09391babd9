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
from casework.errors import ComplaintStepError, ValueRefusedError
from casework.files.types import MOST, KeptFile

_NAME: Final = 120


def attach(
    session: Session,
    complaint_id: int,
    kept: KeptFile,
    actor: Actor,
    now: datetime,
    *,
    inside: bool | None = None,
) -> File:
    """Add a file that is in the store; the same content again gives the file that is there.

    `inside`: for staff alone, as what staff attach is unless they say that it is the customer's or for them;
    and what came with words of which nobody knows whether they are the customer's.
    Who may supplement the complaint may attach, while it may be supplemented or a decision is not final.
    NotAllowedError, ComplaintStepError, ValueRefusedError.
    """
    before = rows.locked(session, complaint_id)
    step = STEPS["supplement"]
    who.check(step, before, actor)
    by_staff = recording.type_of(actor) == "staff"
    inside = by_staff if inside is None else inside
    known = rows.files_of(session, complaint_id)
    seen = known if inside else rows.files_of(session, complaint_id, public=True)
    same = next((file for file in seen if file.sha256 == kept.sha256 and file.name is not None), None)
    if same is not None:
        return same
    if len(known) >= MOST:
        raise ValueRefusedError("file", f"must be at most {MOST}")
    if before.state == "refused":
        # What a refusal asked for is said in words.
        raise ComplaintStepError(step.name, before.state)
    landed = step.lands(before.state)
    to = before.state if inside else landed
    key = _add(session, complaint_id, kept, actor, now)
    payload = {"file_id": key, "size": kept.size} | ({"inside": inside} if inside or by_staff else {})
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
