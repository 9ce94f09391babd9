"""A running engine for the tests, and the small examples it is trained on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a secret for the tests"
# Small and quick to train; the knowledge's titles come on top of it.
EXAMPLES = {
    "greet": ["你好", "您好", "早上好", "哈喽", "嗨，在吗"],
    "thanks": ["谢谢", "多谢你", "谢谢你的帮助", "感谢", "辛苦了谢谢"],
    "ask_human": ["转人工", "我要人工客服", "找个真人跟我说", "叫你们客服来", "人工服务"],
    "faq/right_know": [
        "什么是知情权",
        "银行没告诉我风险",
        "收费没有说清楚",
        "知情权是什么意思",
        "有没有知情权",
    ],
    "faq/complaint_how": ["怎么投诉银行", "我要投诉", "投诉流程是什么", "在哪里投诉", "我想申诉你们银行"],
    "faq/emergency_scam": [
        "我被骗了怎么办",
        "钱被骗子转走了",
        "刚刚被诈骗了",
        "我上当受骗了",
        "被骗了五万块",
    ],
}


class FakeActions:
    """An action server that answers with what it was told, or fails when the text says so."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("nlu_actions.py"))],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())

    def __enter__(self) -> FakeActions:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)


class Engine:
    """A running engine and the gateway's side of the conversation."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/webhooks/xiaobao"

    def send(self, text: str, sender: str = "someone", **body: Any) -> dict[str, Any]:
        status, answer = self.call("POST", "/messages", {"sender": sender, "text": text, **body})
        assert status == 200, answer
        return answer

    def call(
        self, method: str, path: str, body: Any = None, secret: str = SECRET
    ) -> tuple[int, dict[str, Any]]:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.address + path, data, {"X-Xiaobao-Secret": secret}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            body = error.read()
            return error.code, json.loads(body) if body.startswith(b"{") else {}


def run_engine(model: str, actions_port: int, directory: Path, **settings: str) -> Iterator[Engine]:
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XIAOBAO_")} | {
        "XIAOBAO_ENGINE_SECRET": SECRET,
        "XIAOBAO_ACTIONS_PORT": str(actions_port),
        "XIAOBAO_TRACKER_URL": f"sqlite:///{directory}/tracker.db",
        "XIAOBAO_SESSION_TURNS": "6",
        **settings,
    }
    command = [sys.executable, "-m", "bot.nlu.serve", "--port", str(port), "--model", model]
    with (directory / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)
    try:
        engine = Engine(port)
        _wait(engine, process, directory)
        yield engine
    finally:
        process.terminate()
        process.wait(10)


def _wait(engine: Engine, process: subprocess.Popen[bytes], directory: Path) -> None:
    for _ in range(300):
        assert process.poll() is None, (directory / "log").read_text()
        try:
            if engine.call("GET", "/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((directory / "log").read_text())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
