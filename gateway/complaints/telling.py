"""A complaint in plain words: where it stands, who must act, until when, what happened, what one can do."""

from dataclasses import dataclass
from typing import Any

from casework.complaints.calendar import day_of
from casework.complaints.time_left import Clock, Rung
from casework.complaints.told import is_late, law_of, refusal_of, words_of
from casework.complaints.types import Complaint, Event
from casework.statuses import FINAL_COMPLAINTS
from gateway.complaints.service import Case
from gateway.complaints.words import ComplaintWords
from gateway.pages.words import Dial

STEPS = ("supplement", "request_review", "rate", "withdraw")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: when (ISO 8601 and in words), what, the law's reason of a refusal, and what was written."""

    kind: str
    iso: str
    at: str
    said: str
    law: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the page and the API show of a case. ``received_on``: "" unless it was on an earlier day."""

    receipt: str
    state: str
    who: str
    due: str
    filed_on: str
    received_on: str
    name: str
    business: str
    story: str
    wish: str
    files: tuple[str, ...]
    events: tuple[Happened, ...]
    rungs: tuple[str, ...]
    hotlines: tuple[Dial, ...]
    can: tuple[str, ...]
    waits: bool
    agent: bool
    # Of the made-up year: nobody's complaint.
    demo: bool

    @property
    def why_refused(self) -> str:
        """The law's reason of the last refusal and what staff wrote with it."""
        last = next((one for one in reversed(self.events) if one.kind == "refuse"), None)
        return "\n".join(filter(None, (last.law, last.text))) if last else ""


def told(c: ComplaintWords, case: Case) -> Told:
    """The case in the page's script and mode, under the law that holds for it."""
    found, c = case.complaint, c.under(case.complaint.region)
    due = tuple(rung for rung in case.rungs if rung.due)
    lines = dict.fromkeys(line for rung in due for line in c.numbers(f"rung_{rung.slug}"))
    state = _state(case)
    return Told(
        receipt=found.receipt,
        state=c(f"state_{state}"),
        who=c(f"who_{state}"),
        due=due_words(c, found, case.due),
        filed_on=c.moment(found.filed_at),
        received_on=c.day(day_of(found.received_at)) if _earlier(found) else "",
        name=case.name,
        business=c.label("business", found.business) if found.business != "other" else "",
        story=found.story,
        wish=found.wish,
        files=tuple(file.name for file in case.files if file.name),
        events=tuple(happened(c, event) for event in case.events),
        rungs=tuple(rung_words(c, rung) for rung in due),
        hotlines=tuple(lines),
        can=tuple(step for step in STEPS if step in case.steps),
        waits=found.state == "awaiting_info",
        agent=found.agent_suspected,
        demo=found.demo,
    )


def due_words(c: ComplaintWords, found: Complaint, due: Clock) -> str:
    """Until when, as far as a customer may be told it."""
    if found.state in FINAL_COMPLAINTS or found.state == "answered":
        decided = due.finished_on if found.state != "withdrawn" and found.decided_at else None
        return c("due_done", day=c.day(decided)) if decided else c("due_none")
    if due.paused:
        return c("due_paused")
    if not due.shown or due.due_on is None:
        return c("due_unknown")
    day = c.day(due.due_on)
    if due.overdue:
        return c("due_over", day=day)
    if found.state == "in_review":
        return c("due_review", day=day)
    return c("due_by" if due.stage == "normal" else "due_extended", day=day)


def happened(c: ComplaintWords, event: Event) -> Happened:
    """One public event."""
    key = next(filter(c.has, _keys(event)), "event_other")
    law, text = law_of(event, c.words.script, c.words.region), words_of(event, c.words.script)
    return Happened(event.kind, event.at.isoformat(), c.moment(event.at), c(key), law, text)


def rung_words(c: ComplaintWords, rung: Rung) -> str:
    """A way to go on."""
    if rung.slug == "review":
        return c("rung_review", day=c.day(rung.until_on)) if rung.until_on else c("rung_review_open")
    return c(f"rung_{rung.slug}")


def _keys(event: Event) -> tuple[str, ...]:
    """The sentence of an event, the closest first."""
    plain = f"event_{event.kind}"
    late = event.kind == "refuse" and is_late(event)
    return (f"{plain}_late" if late else f"{plain}_{event.actor_type}", plain)


def _state(case: Case) -> str:
    state = case.complaint.state
    return "refused_late" if state == "refused" and is_late(refusal_of(case.events)) else state


def _earlier(found: Complaint) -> bool:
    return day_of(found.received_at) != day_of(found.filed_at)


def as_json(c: ComplaintWords, case: Case) -> dict[str, Any]:
    """The case for the API (docs/api.md)."""
    found, words = case.complaint, told(c, case)
    known = case.due.due_on if case.due.shown and found.state not in FINAL_COMPLAINTS else None
    return {
        "receipt": words.receipt,
        "state": found.state,
        "state_text": words.state,
        "who_text": words.who,
        "due_on": known.isoformat() if known and found.state != "answered" else None,
        "due_text": words.due,
        "overdue": case.due.overdue and case.due.shown,
        "filed_at": found.filed_at.isoformat(),
        "received_on": day_of(found.received_at).isoformat(),
        "name": words.name,
        "story": words.story,
        "wish": words.wish,
        "files": [{"name": f.name, "type": f.type, "size": f.size} for f in case.files if f.name],
        "events": [
            {"kind": e.kind, "at": e.iso, "title": e.said, "law": e.law, "text": e.text} for e in words.events
        ],
        "next": list(words.rungs),
        "can": list(words.can),
    }
