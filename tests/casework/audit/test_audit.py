"""The audit: complete with its act, searchable, never changed (the database's refusal: see test_migrate)."""

from datetime import timedelta

import pytest

from casework.audit import service as audit
from casework.audit.types import SYSTEM, Actor
from casework.db import Database
from tests.casework.talk import NOW

AGENT = Actor("a1", "xiaoli", "agent", "10.0.0.7")


def fill(database: Database) -> None:
    for n in range(6):
        actor = AGENT if n % 2 else SYSTEM
        when = NOW + timedelta(minutes=n)
        database.run_write(
            lambda s: audit.record(s, actor, "did", "thing", str(n), when, reason="因为", after={"n": n})  # noqa: B023
        )


def test_records_come_newest_first_and_page(database: Database) -> None:
    fill(database)
    found = database.run_read(lambda s: audit.search(s, limit=4))
    assert [r.object_id for r in found] == ["5", "4", "3", "2"]
    rest = database.run_read(lambda s: audit.search(s, before_id=found[-1].id))
    assert [r.object_id for r in rest] == ["1", "0"]
    assert (found[0].actor_name, found[0].address, found[0].after) == ("xiaoli", "10.0.0.7", {"n": 5})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"actor_id": "a1"}, "531"),
        ({"object_type": "thing", "object_id": "2"}, "2"),
        ({"action": "other"}, ""),
        ({"since": NOW + timedelta(minutes=2), "until": NOW + timedelta(minutes=4)}, "32"),
    ],
)
def test_search(database: Database, wanted: dict[str, object], found: str) -> None:
    fill(database)
    records = database.run_read(lambda s: audit.search(s, **wanted))  # type: ignore[arg-type]
    assert "".join(r.object_id for r in records) == found


def test_an_act_that_fails_leaves_no_record(database: Database) -> None:
    def act(session):  # type: ignore[no-untyped-def]
        audit.record(session, AGENT, "did", "thing", "1", NOW)
        raise LookupError

    with pytest.raises(LookupError):
        database.run_write(act)
    assert database.run_read(audit.search) == ()
