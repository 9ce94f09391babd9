"""What callers get of ready replies."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Own:
    """A reply made at the desk; `owner_id` None: everybody's, `pending` until a second person approves it."""

    id: int
    owner_id: str | None
    title: str
    text: str
    tags: str
    author_id: str
    version: int
    updated_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    replaces_id: int | None

    @property
    def pending(self) -> bool:
        """Whether it waits for a second person."""
        return self.owner_id is None and self.approved_at is None

    @property
    def key(self) -> str:
        """What its uses are counted under."""
        return f"own-{self.id}"


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody wants a reply to be; `shared`: everybody's."""

    title: str
    text: str
    tags: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a reply was sent: by one person, and by all."""

    own: int = 0
    all: int = 0
