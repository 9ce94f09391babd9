"""A private, short-lived copy of all three processes on free ports, for ``ask``, tests and measurements."""

import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xiaobao.announce import wait_ready
from xiaobao.processes import commands, environment
from xiaobao.settings import ROOT, Settings


class NotReady(Exception):
    """The processes did not answer in time; the message is the end of their output."""


class Stack:
    """Three running processes; ``processes`` maps the name to its Popen."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.settings = settings
        self.log = log
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start the named processes, or all that do not run."""
        for name, argv in commands(self.settings).items():
            if (not names or name in names) and not self.running(name):
                with self.log.open("ab") as out:
                    self.processes[name] = subprocess.Popen(
                        argv, cwd=ROOT, env=environment(self.settings), stdout=out, stderr=out
                    )

    def running(self, name: str) -> bool:
        """Whether the process is there."""
        process = self.processes.get(name)
        return process is not None and process.poll() is None

    def kill(self, name: str, how: int = signal.SIGKILL) -> None:
        """Send a signal to one process and wait for its end."""
        process = self.processes[name]
        process.send_signal(how)
        process.wait(20)

    def wait(self, seconds: float = 180) -> None:
        """Block until everything answers. Raises NotReady."""
        if not wait_ready(self.settings.base_url, seconds):
            raise NotReady(self.log.read_text(errors="replace")[-4000:])

    def stop(self) -> None:
        """Stop everything, gently first."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(12)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_ports(count: int) -> list[int]:
    """Distinct free loopback ports."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in sockets]
    finally:
        for s in sockets:
            s.close()


def private_settings(data_dir: Path, **changes: Any) -> Settings:
    """Settings of a copy that shares nothing with another: own ports, own data."""
    port, engine_port, actions_port = free_ports(3)
    return Settings(
        host="127.0.0.1", port=port, engine_port=engine_port, actions_port=actions_port, data_dir=data_dir,
        engine_url="", database_url="", redis_url="", public_url="", **changes,
    )  # fmt: skip


@contextmanager
def temporary_stack(**changes: Any) -> Iterator[Stack]:
    """A ready stack with an empty database in a temporary folder; stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="xiaobao-") as folder:
        stack = Stack(private_settings(Path(folder), **changes), Path(folder) / "output.log")
        try:
            stack.start()
            stack.wait()
            yield stack
        finally:
            stack.stop()
