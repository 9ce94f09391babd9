"""Every behaviour is tested on a real SQLite file, and on PostgreSQL where its binaries are installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.db import Database, upgrade
from tests.casework.postgres import Server, binaries
from tests.casework.talk import Talk


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    if binaries() is None:
        pytest.skip("PostgreSQL's server binaries are not installed")
    with Server.started() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "casework.db")
    return f"sqlite:///{tmp_path / 'casework.db'}"


@pytest.fixture
def postgres_url(postgres: Server) -> str:
    return postgres.new_database()


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
