"""A customer and the complaint form on a real SQLite file; what Rasa does between actions is played here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.complaints import store as stores
from actions.complaints.store import Store
from casework.db import Database
from casework.vault.cipher import Cipher
from tests.actions.complaints.teller import NOW, Teller
from tests.databases import migrated


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Database(migrated(tmp_path / "casework.db")) as database:
        made = Store(database, Cipher(b"a key for the tests, long enough"), lambda: NOW)
        stores.use(made)
        yield made
        stores.use(None)


@pytest.fixture
def teller(store: Store) -> Teller:
    return Teller(store)
