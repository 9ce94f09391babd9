"""Changes of answers: who may do which step, what is in force, what is on record."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.content import reading, service
from casework.content.errors import AlreadyOpenError, ContentRefusedError, ContentStepError, OutdatedError
from casework.content.types import CHECKS, Filter, Proposal, Review, Revision, Verdict
from casework.db import Database
from casework.errors import NotAllowedError, StaleError, ValueRefusedError

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LIN = Actor("lin", "lin", "editor", "10.0.0.1")
WU = Actor("wu", "wu", "editor")
AGENT, AUDITOR = Actor("a", "a", "agent"), Actor("u", "u", "auditor")
BODY = {"id": "fees", "title": "手续费怎么收？", "answer": "以公示为准。", "review_by": "2027-05-22"}
NEW = Proposal("fees", "change", BODY, "d1", "d0", "收费公示改了网址", "手续费怎么收？", "以公示为准。")
AGREED = Review(True, "与新公示一致，同意", CHECKS)


def verdict(version: int = 0, digest: str = "d1", base: str = "d0", *problems: str) -> Verdict:
    return Verdict(version, digest, base, "d0", problems)


class Desk:
    """Steps on one database, each a transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def do(self, step: Any, *args: Any, **more: Any) -> Any:
        return self.database.run_write(lambda s: step(s, *args, **more))

    def ask(self, question: Any, *args: Any, **more: Any) -> Any:
        return self.database.run_read(lambda s: question(s, *args, **more))

    def proposed(self, new: Proposal = NEW) -> Revision:
        made: Revision = self.do(service.propose, new, LIN, NOW)
        return made

    def submitted(self, new: Proposal = NEW) -> Revision:
        r, now = self.proposed(new), self.ask(reading.version)
        found: Revision = self.do(
            service.submit, r.id, r.version, verdict(now, new.digest, new.base), LIN, NOW
        )
        return found

    def approved(self, new: Proposal = NEW) -> Revision:
        r = self.submitted(new)
        found: Revision = self.do(service.review, r.id, r.version, AGREED, WU, NOW)
        return found

    def published(self, new: Proposal = NEW) -> Revision:
        r, now = self.approved(new), self.ask(reading.version)
        found: Revision = self.do(
            service.publish, r.id, r.version, verdict(now, new.digest, new.base), WU, NOW
        )
        return found


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_change_is_proposed_agreed_to_by_another_and_published(desk: Desk) -> None:
    found = desk.published()
    assert (found.state, found.author_id, found.reviewer_id) == ("published", "lin", "wu")
    force = desk.ask(reading.in_force)
    assert (force.version, force.revisions["fees"].body) == (1, BODY)
    steps = desk.ask(reading.events_of, found.id)
    assert [(e.step, e.from_state, e.to_state, e.actor_name) for e in steps] == [
        ("proposed", None, "draft", "lin"),
        ("submitted", "draft", "submitted", "lin"),
        ("approved", "submitted", "approved", "wu"),
        ("published", "approved", "published", "wu"),
    ]
    assert (steps[2].note, steps[2].checks) == ("与新公示一致，同意", "sources clear fair numbers")
    assert (steps[3].before, steps[3].after) == (None, BODY)


def test_every_step_is_in_the_audit(desk: Desk) -> None:
    desk.published()
    found = desk.ask(audit.search, object_type="content", object_id="fees")
    assert [r.action for r in reversed(found)] == [
        "content.proposed", "content.submitted", "content.approved", "content.published",
    ]  # fmt: skip
    assert (found[-1].reason, found[-1].address) == ("收费公示改了网址", "10.0.0.1")


def test_nobody_reviews_their_own_change(desk: Desk) -> None:
    r = desk.submitted()
    with pytest.raises(NotAllowedError) as refused:
        desk.do(service.review, r.id, r.version, AGREED, LIN, NOW)
    assert refused.value.why == "own_decision"
    assert desk.ask(reading.get, r.id).state == "submitted"


@pytest.mark.parametrize("who", [AGENT, AUDITOR])
def test_who_may_not_edit_or_review_does_nothing(desk: Desk, who: Actor) -> None:
    r = desk.submitted()
    for step, args in (
        (service.propose, (replace(NEW, entry_id="other"), who, NOW)),
        (service.edit, (r.id, r.version, NEW, who, NOW)),
        (service.review, (r.id, r.version, AGREED, who, NOW)),
        (service.withdraw, (r.id, r.version, "不改了，算了", who, NOW)),
        (service.publish, (r.id, r.version, verdict(), who, NOW)),
        (service.roll_back, (r.id, r.version, "不对，撤回", who, NOW)),
    ):
        with pytest.raises(NotAllowedError):
            desk.do(step, *args)


def test_another_editor_does_not_write_in_ones_draft(desk: Desk) -> None:
    r = desk.proposed()
    with pytest.raises(NotAllowedError):
        desk.do(service.edit, r.id, r.version, NEW, WU, NOW)
    with pytest.raises(NotAllowedError):
        desk.do(service.submit, r.id, r.version, verdict(), WU, NOW)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (verdict(0, "d1", "d0", "money-back"), ContentRefusedError),
        (verdict(0, "dx"), ContentRefusedError),
        (verdict(0, "d1", "dy"), OutdatedError),
        (verdict(7), OutdatedError),
    ],
)
def test_only_what_the_lint_accepted_goes_on(desk: Desk, said: Verdict, error: type[Exception]) -> None:
    r = desk.proposed()
    with pytest.raises(error):
        desk.do(service.submit, r.id, r.version, said, LIN, NOW)
    done = desk.do(service.submit, r.id, r.version, verdict(), LIN, NOW)
    done = desk.do(service.review, r.id, done.version, AGREED, WU, NOW)
    with pytest.raises(error):
        desk.do(service.publish, r.id, done.version, said, WU, NOW)
    assert desk.ask(reading.version) == 0


def test_agreeing_takes_every_check_and_an_opinion(desk: Desk) -> None:
    r = desk.submitted()
    with pytest.raises(ContentRefusedError):
        desk.do(service.review, r.id, r.version, Review(True, "同意这样写", CHECKS[1:]), WU, NOW)
    with pytest.raises(ValueRefusedError):
        desk.do(service.review, r.id, r.version, Review(True, "。", CHECKS), WU, NOW)


def test_what_is_returned_is_written_anew_and_agreement_ends_with_the_text(desk: Desk) -> None:
    r = desk.submitted()
    r = desk.do(service.review, r.id, r.version, Review(False, "请写明公示在哪里"), WU, NOW)
    assert r.state == "returned"
    other = replace(NEW, body=BODY | {"answer": "以网站公示为准。"}, digest="d2")
    r = desk.do(service.edit, r.id, r.version, other, LIN, NOW)
    r = desk.do(service.submit, r.id, r.version, verdict(digest="d2"), LIN, NOW)
    r = desk.do(service.review, r.id, r.version, AGREED, WU, NOW)
    r = desk.do(service.edit, r.id, r.version, NEW, LIN, NOW)
    assert (r.state, r.reviewer_id) == ("draft", None)
    with pytest.raises(ContentStepError):
        desk.do(service.publish, r.id, r.version, verdict(), WU, NOW)
    edited = next(e for e in desk.ask(reading.events_of, r.id) if e.step == "edited")
    assert (edited.before, edited.after) == (BODY, other.body)


def test_one_open_change_for_an_answer(desk: Desk) -> None:
    r = desk.proposed()
    with pytest.raises(AlreadyOpenError) as refused:
        desk.do(service.propose, NEW, WU, NOW)
    assert refused.value.revision_id == r.id
    desk.do(service.withdraw, r.id, r.version, "先不改了", LIN, NOW)
    assert desk.do(service.propose, NEW, WU, NOW).state == "draft"


def test_who_saw_an_older_state_is_told(desk: Desk) -> None:
    r = desk.submitted()
    with pytest.raises(StaleError):
        desk.do(service.review, r.id, r.version - 1, AGREED, WU, NOW)


def test_a_later_change_replaces_and_can_be_taken_back_to_the_earlier_one(desk: Desk) -> None:
    first = desk.published()
    second = desk.published(replace(NEW, body=BODY | {"answer": "乙"}, digest="d2", base="d1"))
    assert desk.ask(reading.get, first.id).state == "replaced"
    desk.proposed(replace(NEW, digest="d3", base="d2"))
    back = desk.do(
        service.roll_back, second.id, second.version, "网址写错了", WU, NOW, first.id,
        verdict(2, "d1", "d2"),
    )  # fmt: skip
    assert (back.kind, back.state, back.body, back.reviewer_id) == ("restore", "published", BODY, "wu")
    assert desk.ask(reading.in_force).revisions["fees"].id == back.id
    assert [r.id for r in desk.ask(reading.published_of, "fees")] == [back.id, second.id, first.id]


def test_taking_back_to_the_files_leaves_nothing_in_force(desk: Desk) -> None:
    found = desk.published()
    desk.do(service.roll_back, found.id, found.version, "先用原来的", WU, NOW)
    force = desk.ask(reading.in_force)
    assert (force.revisions, force.version) == ({}, 2)


def test_it_goes_back_only_to_what_was_published_of_the_same_answer(desk: Desk) -> None:
    other = desk.published(replace(NEW, entry_id="other"))
    found = desk.published()
    with pytest.raises(OutdatedError):
        desk.do(service.roll_back, found.id, found.version, "不对，撤回", WU, NOW, other.id, verdict())
    assert desk.ask(reading.get, found.id).state == "published"


def test_what_the_files_hold_by_now_is_merged(desk: Desk) -> None:
    found = desk.published()
    done = desk.do(service.merged, found.id, found.version, NOW)
    assert done.state == "merged"
    assert desk.ask(reading.in_force).revisions == {}


def test_history_is_searched_in_either_script(desk: Desk) -> None:
    desk.published()
    assert len(desk.ask(reading.history, Filter(words="公示為準"))) == 4
    assert [e.step for e in desk.ask(reading.history, Filter(words="同意"))] == ["approved"]
    assert len(desk.ask(reading.history, Filter(by="wu"))) == 2
    assert desk.ask(reading.history, Filter(words="%")) == ()
    assert desk.ask(reading.history, Filter(entry="other")) == ()
    assert [r.id for r in desk.ask(reading.worklist, Filter(states=("published",), words="手續費"))] == [1]


def test_history_cannot_be_changed(desk: Desk) -> None:
    desk.published()
    for statement in ("UPDATE content_events SET note = 'x'", "DELETE FROM content_events"):
        with pytest.raises(DBAPIError):
            desk.do(lambda s, said=statement: s.execute(text(said)))
