"""Of WeChat nothing outlives its use: links, which messages came, followers without a chat."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.db import Database
from casework.messages import service as messages
from casework.messages.types import Reply
from casework.retention import service
from casework.retention.rules import periods
from casework.vault.cipher import Cipher
from casework.wechat import inbox, passes, users
from tests.casework.talk import NOW, Talk

CIPHER = Cipher(b"0" * 32)
APP, OPENID = "wx0000000000000001", "oCustomer0000000000000000001"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def follow(database: Database, conversation_id: str | None = None) -> users.User:
    def work(session: Session) -> users.User:
        key = "k" * 64
        found = inbox.receive(session, CIPHER, APP, OPENID, key, "text", NOW, NOW + SECOND, "message").user
        return users.join(session, found.id, conversation_id, NOW) if conversation_id else found

    return database.run_write(work)


def count(database: Database, table: str, where: str = "1 = 1") -> int:
    counted = text(f"SELECT count(*) FROM {table} WHERE {where}")
    return int(database.run_read(lambda s: s.execute(counted).scalar_one()))


def chat(database: Database) -> Talk:
    talk = Talk(database)
    database.run_write(lambda s: s.execute(text("UPDATE conversations SET channel = 'wechat'")))
    return talk


def test_a_deleted_chat_leaves_nothing_to_send_nor_to_open(database: Database) -> None:
    talk = chat(database)
    user = follow(database, talk.id)
    talk.write(messages.post, Reply("您好", sender="system"), NOW)
    token = talk.write(passes.make, NOW)
    talk.write(conversations.delete, NOW)
    assert count(database, "deliveries", "state = 'dropped' AND done_at IS NOT NULL") == 1
    assert database.run_read(lambda s: passes.leads_to(s, token, NOW)) is None
    assert database.run_read(lambda s: users.get(s, user.id)).conversation_id is None


def test_a_follower_without_a_chat_is_forgotten(database: Database) -> None:
    follow(database)
    kept = periods()
    assert database.run_write(lambda s: service.run(s, NOW + 29 * DAY, kept=kept))["wechat_followers"] == 0
    assert database.run_write(lambda s: service.run(s, NOW + 31 * DAY, kept=kept))["wechat_followers"] == 1
    assert count(database, "wechat_users") == count(database, "wechat_inbox") == 0


def test_a_follower_with_a_chat_stays(database: Database) -> None:
    talk = chat(database)
    follow(database, talk.id)
    done = database.run_write(lambda s: service.run(s, NOW + 31 * DAY))
    assert (done["wechat_followers"], done["wechat_messages"]) == (0, 1)


def test_links_and_messages_that_came_go_after_a_day_or_two(database: Database) -> None:
    talk = chat(database)
    follow(database, talk.id)
    talk.write(passes.make, NOW)
    done = database.run_write(lambda s: service.run(s, NOW + 3 * DAY))
    assert (done["wechat_links"], done["wechat_messages"]) == (1, 1)
