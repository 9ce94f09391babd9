"""A link to the page opens its conversation once, and not for long."""

from datetime import timedelta

from casework.conversations import service as conversations
from casework.db import Database
from casework.wechat import passes
from tests.casework.talk import NOW, Talk

LATE = NOW + passes.LIVES


def test_it_opens_once_however_often_it_is_looked_at(database: Database, talk: Talk) -> None:
    token = talk.write(passes.make, NOW)
    for _ in range(2):
        assert database.run_read(lambda s: passes.leads_to(s, token, NOW)) == talk.id
    assert database.run_write(lambda s: passes.use(s, token, NOW)) == talk.id
    assert database.run_write(lambda s: passes.use(s, token, NOW)) is None
    assert database.run_read(lambda s: passes.leads_to(s, token, NOW)) is None


def test_it_lives_ten_minutes(database: Database, talk: Talk) -> None:
    token = talk.write(passes.make, NOW)
    before = LATE - timedelta(seconds=1)
    assert database.run_read(lambda s: passes.leads_to(s, token, before)) == talk.id
    assert database.run_write(lambda s: passes.use(s, token, LATE)) is None


def test_it_opens_nothing_that_was_deleted_nor_by_guessing(database: Database, talk: Talk) -> None:
    token = talk.write(passes.make, NOW)
    assert database.run_read(lambda s: passes.leads_to(s, "guess", NOW)) is None
    talk.write(conversations.delete, NOW)
    assert database.run_write(lambda s: passes.use(s, token, NOW)) is None
