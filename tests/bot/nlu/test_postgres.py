"""The lean store on a private PostgreSQL server (temporary directory, unix socket)."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from test_stores import DOMAIN, converse, told

from bot.nlu.stores import EVENTS, LeanTrackerStore

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
pytestmark = pytest.mark.skipif(not BINARIES, reason="PostgreSQL is not installed")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    # A short path: a unix socket's name may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="xbpg"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    try:
        run(folder, "initdb", "-D", "data", "-U", "postgres", "--no-sync", "-A", "trust", "-E", "UTF8")
        run(folder, "pg_ctl", "-D", "data", "start", "-w", "-o", options, "-l", "log")
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run(folder, "pg_ctl", "-D", "data", "stop", "-m", "immediate")
        shutil.rmtree(folder)


def run(folder: Path, program: str, *arguments: str) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    command = [BINARIES[-1] / program, *arguments]
    subprocess.run(command, check=True, cwd=folder, user=user, env=environment, stdout=subprocess.DEVNULL)


async def test_the_same_on_postgresql(url: str) -> None:
    one, other = LeanTrackerStore(DOMAIN, url), LeanTrackerStore(DOMAIN, url)
    await converse(one, range(3))
    await converse(other, range(3, 5))
    await converse(one, range(5, 8), new_session=True)
    assert told(await other.retrieve("a")) == told(await LeanTrackerStore(DOMAIN, url).retrieve("a"))
    full = told(await other.retrieve_full_tracker("a"))
    assert [e["text"] for e in full if e["event"] == "user"] == [f"問{n}" for n in range(8)]
    await converse(one, range(2), "b")
    assert set(await one.keys()) == {"a", "b"}
    assert await one.forget("a") == len(full)
    assert await one.forget_older(-1) == 13
    for store in (one, other):
        store.engine.dispose()


async def test_an_events_table_of_somebody_else_is_left_alone(url: str) -> None:
    """The main database has one, and lives in the same PostgreSQL database."""
    foreign = sa.create_engine(url)
    foreign.execute("CREATE TABLE IF NOT EXISTS public.events (id int primary key, kind text)")
    store = LeanTrackerStore(DOMAIN, url.replace("postgresql:", "postgresql+psycopg:"))
    await converse(store, range(1), "c")
    assert foreign.execute("SELECT count(*) FROM public.events").scalar() == 0
    assert await store.forget("c") == 3 + 5
    for engine in (store.engine, foreign):
        engine.dispose()


async def test_rasas_own_table_gets_the_index(url: str) -> None:
    from rasa.core.tracker_store import SQLTrackerStore

    lean = LeanTrackerStore(DOMAIN, url)
    EVENTS.drop(lean.engine)
    stock = SQLTrackerStore(DOMAIN, dialect="postgresql", host=url)
    await converse(stock, range(2))
    again = LeanTrackerStore(DOMAIN, url)
    await converse(again, range(2, 3))
    assert told(await stock.retrieve("a")) == told(await again.retrieve_full_tracker("a"))[1:]
    for engine in (lean.engine, again.engine, stock.engine):
        engine.dispose()
