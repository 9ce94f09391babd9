"""Call-back tickets: the number sealed, every call on record, and each way in which one ends."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import NotAllowedError, NotFoundError, TransitionError
from casework.handoffs import service as handoffs
from casework.retention import service as retention
from casework.statuses import TicketOutcome
from casework.tickets import service as tickets
from casework.tickets.types import Ticket
from casework.vault import rotation
from casework.vault.cipher import Cipher
from casework.vault.sealed import TICKETS
from tests.casework.talk import NOW, Talk

CIPHER = Cipher(b"k" * 32)
AGENT = Actor("agent1", "lin", "agent", "127.0.0.1")
AUDITOR = Actor("auditor1", "an", "auditor", "127.0.0.1")


def opened(talk: Talk) -> Ticket:
    handoff = talk.write(handoffs.request, "customer", None, NOW).handoff
    return talk.write(tickets.open_for, handoff.id, "hours", NOW)  # type: ignore[no-any-return]


def given(talk: Talk) -> Ticket:
    ticket = opened(talk)
    return talk.database.run_write(lambda s: tickets.give(s, CIPHER, ticket, "+8613812345678", "138****5678"))


def now_of(talk: Talk, ticket: Ticket) -> Ticket:
    return talk.database.run_read(lambda s: tickets.get(s, ticket.id))


def work(talk: Talk, deed: Any, ticket: Ticket, *args: Any) -> Ticket:
    return talk.database.run_write(lambda s: deed(s, ticket.id, *args))  # type: ignore[no-any-return]


def test_one_handoff_has_one_ticket(talk: Talk) -> None:
    ticket = opened(talk)
    handoff = talk.read(handoffs.open_one)
    assert talk.write(tickets.open_for, handoff.id, "nobody", NOW).id == ticket.id
    assert (ticket.state, ticket.cause, ticket.contact) == ("open", "hours", "asked")
    assert talk.database.run_read(tickets.count_open) == 1


def test_the_number_is_sealed_and_shown_to_who_says_why(talk: Talk) -> None:
    ticket = given(talk)
    rows = talk.database.run_read(lambda s: s.execute(text("SELECT * FROM tickets")).all())
    assert "13812345678" not in repr(rows)
    assert (ticket.contact, ticket.shown) == ("given", "138****5678")
    number = talk.database.run_write(
        lambda s: tickets.reveal(s, CIPHER, ticket.id, AGENT, "给客户回电话", NOW)
    )
    assert number == "+8613812345678"
    with pytest.raises(NotAllowedError):
        talk.database.run_write(lambda s: tickets.reveal(s, CIPHER, ticket.id, AUDITOR, "给客户回电话", NOW))
    [entry] = talk.database.run_read(lambda s: audit.search(s, action="ticket.revealed"))
    assert (entry.object_id, entry.reason) == (str(ticket.id), "给客户回电话")


def test_a_refused_number_is_gone_and_the_request_stays(talk: Talk) -> None:
    ticket = given(talk)
    refused = talk.database.run_write(lambda s: tickets.refuse(s, ticket))
    assert (refused.contact, refused.shown, refused.state) == ("refused", None, "open")
    with pytest.raises(NotFoundError):
        talk.database.run_write(lambda s: tickets.reveal(s, CIPHER, ticket.id, AGENT, "给客户回电话", NOW))


def test_calls_are_counted_and_on_record(talk: Talk) -> None:
    ticket = given(talk)
    missed = work(talk, tickets.call_missed, ticket, AGENT, NOW + timedelta(hours=2), NOW)
    assert (missed.state, missed.attempts, missed.again_at) == ("open", 1, NOW + timedelta(hours=2))
    reached = work(talk, tickets.call_reached, ticket, AGENT, NOW)
    assert (reached.state, reached.attempts, reached.again_at) == ("called", 2, None)
    done = work(talk, tickets.close, ticket, "settled", AGENT, NOW)
    assert (done.state, done.outcome, done.closed_by) == ("closed", "settled", "agent1")
    with pytest.raises(TransitionError):
        work(talk, tickets.call_reached, ticket, AGENT, NOW)
    found = talk.database.run_read(lambda s: audit.search(s, object_type="ticket"))
    assert sorted(e.action for e in found) == ["ticket.called", "ticket.closed", "ticket.missed"]


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=-3), timedelta(days=60)])
def test_the_next_try_is_neither_past_nor_never(talk: Talk, after: timedelta) -> None:
    missed = work(talk, tickets.call_missed, given(talk), AGENT, NOW + after, NOW)
    assert missed.again_at is not None
    assert NOW < missed.again_at <= NOW + tickets.LATEST


@pytest.mark.parametrize(("number", "outcome"), [(False, "left"), (True, None)])
def test_who_leaves_the_queue_keeps_the_call_they_left_a_number_for(
    talk: Talk, number: bool, outcome: TicketOutcome | None
) -> None:
    ticket = given(talk) if number else opened(talk)
    talk.write(handoffs.leave, NOW)
    assert now_of(talk, ticket).outcome == outcome


def test_who_was_helped_in_the_chat_is_called_no_more(talk: Talk) -> None:
    ticket = given(talk)
    talk.write(handoffs.take, "agent1", NOW)
    assert now_of(talk, ticket).state == "open"
    talk.write(handoffs.release, "agent1", NOW)
    assert (now_of(talk, ticket).state, now_of(talk, ticket).outcome) == ("closed", "chat")


def test_a_deleted_chat_leaves_no_number_and_no_call(talk: Talk) -> None:
    ticket = given(talk)
    talk.write(conversations.delete, NOW)
    gone = now_of(talk, ticket)
    assert (gone.state, gone.outcome, gone.shown) == ("closed", "deleted", None)


def test_numbers_are_forgotten_a_month_after_the_end(talk: Talk) -> None:
    ticket = given(talk)
    work(talk, tickets.close, ticket, "settled", AGENT, NOW)
    run = retention.run
    early = talk.database.run_write(lambda s: run(s, NOW + timedelta(days=29)))
    late = talk.database.run_write(lambda s: run(s, NOW + timedelta(days=31)))
    assert (early["tickets"], late["tickets"]) == (0, 1)
    assert now_of(talk, ticket).shown is None


def test_a_chat_with_an_open_ticket_is_kept(talk: Talk) -> None:
    given(talk)
    talk.write(handoffs.leave, NOW)
    assert talk.database.run_write(lambda s: retention.run(s, NOW + timedelta(days=400)))["chats"] == 0


def test_a_new_secret_key_still_opens_the_number(talk: Talk) -> None:
    ticket = given(talk)
    newer = Cipher(b"n" * 32, [b"k" * 32])
    batch = talk.database.run_write(lambda s: rotation.reseal(s, newer, TICKETS))
    assert batch.resealed == 1
    alone = Cipher(b"n" * 32)
    number = talk.database.run_write(
        lambda s: tickets.reveal(s, alone, ticket.id, AGENT, "给客户回电话", NOW)
    )
    assert number == "+8613812345678"


def test_the_list_is_oldest_first_and_closed_ones_newest_first(database: Database) -> None:
    first, second = given(Talk(database)), given(Talk(database))
    assert [t.id for t in database.run_read(lambda s: tickets.worklist(s, closed=False, limit=9))] == [
        first.id,
        second.id,
    ]
    for ticket in (first, second):
        database.run_write(lambda s, t=ticket: tickets.close(s, t.id, "settled", AGENT, NOW))  # type: ignore[misc]
    assert [t.id for t in database.run_read(lambda s: tickets.worklist(s, closed=True, limit=9))] == [
        second.id,
        first.id,
    ]
