"""Drafts: one open in each conversation, kept through crashes and "later", filed once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.complaints import drafts
from casework.complaints import service as complaints
from casework.complaints.listed import Filter
from casework.complaints.types import Draft, Filed, NewComplaint
from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DeletedError, NotFoundError, ValueRefusedError
from tests.casework.complaints.case import CIPHER, NEW, NOW, Case
from tests.casework.talk import Talk

TOKEN = "pv_" + "13800138000" * 2


def put(talk: Talk, field: str, value: Any, now: datetime = NOW) -> Draft:
    found: Draft = talk.write(drafts.put, field, value, now)
    return found


def file(talk: Talk, now: datetime = NOW, **changes: Any) -> Filed:
    new = replace(NEW, door="chat", conversation_id=talk.id, **changes)
    return talk.database.run_write(lambda s: drafts.file_draft(s, CIPHER, talk.id, new, now))


def test_answers_are_put_taken_back_and_found_again(talk: Talk) -> None:
    assert talk.read(drafts.open_draft) is None
    started = talk.write(drafts.start, NOW)
    assert (started.state, started.answers) == ("open", {})
    put(talk, "story", "被扣了两百元")
    put(talk, "when", {"first": "2026-10-26", "exact": False})
    later = put(talk, "story", "被扣了三百元", NOW + timedelta(days=2))
    assert later.answers == {"story": "被扣了三百元", "when": {"first": "2026-10-26", "exact": False}}
    assert later.id == started.id
    assert talk.read(drafts.open_draft) == later
    assert put(talk, "when", None).answers == {"story": "被扣了三百元"}


def test_no_number_is_kept_but_tokens_are(talk: Talk) -> None:
    found = put(talk, "phone", {"said": "13800138000", "token": TOKEN, "all": ["我的密码是 839201"]})
    assert found.answers["phone"]["said"] == "138****8000"
    assert found.answers["phone"]["token"] == TOKEN
    assert "839201" not in str(found.answers)


@pytest.mark.parametrize("value", ["长" * 40_000, {1, 2}, b"x"])
def test_what_is_no_answer_is_refused(talk: Talk, value: Any) -> None:
    with pytest.raises(ValueRefusedError):
        put(talk, "story", value)


def test_a_dropped_draft_is_forgotten(talk: Talk) -> None:
    put(talk, "story", "算了")
    talk.write(drafts.drop, NOW)
    talk.write(drafts.drop, NOW)
    assert talk.read(drafts.open_draft) is None
    assert talk.write(drafts.start, NOW).answers == {}


def test_after_thirty_days_a_draft_begins_anew(talk: Talk) -> None:
    first = put(talk, "story", "很久以前")
    assert put(talk, "wish", "退款", NOW + timedelta(days=29)).id == first.id
    anew = put(talk, "wish", "退款", NOW + timedelta(days=59))
    assert anew.id != first.id
    assert anew.answers == {"wish": "退款"}


def test_filing_twice_is_filing_once(talk: Talk) -> None:
    put(talk, "story", "年费")
    filed = file(talk)
    again = file(talk, NOW + timedelta(minutes=9))
    assert again == filed
    assert again.code == filed.code != ""
    assert talk.read(drafts.open_draft) is None
    assert len(talk.database.run_read(lambda s: complaints.worklist(s, Filter())).items) == 1
    with pytest.raises(NotFoundError):
        file(talk, NOW + timedelta(minutes=11))


def test_a_new_draft_is_a_new_complaint(talk: Talk) -> None:
    put(talk, "story", "年费")
    first = file(talk)
    put(talk, "story", "另一件", NOW + timedelta(minutes=1))
    other: dict[str, Any] = {"story": "手机银行打不开。", "cause": "system", "business": "other"}
    second = file(talk, NOW + timedelta(minutes=2), **other)
    assert second.complaint.id != first.complaint.id
    assert talk.read(complaints.of_conversation) == (second.complaint, first.complaint)


def test_a_joined_one_is_told_the_same_again(database: Database) -> None:
    talk = Talk(database)
    case = Case(database, conversation_id=talk.id)
    put(talk, "story", "年费")
    filed = file(talk)
    assert (filed.joined, filed.code, filed.complaint.id) == (True, case.filed.code, case.id)
    assert file(talk) == filed


def test_nothing_is_filed_without_a_draft_or_for_another(talk: Talk) -> None:
    with pytest.raises(NotFoundError):
        file(talk)
    put(talk, "story", "年费")
    wrong: NewComplaint = replace(NEW, conversation_id="other")
    with pytest.raises(ValueRefusedError, match="conversation_id"):
        talk.database.run_write(lambda s: drafts.file_draft(s, CIPHER, talk.id, wrong, NOW))


def test_what_is_refused_leaves_the_draft_open(talk: Talk) -> None:
    put(talk, "story", "年费")
    with pytest.raises(ValueRefusedError):
        file(talk, parties=())
    assert talk.read(drafts.open_draft).answers == {"story": "年费"}
    assert file(talk).code


def test_deleting_the_chat_forgets_the_draft_and_leaves_the_complaint(talk: Talk) -> None:
    put(talk, "story", "年费")
    filed = file(talk)
    put(talk, "story", "还有一件")
    talk.write(conversations.delete, NOW)
    assert talk.read(drafts.open_draft) is None
    with pytest.raises(DeletedError):
        put(talk, "story", "再说")
    found = talk.database.run_read(
        lambda s: complaints.look_up(s, CIPHER, filed.complaint.receipt, filed.code)
    )
    assert found.story == NEW.story


def test_what_the_last_question_wants(talk: Talk) -> None:
    for value in ("name", "name", None, "story"):
        talk.write(conversations.set_expects, value)
        assert talk.read(conversations.get).expects == value
    with pytest.raises(ValueRefusedError):
        talk.write(conversations.set_expects, "我的名字")
