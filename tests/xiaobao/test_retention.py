"""Retention from the command line."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.conversations import service as conversations
from casework.db import Database
from casework.files.store import FileStore
from casework.vault.cipher import Cipher
from tests.casework.files.samples import picture
from tests.databases import migrated
from xiaobao.cli import app

run = CliRunner()
LONG_AGO = datetime.now(UTC) - timedelta(days=400)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("XIAOBAO_SECRET_KEY", "0" * 32)
    with Database(migrated(tmp_path / "xiaobao.db")) as database:
        for _ in range(250):
            database.run_write(
                lambda s: conversations.create(s, "web", "zh-Hans", None, "standard", LONG_AGO)
            )
    return tmp_path


def test_a_dry_run_counts_and_changes_nothing(world: Path) -> None:
    for _ in range(2):
        told = run.invoke(app, ["retention", "run", "--dry-run"])
        assert told.exit_code == 0, told.output
        assert "chats: 250 due" in told.output


def test_a_run_ends_all_that_is_due_and_attachments_nobody_names(world: Path) -> None:
    store = FileStore(world / "files", Cipher(b"0" * 32))
    old, new = store.keep("a.jpg", picture()).key, store.keep("b.jpg", picture()).key
    path = next(p for p in (world / "files").rglob(old))
    os.utime(path, (LONG_AGO.timestamp(),) * 2)
    told = run.invoke(app, ["retention", "run"])
    assert told.exit_code == 0, told.output
    assert "chats: 250 ended" in told.output
    assert "orphans: 1 ended" in told.output
    assert list(store.stored_keys()) == [new]
    assert "chats: 0 ended" in run.invoke(app, ["retention", "run"]).output


def test_the_periods_in_force_are_shown(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_KEEP_CHATS_DAYS", "90")
    shown = run.invoke(app, ["retention", "show"]).output
    assert "chats: 90 days since" in shown
    assert "complaints: 1096 days since" in shown
    assert "audit: kept" in shown


def test_a_period_below_the_least_stops_the_start(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_KEEP_COMPLAINTS_DAYS", "365")
    result = run.invoke(app, ["retention", "run"])
    assert result.exit_code == 2
    assert result.output.startswith("XIAOBAO_KEEP_COMPLAINTS_DAYS: ")
