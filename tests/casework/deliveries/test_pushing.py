"""A message of a carried channel has one delivery, taken by one, until it is there or known not to come."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.conversations.deletion import delete
from casework.db import Database
from casework.deliveries import pushing, rows, service
from casework.deliveries.pushing import Outcome, Push, Text
from casework.deliveries.types import Carried, Delivery, Owed
from casework.messages import service as messages
from casework.messages.types import Message, Reply
from casework.vault.cipher import Cipher
from casework.wechat import inbox, users
from tests.casework.talk import NOW

CIPHER = Cipher(b"0" * 32)
APP, OPENID = "wx0000000000000001", "oCustomer0000000000000000001"
SECOND = timedelta(seconds=1)


class Chat:
    """A follower in a conversation; the clock moves by hand."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW

        def work(session: Session) -> tuple[str, str]:
            user = users.seen(session, CIPHER, APP, OPENID, NOW, "message")
            made = conversations.create(session, "wechat", "zh-Hans", None, "standard", NOW)
            users.join(session, user.id, made.id, NOW)
            return user.id, made.id

        self.user_id, self.id = database.run_write(work)

    def say(self, text: str, **payload: Any) -> Message:
        said = Reply(text, "notice", "system", payload or None)
        return self.database.run_write(lambda s: messages.post(s, self.id, said, self.now))

    def ask(self, client_id: str) -> None:
        self.database.run_write(lambda s: messages.accept(s, self.id, client_id, "你好", False, self.now))

    def due(self) -> tuple[str, ...]:
        return self.database.run_read(lambda s: pushing.due(s, self.now))

    def begin(self, holder: str = "a", compose: pushing.Compose | None = None) -> Push | None:
        return self.database.run_write(
            lambda s: pushing.begin(s, self.id, holder, self.now, compose or one_by_one)
        )

    def end(self, push: Push, outcome: Outcome, slug: str = "") -> None:
        self.database.run_write(lambda s: pushing.end(s, push, outcome, slug, self.now))

    def owed(self) -> list[str]:
        found = self.database.run_write(lambda s: service.owed(s, self.id, self.now))
        return [one.message.text for one in found]

    def deliveries(self) -> list[Delivery]:
        found = self.database.run_read(
            lambda s: s.execute(rows.select(*rows.COLUMNS).order_by(rows.table.c.id))
        )
        return [Delivery(*row) for row in found]

    def states(self) -> list[str]:
        return [one.state for one in self.deliveries()]


def one_by_one(session: Session, owed: Sequence[Owed], last: bool) -> Text:
    return Text(owed[0].message.text, (Carried(owed[0].delivery.id),))


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)


def taken(push: Push | None) -> Push:
    assert push is not None
    return push


def test_only_a_carried_channel_has_deliveries(database: Database, chat: Chat) -> None:
    web = database.run_write(lambda s: conversations.create(s, "web", "zh-Hans", None, "standard", NOW))
    said = Reply("您好", "notice", "system")
    database.run_write(lambda s: messages.post(s, web.id, said, NOW))
    assert chat.deliveries() == []
    chat.say("一")
    assert chat.due() == (chat.id,)


def test_in_order_and_once(chat: Chat) -> None:
    chat.say("一")
    chat.say("二")
    first = taken(chat.begin())
    assert first.text.text == "一"
    assert chat.begin("b") is None, "nothing overtakes what is on its way"
    assert chat.owed() == []
    chat.end(first, "sent")
    second = taken(chat.begin("b"))
    chat.end(second, "sent")
    assert (chat.begin(), chat.due(), chat.states()) == (None, (), ["sent", "sent"])


def test_two_at_once_take_one(chat: Chat) -> None:
    chat.say("一")
    found: list[Push | None] = []
    threads = [threading.Thread(target=lambda n=n: found.append(chat.begin(str(n)))) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(push is not None for push in found) == 1


def test_an_open_request_of_the_platform_comes_first(chat: Chat) -> None:
    until = chat.now + 4 * SECOND
    received = chat.database.run_write(
        lambda s: inbox.receive(s, CIPHER, APP, OPENID, "k", "text", chat.now, until, "message")
    )
    chat.say("一")
    assert (chat.due(), chat.begin(), chat.owed()) == ((), None, ["一"])

    def close(session: Session) -> None:
        _, letter = inbox.locked(session, received.letter)
        here = service.owed(session, chat.id, chat.now)
        service.replied(session, [Carried(one.delivery.id) for one in here], chat.now)
        inbox.close(session, CIPHER, letter, chat.id, "一", chat.now)

    chat.database.run_write(close)
    assert (chat.states(), chat.due()) == (["replied"], ())


def test_a_request_whose_gateway_died_holds_nothing_up(chat: Chat) -> None:
    until = chat.now + 4 * SECOND
    chat.database.run_write(
        lambda s: inbox.receive(s, CIPHER, APP, OPENID, "k", "text", chat.now, until, "message")
    )
    chat.say("一")
    chat.now = until + SECOND
    assert taken(chat.begin()).text.text == "一"


def test_failures_come_again_later_and_later(chat: Chat) -> None:
    chat.say("一")
    for tries in range(1, pushing.TRIES):
        chat.end(taken(chat.begin()), "later", "-1")
        assert (chat.due(), chat.begin()) == ((), None)
        chat.say(f"{tries}")
        assert chat.begin() is None, "the later ones wait with it"
        chat.now += pushing.delay(tries)
    chat.end(taken(chat.begin()), "later", "-1")
    assert set(chat.states()) == {"waiting"}
    chat.database.run_write(lambda s: service.resume(s, chat.id, chat.now))
    assert chat.owed()[0] == "一"
    chat.now += pushing.delay(1)
    user = chat.database.run_read(lambda s: users.get(s, chat.user_id))
    assert user.message_pushes == 0


@pytest.mark.parametrize(("payload", "ends"), [({}, "failed"), ({"urgent": True}, "pending")])
def test_a_holder_that_died(chat: Chat, payload: dict[str, Any], ends: str) -> None:
    chat.say("一", **payload)
    taken(chat.begin())
    assert chat.begin("b") is None
    chat.now += pushing.LEASE
    taken(chat.begin("b"))
    chat.now += pushing.LEASE
    again = chat.begin("c")
    assert (again is not None) == (ends == "pending")
    assert chat.states() == [ends]


def test_five_then_it_waits(chat: Chat) -> None:
    for number in range(6):
        chat.say(str(number))
    last: list[bool] = []

    def compose(session: Session, owed: Sequence[Owed], final: bool) -> Text:
        last.append(final)
        return one_by_one(session, owed, final)

    for _ in range(5):
        chat.end(taken(chat.begin(compose=compose)), "sent")
    assert chat.begin(compose=compose) is None
    assert (last, chat.states()[-1]) == ([False] * 4 + [True], "waiting")
    assert chat.deliveries()[-1].error == "quota"


@pytest.mark.parametrize(("hours", "why"), [(47.9, None), (48, "window")])
def test_the_window_of_two_days(chat: Chat, hours: float, why: str | None) -> None:
    chat.now += timedelta(hours=hours)
    chat.say("一")
    assert (chat.begin() is None) == (why is not None)
    assert chat.deliveries()[0].error == (why or "sending")


def test_a_deed_s_window_is_used_first(chat: Chat) -> None:
    chat.database.run_write(lambda s: users.seen(s, CIPHER, APP, OPENID, chat.now, "event"))
    for number in range(5):
        chat.say(str(number))
        chat.end(taken(chat.begin()), "sent")
    user = chat.database.run_read(lambda s: users.get(s, chat.user_id))
    assert (user.event_pushes, user.message_pushes) == (3, 2)


@pytest.mark.parametrize(
    ("outcome", "slug"), [("window", "45015"), ("quota", "45047"), ("unfollowed", "43004")]
)
def test_who_comes_back_in_mid_push_is_pushed_to(chat: Chat, outcome: Outcome, slug: str) -> None:
    chat.say("一")
    push = taken(chat.begin())
    chat.now += SECOND
    chat.database.run_write(lambda s: users.seen(s, CIPHER, APP, OPENID, chat.now, "message"))
    chat.end(push, outcome, slug)
    chat.now += 3 * SECOND
    chat.end(taken(chat.begin()), "sent")
    assert chat.states() == ["sent"]


def test_parts_of_a_long_text(chat: Chat) -> None:
    chat.say("一")

    def part(session: Session, owed: Sequence[Owed], final: bool) -> Text:
        done = owed[0].delivery.parts + 1
        return Text(str(done), (Carried(owed[0].delivery.id, done, whole=done == 3),))

    said = []
    while push := chat.begin(compose=part):
        said.append(push.text.text)
        chat.end(push, "sent")
    assert (said, chat.states()) == (["1", "2", "3"], ["sent"])


def test_a_deletion_in_mid_push_is_the_end(chat: Chat) -> None:
    chat.say("一")
    push = taken(chat.begin())
    chat.say("二")
    chat.database.run_write(lambda s: delete(s, chat.id, chat.now))
    chat.end(push, "later", "-1")
    assert (chat.states(), chat.due()) == (["dropped", "dropped"], ())


def test_nobody_s_conversation_is_dropped_after_an_hour(chat: Chat) -> None:
    chat.say("一")
    other = chat.database.run_write(
        lambda s: conversations.create(s, "wechat", "zh-Hans", None, "standard", NOW)
    )
    chat.database.run_write(lambda s: users.join(s, chat.user_id, other.id, NOW))
    assert (chat.begin(), chat.states()) == (None, ["pending"])
    chat.now += timedelta(hours=1, seconds=1)
    assert (chat.begin(), chat.states()) == (None, ["dropped"])


def test_who_is_on_the_page_is_left_there(chat: Chat) -> None:
    chat.ask("page-1")
    said = chat.say("一")
    assert chat.begin() is None
    assert chat.deliveries()[0].next_at == chat.now + service.ON_PAGE
    assert chat.database.run_write(lambda s: service.seen(s, chat.id, said.id, chat.now)) == 1
    assert chat.states() == ["seen"]


def test_who_wrote_in_wechat_is_not_answered_on_the_page(chat: Chat) -> None:
    chat.ask("wx:1")
    said = chat.say("一")
    assert chat.database.run_write(lambda s: service.seen(s, chat.id, said.id, chat.now)) == 0
    assert taken(chat.begin()).text.text == "一"


def test_a_fingerprint_changes_with_every_state(chat: Chat) -> None:
    def now(_: datetime | None = None) -> tuple[int, ...]:
        return chat.database.run_read(lambda s: service.fingerprint(s, chat.id))

    seen = [now()]
    chat.say("一")
    seen.append(now())
    chat.end(taken(chat.begin()), "sent")
    seen.append(now())
    assert len(set(seen)) == 3
