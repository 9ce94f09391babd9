"""The steps of a change: one person proposes, another agrees; what is published is checked first.

Every step is one transaction with its event and its record in the audit. NotAllowedError, NotFoundError,
StaleError, ContentStepError, ContentRefusedError, OutdatedError, AlreadyOpenError, ValueRefusedError.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.audit.types import SYSTEM, Actor
from casework.checks import one_of, reasoned, sized
from casework.content import reading, rows
from casework.content.errors import AlreadyOpenError, ContentRefusedError, OutdatedError
from casework.content.types import CHECKS, Proposal, Review, Revision, Verdict
from casework.errors import NotAllowedError
from casework.staff.roles import require
from casework.statuses import CONTENT_KINDS

LONGEST_NOTE: Final = 1000


def propose(session: Session, new: Proposal, actor: Actor, now: datetime) -> Revision:
    """Begin a change as a draft, which need not be right yet."""
    require(actor, "edit_knowledge")
    one_of("kind", new.kind, CONTENT_KINDS)
    sized("entry_id", new.entry_id, 64)
    # In a line: of two at once the second is told of the first.
    rows.lock_version(session)
    if other := reading.open_of(session, new.entry_id):
        raise AlreadyOpenError(other.id)
    values = _values(new) | {"state": "draft", "author_id": actor.id, "created_at": now, "updated_at": now}
    made = rows.get(session, rows.add(session, values | {"file_digest": "", "version": 1}))
    rows.note(session, made, "proposed", None, actor, now, made.reason, after=made.body)
    return made


def edit(
    session: Session, revision_id: int, version: int, new: Proposal, actor: Actor, now: datetime
) -> Revision:
    """Write it anew, by its author alone; what was said of the former text no longer holds."""
    found = rows.at(session, revision_id, version, "edit", "draft", "submitted", "returned", "approved")
    _own(found, actor)
    values = _values(replace(new, entry_id=found.entry_id, kind=found.kind))
    values |= {"state": "draft", "reviewer_id": None}
    changed = rows.change(session, found, now, **values)
    rows.note(
        session,
        changed,
        "edited",
        found.state,
        actor,
        now,
        changed.reason,
        before=found.body,
        after=changed.body,
    )
    return changed


def submit(
    session: Session, revision_id: int, version: int, verdict: Verdict, actor: Actor, now: datetime
) -> Revision:
    """Give it to a second person, when the lint accepts it."""
    found = rows.at(session, revision_id, version, "submit", "draft", "returned")
    _own(found, actor)
    _accepted(session, found, verdict)
    return _step(session, found, "submitted", actor, now)


def review(
    session: Session, revision_id: int, version: int, said: Review, actor: Actor, now: datetime
) -> Revision:
    """The opinion of a second person, who is not the author; agreeing takes every check."""
    require(actor, "review_knowledge")
    found = rows.at(session, revision_id, version, "review", "submitted")
    if actor.id == found.author_id:
        raise NotAllowedError("the author does not review", "own_decision")
    opinion = reasoned("opinion", said.opinion, LONGEST_NOTE)
    checks = [check for check in CHECKS if check in said.checks]
    if said.agrees and len(checks) < len(CHECKS):
        raise ContentRefusedError(("checks",))
    state = "approved" if said.agrees else "returned"
    changed = rows.change(session, found, now, state=state, reviewer_id=actor.id)
    rows.note(session, changed, state, found.state, actor, now, opinion, checks=" ".join(checks))  # type: ignore[arg-type]
    return changed


def withdraw(
    session: Session, revision_id: int, version: int, why: str, actor: Actor, now: datetime
) -> Revision:
    """Give it up before it is published: the author, or who may review."""
    found = rows.at(session, revision_id, version, "withdraw", "draft", "submitted", "returned", "approved")
    if actor.id != found.author_id:
        require(actor, "review_knowledge")
    return _step(session, found, "withdrawn", actor, now, reasoned("reason", why, LONGEST_NOTE))


def publish(
    session: Session, revision_id: int, version: int, verdict: Verdict, actor: Actor, now: datetime
) -> Revision:
    """Say it to customers from now on. A second person has agreed; the lint must accept it still."""
    require(actor, "review_knowledge")
    rows.lock_version(session)
    found = rows.at(session, revision_id, version, "publish", "approved")
    if found.reviewer_id in (None, found.author_id):
        raise NotAllowedError("no second person agreed", "own_decision")
    _accepted(session, found, verdict)
    _replace_live(session, found.entry_id, found.id, actor, now)
    return _put(session, found, verdict, actor, now)


def roll_back(
    session: Session, revision_id: int, version: int, why: str, actor: Actor, now: datetime,
    to: int | None = None, verdict: Verdict | None = None,
) -> Revision:  # fmt: skip
    """Take a published change back at once: to the files, or ``to`` an earlier published change.

    What it goes back to was reviewed when it was published; so one person can do it, with a reason.
    """
    require(actor, "review_knowledge")
    rows.lock_version(session)
    found = rows.at(session, revision_id, version, "roll_back", "published")
    reason = reasoned("reason", why, LONGEST_NOTE)
    back = _step(session, found, "rolled_back", actor, now, reason)
    rows.raise_version(session)
    if to is None:
        return back
    return _restored(session, found, to, reason, verdict, actor, now)


def merged(session: Session, revision_id: int, version: int, now: datetime) -> Revision:
    """The files say the same by now: the change is over."""
    rows.lock_version(session)
    found = rows.at(session, revision_id, version, "merge", "published")
    rows.raise_version(session)
    return _step(session, found, "merged", SYSTEM, now)


def _restored(
    session: Session,
    found: Revision,
    to: int,
    reason: str,
    verdict: Verdict | None,
    actor: Actor,
    now: datetime,
) -> Revision:
    earlier = rows.get(session, to)
    if earlier.entry_id != found.entry_id or earlier.published_at is None or earlier.id == found.id:
        raise OutdatedError("no earlier wording of this answer")
    words = "" if earlier.body is None else str(earlier.body.get("answer") or "")
    again = Proposal(
        earlier.entry_id, "restore", earlier.body, earlier.digest, found.digest, reason, earlier.title, words
    )
    if verdict is None or verdict.digest != again.digest or verdict.problems:
        raise ContentRefusedError(verdict.problems if verdict else ())
    values = _values(again) | {"state": "published", "author_id": actor.id, "publisher_id": actor.id}
    values |= {"reviewer_id": earlier.reviewer_id, "file_digest": verdict.filed, "version": 1}
    values |= {"created_at": now, "updated_at": now, "published_at": now}
    made = rows.get(session, rows.add(session, values))
    rows.note(session, made, "published", None, actor, now, reason, before=found.body, after=made.body)
    return made


def _put(session: Session, found: Revision, verdict: Verdict, actor: Actor, now: datetime) -> Revision:
    values = {
        "state": "published",
        "publisher_id": actor.id,
        "published_at": now,
        "file_digest": verdict.filed,
    }
    changed = rows.change(session, found, now, **values)
    rows.raise_version(session)
    before, after = verdict.before, changed.body
    rows.note(session, changed, "published", found.state, actor, now, before=before, after=after)
    return changed


def _replace_live(session: Session, entry_id: str, by: int, actor: Actor, now: datetime) -> None:
    """End the change in force for a new one."""
    live = reading.in_force(session).revisions.get(entry_id)
    if live is not None:
        _step(session, live, "replaced", actor, now, f"→ {by}")


def _accepted(session: Session, found: Revision, verdict: Verdict) -> None:
    if verdict.digest != found.digest:
        raise ContentRefusedError
    if verdict.problems:
        raise ContentRefusedError(verdict.problems)
    if verdict.base != found.base_digest or verdict.version != rows.version_of(session):
        raise OutdatedError("another wording is in force")


def _step(
    session: Session, found: Revision, state: Any, actor: Actor, now: datetime, said: str = ""
) -> Revision:
    changed = rows.change(session, found, now, state=state)
    rows.note(session, changed, state, found.state, actor, now, said)
    return changed


def _own(found: Revision, actor: Actor) -> None:
    require(actor, "edit_knowledge")
    if actor.id != found.author_id:
        raise NotAllowedError("another's change", "not_author")


def _values(new: Proposal) -> dict[str, Any]:
    return {
        "entry_id": new.entry_id,
        "kind": new.kind,
        "title": sized("title", new.title, 200, 0),
        "body": new.body,
        "words": reading.searched([new.entry_id, new.title, new.words]),
        "digest": new.digest,
        "base_digest": new.base,
        "reason": reasoned("reason", new.reason, LONGEST_NOTE),
    }
