"""Staff accounts from the command line and at the first run."""

from datetime import UTC, datetime

from casework.audit.types import SYSTEM
from casework.db import Database, upgrade
from casework.errors import CaseworkError
from casework.staff import login, service
from casework.statuses import ROLES, Role
from xiaobao.settings import Settings

FIRST = "supervisor"


def first_account(settings: Settings) -> list[str]:
    """The lines that tell the first account's one-time password; none when an account exists."""
    with _database(settings) as database:
        if database.run_read(service.count):
            return []
        return _lines(database, FIRST, "supervisor")


def add(settings: Settings, name: str, role: str) -> list[str]:
    """Add an account; the lines tell its one-time password. Raises ValueError in plain words."""
    known: Role | None = next((r for r in ROLES if r == role), None)
    if known is None:
        raise ValueError(f"role must be one of {', '.join(ROLES)}")
    with _database(settings) as database:
        try:
            return _lines(database, name, known)
        except CaseworkError as refused:
            raise ValueError(str(refused)) from refused


def _database(settings: Settings) -> Database:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database)
    return Database(settings.database)


def _lines(database: Database, name: str, role: Role) -> list[str]:
    made = login.add_account(database, SYSTEM, name, role, datetime.now(UTC))
    return [f"staff account: {made.staff.name} ({role}); one-time password: {made.one_time_password}"]
