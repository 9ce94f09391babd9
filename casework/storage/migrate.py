"""Bring a database to the newest schema; any number of processes may do so at the same moment."""

from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from casework.migrations import HEAD
from casework.storage import postgres, sqlite

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
_LOCK = 7_032_026_001  # one number for this product's migrations among PostgreSQL's advisory locks
_WAIT_MS = 60_000


def upgrade(url: str) -> None:
    """Create or migrate the schema; nothing happens when it is up to date. One process works, others wait."""
    if url.startswith("sqlite:"):
        _upgrade_sqlite(url)
    else:
        _upgrade_postgres(url)


def revision(connection: Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    try:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        return None
    return found


def migrate(connection: Connection) -> None:
    """Run the migrations on an open connection; the caller holds the lock and ends the transaction."""
    # Alembic takes 0.2 s to import: a start that has nothing to migrate does not pay it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _upgrade_sqlite(url: str) -> None:
    engine = sqlite.engine_for(sqlite.path_of(url))
    connection, raw = sqlite.connect(engine)
    try:
        if revision(connection) == HEAD:
            return
        raw.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
        # Foreign keys must rest while a table is rebuilt, and the switch works only outside a transaction.
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN IMMEDIATE")
        migrate(connection)
        raw.execute("COMMIT")
    finally:
        connection.close()
        engine.dispose()


def _upgrade_postgres(url: str) -> None:
    engine = postgres.engine_for(url)
    try:
        with engine.connect() as connection:
            if revision(connection) == HEAD:
                return
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = {_WAIT_MS}"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            migrate(connection)
    finally:
        engine.dispose()
