"""How much a customer may add to one complaint: enough for everybody, not enough to bury it."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from casework.complaints import rows
from casework.errors import TooMuchError

A_DAY: Final = 30
IN_ALL: Final = 200
_DAY: Final = timedelta(days=1)
_KINDS: Final = frozenset({"supplement", "joined"})


def allow(session: Session, complaint_id: int, now: datetime) -> None:
    """TooMuchError when the customer has added 30 times in 24 hours, or 200 times in all."""
    past = rows.events_of(session, complaint_id)
    own = [event.at for event in past if event.kind in _KINDS and event.actor_type == "customer"]
    if len(own) >= IN_ALL or sum(now - at < _DAY for at in own) >= A_DAY:
        raise TooMuchError
