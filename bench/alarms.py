"""How fast an alarm is: screening alone, a message that raises one, and its way to the desk's screen.

``python -m bench.alarms`` measures it alone, on a private copy of everything.
"""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from bench.client import Customer
from bench.load import many, percentiles
from bot.fraud.detector import Detector
from bot.text import fold, mask
from casework.audit.types import SYSTEM
from casework.db import Database
from casework.staff import login
from gateway.desk.seat import COOKIE
from xiaobao.model import FRAUD_MODEL
from xiaobao.settings import Settings
from xiaobao.stack import temporary_stack

SETS = Path(__file__).parent / "data" / "fraud"
LONG, SHORT, ROUNDS = 500, 50, 200
ALERTS = 20
_PASSWORD = "measured-at-the-desk-2026"
_LATEST = 10.0  # seconds
PAID = (
    "我已经把五万块转到安全账户了，现在电话打不通",
    "刷单垫了两万，提不出来，还要我再充一万",
    "我匯了二十萬給網路上認識的老師，平台領不出來，他把我封鎖了",
    "我過咗數五萬蚊俾佢，而家搵唔到人，係咪俾人呃咗",
)


def screening() -> dict[str, float]:
    """Median milliseconds of fold, mask and screening of 500 and of 50 characters."""
    detector = Detector.trained(FRAUD_MODEL)
    lines = (SETS / "victim_dev.jsonl").read_text("utf-8").splitlines()
    text = "，".join(line.get("text") or "，".join(line["turns"]) for line in map(json.loads, lines))

    def took(size: int) -> float:
        pieces = [text[at * 37 : at * 37 + size] for at in range(ROUNDS)]
        return statistics.median(_milliseconds(lambda p=piece: _read(detector, p)) for piece in pieces)  # type: ignore[misc]

    took(LONG)
    return {"long_ms": took(LONG), "short_ms": took(SHORT)}


async def alarms(
    settings: Settings, make: Callable[[int], Customer], seconds: float, listener: str
) -> dict[str, Any]:
    """A warm `paid` message through the gateway, and the time from its POST to the desk's event."""
    await many(make, PAID, 1, 1.0)
    paid = await many(make, PAID, 1, seconds)
    shown = [await _to_the_desk(settings, make(n), listener) for n in range(ALERTS)]
    return {"paid": asdict(paid), "desk": asdict(percentiles(shown, sum(shown) / 1000))}


def signed_in(settings: Settings) -> str:
    """The cookie of a staff member who may see alerts."""
    database, now = Database(settings.database), datetime.now(UTC)
    try:
        made = login.add_account(database, SYSTEM, "bench", "agent", now)
        begun = login.login(database, "bench", made.one_time_password, "127.0.0.1", now)
        login.change_password(
            database, begun.token, made.one_time_password, _PASSWORD, "127.0.0.1", datetime.now(UTC)
        )
    finally:
        database.close()
    return f"{COOKIE}={begun.token}"


async def _to_the_desk(settings: Settings, customer: Customer, cookie: str) -> float:
    """Milliseconds until an open desk hears of the alert a new conversation raises."""
    await customer.open()
    async with _listening(settings, cookie) as events:
        # Listening begins when the stream does; opening the conversation is news as well.
        await asyncio.sleep(0.5)
        started = time.perf_counter()
        said = asyncio.create_task(customer.say(PAID[0]))
        async with asyncio.timeout(_LATEST):
            async for line in events:
                if line == "event: alerts":
                    break
        took = (time.perf_counter() - started) * 1000
        await said
    customer.connection.close()
    return took


@asynccontextmanager
async def _listening(settings: Settings, cookie: str) -> AsyncIterator[AsyncIterator[str]]:
    async with (
        httpx.AsyncClient(base_url=settings.base_url, headers={"Cookie": cookie}, timeout=_LATEST) as http,
        http.stream("GET", "/desk/events") as answer,
    ):
        answer.raise_for_status()
        yield answer.aiter_lines()


def _read(detector: Detector, text: str) -> None:
    fold(text)
    mask(text)
    detector.screen(text)


def _milliseconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main(seconds: float = 6.0) -> dict[str, Any]:
    """Measure and print."""
    with temporary_stack(rate_messages_per_minute=10**6, rate_conversations_per_minute=10**6) as stack:
        settings = stack.settings
        headers = {"X-Xiaobao-Secret": settings.engine_secret}

        def make(number: int) -> Customer:
            return Customer(settings.base_url, f"a{number}", headers=headers)

        figures = asyncio.run(alarms(settings, make, seconds, signed_in(settings)))
    return {"screening": screening(), **figures}


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))
