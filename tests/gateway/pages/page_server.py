"""The real gateway with an engine of one's own making, in a process that tests may kill.

Run as ``python page_server.py PORT DATA_DIR``; the engine's answer depends on the words of the question.
"""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvicorn

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from gateway.app import create_app
from gateway.chat.engine import EngineAnswer
from knowledge import Knowledge
from xiaobao.settings import Settings

ENTRIES = {"骗": "emergency_scam", "权利": "rights_all", "投诉": "complaint_how"}


class Engine:
    """Answers with reviewed entries; 慢 takes its time, 攻击 answers with markup, the rest is repeated."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> EngineAnswer:
        if "慢" in text:
            await asyncio.sleep(1.5)
        return EngineAnswer([self._reply(text, metadata)], "faq/rights_all", 0.9)

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
        return {"kind": "answer", "text": shown.text, "entry": entry, "urgent": shown.urgent, **rows}


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
    "hotlines": [{"number": MARKUP, "dial": "javascript:alert(1)", "name": MARKUP}],
    "urgent": True,
}


def fold(text: str) -> str:
    from bot.text import fold as folded

    return folded(text)


def main(port: int, data_dir: Path) -> None:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=data_dir,
        bank_name="示例银行",
        bank_hotline="95000",
        rate_messages_per_minute=2000,
        rate_conversations_per_minute=2000,
        rate_per_address_per_minute=20000,
    )
    from knowledge import load

    engine = Engine(load(bank_name="示例银行", bank_hotline="95000"))
    app = create_app(settings, engine=engine)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
