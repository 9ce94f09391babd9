"""A gateway in a process of its own, ready in a moment: forked from one that has read everything."""

import atexit
import os
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.databases import migrated

SERVER = Path(__file__).with_name("page_server.py")


class Site:
    """The gateway in a process of its own; it may be killed and started again on the same data."""

    def __init__(self, data_dir: Path, url: str | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = (url or f"http://127.0.0.1:{self.port}").rstrip("/")
        self.data_dir = data_dir
        self._pid = 0

    def start(self) -> None:
        database = self.data_dir / "xiaobao.db"
        if not database.exists():
            migrated(database)
        self._pid = _ask(f"start {self.port} {self.data_dir}")
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.url}/healthz", timeout=30):
                    return
            except (URLError, OSError):
                assert _ask(f"alive {self._pid}"), "the gateway did not start"
                time.sleep(0.05)
        raise AssertionError("the gateway did not answer")

    def kill(self) -> None:
        if self._pid:
            _ask(f"kill {self._pid}")
            self._pid = 0


@cache
def _nursery() -> subprocess.Popen[str]:
    """One for each test process; its end is the end of its gateways."""
    command = [sys.executable, "-W", "ignore", str(SERVER)]
    # Names of settings in the developer's own shell are none of a gateway's.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XIAOBAO_")}
    started = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean, encoding="utf-8"
    )
    atexit.register(_end, started)
    return started


def _ask(order: str) -> int:
    nursery = _nursery()
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(f"{order}\n")
    nursery.stdin.flush()
    answer = nursery.stdout.readline()
    assert answer, "the process that starts gateways has ended"
    return int(answer)


def _end(nursery: subprocess.Popen[str]) -> None:
    nursery.communicate(timeout=30)
