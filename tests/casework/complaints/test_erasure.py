"""Files, forgetting, and that nothing of a person lies open in the database's files."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework.complaints import drafts
from casework.complaints import service as complaints
from casework.complaints.erasure import erase
from casework.complaints.types import File
from casework.db import Database
from casework.errors import ComplaintStepError, NotAllowedError, NotFoundError, ValueRefusedError
from casework.files.types import MOST, KeptFile
from tests.casework.complaints.case import CIPHER, ID_NUMBER, NAME, NOW, PHONE, Case, hired
from tests.casework.talk import Talk


def kept(number: int = 1, name: str = "账单.pdf") -> KeptFile:
    return KeptFile(f"{number:032x}", name, "application/pdf", 1000 + number, f"{number:064x}")


def attach(case: Case, file: KeptFile, actor: Any = None) -> File:
    who = actor or case.customer
    return case.database.run_write(lambda s: complaints.attach(s, case.id, file, who, case.now))


def test_a_file_is_described_and_counted_once(case: Case) -> None:
    found = attach(case, kept())
    assert (found.name, found.type, found.size, found.by) == ("账单.pdf", "application/pdf", 1001, "customer")
    assert attach(case, kept()) == found
    assert case.read(complaints.files_of) == (found,)
    event = case.events()[-1]
    assert (event.kind, event.payload, event.version) == ("attached", {"file_id": found.id, "size": 1001}, 2)
    assert attach(case, kept(2), case.agent).by == case.agent.id


def test_papers_that_were_waited_for_move_the_complaint_on(case: Case) -> None:
    case.take("ask_info", text="请上传账单")
    attach(case, kept())
    assert case.get().state == "in_progress"


def test_only_so_many_files_and_only_while_it_is_open(case: Case) -> None:
    for number in range(MOST):
        attach(case, kept(number))
    with pytest.raises(ValueRefusedError):
        attach(case, kept(MOST))
    with pytest.raises(NotAllowedError):
        attach(case, kept(99), hired(case.database, "auditor", "auditor"))
    case.take("withdraw", case.customer)
    with pytest.raises((ComplaintStepError, ValueRefusedError)):
        attach(case, kept(99))


def test_a_files_name_does_not_tell_the_customers(case: Case) -> None:
    assert attach(case, kept(1, f"{NAME}身份证{PHONE}.jpg")).name == "欧***身份证138****8000.jpg"


def test_forgetting_leaves_what_happened_and_nothing_that_was_said(case: Case) -> None:
    case.take("supplement", case.customer, text="回执编号 A12")
    case.take("extend_complex", reason="需要调取录像")
    attach(case, kept())
    found = case.database.run_write(lambda s: erase(s, case.id, NOW + timedelta(days=1)))
    assert (found.story, found.wish, found.happened_said, found.place_said) == ("", "", "", "")
    assert found.erased_at == NOW + timedelta(days=1)
    assert [event.kind for event in case.events()] == [
        "filed",
        "supplement",
        "extend_complex",
        "attached",
        "erased",
    ]
    assert {event.text for event in case.events()} == {event.reason for event in case.events()} == {None}
    [party] = case.read(complaints.parties_of)
    assert (party.shown, party.erased_at) == ({}, found.erased_at)
    assert [file.name for file in case.read(complaints.files_of)] == [None]
    for look in (
        lambda s: complaints.look_up(s, CIPHER, case.filed.complaint.receipt, case.filed.code),
        lambda s: complaints.contact_of(s, CIPHER, case.id),
        lambda s: complaints.code_of(s, CIPHER, case.id),
    ):
        with pytest.raises(NotFoundError):
            case.database.run_read(look)
    again = case.database.run_write(lambda s: erase(s, case.id, NOW + timedelta(days=2)))
    assert again == found
    assert not case.file(case.new, case.agent).joined


@pytest.mark.parametrize(
    "statement", ["UPDATE complaint_events SET kind = 'x'", "DELETE FROM complaint_events"]
)
def test_the_database_itself_refuses_to_change_history(case: Case, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        case.database.run_write(lambda s: s.execute(text(statement)))


def test_postgres_refuses_to_truncate_history(postgres_url: str) -> None:
    with Database(postgres_url) as database, pytest.raises(DBAPIError, match="append-only"):
        database.run_write(lambda s: s.execute(text("TRUNCATE complaint_events CASCADE")))


def test_nothing_of_a_person_lies_open_in_the_files(sqlite_url: str, tmp_path: Path) -> None:
    with Database(sqlite_url) as database:
        said = f"我叫{NAME}，手机{PHONE}，身份证{ID_NUMBER}。"
        case = Case(database, story=said, wish=f"回电{PHONE}", place_said=f"{NAME}家附近")
        talk = Talk(database)
        talk.write(drafts.put, "story", f"电话{PHONE}", NOW)
        case.take("ask_info", text=f"{NAME}女士，请补充，可拨打 {PHONE}")
        case.take("supplement", case.customer, text=f"我是{NAME}，打我手机{PHONE}")
        attach(case, kept(1, f"{NAME}.pdf"))
        case.file(case.new)
        code = case.filed.code
        # Before the log is emptied and after.
        assert_clear(tmp_path, code)
    assert_clear(tmp_path, code)


def assert_clear(folder: Path, code: str) -> None:
    stored = b"".join(path.read_bytes() for path in folder.glob("casework.db*"))
    assert "请补充".encode() in stored
    for secret in (NAME, PHONE, ID_NUMBER, "moon@example.com", "世纪大道", code):
        assert secret.encode() not in stored, secret
