"""Filing: whole, masked, sealed, with a receipt and a code; the same complaint is joined, not doubled."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from casework.complaints import service as complaints
from casework.complaints.listed import Filter
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.receipt import ALPHABET
from casework.db import Database
from casework.errors import NotAllowedError, NotFoundError, ValueRefusedError
from casework.files.types import KeptFile
from tests.casework.complaints.case import (
    CIPHER,
    CONTACT,
    ID_NUMBER,
    NAME,
    NEW,
    NOW,
    PHONE,
    Case,
)
from tests.casework.talk import Talk

FILE = KeptFile("a" * 32, "聊天截图.png", "image/png", 1000, "b" * 64)


def test_a_filed_complaint_has_everything_that_was_said(case: Case) -> None:
    found = case.get()
    assert found == case.filed.complaint
    assert (found.state, found.version, found.received_at, found.filed_at) == ("received", 1, NOW, NOW)
    copied = (
        "door",
        "story",
        "wish",
        "happened_from",
        "happened_said",
        "branch",
        "channel",
        "business",
        "cause",
    )
    assert all(getattr(found, name) == getattr(NEW, name) for name in copied)
    assert (found.amount, found.currency) == (Decimal("200.00"), "CNY")
    [event] = case.events()
    assert (event.kind, event.actor_type, event.to_state, event.at) == ("filed", "customer", "received", NOW)


def test_the_receipt_finds_it_however_it_is_written(case: Case) -> None:
    receipt, code = case.filed.complaint.receipt, case.filed.code
    assert receipt[:3] == "XB-"
    assert len(code) == 6
    assert set(code) <= set(ALPHABET)
    for said in (receipt, receipt.lower(), receipt.replace("-", ""), f" {receipt.replace('-', ' ')} "):
        assert case.database.run_read(lambda s: complaints.by_receipt(s, said)).id == case.id  # noqa: B023
        look = case.database.run_read(lambda s: complaints.look_up(s, CIPHER, said, code.lower()))  # noqa: B023
        assert look.id == case.id
    assert case.database.run_read(lambda s: complaints.code_of(s, CIPHER, case.id)) == code


def test_wrong_and_unknown_are_told_the_same(case: Case) -> None:
    receipt, code = case.filed.complaint.receipt, case.filed.code
    wrong = "222222" if code != "222222" else "333333"
    other = receipt[:-1] + ("2" if receipt[-1] != "2" else "3")
    told = set()
    for said, key in ((receipt, wrong), (other, code), ("XB-2222-22222", code), ("您好", ""), (receipt, "")):
        with pytest.raises(NotFoundError) as refused:
            case.database.run_read(lambda s: complaints.look_up(s, CIPHER, said, key))  # noqa: B023
        told.add(str(refused.value))
    assert told == {"no such complaint"}


def test_what_is_stored_of_words_has_no_number_and_no_name(database: Database) -> None:
    said = f"我是{NAME}，电话{PHONE}，身份证{ID_NUMBER}，密码是 839201"
    case = Case(database, story=said, wish=f"请打{PHONE}", happened_said=PHONE, place_said=f"{NAME}家")
    found = case.get()
    words = found.story + found.wish + found.happened_said + found.place_said
    for secret in (NAME, PHONE, ID_NUMBER, "839201"):
        assert secret not in words


def test_parties_are_shown_masked_and_opened_for_the_product(case: Case) -> None:
    [party] = case.read(complaints.parties_of)
    assert party.role == "complainant"
    assert party.shown == {
        "name": "欧***",
        "phone": "138****8000",
        "id_number": "3********3",
        "email": "m***@example.com",
        "address": "上海市***",
    }
    assert case.database.run_read(lambda s: complaints.contact_of(s, CIPHER, case.id)) == CONTACT
    assert PHONE not in repr(CONTACT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"story": ""}, "story"),
        ({"story": "长" * 4001}, "story"),
        ({"wish": "长" * 2001}, "wish"),
        ({"door": "window"}, "door"),
        ({"cause": "luck"}, "cause"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("1e13")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"sure": 1.5}, "sure"),
        ({"parties": ()}, "parties"),
        ({"parties": (NewParty("complainant", Contact("王五", None)),)}, "contact"),
        ({"parties": (NewParty("complainant", Contact("王" * 61, PHONE)),)}, "name"),
        ({"kind": "for_other"}, "parties"),
        ({"kind": "heir"}, "parties"),
        ({"kind": "group", "people": 9}, "parties"),
        ({"kind": "group", "people": 1, "parties": (NewParty("representative", CONTACT),)}, "people"),
        ({"kind": "group", "people": 9, "parties": (NewParty("representative", CONTACT),) * 6}, "parties"),
        ({"happened_from": date(2026, 11, 5)}, "happened_to"),
        ({"happened_from": None, "happened_to": date(2026, 11, 5)}, "happened_to"),
        ({"branch": "13800138000"}, "branch"),
        ({"received_at": NOW - timedelta(days=1)}, "received_at"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(
    database: Database, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        Case(database, **changes)
    assert refused.value.field == field
    assert database.run_read(lambda s: complaints.worklist(s, Filter())).items == ()


def test_staff_enter_a_letter_of_last_week_and_the_clock_starts_then(case: Case) -> None:
    new = replace(NEW, door="letter", received_at=NOW - timedelta(days=6), cause="attitude", amount=None)
    new = replace(
        new, story="柜员态度很差。", parties=(NewParty("complainant", Contact("李四", "13900139000")),)
    )
    filed = case.file(new, case.agent)
    assert (filed.joined, filed.complaint.received_at) == (False, NOW - timedelta(days=6))
    events = case.database.run_read(lambda s: complaints.events_of(s, filed.complaint.id))
    clock = complaints.clock_of(filed.complaint, events, NOW.date())
    assert (clock.starts_on, clock.due_on, clock.used_days) == (date(2026, 10, 27), date(2026, 11, 11), 6)
    assert events[0].actor_id == case.agent.id
    with pytest.raises(ValueRefusedError, match="received_at"):
        case.file(replace(new, received_at=NOW + timedelta(days=1)), case.agent)


AGAIN = replace(NEW, story="再说一次：办卡年费的事，卡尾号 1234。")


def asked(database: Database, **changes: Any) -> Case:
    """A complaint that waits for its customer."""
    case = Case(database, **changes)
    case.take("accept")
    case.take("ask_info", text="请补充卡号后四位")
    return case.later(3)


def test_the_same_matter_in_the_same_conversation_is_joined(database: Database) -> None:
    talk = Talk(database)
    case = asked(database, conversation_id=talk.id)
    filed = case.file(replace(AGAIN, conversation_id=talk.id))
    assert (filed.joined, filed.inside, filed.complaint.id) == (True, False, case.id)
    assert filed.complaint.state == "in_progress"
    event = case.events(public=True)[-1]
    assert (event.kind, event.payload) == ("joined", {"door": "web", "inside": False})
    assert event.text is not None
    assert "1234" in event.text


def test_a_telephone_number_joins_nothing_of_a_customers(database: Database) -> None:
    case = asked(database, conversation_id=Talk(database).id)
    before, past = case.get(), case.events()
    for conversation in (None, Talk(database).id):
        filed = case.file(replace(AGAIN, conversation_id=conversation))
        assert (filed.joined, filed.complaint.id == case.id) == (False, False)
        assert filed.code
    assert (case.get(), case.events()) == (before, past)


def test_what_staff_join_by_telephone_is_for_staff_alone(database: Database) -> None:
    case = asked(database)
    filed = case.file(AGAIN, case.agent)
    assert (filed.joined, filed.inside, filed.code, filed.complaint.id) == (True, True, "", case.id)
    # Perhaps another person's words: they end no waiting for the customer's.
    assert filed.complaint.state == "awaiting_info"
    case.database.run_write(
        lambda s: complaints.attach(s, case.id, FILE, case.agent, case.now, inside=filed.inside)
    )
    assert [event.kind for event in case.events()][-2:] == ["joined", "attached"]
    assert [event.kind for event in case.events(public=True)][-1] == "ask_info"
    assert [file.name for file in case.read(complaints.files_of)] == [FILE.name]
    assert case.read(complaints.files_of, public=True) == ()
    # The customer's own is theirs, though staff have the same.
    case.database.run_write(lambda s: complaints.attach(s, case.id, FILE, case.customer, case.now))
    assert [file.by for file in case.read(complaints.files_of, public=True)] == ["customer"]


def test_what_staff_join_in_the_conversation_is_the_customers(database: Database) -> None:
    talk = Talk(database)
    case = asked(database, conversation_id=talk.id)
    filed = case.file(replace(AGAIN, conversation_id=talk.id), case.agent)
    assert (filed.joined, filed.inside) == (True, False)
    assert case.events(public=True)[-1].kind == "joined"


def test_the_same_conversation_gets_its_code_again(database: Database) -> None:
    talk = Talk(database)
    case = Case(database, conversation_id=talk.id)
    again = case.file(case.new)
    assert (again.joined, again.code) == (True, case.filed.code)
    assert talk.read(complaints.of_conversation) == (again.complaint,)


@pytest.mark.parametrize(
    "changes",
    [
        {"cause": "attitude", "story": "柜员态度很差，让我等了两个小时。"},
        {"amount": Decimal("999"), "story": "另一件事：信用卡被多扣了钱。"},
        {"parties": (NewParty("complainant", Contact("李四", "13900139000")),)},
        {"happened_from": date(2026, 9, 1), "happened_to": date(2026, 9, 1), "story": "九月那次又扣了一回。"},
    ],
)
def test_another_matter_is_another_complaint(case: Case, changes: dict[str, Any]) -> None:
    filed = case.file(replace(NEW, **changes), case.agent)
    assert not filed.joined
    assert filed.code


@pytest.mark.parametrize("written", ["+86 138-0013-8000", "008613800138000", " 13800138000 "])
def test_a_phone_number_is_the_same_however_it_is_written(case: Case, written: str) -> None:
    party = NewParty("complainant", Contact(None, written))
    assert case.file(replace(NEW, parties=(party,)), case.agent).joined


def test_a_closed_one_or_an_old_one_is_not_joined(case: Case) -> None:
    case.later(31)
    assert not case.file(NEW, case.agent).joined
    case.take("withdraw", case.customer)


def test_nobody_files_in_anothers_conversation(database: Database) -> None:
    talk = Talk(database)
    with pytest.raises(NotAllowedError):
        Case(database, customer("somebody"), conversation_id=talk.id)
