"""Complaints from the command line."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.complaints import service
from casework.db import Database
from casework.vault.cipher import Cipher
from xiaobao.cli import app

run = CliRunner()
KEY = "0" * 32


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("XIAOBAO_SECRET_KEY", KEY)
    return tmp_path


def told(*words: str, code: int = 0) -> str:
    done = run.invoke(app, ["complaints", *words])
    assert done.exit_code == code, done.output
    return done.output


def test_a_demo_is_filled_once_can_be_looked_up_and_removed(world: Path) -> None:
    said = told("demo", "--count", "30", "--year", "2025")
    assert "30 complaints of 2025" in said
    found = re.search(r"receipt (XB-DEM\w-\w{5}), query code (\w{6})", said)
    assert found, said
    with Database(f"sqlite:///{world / 'xiaobao.db'}") as database:
        complaint = database.run_read(lambda s: service.look_up(s, Cipher(KEY.encode()), found[1], found[2]))
    assert complaint.demo
    assert "--remove" in told("demo", "--count", "5", code=1)
    assert "30 complaints of the demo removed" in told("demo", "--remove")
    assert "0 complaints of the demo removed" in told("demo", "--remove")


def test_a_year_to_come_is_refused(world: Path) -> None:
    assert "year" in told("demo", "--year", "2999", code=1)
