"""One conversation, driven in single transactions as the gateway does."""

from datetime import UTC, datetime
from typing import Any

from casework.conversations import service as conversations
from casework.db import Database
from casework.messages import service as messages
from casework.messages.types import Accepted, Reply

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


class Talk:
    """A customer and the bot; the clock moves by hand."""

    def __init__(self, database: Database, **options: Any) -> None:
        self.database = database
        self.now = NOW
        made = database.run_write(
            lambda s: conversations.create(s, "web", "zh-Hans", None, "standard", NOW, **options)
        )
        self.id = made.id

    def write(self, service: Any, *args: Any, **values: Any) -> Any:
        return self.database.run_write(lambda s: service(s, self.id, *args, **values))

    def read(self, service: Any, *args: Any, **values: Any) -> Any:
        return self.database.run_read(lambda s: service(s, self.id, *args, **values))

    def accept(self, client: str = "c1", text: str = "你好", **values: Any) -> Accepted:
        return self.write(messages.accept, client, text, False, self.now, **values)

    def answer(self, message_id: int, *texts: str) -> Any:
        replies = [Reply(text, payload={"entry": "about_assistant"}) for text in texts or ("您好",)]
        return self.write(messages.answer, message_id, replies, self.now)

    def history(self) -> Any:
        return self.read(messages.history)

    def owner(self) -> str:
        return self.read(conversations.get).owner
