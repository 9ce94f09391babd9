"""The gateway keeps house: what is due goes, and switching it off leaves everything."""

from datetime import timedelta
from pathlib import Path

from casework.conversations import service as conversations
from casework.db import Database, upgrade
from casework.files.store import FileStore
from casework.vault.cipher import Cipher
from gateway.ops import keeping
from gateway.ops.keeping import Keeper
from tests.casework.talk import NOW
from xiaobao.settings import Settings


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
