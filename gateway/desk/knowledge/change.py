"""One change as its page shows it: text by text, as customers would read it, and what happened to it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.text import MODES, REGIONS, SCRIPTS
from casework.content import reading
from casework.content.types import Body, ContentEvent, Revision
from casework.staff.roles import may
from casework.statuses import Role
from gateway.desk.knowledge.deeds import Editing
from gateway.desk.knowledge.library import Library
from knowledge.models import Problem, Rendered
from knowledge.overlay import read_raw
from knowledge.overlay.comparing import Change, changes

_READERS = (("zh-Hans", "CN", "standard"), ("zh-Hans", "CN", "large"), ("zh-Hant-TW", "TW", "standard"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A change; ``steps``: what this person may do with it now, ``outdated``: another wording is in force."""

    revision: Revision
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    events: tuple[tuple[ContentEvent, tuple[Change, ...]], ...]
    readings: tuple[Rendered, ...]
    earlier: tuple[Revision, ...]
    steps: frozenset[str]
    outdated: bool
    filed: bool
    parted: bool


async def shown(library: Library, found: Revision, staff_id: str, role: Role) -> Shown:
    """Everything about it."""
    await library.following.look()

    def read(session: Session) -> tuple[tuple[ContentEvent, ...], tuple[Revision, ...]]:
        return reading.events_of(session, found.id), reading.published_of(session, found.entry_id)

    events, published = await library.desk.database.read(read)
    problems: tuple[Problem, ...] = ()
    if found.is_open:
        problems = (await Editing(library).checked(found.entry_id, found.kind, found.body)).problems
    base, filed = library.digests(found.entry_id)
    return Shown(
        found,
        changes(_before(library, found, events), found.body),
        problems,
        tuple((event, changes(event.before, event.after)) for event in events),
        tuple(_readings(library, found, problems)),
        tuple(r for r in published if r.id != found.id),
        steps_of(found, staff_id, role),
        found.is_open and base != found.base_digest,
        bool(filed),
        found.state == "published" and found.entry_id in library.following.parted,
    )


def steps_of(found: Revision, staff_id: str, role: Role) -> frozenset[str]:
    """What one person may do with it now; the service checks again."""
    own, reviews = staff_id == found.author_id, may(role, "review_knowledge")
    possible = {
        "edit": own and found.is_open and found.kind != "retire",
        "submit": own and found.state in ("draft", "returned"),
        "review": reviews and not own and found.state == "submitted",
        "publish": reviews and found.state == "approved",
        "withdraw": (own or reviews) and found.is_open,
        "roll_back": reviews and found.state == "published",
    }
    return frozenset(step for step, is_possible in possible.items() if is_possible)


def _before(library: Library, found: Revision, events: tuple[ContentEvent, ...]) -> Body | None:
    """The text it changes: the one in force, or the one that was when it was published."""
    if found.is_open:
        return library.raw(found.entry_id)
    return next((event.before for event in events if event.step == "published"), library.raw(found.entry_id))


def _readings(library: Library, found: Revision, problems: tuple[Problem, ...]) -> list[Rendered]:
    """As three readers would get it; nothing of a text that would not load."""
    if found.body is None:
        return []
    entry, wrong = read_raw(found.body)
    if wrong or any(problem.rule in ("schema", "unknown-reference", "placeholder") for problem in problems):
        return []
    assert all(s in SCRIPTS and r in REGIONS and m in MODES for s, r, m in _READERS)  # noqa: S101
    try:
        return [library.desk.knowledge.preview(entry, *reader) for reader in _READERS]  # type: ignore[arg-type]
    except KeyError:
        # A source or number that has left the files since.
        return []
