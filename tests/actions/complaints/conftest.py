"""A customer and the complaint form on a real SQLite file; what Rasa does between actions is played here."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.complaints import store as stores
from actions.complaints.store import Store
from casework.db import Database, upgrade
from casework.vault.cipher import Cipher
from tests.actions.complaints.teller import NOW, Teller


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("actions") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def store(tmp_path: Path, migrated_file: Path) -> Iterator[Store]:
    shutil.copy(migrated_file, tmp_path / "casework.db")
    with Database(f"sqlite:///{tmp_path / 'casework.db'}") as database:
        made = Store(database, Cipher(b"a key for the tests, long enough"), lambda: NOW)
        stores.use(made)
        yield made
        stores.use(None)


@pytest.fixture
def teller(store: Store) -> Teller:
    return Teller(store)
