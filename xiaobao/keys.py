"""``xiaobao keys``: bring everything sealed under an older secret key under the present one."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import typer

from casework.audit.service import record
from casework.audit.types import SYSTEM
from casework.db import Database
from casework.errors import NotFoundError
from casework.files.store import FileStore
from casework.vault import rotation
from casework.vault.cipher import Cipher, SealError
from casework.vault.rotation import Sealed
from casework.vault.sealed import SEALED
from xiaobao.settings import Settings
from xiaobao.terminal import database, fail, settings

app = typer.Typer(no_args_is_help=True, help="The secret key.")
ATTACHMENTS = "attachments"
_CHUNK = 50


@app.command()
def new() -> None:
    """Print a fresh secret key."""
    typer.echo(secrets.token_hex(32))


@app.command()
def check() -> None:
    """Say what still needs an older key; exit code 1 while anything does."""
    chosen = settings()
    cipher = _cipher(chosen)
    with database(chosen) as opened:
        left = {
            kind.name: opened.run_read(partial(rotation.stale, cipher=cipher, kind=kind)) for kind in SEALED
        }
    store = FileStore(chosen.files_dir, cipher)
    left[ATTACHMENTS] = sum(not _is_current(store, key) for key in store.stored_keys())
    for name, count in left.items():
        typer.echo(f"{name}: {count} under an older key")
    if any(left.values()):
        fail("run: xiaobao keys rotate")


@app.command()
def rotate() -> None:
    """Seal everything with the present key; may be stopped at any point and run again, beside users."""
    chosen = settings()
    cipher = _cipher(chosen)
    done: dict[str, int] = {}
    lost: dict[str, int] = {}
    with database(chosen) as opened:
        for kind in SEALED:
            for batch in batches(opened, cipher, kind):
                _count(done, lost, kind.name, batch.resealed, batch.unreadable)
        store = FileStore(chosen.files_dir, cipher)
        for key in store.stored_keys():
            _count(done, lost, ATTACHMENTS, *_reseal(store, key))
        after = {"resealed": done, "unreadable": lost}
        now = datetime.now(UTC)
        opened.run_write(lambda s: record(s, SYSTEM, "keys.rotated", "keys", "all", now, after=after))
    for name in (*(kind.name for kind in SEALED), ATTACHMENTS):
        typer.echo(f"{name}: {done.get(name, 0)} sealed with the present key")
    if any(lost.values()):
        fail(f"open with none of the keys: {', '.join(f'{name} {n}' for name, n in lost.items() if n)}")


def batches(opened: Database, cipher: Cipher, kind: Sealed) -> Iterator[rotation.Batch]:
    """Each batch in a transaction of its own, until nothing is left."""
    after: Any = None
    while True:
        batch = opened.run_write(partial(rotation.reseal, cipher=cipher, kind=kind, after=after))
        yield batch
        if (after := batch.last) is None:
            return


def _cipher(chosen: Settings) -> Cipher:
    return Cipher(chosen.key, chosen.older_keys)


def _count(done: dict[str, int], lost: dict[str, int], name: str, good: int, bad: int) -> None:
    before = done.get(name, 0)
    done[name], lost[name] = before + good, lost.get(name, 0) + bad
    if done[name] // _CHUNK > before // _CHUNK:
        typer.echo(f"{name}: {done[name]} …")


def _reseal(store: FileStore, key: str) -> tuple[int, int]:
    try:
        return int(store.reseal(key)), 0
    except SealError:
        return 0, 1


def _is_current(store: FileStore, key: str) -> bool:
    try:
        return store.is_current(key)
    except NotFoundError:
        return True
