"""What is searched for, and what is found."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, get_args

from casework.search.words import needles, tag
from casework.statuses import Channel, Sender

Kind = Literal["message", "complaint", "note"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Source = Literal["message", "story", "text", "note"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that must all stand in a text, in either script, and what the text must be of.

    `staff_id`: conversations and complaints this colleague had a part in. `since` is inclusive, `until` not.
    """

    query: str = ""
    kind: Kind | None = None
    sender: Sender | None = None
    channel: Channel | None = None
    staff_id: str = ""
    alert: bool = False
    complaint: bool = False
    since: datetime | None = None
    until: datetime | None = None

    @property
    def needles(self) -> tuple[str, ...]:
        """The words, folded."""
        return needles(self.query)

    @property
    def tags(self) -> tuple[str, ...]:
        """The filters the index knows."""
        said = (
            ("kind", self.kind), ("by", self.sender), ("on", self.channel), ("with", self.staff_id),
            ("has", "alert" if self.alert else None), ("has", "complaint" if self.complaint else None),
        )  # fmt: skip
        return tuple(tag(name, value) for name, value in said if value)

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing at all."""
        return not self.needles and not self.tags


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found: `source_id` is the message, the complaint (story), its event, or the note."""

    id: int
    source: Source
    source_id: int
    conversation_id: str | None
    complaint_id: int | None

    @property
    def at(self) -> datetime:
        """When it was written, to the second."""
        return datetime.fromtimestamp(self.id >> SLOT_BITS, UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, newest first; `more`: there are older ones, from the last hit's id down."""

    hits: tuple[Hit, ...] = field(default=())
    more: bool = False


# An id is the second it was written in and a number within it: the newest is the greatest.
SLOT_BITS: Final = 10


def first_id(at: datetime) -> int:
    """The least id a text of this moment or later can have."""
    return int(at.timestamp()) << SLOT_BITS
