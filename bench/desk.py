"""``python -m bench.desk``: 500 open conversations and 50 agents at the desk, on a private copy of all.

How long the list takes while all of them listen, calm and with customers who write; and the time from an
agent's send to the customer's stream. Each desk looks at the list as its page does: when it hears of news,
at most every two seconds.
"""

import asyncio
import json
import os
import re
import statistics
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from sqlalchemy.orm import Session

from bench.client import Connection
from bot.text import Mode
from casework.audit.types import SYSTEM
from casework.conversations import service as conversations
from casework.db import Database
from casework.duty import giving
from casework.duty import service as duty
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.staff import service as staff
from casework.staff import sessions
from casework.statuses import Urgency
from gateway.desk.seat import COOKIE
from gateway.security.tokens import Tokens
from xiaobao.settings import Settings
from xiaobao.stack import temporary_stack

AGENTS, OPEN, HELD = 50, 500, 5
LOOKS, SENDS, GAP = 200, 60, 2.0
LIST_MS, SEND_MS = 150, 300
_LATEST = 5.0  # seconds
TEXTS = (
    "信用卡年费为什么扣了两次",
    "我想投诉贷款客服",
    "手机银行登不上去了",
    "請問轉帳到哪裡去了",
    "等了三十分钟了",
)
OUT = Path(__file__).parent / "out" / "desk.json"


@dataclass(frozen=True, slots=True)
class Worker:
    """An agent's cookie, and the conversations they have."""

    cookie: str
    held: tuple[str, ...]


class Browser(Connection):
    """A connection that sends forms and reads pages and streams."""

    async def ask(
        self, method: str, path: str, headers: dict[str, str], form: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body."""
        reader = await self._sent(method, path, headers, urlencode(form or {}).encode() if form else b"")
        return await self._read(reader)

    async def stream(self, path: str, headers: dict[str, str]) -> AsyncGenerator[tuple[str, str]]:
        """Kind and data of each event; the first is ``open`` when the stream stands."""
        reader, kind = await self._sent("GET", path, headers, b""), ""
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise RuntimeError(f"{path}: {head[:100]!r}")
        yield "open", ""
        while line := (await reader.readline()).decode():
            if line.startswith("event:"):
                kind = line[6:].strip()
            elif line.startswith("data:"):
                yield kind, line[5:].strip()

    async def _sent(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> asyncio.StreamReader:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Content-Length: {len(body)}",
        ]
        lines += ["Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"]
        lines += [*(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self._writer.write("\r\n".join(lines).encode() + body)
        assert self._reader is not None
        return self._reader


def fill(settings: Settings) -> list[Worker]:
    """Half of the conversations wait, the others are with the agents."""
    with Database(settings.database) as database:
        return [database.run_write(lambda s, n=n: _worker(s, n)) for n in range(AGENTS)]  # type: ignore[misc]


def _worker(session: Session, number: int) -> Worker:
    now = datetime.now(UTC)
    made = staff.add(session, SYSTEM, f"agent{number}", "agent", "-", now)
    staff.write(session, made.id, must_change=False)
    made = staff.get(session, made.id)
    duty.arrive(session, made.id, now)
    for at in range(OPEN // AGENTS - HELD):
        _talk(session, number * 10 + at, now)
    held = tuple(_talk(session, number * 10 + HELD + at, now) for at in range(HELD))
    for one in held:
        giving.take(session, one, made.actor("127.0.0.1"), now, HELD)
    return Worker(f"{COOKIE}={sessions.begin(session, made, now).token}", held)


def _talk(session: Session, number: int, now: datetime) -> str:
    """Six messages and a wish for a human, a while ago; every tenth is urgent, every fifth large."""
    at = now - timedelta(seconds=number * 1.8)
    mode: Mode = "large" if number % 5 == 0 else "standard"
    made = conversations.create(session, "web", "zh-Hans", "CN", mode, at)
    for turn in range(6):
        messages.accept(session, made.id, f"m{turn}", TEXTS[(number + turn) % len(TEXTS)], False, at)
    urgency: Urgency = "urgent" if number % 10 == 0 else "info"
    handoffs.request(session, made.id, "asked", {"topic": "card"}, at, urgency=urgency)
    return made.id


class Floor:
    """All desks, listening; each looks at the list when it hears of news."""

    def __init__(self, settings: Settings, workers: list[Worker]) -> None:
        self.settings, self.workers = settings, workers
        self.looks: list[float] = []
        self.errors = 0

    async def look(self, browser: Browser, worker: Worker) -> float:
        """Milliseconds of one look at the list."""
        started = time.perf_counter()
        status, page = await browser.ask("GET", "/desk/board", {"Cookie": worker.cookie, "X-Desk-Live": "1"})
        took = (time.perf_counter() - started) * 1000
        self.errors += status != 200 or page.count(b'id="row-') < HELD
        return took

    async def sit(self, worker: Worker, seated: asyncio.Semaphore) -> None:
        """One desk with one conversation open, for as long as nobody ends it."""
        listening, looking, told = Browser(self.settings.base_url), Browser(self.settings.base_url), 0.0
        path = f"/desk/conversations/{worker.held[0]}/events"
        try:
            async with aclosing(listening.stream(path, {"Cookie": worker.cookie})) as events:
                async for kind, _ in events:
                    if kind == "open":
                        seated.release()
                    elif kind == "board" and time.perf_counter() - told > GAP:
                        told = time.perf_counter()
                        self.looks.append(await self.look(looking, worker))
        finally:
            listening.close()
            looking.close()


async def calm(floor: Floor) -> list[float]:
    """One look after another, by all in turn; nothing happens meanwhile."""
    browser = Browser(floor.settings.base_url)
    await floor.look(browser, floor.workers[0])
    found = [await floor.look(browser, floor.workers[n % AGENTS]) for n in range(LOOKS)]
    browser.close()
    return found


async def busy(floor: Floor, seconds: float) -> list[float]:
    """Customers write, three a second; the looks of the desks that hear of it."""
    tokens, browser = Tokens(floor.settings), Connection(floor.settings.base_url)
    floor.looks.clear()
    end, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        talk = floor.workers[number % AGENTS].held[number % HELD]
        body = {"client_message_id": f"b{number}", "text": TEXTS[number % len(TEXTS)]}
        headers = {"Authorization": f"Bearer {tokens.make(talk)}"}
        await browser.call("POST", f"/api/v1/conversations/{talk}/messages", body, headers)
        number += 1
        await asyncio.sleep(0.3)
    browser.close()
    return list(floor.looks)


async def sending(floor: Floor) -> list[float]:
    """Milliseconds from an agent's click to the customer's stream, all desks listening."""
    found = []
    for number in range(SENDS):
        try:
            found.append(await _sent(floor, floor.workers[number % AGENTS], number))
        except TimeoutError:
            floor.errors += 1
    return found


async def _sent(floor: Floor, worker: Worker, number: int) -> float:
    talk, base = worker.held[1 + number % (HELD - 1)], floor.settings.base_url
    desk, customer, cookie = Browser(base), Browser(base), {"Cookie": worker.cookie}
    _, page = await desk.ask("GET", f"/desk/conversations/{talk}", cookie)
    token = re.search(rb'name="form_token" value="(\w+)"', page)
    assert token, page[:300]
    # Whose customer wrote in traditional characters reads the words in them: the number stays.
    mark = f"（{number}）"
    form = {"form_token": token[1].decode(), "text": f"请稍等，我在查{mark}", "message_id": str(uuid4())}
    bearer = {"Authorization": f"Bearer {Tokens(floor.settings).make(talk)}"}
    try:
        async with (
            asyncio.timeout(_LATEST),
            aclosing(customer.stream(f"/api/v1/conversations/{talk}/events", bearer)) as events,
        ):
            started, sent = 0.0, None
            async for kind, data in events:
                if kind == "open":
                    await asyncio.sleep(0.2)  # what was said before comes first
                    started = time.perf_counter()
                    sent = asyncio.create_task(
                        desk.ask("POST", f"/desk/conversations/{talk}/reply", cookie, form)
                    )
                elif kind == "message" and json.loads(data).get("text", "").endswith(mark):
                    took = (time.perf_counter() - started) * 1000
                    assert sent is not None
                    assert (await sent)[0] == 303
                    return took
        raise RuntimeError("the stream ended")
    finally:
        desk.close()
        customer.close()


async def measure(settings: Settings, workers: list[Worker], seconds: float) -> dict[str, float]:
    """p50 and p95 in milliseconds of all three, and how many looks failed."""
    floor, seated = Floor(settings, workers), asyncio.Semaphore(0)
    async with AsyncExitStack() as leaving:
        for worker in workers:
            leaving.push_async_callback(_end, asyncio.create_task(floor.sit(worker, seated)))
        async with asyncio.timeout(60):
            for _ in workers:
                await seated.acquire()
        await asyncio.sleep(GAP)
        found = {"calm": await calm(floor), "send": await sending(floor), "busy": await busy(floor, seconds)}
    figures = {f"{name}_p{at + 1}": cut(times, at) for name, times in found.items() for at in (49, 94)}
    return figures | {"looks": len(found["busy"]), "errors": floor.errors, "load": os.getloadavg()[0]}


def cut(times: list[float], at: int) -> float:
    """A percentile."""
    return statistics.quantiles(times, n=100, method="inclusive")[at]


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def main(arguments: list[str]) -> None:
    """Fill, measure, print."""
    seconds, many = (5.0 if "--quick" in arguments else 15.0), 10**6
    limits = {f"rate_{name}_per_minute": many for name in ("messages", "conversations", "per_address")}
    with temporary_stack(**limits) as stack:
        found = asyncio.run(measure(stack.settings, fill(stack.settings), seconds))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=2))
    print(
        f"\n{OPEN} open conversations, {AGENTS} desks; load {found['load']:.1f}, {found['errors']:.0f} errors"
    )
    for name, budget, title in (
        ("calm", LIST_MS, "the list, nothing else going on"),
        ("busy", LIST_MS, f"the list, all desks at once ({found['looks']:.0f} looks)"),
        ("send", SEND_MS, "an agent's words on the customer's stream"),
    ):
        p50, p95 = found[f"{name}_p50"], found[f"{name}_p95"]
        print(f"{title:<44} p50 {p50:7.1f} ms, p95 {p95:7.1f} ms (<= {budget})")


if __name__ == "__main__":
    main(sys.argv[1:])
