"""A change of the secret key: in between everything opens, afterwards nothing needs the old key."""

import asyncio
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.db import Database
from casework.vault import rotation
from casework.vault import service as vault
from casework.vault.cipher import Cipher, SealError, _derived
from casework.vault.sealed import PERSONAL_VALUES
from casework.vault.types import PersonalValue
from tests.casework.talk import NOW, Talk

OLD, NEW, OTHER = b"0" * 32, b"1" * 32, b"2" * 32
BOTH = Cipher(NEW, [OLD])
PHONE = "13800138000"


def keep(talk: Talk, cipher: Cipher, value: str = PHONE) -> PersonalValue:
    found: PersonalValue = talk.write(
        lambda s, id_: vault.keep(s, cipher, id_, "phone", value, value[:3] + "****", NOW)
    )
    return found


def opened(talk: Talk, cipher: Cipher, token: str) -> str:
    found: str = talk.read(lambda s, id_: vault.resolve(s, cipher, id_, token))
    return found


def rotate(database: Database, cipher: Cipher, batches: int = 99, limit: int = 3) -> tuple[int, int]:
    done = lost = 0
    after: Any = None
    for _ in range(batches):
        batch = database.run_write(
            lambda s, a=after: rotation.reseal(s, cipher, PERSONAL_VALUES, a, limit)  # type: ignore[misc]
        )
        done, lost, after = done + batch.resealed, lost + batch.unreadable, batch.last
        if after is None:
            break
    return done, lost


def stale(database: Database, cipher: Cipher) -> int:
    return database.run_read(lambda s: rotation.stale(s, cipher, PERSONAL_VALUES))


def test_a_previous_key_opens_but_never_seals() -> None:
    sealed = Cipher(OLD).seal(PHONE, "p")
    assert BOTH.open(sealed, "p") == PHONE
    assert not BOTH.is_current(sealed)
    with pytest.raises(SealError):
        Cipher(OLD).open(BOTH.seal(PHONE, "p"), "p")


def test_the_first_version_is_still_read() -> None:
    nonce = b"n" * 12
    body = AESGCM(_derived(OLD, b"xiaobao/vault/seal/1")).encrypt(nonce, PHONE.encode(), b"p")
    for cipher in (Cipher(OLD), BOTH):
        assert cipher.open(b"\x01" + nonce + body, "p") == PHONE
        assert not cipher.is_current(b"\x01" + nonce + body)
    with pytest.raises(SealError):
        Cipher(OTHER).open(b"\x01" + nonce + body, "p")


def test_after_a_whole_run_nothing_needs_the_old_key(database: Database) -> None:
    talk = Talk(database)
    kept = [keep(talk, Cipher(OLD), f"138001380{n:02}") for n in range(10)]
    assert stale(database, BOTH) == 10
    assert rotate(database, BOTH) == (10, 0)
    assert stale(database, BOTH) == 0
    assert [opened(talk, Cipher(NEW), k.token) for k in kept] == [f"138001380{n:02}" for n in range(10)]
    assert rotate(database, BOTH) == (0, 0)


def test_a_run_that_ends_in_the_middle_leaves_everything_readable_and_is_run_again(
    database: Database,
) -> None:
    talk = Talk(database)
    kept = [keep(talk, Cipher(OLD), f"138001380{n:02}") for n in range(10)]
    rotate(database, BOTH, batches=2)
    assert stale(database, BOTH) == 4
    assert [opened(talk, BOTH, k.token) for k in kept] == [f"138001380{n:02}" for n in range(10)]
    late = keep(talk, Cipher(OLD), "13999999999")
    assert rotate(database, BOTH) == (5, 0)
    assert opened(talk, Cipher(NEW), late.token) == "13999999999"


def test_a_batch_that_fails_changes_nothing(database: Database) -> None:
    talk = Talk(database)
    for n in range(3):
        keep(talk, Cipher(OLD), f"138001380{n:02}")

    with pytest.raises(ZeroDivisionError):
        database.run_write(lambda s: (rotation.reseal(s, BOTH, PERSONAL_VALUES), 1 / 0))
    assert stale(database, BOTH) == 3


def test_the_same_value_keeps_its_token_before_during_and_after(database: Database) -> None:
    talk = Talk(database)
    before = keep(talk, Cipher(OLD)).token
    assert keep(talk, BOTH).token == before
    rotate(database, BOTH)
    assert keep(talk, Cipher(NEW)).token == before


def test_two_gateways_with_different_keys_do_not_stop_the_run(database: Database) -> None:
    talk = Talk(database)
    by_new, by_old = keep(talk, Cipher(NEW)), keep(talk, Cipher(OLD))
    assert by_new.token != by_old.token
    assert rotate(database, BOTH) == (1, 0)
    assert opened(talk, Cipher(NEW), by_old.token) == PHONE
    assert keep(talk, Cipher(NEW)).token == by_new.token


def test_what_no_key_opens_is_counted_and_left_alone(database: Database) -> None:
    talk = Talk(database)
    foreign, mine = keep(talk, Cipher(OTHER), "1"), keep(talk, Cipher(OLD))
    assert rotate(database, BOTH, limit=1) == (1, 1)
    assert opened(talk, Cipher(OTHER), foreign.token) == "1"
    assert opened(talk, Cipher(NEW), mine.token) == PHONE
    assert stale(database, BOTH) == 1


def test_erased_values_need_no_key(database: Database) -> None:
    talk = Talk(database)
    keep(talk, Cipher(OLD))
    database.run_write(lambda s: s.execute(text("UPDATE personal_values SET sealed = NULL")).close())
    assert stale(database, BOTH) == 0
    assert rotate(database, BOTH) == (0, 0)


async def test_users_go_on_while_the_key_changes(database: Database) -> None:
    talk = Talk(database)
    before = {n: keep(talk, Cipher(OLD), f"138001380{n:02}").token for n in range(20)}

    def again(session: Session, n: int) -> str:
        return vault.keep(session, BOTH, talk.id, "phone", f"138001380{n:02}", "138****", NOW).token

    def read(session: Session, n: int) -> str:
        return vault.resolve(session, BOTH, talk.id, before[n])

    async def change() -> None:
        after: Any = None
        while True:
            batch = await database.write(
                partial(rotation.reseal, cipher=BOTH, kind=PERSONAL_VALUES, after=after, limit=2)
            )
            if (after := batch.last) is None:
                return

    async def use() -> None:
        for n in range(20):
            assert await database.write(partial(again, n=n)) == before[n]
            assert await database.read(partial(read, n=n)) == f"138001380{n:02}"

    await asyncio.gather(use(), change(), use(), change())
    assert stale(database, BOTH) == 0
    assert len(talk.read(vault.values_of)) == 20
