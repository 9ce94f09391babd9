"""The gateway keeps house: what is due goes, and switching it off leaves everything."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.conversations import service as conversations
from casework.db import Database, upgrade
from casework.errors import NotFoundError
from casework.files.store import FileStore
from casework.vault.cipher import Cipher
from gateway.ops import keeping
from gateway.ops.keeping import Keeper
from gateway.ops.sweeping import BACK, GRACE, OrphanSweeper
from tests.casework.customers import people
from tests.casework.files.samples import document
from tests.casework.talk import NOW
from xiaobao.settings import Settings

CIPHER = Cipher(b"0" * 32)


async def test_one_run_ends_what_is_due(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    upgrade(settings.database)
    store = FileStore(settings.files_dir, Cipher(b"0" * 32))
    with Database(settings.database) as database:
        await database.write(lambda s: conversations.create(s, "web", "zh-Hans", None, "standard", NOW))
        early = Keeper(settings, database, store, lambda: NOW + timedelta(days=179))
        assert (await early.once())["chats"] == 0
        late = Keeper(settings, database, store, lambda: NOW + timedelta(days=181))
        assert (await late.once())["chats"] == 1


async def test_switched_off_it_ends_at_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, retention_daily=False)
    upgrade(settings.database)
    with Database(settings.database) as database:
        store = FileStore(settings.files_dir, Cipher(b"0" * 32))
        await Keeper(settings, database, store, lambda: NOW).run()


def test_customers_come_first_after_a_start() -> None:
    assert keeping.FIRST[0] >= 60


async def test_uploads_that_no_complaint_named_go_after_half_an_hour(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    upgrade(settings.database)
    store = FileStore(settings.files_dir, CIPHER)
    with Database(settings.database) as database:
        filed = people.file(database, CIPHER)
        named = people.attach(database, store, filed)
        left = [store.keep(f"{n}.pdf", document()).key for n in range(8)]
        now = datetime.now(UTC)

        def at(later: timedelta) -> OrphanSweeper:
            return OrphanSweeper(database, store, lambda: now + later)

        assert await at(GRACE - timedelta(minutes=1)).once() == 0
        assert await at(BACK + timedelta(minutes=1)).once() == 0  # the daily run's
        # Several gateways at once.
        removed = await asyncio.gather(*(at(GRACE + timedelta(minutes=1)).once() for _ in range(4)))
        assert sum(removed) >= len(left)
        assert list(store.stored_keys()) == [named]
        for key in left:
            with pytest.raises(NotFoundError):
                store.open(key)
