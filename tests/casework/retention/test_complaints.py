"""Complaints outlive their chats by law, then lose words, persons and files; open ones never."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from casework.complaints import drafts
from casework.complaints import service as complaints
from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DeletedError, NotFoundError
from casework.files.store import FileStore
from casework.retention import service
from casework.retention.rules import periods
from casework.retention.working import named, work_through
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from tests.casework.customers import people
from tests.casework.talk import NOW, Talk

CIPHER = Cipher(b"0" * 32)
YEARS = timedelta(days=1097)


def test_an_open_complaint_and_its_chat_are_kept_however_old(database: Database) -> None:
    talk = Talk(database)
    people.file(database, CIPHER, talk.id)
    done = database.run_write(partial(service.run, now=NOW + 9 * YEARS))
    assert (done["chats"], done["complaints"]) == (0, 0)


def test_an_ended_one_is_kept_three_years_and_then_erased_with_its_chat(
    database: Database, tmp_path: Path
) -> None:
    talk, store = Talk(database), FileStore(tmp_path, CIPHER)
    value = talk.write(lambda s, id_: vault.keep(s, CIPHER, id_, "phone", people.PHONE, "138****8000", NOW))
    filed = people.file(database, CIPHER, talk.id)
    talk.write(vault.keep_for, [value.token], filed.complaint.receipt)
    key = people.attach(database, store, filed, talk.id)
    people.withdraw(database, filed.complaint.id)
    early = work_through(database, store, NOW + YEARS - timedelta(days=2), periods())
    assert (early["complaints"], early["chats"]) == (0, 0)
    assert store.open(key)
    late = work_through(database, store, NOW + YEARS + timedelta(days=1), periods())
    assert (late["complaints"], late["chats"], late["orphans"]) == (1, 1, 1)
    gone = database.run_read(lambda s: complaints.get(s, filed.complaint.id))
    assert (gone.story, gone.state, gone.erased_at is not None) == ("", "withdrawn", True)
    with pytest.raises(DeletedError):
        talk.read(conversations.get)
    with pytest.raises(NotFoundError):
        talk.read(lambda s, id_: vault.resolve(s, CIPHER, id_, value.token))
    assert database.run_read(partial(named, keys=[key])) == set()
    with pytest.raises(NotFoundError):
        store.open(key)


def test_a_draft_waits_thirty_days(database: Database) -> None:
    talk = Talk(database)
    talk.write(drafts.put, "wish", "退款", NOW)
    assert database.run_write(partial(service.run, now=NOW + timedelta(days=29)))["drafts"] == 0
    assert database.run_write(partial(service.run, now=NOW + timedelta(days=31)))["drafts"] == 1
    assert talk.read(drafts.open_draft) is None


def test_a_draft_goes_with_its_chat(database: Database) -> None:
    talk = Talk(database)
    talk.write(drafts.put, "wish", "退款", NOW)
    talk.write(conversations.delete, NOW)
    assert talk.read(drafts.open_draft) is None
