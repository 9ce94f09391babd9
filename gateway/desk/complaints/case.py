"""One complaint as staff see it, and what they can do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.base import table_of
from casework.complaints import service
from casework.complaints.persons import Party
from casework.complaints.rows import is_public
from casework.complaints.rules import refusals, rules
from casework.complaints.time_left import Clock, Rung
from casework.complaints.types import Complaint, Event, File
from casework.conversations.models import ConversationRow
from casework.staff import service as staff
from casework.staff.roles import may
from casework.staff.types import Staff
from casework.statuses import (
    BUSINESSES,
    CAUSES,
    COMPLAINT_CHANNELS,
    COMPLAINT_OUTCOMES,
    FINAL_COMPLAINTS,
    REFUSAL_REASONS,
)
from gateway.desk.complaints.counting import today_of
from gateway.desk.complaints.forms import HOW, LATE, TOLD, StepForm, also_of, grouped, must_be_told
from gateway.desk.history import reading as history
from gateway.desk.history.reading import History
from gateway.desk.words import Words

Talk = Literal["open", "deleted", "none"]
Choices = tuple[tuple[str, str], ...]
# Reading on is one view; coming back later is another.
_ONE_VIEW: Final = timedelta(minutes=10)
_VIEWED: Final = "complaint.viewed"
_NOT_HERE: Final = frozenset({"rate", "remind"})
_DECIDES: Final = frozenset({"answer", "refuse", "decide_review"})
_EXTENSIONS: Final = frozenset({"extend_complex", "extend_special"})
CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": COMPLAINT_CHANNELS, "business": BUSINESSES, "cause": CAUSES,
}  # fmt: skip
_c = table_of(ConversationRow).c


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint with all that belongs to it; ``talk``: whether its conversation can be written to.

    ``untold``: steps the customer still has to be told of by telephone or letter. ``steps``: the actor's.
    """

    complaint: Complaint
    clock: Clock
    rungs: tuple[Rung, ...]
    events: tuple[Event, ...]
    parties: tuple[Party, ...]
    files: tuple[File, ...]
    history: History
    everyone: tuple[Staff, ...]
    steps: tuple[str, ...]
    talk: Talk

    @property
    def names(self) -> dict[str, str]:
        """The accounts' names by id."""
        return {one.id: one.name for one in self.everyone}

    @property
    def groups(self) -> tuple[tuple[str, tuple[StepForm, ...]], ...]:
        """The forms of the steps that are possible now."""
        return grouped(self.steps, self.also, by_hand=self.talk != "open")

    @property
    def also(self) -> Mapping[str, str]:
        """What steps ask for here besides."""
        return also_of(self.complaint, self.clock)

    @property
    def offered(self) -> frozenset[str]:
        """The names of these forms."""
        return frozenset(form.name for _, forms in self.groups for form in forms)

    @property
    def internal(self) -> frozenset[int]:
        """Ids of the attachments that the customer does not see."""
        attached = (event for event in self.events if event.kind == "attached" and not is_public(event))
        return frozenset(event.payload["file_id"] for event in attached)

    @property
    def revealable(self) -> tuple[tuple[str, str, str], ...]:
        """What can be revealed: its value in the form, whose it is, which field; last the query code."""
        code = () if self.complaint.erased_at else (("case:code", "case", "code"),)
        fields = ((party, field) for party in self.parties for field in party.shown)
        return (*((f"{party.id}:{field}", party.role, field) for party, field in fields), *code)

    @property
    def attachable(self) -> bool:
        """Whether a file can be added now."""
        return "supplement" in self.steps

    def days_of(self, step: str) -> int | None:
        """How many days an extension gives under the complaint's own rule; None for other steps."""
        return _days_of(step, self.clock)

    @property
    def untold(self) -> tuple[Event, ...]:
        """Steps the law wants told, since the last note that the customer was; nobody is behind a demo."""
        if self.talk == "open" or self.complaint.demo:
            return ()
        told = max((event.id for event in self.events if _is_told(event)), default=0)
        found = (event for event in self.events if event.id > told and event.actor_type == "staff")
        owed = (event for event in found if must_be_told(event.kind, event.from_state or ""))
        return tuple(event for event in owed if self._still(event.kind))

    def _still(self, kind: str) -> bool:
        """Whether it still matters: a question while it waits, of what is over only the decision."""
        state = self.complaint.state
        if state == "withdrawn":
            return False
        if state in FINAL_COMPLAINTS:
            return kind in _DECIDES
        return kind != "ask_info" or state == "awaiting_info"

    def after(self, version: int | None) -> tuple[Event, ...]:
        """What happened since somebody saw this version."""
        return tuple(event for event in self.events if version is not None and event.version > version)

    def now_is(self, field: str) -> str:
        """What a choice stands at before anything is chosen."""
        return (
            str(getattr(self.complaint, field, "") or "") if field in ("channel", "business", "cause") else ""
        )


def read_case(session: Session, complaint_id: int, actor: Actor, now: datetime) -> Case:
    """The complaint; NotFoundError."""
    found, today = service.get(session, complaint_id), today_of(now)
    events = service.events_of(session, complaint_id)
    clock = service.clock_of(found, events, today)
    return Case(
        found,
        clock,
        service.rungs(found, events, today),
        events,
        service.parties_of(session, complaint_id),
        service.files_of(session, complaint_id),
        history.of_complaint(session, found),
        staff.everyone(session),
        tuple(step for step in service.allowed(found, actor) if _is_here(step, clock, actor)),
        talk_of(session, found),
    )


def choices(case: Case, field: str, mine: str, t: Words) -> Choices:
    """What a choice offers: slug and name. ``mine`` is the account that asks: nobody approves their own."""
    match field:
        case "staff_id":
            return tuple((one.id, one.name) for one in case.everyone if _active(one, "handle_complaints"))
        case "approver_id":
            others = (one for one in case.everyone if one.id != mine)
            return tuple((one.id, one.name) for one in others if _active(one, "supervise"))
        case "outcome":
            return tuple((slug, t.label("result", slug)) for slug in COMPLAINT_OUTCOMES)
        case "refusal":
            return tuple((slug, t.label("refusal", slug)) for slug in REFUSAL_REASONS)
        case "how":
            return tuple((slug, t.label("how", slug)) for slug in HOW)
        case _:
            return tuple((slug, t.class_of(field, slug)) for slug in CLASSES[field])


def laws() -> tuple[tuple[str, str], ...]:
    """What each reason of a refusal rests on."""
    return tuple((slug, one["source"]) for slug, one in refusals().items())


def talk_of(session: Session, complaint: Complaint) -> Talk:
    """Whether the customer can be written to in the conversation the complaint came from."""
    if complaint.conversation_id is None:
        return "none"
    asked = select(_c.deleted_at).where(_c.id == complaint.conversation_id)
    row = session.execute(asked).one_or_none()
    return "none" if row is None else "open" if row[0] is None else "deleted"


def seen_lately(session: Session, complaint_id: int, actor: Actor, now: datetime) -> bool:
    """Whether this person's view of the complaint is on record already."""
    found = audit.search(
        session, object_type="complaint", object_id=str(complaint_id), actor_id=actor.id, action=_VIEWED,
        since=now - _ONE_VIEW, limit=1,
    )  # fmt: skip
    return bool(found)


def record_view(session: Session, complaint_id: int, actor: Actor, now: datetime) -> None:
    """Somebody of the staff reads a complaint."""
    audit.record(session, actor, _VIEWED, "complaint", str(complaint_id), now)


def _is_here(step: str, clock: Clock, actor: Actor) -> bool:
    late = step in LATE and clock.overdue
    if step in _EXTENSIONS and _days_of(step, clock) is None:
        return False
    return step not in _NOT_HERE and (not late or may(actor.role, "supervise"))


def _days_of(step: str, clock: Clock) -> int | None:
    rule = rules().get(clock.rule)
    if rule is None or step not in _EXTENSIONS:
        return None
    return rule.complex_to if step == "extend_complex" else rule.special_add


def _is_told(event: Event) -> bool:
    return event.kind == "note" and str(event.payload.get("reference") or "").startswith(TOLD)


def _active(one: Staff, permission: Literal["handle_complaints", "supervise"]) -> bool:
    return one.disabled_at is None and may(one.role, permission)
