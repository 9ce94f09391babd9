"""The query code for staff who have checked who asks: without it its customer could never look again."""

from datetime import datetime

from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.checks import reasoned
from casework.complaints.lookup import code_of
from casework.staff.roles import require
from casework.vault.cipher import Cipher


def reveal_code(
    session: Session, cipher: Cipher, complaint_id: int, actor: Actor, reason: str, now: datetime
) -> str:
    """The code, for a staff member who says why (4 to 500 characters); the audit does not hold it.

    NotAllowedError, ValueRefusedError, NotFoundError when it is erased.
    """
    require(actor, "reveal")
    require(actor, "handle_complaints")
    why = reasoned("reason", reason)
    found = code_of(session, cipher, complaint_id)
    after = {"field": "code"}
    record(session, actor, "complaint.revealed", "complaint", str(complaint_id), now, reason=why, after=after)
    return found
