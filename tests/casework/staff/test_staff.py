"""Staff: accounts, one-time passwords, logins, throttling, sessions, roles."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from casework.audit import service as audit
from casework.audit.types import SYSTEM, Actor
from casework.db import Database
from casework.errors import LoginError, NotAllowedError, NotFoundError, ThrottledError, ValueRefusedError
from casework.staff import login as logins
from casework.staff import passwords, sessions
from casework.staff import service as staff
from casework.staff.roles import PERMISSIONS, may
from casework.staff.types import Login, NewAccount, Staff
from casework.statuses import ROLES
from tests.casework.talk import NOW

GOOD = "correct horse 电池"
HERE = "10.0.0.7"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def boss(database: Database) -> NewAccount:
    return logins.add_account(database, SYSTEM, "Boss", "supervisor", NOW)


def sign_in(
    database: Database, password: str, name: str = "boss", now: datetime = NOW, address: str = HERE
) -> Login:
    return logins.login(database, name, password, address, now)


def settled(database: Database, account: NewAccount) -> tuple[str, Staff]:
    """Through the forced change; the token and the account."""
    token = sign_in(database, account.one_time_password, account.staff.name).token
    logins.change_password(database, token, account.one_time_password, GOOD, HERE, NOW)
    return token, account.staff


def who(database: Database, token: str, now: datetime = NOW) -> Any:
    return database.run_read(lambda s: sessions.find(s, token, now))


def acts(database: Database) -> list[str]:
    return [r.action for r in database.run_read(lambda s: audit.search(s))][::-1]


def test_a_one_time_password_works_and_must_be_changed_first(database: Database, boss: NewAccount) -> None:
    login = sign_in(database, boss.one_time_password, " BOSS ")
    assert login.signed_in.staff.must_change
    assert not login.signed_in.may("desk")
    logins.change_password(database, login.token, boss.one_time_password, GOOD, HERE, NOW)
    assert who(database, login.token).may("desk")
    with pytest.raises(LoginError):
        sign_in(database, boss.one_time_password)
    assert sign_in(database, GOOD).signed_in.may("manage_staff")


def test_a_one_time_password_is_readable_random_and_runs_out(database: Database, boss: NewAccount) -> None:
    assert len({passwords.one_time() for _ in range(50)}) == 50
    assert not set("0o1il") & set(boss.one_time_password)
    with pytest.raises(LoginError):
        sign_in(database, boss.one_time_password, now=NOW + timedelta(days=3))


def test_one_error_for_every_cause(database: Database, boss: NewAccount) -> None:
    worker = logins.add_account(database, SYSTEM, "worker", "agent", NOW)
    database.run_write(lambda s: staff.disable(s, SYSTEM, worker.staff.id, "离职", NOW))
    for name, password in (("boss", "wrong"), ("nobody", "wrong"), ("worker", worker.one_time_password)):
        with pytest.raises(LoginError) as caught:
            sign_in(database, password, name)
        assert str(caught.value) == ""


def test_five_failures_make_the_next_one_wait_longer_and_longer(database: Database, boss: NewAccount) -> None:
    now = NOW
    for _ in range(5):
        with pytest.raises(LoginError):
            sign_in(database, "wrong", now=now)
    waits = []
    for _ in range(6):
        with pytest.raises(ThrottledError) as caught:
            sign_in(database, boss.one_time_password, now=now)
        waits.append(caught.value.retry_after)
        now += timedelta(seconds=caught.value.retry_after)
        with pytest.raises(LoginError):
            sign_in(database, "wrong", now=now)
    assert waits == [60, 120, 240, 480, 900, 900]
    now += timedelta(minutes=15)
    assert sign_in(database, boss.one_time_password, now=now)
    with pytest.raises(LoginError):
        sign_in(database, "wrong", now=now)


def test_failures_elsewhere_do_not_lock_a_colleague_out(database: Database, boss: NewAccount) -> None:
    for n in range(12):
        with pytest.raises((LoginError, ThrottledError)):
            sign_in(database, "wrong", address=f"192.0.2.{n % 2}")
    assert sign_in(database, boss.one_time_password)


def test_one_address_cannot_try_many_names(database: Database) -> None:
    for n in range(30):
        with pytest.raises(LoginError):
            sign_in(database, "wrong", f"name{n}")
    with pytest.raises(ThrottledError):
        sign_in(database, "wrong", "another")


def test_many_attempts_at_once_do_not_get_more_guesses(database: Database, boss: NewAccount) -> None:
    def attempt(_: int) -> str:
        try:
            sign_in(database, "wrong")
        except (LoginError, ThrottledError) as error:
            return type(error).__name__
        return "in"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(24)))
    assert (outcomes.count("LoginError"), outcomes.count("ThrottledError")) == (5, 19)


def test_old_failures_are_forgotten(database: Database, boss: NewAccount) -> None:
    for hours in range(8):
        with pytest.raises(LoginError):
            sign_in(database, "wrong", now=NOW + timedelta(hours=hours))
    count = text("SELECT count(*) FROM login_failures")
    assert database.run_read(lambda s: s.execute(count).scalar()) == 3


def test_nothing_typed_at_the_login_is_kept(database: Database, boss: NewAccount) -> None:
    with pytest.raises(LoginError):
        sign_in(database, "x", "my-password-in-the-wrong-field")
    records = database.run_read(lambda s: audit.search(s, action="staff.login_failed"))
    assert records[0].object_id == "unknown"
    assert "wrong-field" not in repr(records)
    assert "wrong-field" not in repr(
        database.run_read(lambda s: s.execute(text("SELECT * FROM login_failures")).all())
    )


def test_a_session_ends_by_signing_out_by_idleness_and_by_age(database: Database, boss: NewAccount) -> None:
    token, _ = settled(database, boss)
    assert who(database, token, NOW + timedelta(minutes=29))
    assert who(database, token, NOW + timedelta(minutes=30)) is None
    now = NOW
    while who(database, token, now):
        assert sessions.needs_touch(who(database, token, now), now + timedelta(minutes=1))
        database.run_write(lambda s: sessions.touch(s, token, now))  # noqa: B023
        now += timedelta(minutes=20)
    assert now - NOW == timedelta(hours=12)
    other = sign_in(database, GOOD)
    database.run_write(lambda s: sessions.end(s, other.token, NOW))
    assert who(database, other.token) is None
    assert who(database, "guess") is None


def test_tokens_and_passwords_are_stored_only_as_hashes(database: Database, boss: NewAccount) -> None:
    token, _ = settled(database, boss)
    tables = ("staff", "staff_sessions", "audit")
    everything = repr(
        database.run_read(lambda s: [s.execute(text(f"SELECT * FROM {t}")).all() for t in tables])
    )
    assert token not in everything
    assert GOOD not in everything
    assert boss.one_time_password not in everything
    assert boss.one_time_password not in repr(boss)


def test_a_new_password_signs_out_everywhere_else(database: Database, boss: NewAccount) -> None:
    token, _ = settled(database, boss)
    elsewhere = sign_in(database, GOOD).token
    logins.change_password(database, token, GOOD, "another good 密码", HERE, NOW)
    assert who(database, token)
    assert who(database, elsewhere) is None
    with pytest.raises(LoginError):
        logins.change_password(database, token, "wrong", "yet another 密码", HERE, NOW)
    with pytest.raises(LoginError):
        logins.change_password(database, elsewhere, GOOD, "yet another 密码", HERE, NOW)


@pytest.mark.parametrize("new", ["short", "x" * 129, GOOD, "my-boss-is-nice", "aaaaaaaaaaaa"])
def test_weak_passwords_are_refused(database: Database, boss: NewAccount, new: str) -> None:
    token, _ = settled(database, boss)
    with pytest.raises(ValueRefusedError):
        logins.change_password(database, token, GOOD, new, HERE, NOW)


def test_weaker_hashes_are_renewed_at_login(
    database: Database, boss: NewAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(database, boss)
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    sign_in(database, GOOD)
    stored = database.run_read(lambda s: s.execute(text("SELECT password_hash FROM staff")).scalar())
    assert "t=2" in str(stored)
    assert sign_in(database, GOOD)


def test_a_disabled_account_loses_its_sessions_and_comes_back_with_a_new_password(
    database: Database, boss: NewAccount
) -> None:
    worker = logins.add_account(database, boss.staff.actor(), "worker", "agent", NOW)
    token, account = settled(database, worker)
    database.run_write(lambda s: staff.disable(s, boss.staff.actor(), account.id, "离职", NOW))
    assert who(database, token) is None
    with pytest.raises(ValueRefusedError, match="already"):
        database.run_write(lambda s: staff.disable(s, boss.staff.actor(), account.id, "离职", NOW))
    with pytest.raises(ValueRefusedError, match="enable"):
        logins.reset_password(database, boss.staff.actor(), account.id, NOW)
    renewed = logins.enable_account(database, boss.staff.actor(), account.id, NOW)
    with pytest.raises(ValueRefusedError, match="not disabled"):
        logins.enable_account(database, boss.staff.actor(), account.id, NOW)
    with pytest.raises(LoginError):
        sign_in(database, GOOD, "worker")
    again = logins.reset_password(database, boss.staff.actor(), account.id, NOW)
    with pytest.raises(LoginError):
        sign_in(database, renewed.one_time_password, "worker")
    renewed = again
    assert acts(database).count("staff.enabled") == 1
    assert sign_in(database, renewed.one_time_password, "worker").signed_in.staff.must_change


def test_roles_decide_and_only_managers_manage(database: Database, boss: NewAccount) -> None:
    worker = logins.add_account(database, boss.staff.actor(), "worker", "agent", NOW).staff
    for role in ("agent", "editor", "auditor"):
        actor = Actor("x", "x", role)
        with pytest.raises(NotAllowedError):
            logins.add_account(database, actor, "friend", "supervisor", NOW)
        with pytest.raises(NotAllowedError):
            database.run_write(lambda s: staff.set_role(s, actor, worker.id, "supervisor", NOW))  # noqa: B023
        with pytest.raises(NotAllowedError):
            database.run_write(lambda s: staff.disable(s, actor, boss.staff.id, "因为", NOW))  # noqa: B023
        for renew in (logins.enable_account, logins.reset_password):
            with pytest.raises(NotAllowedError):
                renew(database, actor, worker.id, NOW)
    changed = database.run_write(lambda s: staff.set_role(s, boss.staff.actor(), worker.id, "auditor", NOW))
    assert changed.role == "auditor"
    record = database.run_read(lambda s: audit.search(s, action="staff.role_changed"))[0]
    assert (record.before, record.after) == ({"role": "agent"}, {"role": "auditor"})


def test_every_role_has_its_permissions_and_auditors_change_nothing() -> None:
    assert set(PERMISSIONS) == set(ROLES)
    reading = {"read_audit", "read_alerts", "read_complaints", "read_knowledge"}
    assert PERMISSIONS["auditor"] == reading | {"review_watch"}
    assert {role for role in ROLES if may(role, "handle_alerts")} == {"agent", "supervisor"}
    assert not may("nobody", "desk")


def test_disabling_needs_a_reason_that_can_be_read(database: Database, boss: NewAccount) -> None:
    worker = logins.add_account(database, SYSTEM, "worker", "agent", NOW).staff
    for nothing in ("", " ", "\u200b\u200b\u200b", "……"):
        with pytest.raises(ValueRefusedError, match="reason"):
            database.run_write(lambda s: staff.disable(s, SYSTEM, worker.id, nothing, NOW))  # noqa: B023
    assert database.run_read(lambda s: staff.get(s, worker.id)).disabled_at is None


def test_the_last_manager_stays(database: Database, boss: NewAccount) -> None:
    with pytest.raises(ValueRefusedError):
        database.run_write(lambda s: staff.disable(s, SYSTEM, boss.staff.id, "因为", NOW))
    with pytest.raises(ValueRefusedError):
        database.run_write(lambda s: staff.set_role(s, SYSTEM, boss.staff.id, "agent", NOW))
    logins.add_account(database, SYSTEM, "second", "supervisor", NOW)
    database.run_write(lambda s: staff.disable(s, SYSTEM, boss.staff.id, "因为", NOW))


def test_names_are_unique_in_any_case_and_accounts_can_be_listed(
    database: Database, boss: NewAccount
) -> None:
    assert database.run_read(staff.count) == 1
    for name in ("boss", " Boss "):
        with pytest.raises(ValueRefusedError):
            logins.add_account(database, SYSTEM, name, "agent", NOW)
    with pytest.raises(ValueRefusedError):
        logins.add_account(database, SYSTEM, "worker", "king", NOW)  # type: ignore[arg-type]
    assert [s.name for s in database.run_read(staff.everyone)] == ["boss"]
    with pytest.raises(NotFoundError):
        database.run_read(lambda s: staff.get(s, "nobody"))


def test_what_happens_to_accounts_is_on_record(database: Database, boss: NewAccount) -> None:
    settled(database, boss)
    with pytest.raises(LoginError):
        sign_in(database, "wrong")
    assert acts(database) == ["staff.added", "staff.login", "staff.password_changed", "staff.login_failed"]


def test_open_sessions_are_listed_and_ended_one_by_one(database: Database, boss: NewAccount) -> None:
    here, there = (
        logins.login(database, "boss", boss.one_time_password, address, NOW)
        for address in ("10.0.0.1", "10.0.0.2")
    )
    found = database.run_read(lambda s: sessions.open_of(s, boss.staff.id, NOW))
    assert {one.address for one in found} == {"10.0.0.1", "10.0.0.2"}
    assert sessions.name_of(here.token) in {one.id for one in found}
    other = sessions.name_of(there.token)
    assert not database.run_write(lambda s: sessions.end_one(s, "somebody-else", other, NOW))
    assert database.run_write(lambda s: sessions.end_one(s, boss.staff.id, other, NOW))
    assert not database.run_write(lambda s: sessions.end_one(s, boss.staff.id, other, NOW))
    assert database.run_read(lambda s: sessions.find(s, there.token, NOW)) is None
    assert database.run_read(lambda s: sessions.find(s, here.token, NOW)) is not None
    assert len(database.run_read(lambda s: sessions.open_of(s, boss.staff.id, NOW))) == 1


def test_a_family_name_is_kept_and_not_in_the_audit(database: Database, boss: NewAccount) -> None:
    actor, id_ = boss.staff.actor(), boss.staff.id
    named = database.run_write(lambda s: staff.set_family_name(s, actor, id_, " 欧阳 ", NOW))
    assert named.family_name == "欧阳"
    record = database.run_read(lambda s: audit.search(s, action="staff.family_name"))[0]
    assert (record.before, record.after) == ({"known": False}, {"known": True})
    with pytest.raises(ValueRefusedError):
        database.run_write(lambda s: staff.set_family_name(s, actor, id_, "王1", NOW))
    assert database.run_write(lambda s: staff.set_family_name(s, actor, id_, "", NOW)).family_name is None
