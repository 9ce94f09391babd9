"""One conversation as staff see it: the transcript and what they must know of the customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.complaints import service as complaints
from casework.complaints.types import Complaint
from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.events import service as events
from casework.handoffs import service as handoffs
from casework.handoffs.types import Handoff
from casework.messages import service as messages
from casework.messages.types import Message
from casework.notes import service as notes
from casework.notes.types import Note
from gateway.desk.alarms import Alarm, latest
from gateway.desk.board import names
from gateway.desk.history import reading as history
from gateway.desk.history.reading import History
from gateway.desk.marks import Piece, pieces
from gateway.desk.wechat.carrying import Carrying, read_carrying
from knowledge import Knowledge

PAGE = 100
# Reading on is one view; coming back later is another.
_ONE_VIEW = timedelta(minutes=10)
_VIEWED = "conversation.viewed"


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation with its newest messages; ``position`` while it waits, ``cursor`` for live news.

    ``alarm`` is the open alert, or the one closed last; ``complaints`` are those filed here, newest first.
    """

    conversation: Conversation
    handoff: Handoff | None
    position: int | None
    messages: tuple[Message, ...]
    more: bool
    cursor: int
    names: Mapping[str, str]
    alarm: Alarm | None
    complaints: tuple[Complaint, ...]
    notes: tuple[Note, ...] = ()
    history: History = field(default_factory=History)
    carrying: Carrying = field(default_factory=Carrying)

    def pieces_of(self, message: Message) -> tuple[Piece, ...]:
        """What a message says, with the places that are evidence for the alert."""
        marks = self.alarm.marks.get(message.id, ()) if self.alarm else ()
        return pieces(message.text, marks)

    def notes_behind(self, message: Message | None) -> tuple[Note, ...]:
        """The notes that stand behind a message; None: those before the first one on this page."""
        if message is not None:
            return tuple(note for note in self.notes if note.after_id == message.id)
        first = self.messages[0].id if self.messages else None
        return tuple(
            note for note in self.notes if not self.more and (first is None or note.after_id < first)
        )

    def is_with(self, staff_id: str) -> bool:
        """Whether this agent has it."""
        return self.conversation.owner == "agent" and self.conversation.agent_id == staff_id

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """What the customer has told towards a complaint, and numbers and names in part: (slug, words)."""
        summary = (self.handoff.summary if self.handoff else None) or {}
        personal = tuple((str(one["kind"]), str(one["shown"])) for one in summary.get("personal", ()))
        return tuple(summary.get("slots", {}).items()) + personal

    @property
    def agent(self) -> str:
        """Who has it; empty when no agent does."""
        return self.names.get(self.conversation.agent_id or "", "")


def read_case(session: Session, conversation_id: str, before: int | None = None) -> Case:
    """The conversation and at most 100 messages (older than ``before``); NotFoundError, DeletedError."""
    found = messages.recent(session, conversation_id, PAGE + 1, before)
    talk = conversations.get(session, conversation_id)
    return Case(
        talk,
        handoffs.open_one(session, conversation_id),
        handoffs.position(session, conversation_id),
        found[-PAGE:],
        len(found) > PAGE,
        events.last(session, conversation_id),
        names(session),
        latest(session, conversation_id),
        complaints.of_conversation(session, conversation_id),
        notes.of_conversation(session, conversation_id),
        history.of_conversation(session, conversation_id),
        read_carrying(session, talk, found[-PAGE:]),
    )


def seen_lately(session: Session, conversation_id: str, actor: Actor, now: datetime) -> bool:
    """Whether this person's view of the transcript is on record already."""
    since = now - _ONE_VIEW
    found = audit.search(
        session, object_type="conversation", object_id=conversation_id, actor_id=actor.id, action=_VIEWED,
        since=since, limit=1,
    )  # fmt: skip
    return bool(found)


def record_view(session: Session, conversation_id: str, actor: Actor, now: datetime) -> None:
    """Somebody of the staff reads what a customer wrote."""
    audit.record(session, actor, _VIEWED, "conversation", conversation_id, now)


def topic_of(case: Case, knowledge: Knowledge) -> str:
    """The title of the entry last spoken of; empty when there is none."""
    summary = case.handoff.summary if case.handoff and case.handoff.summary else {}
    spoken = [str((message.payload or {}).get("entry")) for message in reversed(case.messages)]
    for slug in (str(summary.get("topic")).removeprefix("faq/"), *spoken):
        if slug in knowledge.entries:
            return knowledge.entries[slug].title
    return ""
