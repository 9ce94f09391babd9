"""Migrations: they agree with the models, run once however many processes start, keep history append-only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from casework.alerts import service as alerts
from casework.alerts.types import Finding
from casework.db import Database, upgrade
from casework.migrations import HEAD, ours
from casework.models import metadata
from casework.storage import migrate
from tests.casework.postgres import Server
from tests.casework.talk import NOW, Talk

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.empty_database()


def test_models_and_migrations_agree(url: str) -> None:
    def differences(connection: Connection) -> object:
        options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    with Database(url) as database:
        assert database.run_write(lambda s: differences(s.connection())) == []


def test_every_table_of_the_models_is_there(url: str) -> None:
    with Database(url) as database:
        for name in metadata.tables:
            assert database.run_read(lambda s: s.execute(text(f"SELECT count(*) FROM {name}")).scalar()) == 0  # noqa: B023


def test_head_is_alembics_head() -> None:
    assert ScriptDirectory(str(migrate.SCRIPTS)).get_current_head() == HEAD


def test_upgrading_again_changes_nothing_and_loads_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "migrate", lambda _: pytest.fail("there is nothing to migrate"))
    upgrade(url)


def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    code = "import sys; from casework.db import upgrade; upgrade(sys.argv[1])"
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, empty_url],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in started:
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
    with Database(empty_url) as database:
        assert Talk(database).accept().turn


def test_alembic_works_from_the_command_line(url: str) -> None:
    for act in (["check"], ["downgrade", "base"], ["upgrade", "head"], ["check"]):
        ran = subprocess.run(
            [sys.executable, "-m", "alembic", "-c", ROOT / "casework" / "alembic.ini", *act],
            env={**os.environ, "XIAOBAO_DATABASE_URL": url},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    with Database(url) as database:
        assert Talk(database).accept().turn


def test_downgrade_leaves_nothing_of_ours(url: str) -> None:
    def down(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(migrate.SCRIPTS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    with Database(url) as database:
        database.run_write(lambda s: down(s.connection()))
    upgrade(url)
    with Database(url) as database:
        assert Talk(database).accept().turn


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 1", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["events", "audit", "alert_events"])
def test_the_database_itself_refuses_to_change_history(url: str, table: str, statement: str) -> None:
    with Database(url) as database:
        talk = Talk(database)
        message = talk.accept().message
        talk.write(alerts.note, message.id, FINDING, NOW)
        with pytest.raises(DBAPIError, match="append-only"):
            database.run_write(
                lambda s: s.execute(text(ADD_AUDIT)) and s.execute(text(statement.format(table)))
            )


FINDING = Finding("paying", "police", "urgent", 0.8, "self", (), {})
ADD_AUDIT = (
    "INSERT INTO audit (at, actor_id, actor_name, action, object_type, object_id)"
    " VALUES ('2026-11-22 00:00:00.000000', 'a', 'a', 'a', 'a', 'a')"
)


def test_sqlite_refuses_to_put_a_record_in_the_place_of_another(sqlite_url: str) -> None:
    other = ADD_AUDIT.replace("INSERT INTO audit (", "REPLACE INTO audit (id, ").replace(
        "VALUES (", "VALUES (1, "
    )
    with Database(sqlite_url) as database:
        database.run_write(lambda s: s.execute(text(ADD_AUDIT)))
        with pytest.raises(DBAPIError, match="append-only"):
            database.run_write(lambda s: s.execute(text(other)))


@pytest.mark.parametrize("table", ["events", "audit", "alert_events"])
def test_postgres_refuses_to_truncate_history(postgres_url: str, table: str) -> None:
    with Database(postgres_url) as database, pytest.raises(DBAPIError, match="append-only"):
        database.run_write(lambda s: s.execute(text(f"TRUNCATE {table}")))
