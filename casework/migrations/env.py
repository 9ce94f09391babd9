"""Run by Alembic: on the connection `upgrade` gives, or from the command line on the settings' database."""

from alembic import context
from sqlalchemy import Connection

from casework.migrations import ours
from casework.models import metadata
from casework.storage import postgres, sqlite
from xiaobao.settings import Settings


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, render_as_batch=True, include_name=ours
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    url = Settings().database
    if url.startswith("sqlite:"):
        connection, raw = sqlite.connect(sqlite.engine_for(sqlite.path_of(url)))
        with connection:
            raw.execute("BEGIN IMMEDIATE")
            run(connection)
            raw.execute("COMMIT")
        return
    with postgres.engine_for(url).begin() as connection:
        run(connection)


main()
