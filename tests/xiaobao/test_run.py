"""`xiaobao run`: three processes up, one line when ready, Ctrl-C stops all, a dead one comes back."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from xiaobao import model
from xiaobao.announce import wait_ready
from xiaobao.settings import ROOT
from xiaobao.stack import private_settings

pytestmark = pytest.mark.stack


class Run:
    def __init__(self, folder: Path) -> None:
        self.settings = private_settings(folder)
        self.log = folder / "run.log"
        env = {**os.environ, "XIAOBAO_DATA_DIR": str(folder), "XIAOBAO_PORT": str(self.settings.port),
               "XIAOBAO_ENGINE_PORT": str(self.settings.engine_port),
               "XIAOBAO_ACTIONS_PORT": str(self.settings.actions_port)}  # fmt: skip
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).with_name("xiaobao")), "run"],
                cwd=ROOT,
                env=env,
                stdout=out,
                stderr=out,
            )

    def pids(self) -> dict[str, int]:
        found = {}
        for name, port in (("engine", self.settings.engine_port), ("actions", self.settings.actions_port),
                           ("gateway", self.settings.port)):  # fmt: skip
            out = subprocess.run(
                ["pgrep", "-f", f"xiaobao.serve {name}|serve --port {port}"],
                capture_output=True,
                text=True,
                check=False,
            )
            mine = [int(p) for p in out.stdout.split() if _ancestor(int(p), self.process.pid)]
            if mine:
                found[name] = mine[0]
        return found


def _ancestor(pid: int, ancestor: int) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        try:
            pid = int(re.findall(r"\d+", Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1])[0])
        except (FileNotFoundError, ProcessLookupError):
            return False
    return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    model.ensure_trained()
    running = Run(tmp_path)
    try:
        assert wait_ready(running.settings.base_url, 120), running.log.read_text()
        yield running
    finally:
        running.process.terminate()
        running.process.wait()


def test_start_restart_and_stop(run: Run) -> None:
    ready = f"xiaobao ready on {run.settings.base_url}"
    _until(lambda: ready in run.log.read_text(), 60)
    assert "one-time password" in run.log.read_text()
    pids = run.pids()
    assert set(pids) == {"engine", "actions", "gateway"}
    os.kill(pids["engine"], signal.SIGKILL)
    _until(lambda: run.pids().get("engine") not in (None, pids["engine"]), 60)
    assert wait_ready(run.settings.base_url, 120)
    run.process.send_signal(signal.SIGINT)
    run.process.wait(60)
    assert run.pids() == {}
    with pytest.raises(httpx.HTTPError):
        httpx.get(run.settings.base_url, trust_env=False, timeout=2)


def test_no_orphan_survives_the_supervisor(run: Run) -> None:
    pids = run.pids()
    os.kill(run.process.pid, signal.SIGKILL)
    run.process.wait()
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids.values()), 60)


def _until(condition: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("did not happen in time")
