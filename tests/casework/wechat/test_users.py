"""Followers are known by a keyed hash of their OpenID, also after the secret key was changed."""

from datetime import timedelta

import pytest

from casework.db import Database
from casework.errors import NotFoundError
from casework.vault import rotation
from casework.vault.cipher import Cipher
from casework.vault.sealed import WECHAT_USERS
from casework.wechat import users
from tests.casework.talk import NOW, Talk

OLD, NEW = b"0" * 32, b"1" * 32
CIPHER = Cipher(OLD)
APP, OPENID = "wx0000000000000001", "oCustomer0000000000000000001"


def seen(database: Database, openid: str = OPENID, cipher: Cipher = CIPHER, **more: object) -> users.User:
    return database.run_write(lambda s: users.seen(s, cipher, APP, openid, NOW, **more))  # type: ignore[arg-type]


def test_the_same_openid_is_the_same_follower_and_another_another(database: Database) -> None:
    first, again, other = seen(database), seen(database), seen(database, "oSomebodyElse")
    assert first.id == again.id != other.id
    assert database.run_read(lambda s: users.openid_of(s, CIPHER, first.id)) == OPENID


def test_one_account_s_followers_are_none_of_another_s(database: Database) -> None:
    first = seen(database)
    other = database.run_write(lambda s: users.seen(s, CIPHER, "wx0000000000000002", OPENID, NOW))
    assert first.id != other.id


def test_what_they_do_opens_a_window_with_all_its_pushes(database: Database) -> None:
    user = seen(database, opening="message")
    database.run_write(lambda s: users.pushed(s, user.id, "message", NOW))
    assert database.run_read(lambda s: users.get(s, user.id)).message_pushes == 1
    assert seen(database, opening="message").message_pushes == 0
    assert seen(database, opening="event").event_at == NOW


def test_who_left_is_a_follower_again_when_they_write(database: Database) -> None:
    user = seen(database)
    assert not database.run_write(lambda s: users.left(s, user.id, NOW)).subscribed
    assert seen(database, opening="message").subscribed


def test_choices_stay_until_others_are_offered_and_go_with_the_conversation(database: Database) -> None:
    user, talk = seen(database), Talk(database)
    choice = {"title": "甲", "value": "甲"}
    database.run_write(lambda s: users.offer(s, user.id, [choice], NOW))
    database.run_write(lambda s: users.offer(s, user.id, None, NOW))
    assert database.run_read(lambda s: users.get(s, user.id)).choices == [choice]
    assert database.run_write(lambda s: users.join(s, user.id, talk.id, NOW)).choices is None
    assert database.run_read(lambda s: users.of_conversation(s, talk.id)) is not None


def test_a_changed_key_finds_the_same_follower_before_and_after_sealing_anew(database: Database) -> None:
    user = seen(database)
    changed = Cipher(NEW, (OLD,))
    assert seen(database, cipher=changed).id == user.id
    done = database.run_write(lambda s: rotation.reseal(s, changed, WECHAT_USERS))
    assert (done.resealed, done.unreadable) == (1, 0)
    assert seen(database, cipher=Cipher(NEW)).id == user.id
    assert database.run_read(lambda s: users.openid_of(s, Cipher(NEW), user.id)) == OPENID


def test_nobody_is_nobody(database: Database) -> None:
    assert database.run_read(lambda s: users.find(s, CIPHER, APP, "oNobody")) is None
    with pytest.raises(NotFoundError):
        database.run_write(lambda s: users.left(s, "nobody", NOW + timedelta(0)))
