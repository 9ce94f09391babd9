"""Guessing query codes: who guesses waits, the customer does not; what was counted outlives the process."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from casework.complaints import service as complaints
from casework.complaints.guesses import Caller
from casework.complaints.receipt import check_character
from casework.complaints.types import Complaint
from casework.db import Database
from casework.errors import NotFoundError, ThrottledError
from casework.retention import service as retention
from tests.casework.complaints.case import CIPHER, NOW, Case

ADDRESS, CHAT = Caller("address", "10.0.0.1"), Caller("conversation", "c1")
WRONG = "AAAAAA"


def tried(case: Case, caller: Caller, code: str = WRONG, said: str = "") -> Complaint | None:
    number = said or case.filed.complaint.receipt
    return case.database.run_write(lambda s: complaints.try_code(s, CIPHER, number, code, caller, case.now))


def wait(case: Case, caller: Caller, code: str = WRONG, said: str = "") -> float:
    with pytest.raises(ThrottledError) as refused:
        tried(case, caller, code, said)
    return refused.value.retry_after


def test_five_wrong_codes_and_one_waits_a_quarter_of_an_hour(case: Case) -> None:
    assert [tried(case, ADDRESS) for _ in range(5)] == [None] * 5
    # The right one too: who is told that it was right would go on guessing.
    assert wait(case, ADDRESS, case.filed.code) == 900
    case.now += timedelta(minutes=15)
    assert tried(case, ADDRESS) is None
    assert wait(case, ADDRESS) == 900
    case.now += timedelta(minutes=15)
    assert tried(case, ADDRESS, case.filed.code) == case.get()


def test_right_codes_are_not_counted(case: Case) -> None:
    assert {tried(case, ADDRESS, case.filed.code) for _ in range(8)} == {case.get()}
    assert {tried(case, CHAT, case.filed.code) for _ in range(12)} == {case.get()}


def test_what_others_guess_does_not_shut_the_customer_out_before_sixty(case: Case) -> None:
    for number in range(59):
        assert tried(case, Caller("address", f"10.0.1.{number}")) is None
    assert tried(case, ADDRESS, case.filed.code) == case.get()
    assert tried(case, Caller("conversation", "c2")) is None
    assert wait(case, ADDRESS, case.filed.code) == 3600
    case.now += timedelta(hours=1)
    assert tried(case, ADDRESS, case.filed.code) == case.get()


def test_a_conversation_has_ten_failures_an_hour_over_all_numbers(case: Case) -> None:
    others = [f"XB{digit * 8}{check_character(digit * 8)}" for digit in "234"]
    for said in others:
        assert [tried(case, CHAT, WRONG, said) for _ in range(3)] == [None] * 3
    assert tried(case, CHAT) is None
    assert wait(case, CHAT, case.filed.code) == 3600
    assert tried(case, ADDRESS, case.filed.code) == case.get()


def test_unknown_numbers_wait_like_known_ones_and_no_number_is_not_counted(case: Case) -> None:
    assert [tried(case, ADDRESS, WRONG, "xb 2222 22222") for _ in range(5)] == [None] * 5
    assert wait(case, ADDRESS, WRONG, "XB-2222-22222") == 900
    for _ in range(20):
        with pytest.raises(NotFoundError):
            tried(case, ADDRESS, WRONG, "XB-2222-22223")
    assert tried(case, ADDRESS, case.filed.code) == case.get()


def test_nothing_in_the_table_names_a_complaint_or_a_caller(case: Case) -> None:
    tried(case, ADDRESS)
    rows = case.database.run_read(lambda s: s.execute(text("SELECT * FROM lookup_failures")).all())
    assert len(rows) == 1
    assert ADDRESS.name not in str(rows)
    assert case.filed.complaint.receipt not in str(rows)


def test_old_failures_go(database: Database) -> None:
    case = Case(database)
    tried(case, ADDRESS)
    done = database.run_write(lambda s: retention.run(s, NOW + timedelta(hours=23)))
    assert done["lookup_failures"] == 0
    done = database.run_write(lambda s: retention.run(s, NOW + timedelta(hours=25)))
    assert done["lookup_failures"] == 1
