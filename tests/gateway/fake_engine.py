"""A real HTTP server on loopback that speaks the engine's contract, and can be slow, failing or dead."""

import asyncio
import json
from typing import Any

HEALTH = "/webhooks/xiaobao/"
MESSAGES = "/webhooks/xiaobao/messages"
ASIDES = "/webhooks/xiaobao/asides"


class FakeEngine:
    """``mood``: answer | failed | silent | error | garbage | hang-up; ``delay`` seconds before the answer."""

    def __init__(self, secret: str) -> None:
        self.secret, self.mood, self.delay = secret, "answer", 0.0
        self.asked: list[dict[str, Any]] = []
        self.active: dict[str, int] = {}
        self.overlaps = 0
        self.reply: dict[str, Any] | None = None
        # What it would say to who waits for a human, and what it was asked.
        self.aside: dict[str, Any] = {"intent": {"name": "nlu_fallback", "confidence": 0.5}, "replies": []}
        self.read: list[dict[str, Any]] = []
        self.gate: asyncio.Event | None = None
        self.reached = asyncio.Event()
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await self._server.wait_closed()
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path = lines[0].split(" ")[1]
        if path == HEALTH:
            return await self._write(writer, 200, {"status": "ok"})
        if path == ASIDES and headers.get("x-xiaobao-secret") == self.secret:
            self.read.append(json.loads(body))
            return await self._write(writer, 200, self.aside)
        if path != MESSAGES or headers.get("x-xiaobao-secret") != self.secret:
            return await self._write(writer, 401, {})
        return await self._answer(writer, json.loads(body))

    async def _answer(self, writer: asyncio.StreamWriter, question: dict[str, Any]) -> bool:
        sender = question["sender"]
        self.asked.append(question)
        self.active[sender] = self.active.get(sender, 0) + 1
        self.overlaps += self.active[sender] > 1
        self.reached.set()
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(self.delay)
        self.active[sender] -= 1
        if self.mood == "hang-up":
            writer.transport.abort()
            return False
        if self.mood == "error":
            return await self._write(writer, 500, {"error": "no"})
        if self.mood == "garbage":
            return await self._write(writer, 200, ["?"])
        return await self._write(writer, 200, self._body(question))

    def _body(self, question: dict[str, Any]) -> dict[str, Any]:
        reply = self.reply or {
            "kind": "answer",
            "text": f"答：{question['text'][:40]}",
            "buttons": [{"title": "转人工", "value": "转人工"}],
            "sources": [{"title": "《测试》", "article": "第一条", "verified_on": "2026-11-22", "url": ""}],
            "hotlines": [],
            "entry": "right_know",
            "urgent": False,
        }
        replies = [] if self.mood in ("failed", "silent") else [reply]
        intent = {"name": "faq/right_know", "confidence": 0.9}
        return {"replies": replies, "intent": intent, "entities": [], "failed": self.mood == "failed"}

    async def _write(self, writer: asyncio.StreamWriter, status: int, body: Any) -> bool:
        data = json.dumps(body).encode()
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(data)}\r\n\r\n".encode() + data)
        await writer.drain()
        return True
