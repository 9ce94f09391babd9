"""Asks the assistant through its own API: one question, or a file of them."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from xiaobao.announce import wait_ready
from xiaobao.settings import Settings
from xiaobao.stack import temporary_stack

Line = dict[str, Any]
AT_ONCE = 8


class Asker:
    """A client of ``/api/v1`` that also sees what was understood, by the internal secret."""

    def __init__(self, settings: Settings) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{settings.base_url}/api/v1", trust_env=False, timeout=30,
            headers={"X-Xiaobao-Secret": settings.engine_secret},
        )  # fmt: skip
        self._numbers = count(1)

    async def open(self, region: str, mode: str) -> tuple[str, dict[str, str]]:
        """A new conversation: its id and the headers that speak for it."""
        body = {"channel": "web", "script": "auto", "region": region, "mode": mode}
        answer = (await self._client.post("/conversations", json=body)).raise_for_status().json()
        return answer["conversation_id"], {"Authorization": f"Bearer {answer['token']}"}

    async def say(self, conversation: tuple[str, dict[str, str]], text: str) -> Line:
        """Send one message; the result has replies, owner, script, understood and ms."""
        conversation_id, headers = conversation
        body = {"client_message_id": f"ask-{next(self._numbers)}", "text": text}
        started = time.perf_counter()
        answer = await self._client.post(
            f"/conversations/{conversation_id}/messages", json=body, headers=headers
        )
        took = (time.perf_counter() - started) * 1000
        return _outcome(answer, took)

    async def forget(self, conversation: tuple[str, dict[str, str]]) -> None:
        """Delete the conversation: questions of ours must not wait in front of customers."""
        await self._client.delete(f"/conversations/{conversation[0]}", headers=conversation[1])

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def ask_one(settings: Settings, question: str, region: str, mode: str) -> str:
    """The replies to one question as text."""
    with running(settings) as there:
        [result] = asyncio.run(ask_lines(there, [{"id": "1", "q": question}], region, mode))
    return "\n\n".join(result["replies"])


def ask_file(settings: Settings, source: Path, target: Path, region: str, mode: str) -> None:
    """Answer each line ``{"id","q"[,"conversation","region","mode"]}``; results keep their order."""
    lines = read_lines(source)
    with running(settings) as there:
        results = asyncio.run(ask_lines(there, lines, region, mode))
    target.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in results), "utf-8")


def read_lines(source: Path) -> list[Line]:
    """The lines of a file of questions. Raises ValueError with the line's number, OSError."""
    lines = []
    for number, text in enumerate(source.read_text("utf-8").splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except ValueError:
            line = None
        if not isinstance(line, dict) or not isinstance(line.get("q"), str):
            raise ValueError(f'{source}, line {number}: not a JSON object with a text in "q"')
        lines.append(line)
    return lines


@contextmanager
def running(settings: Settings) -> Iterator[Settings]:
    """The assistant that runs with these settings, or a temporary one."""
    if wait_ready(settings.base_url, 0.2):
        yield settings
        return
    with temporary_stack(bank_name=settings.bank_name, bank_hotline=settings.bank_hotline) as stack:
        yield stack.settings


async def ask_lines(settings: Settings, lines: list[Line], region: str, mode: str) -> list[Line]:
    """Ask every line, conversations side by side, the turns of one in order."""
    asker, gate = Asker(settings), asyncio.Semaphore(AT_ONCE)
    results: dict[int, Line] = {}

    async def talk(turns: list[tuple[int, Line]]) -> None:
        async with gate:
            first = turns[0][1]
            conversation = await asker.open(first.get("region", region), first.get("mode", mode))
            for number, line in turns:
                results[number] = {"id": line.get("id"), **await asker.say(conversation, line["q"])}
            await asker.forget(conversation)

    try:
        await asyncio.gather(*(talk(turns) for turns in _conversations(lines)))
    finally:
        await asker.close()
    return [results[number] for number in range(len(lines))]


def _conversations(lines: Iterable[Line]) -> list[list[tuple[int, Line]]]:
    grouped: dict[Any, list[tuple[int, Line]]] = defaultdict(list)
    for number, line in enumerate(lines):
        grouped[line.get("conversation") or ("alone", number)].append((number, line))
    return list(grouped.values())


def _outcome(answer: httpx.Response, took: float) -> Line:
    body = answer.json()
    understood = body.get("understood") or {}
    replies = [r["text"] for r in body.get("replies", ())] or [body.get("detail", "")]
    return {
        "replies": replies,
        "buttons": [b["title"] for r in body.get("replies", ()) for b in r.get("buttons", ())],
        "kinds": [r["kind"] for r in body.get("replies", ())],
        "hotlines": [h["number"] for r in body.get("replies", ()) for h in r.get("hotlines", ())],
        "ms": round(took, 2),
        "intent": understood.get("intent"),
        "confidence": understood.get("confidence"),
        "entry": understood.get("entry"),
        "alert": understood.get("alert"),
        "script": body.get("script"),
        "owner": body.get("owner"),
    }
