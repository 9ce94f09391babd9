"""What has outlived its period goes, what must stay stays, and a run may end at any point."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from casework.alerts import service as alerts
from casework.alerts.types import Finding
from casework.audit import service as audit
from casework.audit.types import Actor
from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DeletedError
from casework.handoffs import service as handoffs
from casework.retention import service
from casework.retention.duties import DUTIES
from casework.retention.rules import periods, rules
from casework.retention.working import ORPHANS
from casework.staff import identities, login, sessions
from casework.staff import service as staff
from casework.staff.throttle import count_attempt
from casework.vault import service as vault
from casework.watch import service as watch
from casework.watch.types import Hit
from tests.casework.talk import NOW, Talk
from xiaobao.settings import Settings

LATER = NOW + timedelta(days=181)
ADMIN = Actor("system", "system", "system")
FINDING = Finding("paid", "refund", "critical", 0.9, "self", (), {})


def run(database: Database, now: datetime = LATER, limit: int = 100, **kept: timedelta) -> dict[str, int]:
    return database.run_write(lambda s: service.run(s, now, limit, {**periods(), **kept}))


def is_deleted(talk: Talk) -> bool:
    try:
        talk.read(conversations.get)
    except DeletedError:
        return True
    return False


def test_every_class_has_a_rule_with_its_reason() -> None:
    ended = {name for name, rule in rules().items() if rule.happens != "keep" and name != "tracker"}
    assert ended == {*DUTIES, ORPHANS}
    for name, rule in rules().items():
        assert rule.why, name
        assert rule.source, name
        assert (rule.days is None) == (rule.happens == "keep"), name
        assert rule.days is None or rule.least is None or rule.days >= rule.least, name


def test_every_class_is_explained_to_operators() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "operations.md").read_text("utf-8")
    assert [name for name in rules() if f"`{name}`" not in page] == []


def test_the_bank_may_choose_longer_but_not_too_short() -> None:
    assert periods(Settings(keep_complaints_days=3650))["complaints"] == timedelta(days=3650)
    for wrong in ({"keep_complaints_days": 1095}, {"keep_chats_days": 1}):
        with pytest.raises(ValueError, match="greater than or equal"):
            Settings(**wrong)  # type: ignore[arg-type]


def test_a_silent_chat_is_erased_and_its_tombstone_stays(database: Database) -> None:
    talk, fresh = Talk(database), Talk(database)
    talk.accept()
    fresh.now = LATER - timedelta(days=1)
    fresh.accept()
    assert database.run_read(partial(service.due, now=LATER))["chats"] == 1
    assert run(database)["chats"] == 1
    assert is_deleted(talk)
    assert not is_deleted(fresh)
    assert run(database)["chats"] == 0
    assert database.run_read(lambda s: s.execute(text("SELECT text FROM messages ORDER BY id")).all()) == [
        ("",),
        ("你好",),
    ]


def test_a_chat_with_an_open_alert_or_request_stays_until_it_is_closed(database: Database) -> None:
    alarmed, waiting = Talk(database), Talk(database)
    accepted = alarmed.accept()
    noted = alarmed.write(alerts.note, accepted.message.id, FINDING, NOW)
    waiting.write(handoffs.request, "asked", None, NOW)
    assert run(database)["chats"] == 0
    agent = Actor("a", "a", "agent")
    database.run_write(lambda s: alerts.close(s, noted.alert.id, "no_loss", agent, NOW))
    waiting.write(handoffs.leave, NOW)
    assert run(database)["chats"] == 2


def test_batches_are_bounded(database: Database) -> None:
    for _ in range(5):
        Talk(database)
    assert [run(database, limit=2)["chats"] for _ in range(4)] == [2, 2, 1, 0]


def test_a_run_that_fails_leaves_nothing_half_done(database: Database) -> None:
    talk = Talk(database)
    talk.accept()
    with pytest.raises(ZeroDivisionError):
        database.run_write(lambda s: (service.run(s, LATER), 1 / 0))
    assert not is_deleted(talk)
    assert talk.history()[0].text == "你好"


def test_sessions_and_failures_go_and_live_ones_stay(database: Database) -> None:
    made = login.add_account(database, ADMIN, "li.wei", "agent", NOW)
    for when in (NOW, LATER):
        database.run_write(lambda s, at=when: sessions.begin(s, made.staff, at))
    database.run_write(lambda s: count_attempt(s, "li.wei", "10.0.0.1", NOW))
    done = run(database)
    assert (done["sessions"], done["login_failures"]) == (1, 3)
    assert run(database)["sessions"] == 0


def test_who_held_a_closed_account_is_forgotten_and_who_works_stays(database: Database) -> None:
    for name in ("lin", "chen"):
        made = database.run_write(lambda s, n=name: staff.add(s, ADMIN, n, "agent", "-", NOW))
        database.run_write(lambda s, m=made: identities.link(s, ADMIN, m.id, "https://id", m.name, NOW))
        database.run_write(lambda s, m=made: staff.set_family_name(s, ADMIN, m.id, "林", NOW))
    gone = database.run_read(lambda s: staff.by_name(s, "lin"))
    assert gone is not None
    database.run_write(lambda s: staff.add(s, ADMIN, "wang", "supervisor", "-", NOW))
    database.run_write(lambda s: staff.disable(s, ADMIN, gone.id, "离职", NOW))
    assert run(database, NOW + timedelta(days=89))["identities"] == 0
    assert run(database, NOW + timedelta(days=91))["identities"] == 1
    assert run(database, NOW + timedelta(days=91))["identities"] == 0
    assert database.run_read(lambda s: staff.get(s, gone.id).family_name) is None
    known = database.run_read(lambda s: [identities.known(s, "https://id", n) for n in ("lin", "chen")])
    assert known == [False, True]


def test_what_was_explained_goes_and_what_is_open_stays(database: Database) -> None:
    made = database.run_write(lambda s: staff.add(s, ADMIN, "lin", "agent", "-", NOW))
    hits = [Hit(rule, made.id, 739_000, frozenset({1}), NOW, NOW) for rule in ("own_name", "after_end")]
    flags = database.run_write(lambda s: watch.note(s, hits, NOW))
    database.run_write(lambda s: watch.review(s, ADMIN, flags[0].id, "explained", "已与本人核实", NOW))
    assert run(database, NOW + timedelta(days=1095))["watch_flags"] == 0
    assert run(database, NOW + timedelta(days=1097))["watch_flags"] == 1
    assert [one.rule for one in database.run_read(watch.worklist)] == ["after_end"]
    assert [r.reason for r in database.run_read(lambda s: audit.search(s, action="watch.explained"))]


def test_the_audit_names_the_counts_and_stays(database: Database) -> None:
    Talk(database)
    run(database)
    run(database)
    (found,) = database.run_read(lambda s: audit.search(s, action="retention.run"))
    assert found.after == {"chats": 1}


def test_personal_values_go_with_their_chat(database: Database) -> None:
    from casework.vault.cipher import Cipher

    talk = Talk(database)
    cipher = Cipher(b"0" * 32)
    talk.write(lambda s, id_: vault.keep(s, cipher, id_, "phone", "13800138000", "138****8000", NOW))
    run(database)
    (row,) = database.run_read(
        lambda s: s.execute(text("SELECT sealed, shown, fingerprint FROM personal_values")).all()
    )
    assert tuple(row) == (None, None, None)


def test_two_runs_at_once_share_the_work(database: Database) -> None:
    for _ in range(40):
        Talk(database)
    import asyncio

    async def both() -> list[Any]:
        one = partial(service.run, now=LATER, limit=10)
        return await asyncio.gather(*(database.write(one) for _ in range(6)))

    assert sum(done["chats"] for done in asyncio.run(both())) == 40
