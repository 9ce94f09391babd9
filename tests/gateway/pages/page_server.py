"""The real gateway with an engine of one's own making, in a process that tests may kill.

Run as ``python page_server.py`` it reads all code and content once and then obeys standard input:
``start PORT DATA_DIR`` forks a gateway and says its process id, ``alive PID`` and ``kill PID`` say 1 or 0.
When the input ends, so do all gateways. The engine's answer depends on the words of the question.
"""

import asyncio
import os
import signal
import sys
import tempfile
import threading
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from casework.staff import passwords
from gateway.app import create_app
from gateway.chat.engine import EngineAnswer
from gateway.pages import assets, render
from knowledge import Knowledge, load
from knowledge.learning.telling import cards_by_entry
from tests.gateway.templates import compiled_once
from tests.passwords import QUICK
from xiaobao.settings import Settings

ENTRIES = {"骗": "emergency_scam", "权利": "rights_all", "投诉": "complaint_how"}


class Engine:
    """Answers with reviewed entries; 慢 takes its time, 攻击 answers with markup, the rest is repeated.

    What is asked on either side of 另外 is answered one after the other.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> EngineAnswer:
        if "慢" in text:
            await asyncio.sleep(1.5)
        replies = [self._reply(part, metadata) for part in text.split("另外")]
        return EngineAnswer(replies, "faq/rights_all", 0.9)

    async def aside(self, text: str, topic: str | None, metadata: dict[str, Any]) -> EngineAnswer | None:
        return None

    async def ready(self) -> bool:
        return True

    async def forget(self, sender: str) -> None:
        return None

    async def close(self) -> None:
        return None

    def _reply(self, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        if "攻击" in text:
            return HOSTILE
        entry = next((entry for word, entry in ENTRIES.items() if word in fold(text)), None)
        if entry is None:
            return {"kind": "answer", "text": f"收到：{text}"}
        style = {name: metadata.get(name) or default for name, default in STYLE.items()}
        shown = self._knowledge.render(entry, **style)
        rows = {name: list(asdict(shown)[name]) for name in ("buttons", "sources", "hotlines")}
        card = cards_by_entry().get(entry)
        links = [{"title": "给家人看", "href": f"/cards/{card}"}] if card else []
        said = {"text": shown.text, "entry": entry, "urgent": shown.urgent, "links": links}
        return {"kind": "answer", **said, **rows}


STYLE = {"script": "zh-Hans", "region": "CN", "mode": "standard"}
MARKUP = "<img src=x onerror=document.title='hit'>"
HOSTILE = {
    "kind": "answer",
    "text": f"{MARKUP}\n1. <b>一</b>\n2. javascript:alert(1) https://evil.example/x",
    "buttons": [{"title": MARKUP, "value": MARKUP}],
    "sources": [
        {"title": MARKUP, "article": MARKUP, "verified_on": "", "url": "javascript:alert(1)"},
        {"title": "好来源", "article": "", "verified_on": "2026-11-22", "url": "https://www.gov.cn/"},
    ],
    "links": [{"title": MARKUP, "href": "javascript:alert(1)"}, {"title": MARKUP, "href": "//evil.example"}],
    "hotlines": [{"number": MARKUP, "dial": "javascript:alert(1)", "name": MARKUP}],
    "urgent": True,
}


def fold(text: str) -> str:
    from bot.text import fold as folded

    return folded(text)


def app_in(data_dir: Path) -> FastAPI:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=data_dir,
        bank_name="示例银行",
        bank_hotline="95000",
        rate_messages_per_minute=2000,
        rate_conversations_per_minute=2000,
        rate_per_address_per_minute=20000,
    )
    return create_app(settings, engine=Engine(load(bank_name="示例银行", bank_hotline="95000")))


def warm_up() -> None:
    """Read once what every gateway would read; no thread may be left, for forks take none along."""

    async def once(folder: str) -> None:
        app = app_in(Path(folder))
        async with app.router.lifespan_context(app):
            await app.state.screener.screen("nobody", "请问几点开门", datetime.now(UTC))

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(once(folder))
    templates = render.environment(assets.load())
    for name in templates.list_templates():
        templates.get_template(name)
    assert threading.active_count() == 1


def serve(port: int, data_dir: Path) -> None:
    uvicorn.run(
        app_in(data_dir), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1
    )


class Nursery:
    """Forks gateways; only this process ends them, so no other is ever hit."""

    def __init__(self) -> None:
        self._alive: set[int] = set()
        # What gateways print is for the test's report, not among the answers.
        self._answers = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)

    def start(self, port: str, data_dir: str) -> int:
        pid = os.fork()
        if pid == 0:
            os.close(0)
            serve(int(port), Path(data_dir))
            os._exit(0)
        self._alive.add(pid)
        return pid

    def alive(self, pid: str) -> int:
        number = int(pid)
        if number in self._alive and os.waitpid(number, os.WNOHANG)[0]:
            self._alive.discard(number)
        return int(number in self._alive)

    def kill(self, pid: str) -> int:
        if there := self.alive(pid):
            os.kill(int(pid), signal.SIGKILL)
            os.waitpid(int(pid), 0)
            self._alive.discard(int(pid))
        return there

    def obey(self) -> None:
        deeds = {"start": self.start, "alive": self.alive, "kill": self.kill}
        for line in sys.stdin:
            verb, *rest = line.rstrip("\n").split(" ", 2)
            self._answers.write(f"{deeds[verb](*rest)}\n")  # type: ignore[operator]
            self._answers.flush()
        for pid in tuple(self._alive):
            self.kill(str(pid))


if __name__ == "__main__":
    passwords._HASHER = QUICK
    render.Environment = compiled_once  # type: ignore[assignment,misc]
    nursery = Nursery()
    warm_up()
    nursery.obey()
