"""The database as actions reach it: one door for the process, opened at first use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from casework.complaints.calendar import day_of
from casework.db import Database
from casework.errors import CaseworkError
from casework.vault.cipher import Cipher
from xiaobao.settings import Settings

# What a customer must be told honestly: nothing was stored.
FAILURES: Final = (CaseworkError, SQLAlchemyError, OSError)


@dataclass(frozen=True, slots=True)
class Store:
    """Database, cipher and clock."""

    database: Database
    cipher: Cipher
    clock: Callable[[], datetime]

    def today(self) -> date:
        """The bank's day."""
        return day_of(self.clock())


_kept: list[Store] = []


def store() -> Store:
    """The process's own; opened when it is first needed."""
    if not _kept:
        settings = Settings()
        cipher = Cipher(settings.key, settings.older_keys)
        _kept.append(Store(Database(settings.database), cipher, lambda: datetime.now(UTC)))
    return _kept[0]


def use(given: Store | None) -> None:
    """Take another one, for tests; None forgets the present one without closing it."""
    _kept[:] = [given] if given else []


def close() -> None:
    """Finish what was accepted and close."""
    while _kept:
        _kept.pop().database.close()
