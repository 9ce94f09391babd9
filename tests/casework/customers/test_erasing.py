"""A customer's data goes when they ask, except what the law keeps; and that is said."""

from datetime import timedelta
from typing import Any

import pytest

from casework.audit import service as audit
from casework.complaints import service as complaints
from casework.conversations import service as conversations
from casework.customers import erasing
from casework.customers.erasing import Erased
from casework.db import Database
from casework.errors import DeletedError, NotAllowedError
from casework.vault.cipher import Cipher
from tests.casework.customers import people
from tests.casework.talk import NOW, Talk

CIPHER = Cipher(b"0" * 32)
PERIOD = timedelta(days=1096)


def erase(database: Database, now: Any = NOW, actor: Any = people.BOSS, **of: str) -> Erased:
    return database.run_write(lambda s: erasing.erase(s, actor, "客户申请删除", now, PERIOD, **of))


def test_a_chat_alone_goes_whole(database: Database) -> None:
    talk = Talk(database)
    talk.accept()
    assert erase(database, conversation_id=talk.id) == Erased(True, (), ())
    with pytest.raises(DeletedError):
        talk.read(conversations.get)


def test_an_open_complaint_stays_with_its_person(database: Database) -> None:
    talk = Talk(database)
    filed = people.file(database, CIPHER, talk.id)
    done = erase(database, conversation_id=talk.id)
    assert (done.conversation, done.complaints) == (True, ())
    assert done.kept == ((filed.complaint.receipt, None),)
    kept = database.run_read(lambda s: complaints.contact_of(s, CIPHER, filed.complaint.id))
    assert kept.phone == people.PHONE


def test_an_ended_complaint_is_kept_for_its_time_and_then_goes(database: Database) -> None:
    filed = people.file(database, CIPHER)
    people.withdraw(database, filed.complaint.id)
    receipt = filed.complaint.receipt
    early = erase(database, NOW + PERIOD - timedelta(days=1), receipt=receipt)
    assert early.kept == ((receipt, NOW + PERIOD),)
    late = erase(database, NOW + PERIOD, receipt=receipt)
    assert (late.complaints, late.kept) == ((receipt,), ())
    gone = database.run_read(lambda s: complaints.get(s, filed.complaint.id))
    assert gone.story == ""
    assert gone.erased_at is not None


def test_after_the_chat_is_gone_the_receipt_still_leads_to_the_complaint(database: Database) -> None:
    talk = Talk(database)
    filed = people.file(database, CIPHER, talk.id)
    erase(database, conversation_id=talk.id)
    again = erase(database, receipt=filed.complaint.receipt)
    assert not again.conversation
    assert again.kept == ((filed.complaint.receipt, None),)


def test_only_a_supervisor_and_on_the_record(database: Database) -> None:
    talk = Talk(database)
    with pytest.raises(NotAllowedError):
        erase(database, actor=people.AGENT, conversation_id=talk.id)
    erase(database, conversation_id=talk.id)
    (found,) = database.run_read(lambda s: audit.search(s, action="customer.erased"))
    assert found.after == {"erased": [], "kept": []}
