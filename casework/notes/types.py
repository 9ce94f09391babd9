"""What callers get of a note."""

from dataclasses import dataclass
from datetime import datetime

from casework.statuses import NoteKind


@dataclass(frozen=True, slots=True)
class Note:
    """A note of staff, or of the system (`staff_id` None); `to_id` is who the conversation was given to.

    `text` is masked, and empty when nothing was written or the conversation was deleted. `after_id` is the
    message behind which it stands, 0 for the beginning.
    """

    id: int
    conversation_id: str
    kind: NoteKind
    staff_id: str | None
    to_id: str | None
    text: str
    after_id: int
    created_at: datetime
