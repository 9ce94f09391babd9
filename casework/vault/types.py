"""What callers get of a personal value: never the value itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonalValue:
    """A sealed value: `token` stands for it everywhere, `shown` is its masked form (138****8000)."""

    token: str
    conversation_id: str
    kind: str
    shown: str | None
    kept_for: str | None
    created_at: datetime
    erased_at: datetime | None
