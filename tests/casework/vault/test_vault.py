"""Personal values: sealed at rest, the same token for the same value, opened only for a reason on record."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.db import Database
from casework.errors import NotAllowedError, NotFoundError, ValueRefusedError
from casework.vault import service as vault
from casework.vault.cipher import Cipher, SealError
from casework.vault.types import PersonalValue
from tests.casework.talk import NOW, Talk

CIPHER = Cipher(b"0123456789abcdef0123456789abcdef")
PHONE = "13800138000"
AGENT = Actor("agent1", "xiaoli", "agent", "10.0.0.7")


def keep(talk: Talk, value: str = PHONE, kind: str = "phone") -> PersonalValue:
    found: PersonalValue = talk.database.run_write(
        lambda s: vault.keep(s, CIPHER, talk.id, kind, value, "138****8000", NOW)
    )
    return found


def test_a_value_is_found_by_its_token_only_in_its_conversation(database: Database) -> None:
    talk, other = Talk(database), Talk(database)
    kept = keep(talk)
    assert kept.shown == "138****8000"
    assert kept.token.startswith("pv_")
    assert database.run_read(lambda s: vault.resolve(s, CIPHER, talk.id, kept.token)) == PHONE
    with pytest.raises(NotFoundError):
        database.run_read(lambda s: vault.resolve(s, CIPHER, other.id, kept.token))
    with pytest.raises(NotFoundError):
        database.run_read(lambda s: vault.resolve(s, CIPHER, talk.id, "pv_x"))


def test_the_same_value_keeps_its_token_and_others_get_their_own(database: Database) -> None:
    talk, other = Talk(database), Talk(database)
    assert keep(talk) == keep(talk)
    tokens = {
        keep(talk).token,
        keep(talk, "13900139000").token,
        keep(other).token,
        keep(talk, kind="account").token,
    }
    assert len(tokens) == 4
    assert len(talk.read(vault.values_of)) == 3


def test_no_value_stands_in_the_database_in_clear(sqlite_url: str, tmp_path: Path) -> None:
    with Database(sqlite_url) as database:
        talk = Talk(database)
        keep(talk)
        keep(talk, "王小明", "name")
        during = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    after = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    for content in (during, after):
        assert PHONE.encode() not in content
        assert "王小明".encode() not in content
        assert b"138****8000" in content


def test_postgres_holds_no_value_in_clear(postgres_url: str) -> None:
    with Database(postgres_url) as database:
        keep(Talk(database))
        row = database.run_read(lambda s: str(s.execute(text("SELECT v::text FROM personal_values v")).one()))
    assert PHONE not in row
    assert PHONE.encode().hex() not in row


def test_revealing_needs_a_role_and_a_reason_and_is_on_record(talk: Talk) -> None:
    kept = keep(talk)

    def reveal(actor: Actor, reason: str) -> str:
        return talk.database.run_write(lambda s: vault.reveal(s, CIPHER, kept.token, actor, reason, NOW))

    for role in ("editor", "auditor"):
        with pytest.raises(NotAllowedError):
            reveal(replace(AGENT, role=role), "回电给客户")  # type: ignore[arg-type]
    with pytest.raises(ValueRefusedError):
        reveal(AGENT, "  看 ")
    assert talk.database.run_read(lambda s: audit.search(s)) == ()
    assert reveal(AGENT, " 回电给客户 ") == PHONE
    (record,) = talk.database.run_read(lambda s: audit.search(s, object_id=kept.token))
    assert (record.action, record.actor_name, record.reason) == ("value.revealed", "xiaoli", "回电给客户")
    assert (record.at, record.address) == (NOW, "10.0.0.7")
    assert PHONE not in repr(record)


def test_a_value_moved_to_another_row_does_not_open(talk: Talk) -> None:
    mine, foreign = keep(talk), keep(talk, "13900139000")
    move = text(
        "UPDATE personal_values SET sealed = (SELECT sealed FROM personal_values WHERE token = :a)"
        " WHERE token = :b"
    )
    talk.database.run_write(lambda s: s.execute(move, {"a": foreign.token, "b": mine.token}).close())
    with pytest.raises(SealError):
        talk.database.run_read(lambda s: vault.resolve(s, CIPHER, talk.id, mine.token))


def test_another_key_opens_nothing(talk: Talk) -> None:
    kept = keep(talk)
    with pytest.raises(SealError):
        talk.database.run_read(lambda s: vault.resolve(s, Cipher(b"x" * 32), talk.id, kept.token))


def test_sealing_differs_each_time_and_notices_every_changed_byte() -> None:
    one, two = CIPHER.seal(PHONE, "p"), CIPHER.seal(PHONE, "p")
    assert one != two
    for at in range(len(one)):
        broken = one[:at] + bytes([one[at] ^ 1]) + one[at + 1 :]
        with pytest.raises(SealError):
            CIPHER.open(broken, "p")
    assert CIPHER.open(two, "p") == PHONE


def test_a_short_key_and_unknown_kinds_are_refused(talk: Talk) -> None:
    with pytest.raises(ValueRefusedError):
        Cipher(b"short")
    with pytest.raises(ValueRefusedError):
        keep(talk, kind="password")
    with pytest.raises(ValueRefusedError):
        keep(talk, "")
