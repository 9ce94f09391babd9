"""What callers give and get of changes of answers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from casework.statuses import OPEN_CONTENT, ContentKind, ContentState, ContentStep

Body = dict[str, Any]
# What a reviewer confirms to have looked at, each by itself.
CHECKS: Final = ("sources", "clear", "fair", "numbers")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change to make. `body` None retires; `base`: mark of the wording it was made from, '' for none."""

    entry_id: str
    kind: ContentKind
    body: Body | None
    digest: str
    base: str
    reason: str
    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the lint says of exactly the text `digest`, while `version` was in force.

    `base` is the digest of the entry's wording in force then, `filed` that of the files; '' for none.
    `before` is that wording, for the record.
    """

    version: int
    digest: str
    base: str
    filed: str
    problems: tuple[str, ...] = ()
    before: Body | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """The opinion of the second person; `checks` are those of CHECKS that were confirmed."""

    agrees: bool
    opinion: str
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A change as it stands; `version` grows with each step."""

    id: int
    entry_id: str
    kind: ContentKind
    state: ContentState
    title: str
    body: Body | None
    digest: str
    base_digest: str
    file_digest: str
    reason: str
    author_id: str
    reviewer_id: str | None
    publisher_id: str | None
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether somebody has to go on with it."""
        return self.state in OPEN_CONTENT


@dataclass(frozen=True, slots=True)
class ContentEvent:
    """A step of a change; `before` and `after` only where it changed the text."""

    id: int
    revision_id: int
    entry_id: str
    step: ContentStep
    from_state: ContentState | None
    to_state: ContentState
    actor_id: str
    actor_name: str
    note: str
    checks: str
    digest: str
    before: Body | None
    after: Body | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Which changes or steps: of an entry, in states, by somebody, with words; older than `before`."""

    entry: str = ""
    states: tuple[str, ...] = ()
    by: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class InForce:
    """Published changes at `version`, by entry."""

    version: int
    revisions: dict[str, Revision] = field(default_factory=dict)
