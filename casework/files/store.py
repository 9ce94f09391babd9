"""Attachments on the disk: encrypted one by one, named at random, never under a folder the web serves."""

import asyncio
import fcntl
import hashlib
import math
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from casework.errors import NotFoundError
from casework.files.checking import checked
from casework.files.types import Checked, KeptFile
from casework.vault.cipher import Cipher

# The type by content and a safe name, or FileRefusedError.
Check = Callable[[str, bytes], Checked]
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_DRAFT: Final = ".new-"
# Checking takes a processor: whoever sends files must not take the threads of everybody else.
_CHECKING: Final = ThreadPoolExecutor(2, "files")


class FileStore:
    """Files under `root`, sealed by `cipher`; a key is 32 hex digits and says nothing of its file."""

    def __init__(self, root: Path, cipher: Cipher) -> None:
        self._root, self._cipher = root, cipher

    def keep(self, name: str, data: bytes, check: Check = checked) -> KeptFile:
        """Check, seal and store; durable when it returns. FileRefusedError. Blocks: call it in a thread.

        Store first, then write the row that names the key: after a crash between the two `sweep` removes it.
        """
        found = check(name, data)
        key = secrets.token_hex(16)
        self._write(key, data)
        return KeptFile(key, found.name, found.type, len(data), hashlib.sha256(data).hexdigest())

    async def keep_soon(self, name: str, data: bytes, check: Check = checked) -> KeptFile:
        """`keep` in threads of its own, two in a process."""
        return await asyncio.get_running_loop().run_in_executor(_CHECKING, self.keep, name, data, check)

    def open(self, key: str) -> bytes:
        """The clear content; NotFoundError, SealError when it was changed or belongs to another key."""
        return self._cipher.open_bytes(self._read(key), _place(key))

    def erase(self, key: str) -> None:
        """Remove it; nothing happens when it is gone already."""
        with self._alone():
            self._path(key).unlink(missing_ok=True)

    def stored_keys(self, after: str = "") -> Iterator[str]:
        """All keys greater than `after`, in order."""
        for path in self._folders():
            if path.parent.name + path.name >= after[:4]:
                yield from sorted(p.name for p in path.iterdir() if _KEY.fullmatch(p.name) and p.name > after)

    def is_current(self, key: str) -> bool:
        """Whether the present secret key sealed it; NotFoundError."""
        return self._cipher.is_current(self._read(key, head=True))

    def reseal(self, key: str) -> bool:
        """Seal it with the present secret key; False when it was already, or is gone."""
        with self._alone():
            try:
                sealed = self._read(key)
            except NotFoundError:
                return False
            if self._cipher.is_current(sealed):
                return False
            self._write(key, self._cipher.open_bytes(sealed, _place(key)))
            return True

    def sweep(
        self,
        known: Callable[[Sequence[str]], Collection[str]],
        older_than: datetime,
        newer_than: datetime | None = None,
    ) -> int:
        """Remove files last written before `older_than` that `known` does not name; how many.

        `known` is asked for a folder's keys at a time. Half an hour leaves every running request alone.
        Files written before `newer_than` are not looked at. Several may sweep at once.
        """
        removed, until = 0, older_than.timestamp()
        since = newer_than.timestamp() if newer_than else 0.0
        for folder in self._folders():
            # A folder changes last when a file comes or goes: without changes since, all in it is older.
            if _written(folder) < since:
                continue
            old = [p for p in folder.iterdir() if since <= _written(p) < until]
            named = known([p.name for p in old if _KEY.fullmatch(p.name)]) if old else ()
            for path in old:
                if path.name not in named:
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NotFoundError("file")
        return self._root / key[:2] / key[2:4] / key

    def _read(self, key: str, *, head: bool = False) -> bytes:
        try:
            with self._path(key).open("rb") as file:
                return file.read(64 if head else -1)
        except FileNotFoundError:
            raise NotFoundError("file") from None

    def _write(self, key: str, data: bytes) -> None:
        """Whole or not at all: a draft beside it, on the disk, then renamed."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{_DRAFT}{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(self._cipher.seal_bytes(data, _place(key)))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        for folder in (path.parent, path.parent.parent, self._root):
            _sync(folder)

    def _folders(self) -> Iterator[Path]:
        for outer in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(outer.glob("[0-9a-f][0-9a-f]"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Erasing and sealing anew never meet: what a customer deletes cannot come back."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self._root / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _written(path: Path) -> float:
    """When, in seconds since 1970; what another sweep removed meanwhile was written never."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _place(key: str) -> str:
    return f"file/{key}"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
