"""What the commands share: the settings or a clear line, the database, one line for what goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError

from casework.db import Database, upgrade
from casework.errors import CaseworkError
from xiaobao.settings import Settings


def settings() -> Settings:
    """The settings, or one clear line for each wrong one and exit code 2."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "XIAOBAO_" + "_".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"{name}: {problem['msg']}", err=True)
        raise typer.Exit(2) from None


def fail(message: str) -> NoReturn:
    """One line on standard error and exit code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


@contextmanager
def database(chosen: Settings) -> Iterator[Database]:
    """The migrated database; what a service refuses becomes one line and exit code 1."""
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(chosen.database)
    with Database(chosen.database) as opened:
        try:
            yield opened
        except CaseworkError as refused:
            fail(str(refused))
