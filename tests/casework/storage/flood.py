"""A process that writes turns as fast as it can: `flood.py URL CONVERSATIONS NAME COUNT`.

Each line on standard output is the client id of a message whose answer was committed.
"""

import asyncio
import sys
from datetime import UTC, datetime

from casework.db import Database
from casework.messages import service as messages
from casework.messages.types import Reply


async def turn(database: Database, conversation: str, client: str) -> None:
    def accept_and_answer_later(session):  # type: ignore[no-untyped-def]
        return messages.accept(session, conversation, client, f"问 {client}", False, datetime.now(UTC))

    accepted = await database.write(accept_and_answer_later)
    while not (accepted.turn or accepted.replies):
        await asyncio.sleep(0.002)
        now = datetime.now(UTC)
        accepted = await database.write(
            lambda s: messages.claim(s, conversation, accepted.message.id, now)  # noqa: B023
        )
    reply = [Reply(f"答 {client}")]
    now = datetime.now(UTC)
    await database.write(lambda s: messages.answer(s, conversation, accepted.message.id, reply, now))
    sys.stdout.write(client + "\n")
    sys.stdout.flush()


async def main(url: str, conversations: list[str], name: str, count: int) -> None:
    with Database(url) as database:

        async def customer(conversation: str) -> None:
            for n in range(count):
                await turn(database, conversation, f"{name}-{n}")

        await asyncio.gather(*(customer(c) for c in conversations))


asyncio.run(main(sys.argv[1], sys.argv[2].split(","), sys.argv[3], int(sys.argv[4])))
