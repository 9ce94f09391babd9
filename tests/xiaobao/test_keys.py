"""Changing the secret key from the command line, also when the machine dies half way."""

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.db import Database
from casework.files.store import FileStore
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from tests.casework.files.samples import picture
from tests.casework.talk import NOW, Talk
from tests.databases import migrated
from xiaobao.cli import app

OLD, NEW = "0" * 32, "1" * 32
run = CliRunner()


class World:
    """A data directory whose values are sealed with the old key while the new one is set."""

    def __init__(self, root: Path, values: int, files: int) -> None:
        self.root = root
        old = Cipher(OLD.encode())
        migrated(root / "xiaobao.db")
        with Database(self.url) as database:
            self.talk = Talk(database).id
            add = [partial(self._add, cipher=old, value=f"1380013{n:04}") for n in range(values)]
            self.tokens = [database.run_write(one) for one in add]
        self.files = [FileStore(root / "files", old).keep("a.jpg", picture()).key for _ in range(files)]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.root / 'xiaobao.db'}"

    def _add(self, session: object, cipher: Cipher, value: str) -> str:
        return vault.keep(session, cipher, self.talk, "phone", value, "138****", NOW).token  # type: ignore[arg-type]

    def readable_with(self, *keys: str) -> bool:
        """Whether everything opens and is what it was."""
        cipher = Cipher(keys[0].encode(), [key.encode() for key in keys[1:]])
        with Database(self.url) as database:
            found = [
                database.run_read(partial(vault.resolve, cipher=cipher, conversation_id=self.talk, token=t))
                for t in self.tokens
            ]
        store = FileStore(self.root / "files", cipher)
        return found == [f"1380013{n:04}" for n in range(len(found))] and all(
            store.open(key) == picture() for key in self.files
        )


@pytest.fixture
def point(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("XIAOBAO_SECRET_KEY", NEW)
    monkeypatch.setenv("XIAOBAO_PREVIOUS_KEYS", OLD)
    return tmp_path


def test_check_rotate_check(point: Path) -> None:
    world = World(point, values=5, files=2)
    before = run.invoke(app, ["keys", "check"])
    assert before.exit_code == 1
    assert "personal values: 5 under an older key" in before.output
    assert "attachments: 2 under an older key" in before.output
    done = run.invoke(app, ["keys", "rotate"])
    assert done.exit_code == 0, done.output
    assert "personal values: 5 sealed" in done.output
    assert "attachments: 2 sealed" in done.output
    assert run.invoke(app, ["keys", "check"]).exit_code == 0
    assert world.readable_with(NEW)


def test_without_the_old_key_the_run_says_so_and_harms_nothing(
    point: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(point, values=3, files=1)
    monkeypatch.setenv("XIAOBAO_PREVIOUS_KEYS", "")
    failed = run.invoke(app, ["keys", "rotate"])
    assert failed.exit_code == 1
    assert "none of the keys: personal values 3, attachments 1" in failed.output
    assert world.readable_with(OLD)


def test_killed_at_any_point_everything_opens_and_the_next_run_ends_it(point: Path) -> None:
    world = World(point, values=1200, files=60)
    command = [Path(sys.executable).with_name("xiaobao"), "keys", "rotate"]
    unbuffered = os.environ | {"PYTHONUNBUFFERED": "1"}
    for lines in (1, 2, 1):
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=unbuffered) as process:
            assert process.stdout is not None
            for _ in range(lines):
                assert b"\xe2\x80\xa6" in process.stdout.readline(), "not in the middle any more"
            process.send_signal(signal.SIGKILL)
        assert world.readable_with(NEW, OLD)
    assert run.invoke(app, ["keys", "rotate"]).exit_code == 0
    assert run.invoke(app, ["keys", "check"]).exit_code == 0
    assert world.readable_with(NEW)


@pytest.mark.parametrize("keys", ["short", f"{OLD},short"])
def test_a_short_previous_key_stops_the_start(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setenv("XIAOBAO_PREVIOUS_KEYS", keys)
    result = run.invoke(app, ["keys", "check"])
    assert result.exit_code == 2
    assert result.output.startswith("XIAOBAO_PREVIOUS_KEYS: ")


def test_a_new_key_is_long_and_always_another() -> None:
    one, two = (run.invoke(app, ["keys", "new"]).output.strip() for _ in range(2))
    assert len(one) == 64
    assert one != two
