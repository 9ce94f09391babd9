"""A private PostgreSQL server for the tests: temporary directory, unix socket, no network, not durable."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from casework.db import upgrade

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB"


@cache
def binaries() -> Path | None:
    """The newest directory with `initdb` and `pg_ctl`, or None."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


class Server:
    """A running server; databases are copied from one migrated template."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    @classmethod
    @contextmanager
    def started(cls) -> Iterator["Server"]:
        # A short path: a unix socket's name may have 107 characters at most.
        folder = Path(tempfile.mkdtemp(prefix="xbpg"))
        server = cls(folder)
        try:
            server._start()
            yield server
        finally:
            server._control("stop", "-m", "immediate")
            shutil.rmtree(folder)

    def new_database(self) -> str:
        """A URL of a fresh database with the newest schema."""
        self._made += 1
        name = f"test{self._made}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE migrated")
        return self.url(name)

    def empty_database(self) -> str:
        """A URL of a database with nothing in it."""
        self._made += 1
        self._sql(f"CREATE DATABASE test{self._made}")
        return self.url(f"test{self._made}")

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def _start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "--no-sync", "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} {_FAST}"
        self._control("start", "-w", "-o", options, "-l", str(self.folder / "log"))
        self._sql("CREATE DATABASE migrated")
        upgrade(self.url("migrated"))

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._data), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        path = binaries()
        assert path is not None
        # PostgreSQL refuses to run as root.
        user = "postgres" if os.geteuid() == 0 else None
        subprocess.run(
            [path / program, *arguments],
            check=True,
            user=user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )

    def _sql(self, statement: str) -> None:
        with psycopg.connect(
            f"host={self.folder} user=postgres dbname=postgres", autocommit=True
        ) as connection:
            connection.execute(statement)
