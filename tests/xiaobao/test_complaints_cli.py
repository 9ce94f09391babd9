"""Complaints from the command line."""

import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.audit.service import search
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


@pytest.fixture
def filled(world: Path) -> Path:
    told("demo", "--count", "40", "--year", "2025")
    return world


PERIOD = ("--first", "2025-01-01", "--last", "2025-12-31")


def test_the_figures_are_printed_or_written(filled: Path) -> None:
    said = told("figures", *PERIOD, "--demo")
    assert "收到投诉\t40件" in said
    assert "按业务类型" in said
    assert "收到投诉\t0件" in told("figures", *PERIOD)
    out = filled / "figures.xlsx"
    told("figures", *PERIOD, "--demo", "--out", str(out))
    assert zipfile.is_zipfile(out)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_written_once_for_its_owner_and_on_the_record(filled: Path, kind: str) -> None:
    out = filled / f"list.{kind}"
    told("export", *PERIOD, "--demo", "--out", str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    if kind == "csv":
        lines = out.read_text("utf-8-sig").splitlines()
        assert len(lines) == 41
        assert all(line.startswith("XB-DEM") for line in lines[1:])
        assert "演示客户" not in out.read_text("utf-8-sig")
    assert "exists" in told("export", *PERIOD, "--out", str(out), code=1)
    with Database(f"sqlite:///{filled / 'xiaobao.db'}") as database:
        [record] = database.run_read(lambda s: search(s, action="complaints.list_exported"))
    assert (record.actor_id, record.address) == ("system", "command line")
    assert record.after == {"first": "2025-01-01", "last": "2025-12-31", "demo": True, "file": kind}
    assert [path.name for path in filled.glob(".list*")] == []


@pytest.mark.parametrize(
    "words",
    [
        ("export", *PERIOD, "--out", "list.pdf"),
        ("export", "--first", "2025-02-01", "--last", "2025-01-01", "--out", "x.csv"),
        ("export", "--first", "gestern", "--last", "2025-01-01", "--out", "x.csv"),
    ],
)
def test_what_cannot_be_exported_is_said(world: Path, words: tuple[str, ...]) -> None:
    told(*words, code=2)


def test_a_folder_that_is_not_there_is_said(world: Path) -> None:
    assert "No such file" in told("export", *PERIOD, "--out", str(world / "none" / "x.csv"), code=1)


def test_more_than_one_chunk_is_written_in_order(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casework.complaints.figures.listing.CHUNK", 7)
    out = filled / "list.csv"
    told("export", *PERIOD, "--demo", "--out", str(out))
    rows = [line.split(",")[:2] for line in out.read_text("utf-8-sig").splitlines()[1:]]
    assert len({receipt for receipt, _ in rows}) == 40
    assert [at for _, at in rows] == sorted(at for _, at in rows)
