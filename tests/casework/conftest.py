"""Every behaviour is tested on a real SQLite file, and on PostgreSQL where its binaries are installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.db import Database
from tests.casework.postgres import Server
from tests.casework.talk import Talk
from tests.databases import migrated


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return migrated(tmp_path / "casework.db")


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database(url) as opened:
        yield opened


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)
