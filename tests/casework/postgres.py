"""A private PostgreSQL server for the tests: temporary directory, unix socket, no network, not durable."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from casework.db import upgrade

_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
# Copies have this in common with their template until somebody changes a schema.
_SCHEMA = """WITH ours AS (SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
        SELECT concat_ws(',', oid, relname) FROM ours
        UNION ALL SELECT concat_ws(',', attrelid, attname, atttypid, attnotnull) FROM pg_attribute
            WHERE attrelid IN (SELECT oid FROM ours)
        UNION ALL SELECT concat_ws(',', oid, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(',', oid, md5(prosrc)) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
    ) AS found (part)"""
_KEPT = "alembic_version"
_TABLES = f"""SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '{_KEPT}' ORDER BY oid"""
_NUMBERS = """SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"""
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
    """A running server; databases are copied from one migrated template, emptied and lent again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0
        self._free: list[str] = []
        self._schema = self._emptying = ""

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

    @contextmanager
    def database(self) -> Iterator[str]:
        """A URL of a database with the newest schema and nothing in it."""
        name = self._free.pop() if self._free else self._copy()
        try:
            yield self.url(name)
        finally:
            if self._emptied(name):
                self._free.append(name)
            else:
                self._sql(f"DROP DATABASE {name} WITH (FORCE)")

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
        with self._connected("migrated") as connection:
            tables = [name for (name,) in connection.execute(_TABLES)]
            assert not any(connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in tables)
            self._schema = str(connection.execute(_SCHEMA).fetchone())
        # History refuses to be changed but by who repeats what happened elsewhere.
        self._emptying = "SET session_replication_role = replica;" + "".join(
            f"DELETE FROM {name};" for name in tables
        )

    def _copy(self) -> str:
        self._made += 1
        self._sql(f"CREATE DATABASE test{self._made} TEMPLATE migrated")
        return f"test{self._made}"

    def _emptied(self, name: str) -> bool:
        """Empty it, numbers from 1 again; False for one whose schema was changed or that somebody keeps."""
        with self._connected(name) as connection:
            for _ in range(200):
                if not connection.execute(_OTHERS).fetchall():
                    break
                time.sleep(0.005)
            else:
                return False
            if str(connection.execute(_SCHEMA).fetchone()) != self._schema:
                return False
            connection.execute(self._emptying)  # type: ignore[arg-type]
            connection.execute(_NUMBERS)
        return True

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
        with self._connected("postgres") as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(f"host={self.folder} user=postgres dbname={name}", autocommit=True)
