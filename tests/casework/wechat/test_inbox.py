"""A message of the platform is one row, whoever receives it, and what was answered is answered again."""

from datetime import timedelta
from functools import partial

import pytest

from casework.db import Database
from casework.vault.cipher import Cipher, SealError
from casework.wechat import inbox, signatures, users
from casework.wechat.inbox import Received
from tests.casework.talk import NOW

CIPHER = Cipher(b"k" * 32)
APP, OPENID, KEY = "wx0123456789", "oCustomer", "a" * 64
WINDOW = timedelta(seconds=4)
SECOND = timedelta(seconds=1)


def receive(database: Database, after: timedelta = timedelta(), key: str = KEY, **more: object) -> Received:
    now = NOW + after
    work = partial(
        inbox.receive, cipher=CIPHER, app_id=APP, openid=OPENID, key=key, kind="text", now=now,
        until=now + WINDOW, **more,
    )  # fmt: skip
    return database.run_write(lambda session: work(session))


def close(database: Database, received: Received, reply: str, after: timedelta = SECOND) -> None:
    def work(session: object) -> None:
        _, letter = inbox.locked(session, received.letter)  # type: ignore[arg-type]
        inbox.close(session, CIPHER, letter, None, reply, NOW + after)  # type: ignore[arg-type]

    database.run_write(work)


def test_the_first_request_has_it_and_the_next_one_does_not(database: Database) -> None:
    first, second = receive(database), receive(database, SECOND)
    assert (first.mine, first.first, first.letter.tries) == (True, True, 1)
    assert (second.mine, second.first, second.letter.tries) == (False, False, 2)
    assert second.letter.id == first.letter.id
    assert second.letter.window_until == NOW + WINDOW
    assert second.user == first.user


def test_another_message_is_another_row(database: Database) -> None:
    first, second = receive(database), receive(database, key="b" * 64)
    assert first.letter.id != second.letter.id
    assert second.mine


def test_who_let_the_window_pass_loses_it_to_the_next_try(database: Database) -> None:
    receive(database)
    late = receive(database, WINDOW)
    assert (late.mine, late.first, late.letter.tries) == (True, False, 2)
    assert late.letter.window_until == NOW + WINDOW + WINDOW
    taken = database.run_write(lambda s: inbox.take(s, KEY, NOW + WINDOW, NOW + WINDOW * 3))
    assert taken is None


def test_what_was_given_up_may_be_taken_at_once(database: Database) -> None:
    receive(database)
    database.run_write(lambda s: inbox.release(s, KEY, NOW + SECOND))
    assert receive(database, SECOND).mine


@pytest.mark.parametrize("reply", ["text:答复", "transfer", ""])
def test_what_was_answered_stays_the_answer(database: Database, reply: str) -> None:
    close(database, receive(database), reply)
    again = receive(database, WINDOW * 2)
    assert not again.mine
    assert again.letter.closed_at == NOW + SECOND
    assert inbox.reply_of(CIPHER, again.letter) == reply
    assert database.run_write(lambda s: inbox.take(s, KEY, NOW + WINDOW * 2, NOW + WINDOW * 3)) is None


def test_an_answer_stands_nowhere_in_clear_and_opens_nowhere_else(database: Database) -> None:
    close(database, receive(database), "text:我的秘密")
    letter = database.run_read(lambda s: inbox.look(s, KEY))
    assert letter.sealed is not None
    assert "秘密".encode() not in letter.sealed
    close(database, receive(database, key="b" * 64), "text:别的")
    other = database.run_read(lambda s: inbox.look(s, "b" * 64))
    assert other.sealed is not None
    with pytest.raises(SealError):
        CIPHER.open(letter.sealed, f"wechat/inbox/{other.key}")


def test_more_or_later_tries_than_the_platform_makes_are_told(database: Database) -> None:
    told = [inbox.replayed(receive(database, SECOND * 5 * n), NOW + SECOND * 5 * n) for n in range(4)]
    assert told == [False, False, False, True]
    receive(database, key="b" * 64)
    late = NOW + inbox.REPEATED + SECOND
    assert inbox.replayed(receive(database, inbox.REPEATED + SECOND, key="b" * 64), late)


def test_only_the_first_try_opens_a_window_for_pushes(database: Database) -> None:
    user = receive(database, opening="message").user
    assert (user.message_at, user.message_pushes, user.event_at) == (NOW, 0, None)
    database.run_write(lambda s: users.pushed(s, user.id, "message", NOW))
    again = receive(database, SECOND, opening="message").user
    assert (again.message_at, again.message_pushes) == (NOW, 1)
    third = receive(database, SECOND * 2, key="b" * 64, opening="event").user
    assert (third.message_at, third.message_pushes, third.event_at) == (NOW, 1, NOW + SECOND * 2)


def test_an_answer_goes_when_nobody_can_ask_for_it(database: Database) -> None:
    close(database, receive(database), "text:答复")
    receive(database, inbox.REPEATED, key="b" * 64)
    assert database.run_read(lambda s: inbox.look(s, KEY)).sealed is not None
    receive(database, inbox.REPEATED + SECOND, key="c" * 64)
    assert database.run_read(lambda s: inbox.look(s, KEY)).sealed is None


def test_a_signature_is_good_for_one_message_until_it_is_too_old(database: Database) -> None:
    def used(signature: str, key: str, after: timedelta = timedelta()) -> bool:
        return database.run_write(lambda s: signatures.use(s, signature, key, NOW + after))

    assert used("s", KEY)
    assert used("s", KEY)
    assert not used("s", "b" * 64)
    assert used("t", "b" * 64)
    assert used("s", "b" * 64, signatures.KEPT + SECOND)
