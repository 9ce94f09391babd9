"""Attachments on the disk: sealed, found by their key, gone when erased; orphans are swept."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.errors import NotFoundError
from casework.files.store import FileStore
from casework.files.types import FileRefusedError
from casework.vault.cipher import Cipher, SealError
from tests.casework.files.samples import document, picture

OLD, NEW = b"0" * 32, b"1" * 32
SOON = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", Cipher(OLD))


def on_disk(root: Path) -> list[Path]:
    return [p for p in (root / "files").rglob("*") if p.is_file() and p.name != ".lock"]


def test_what_is_kept_can_be_opened_and_stands_nowhere_in_clear(store: FileStore, tmp_path: Path) -> None:
    data = document()
    kept = store.keep("a.pdf", data)
    assert (kept.size, kept.type, kept.name, len(kept.sha256)) == (len(data), "application/pdf", "a.pdf", 64)
    assert store.open(kept.key) == data
    (path,) = on_disk(tmp_path)
    assert b"PDF" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_is_refused_leaves_nothing(store: FileStore, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError):
        store.keep("a.pdf", b"hello")
    assert on_disk(tmp_path) == []


def test_erased_is_gone_and_erasing_again_is_no_error(store: FileStore, tmp_path: Path) -> None:
    kept = store.keep("a.jpg", picture())
    store.erase(kept.key)
    store.erase(kept.key)
    with pytest.raises(NotFoundError):
        store.open(kept.key)
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("key", ["", "../../secret.key", "A" * 32, "0" * 31, "0" * 32])
def test_a_key_is_no_path(store: FileStore, key: str) -> None:
    with pytest.raises(NotFoundError):
        store.open(key)


def test_a_file_moved_to_another_key_does_not_open(store: FileStore, tmp_path: Path) -> None:
    one, two = store.keep("a.jpg", picture()), store.keep("b.png", picture("PNG"))
    paths = {p.name: p for p in on_disk(tmp_path)}
    paths[one.key].write_bytes(paths[two.key].read_bytes())
    with pytest.raises(SealError):
        store.open(one.key)


def test_a_failed_write_leaves_no_draft(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.keep("a.jpg", picture())
    assert on_disk(tmp_path) == []


def test_the_sweep_removes_what_no_row_names_and_old_drafts(store: FileStore, tmp_path: Path) -> None:
    named, orphan = store.keep("a.jpg", picture()), store.keep("b.jpg", picture())
    draft = next(p for p in on_disk(tmp_path)).with_name(".new-0123456789abcdef")
    draft.write_bytes(b"half")

    def known(keys: object) -> set[str]:
        return {named.key}

    assert store.sweep(known, datetime.now(UTC) - timedelta(hours=1)) == 0
    assert store.sweep(known, SOON) == 2
    assert {p.name for p in on_disk(tmp_path)} == {named.key}
    with pytest.raises(NotFoundError):
        store.open(orphan.key)


def test_keys_come_in_order_and_go_on_where_they_stopped(store: FileStore) -> None:
    kept = sorted(store.keep("a.jpg", picture()).key for _ in range(12))
    assert list(store.stored_keys()) == kept
    assert list(store.stored_keys(kept[4])) == kept[5:]


def test_sealing_anew_with_another_key(store: FileStore, tmp_path: Path) -> None:
    data = picture()
    kept = store.keep("a.jpg", data)
    both = FileStore(tmp_path / "files", Cipher(NEW, [OLD]))
    assert both.open(kept.key) == data
    assert not both.is_current(kept.key)
    assert both.reseal(kept.key)
    assert not both.reseal(kept.key)
    assert FileStore(tmp_path / "files", Cipher(NEW)).open(kept.key) == data
    with pytest.raises(SealError):
        store.open(kept.key)


def test_what_was_erased_does_not_come_back_by_sealing(store: FileStore, tmp_path: Path) -> None:
    kept = store.keep("a.jpg", picture())
    store.erase(kept.key)
    assert not FileStore(tmp_path / "files", Cipher(NEW, [OLD])).reseal(kept.key)
    assert on_disk(tmp_path) == []
