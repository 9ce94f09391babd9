"""The search that is run over everything tests leave behind finds what it must find."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.leaks import leaks
from tests.persons import PERSONS

PERSON = PERSONS[0]


@pytest.mark.parametrize(
    "written",
    [
        PERSON.name.encode(), PERSON.traditional.encode("utf-16-le"), PERSON.name.encode("utf-16-be"),
        rf"\u{ord('靖'):04x}\u{ord('柏'):04X}".lower().encode(), PERSON.phone.encode(),
        PERSON.phone_full_width.encode(), PERSON.phone_chinese.encode(), PERSON.phone_spaced.encode(),
        PERSON.id_number.encode(), PERSON.phone.encode("utf-16-le"),
    ],
)  # fmt: skip
def test_every_spelling_is_found(tmp_path: Path, written: bytes) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "some.bin").write_bytes(b"x" * 100 + written + b"y")
    assert leaks(folder)
    assert leaks(folder, suffixes=(".log",)) == []
    (folder / "some.bin").unlink()


def test_a_long_text_on_several_pages_of_a_database_is_found(tmp_path: Path) -> None:
    """Every page break falls somewhere in one of the copies."""
    path = tmp_path / "long.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("create table t (words text)")
        database.execute("insert into t values (?)", ["。" * 1400 + PERSON.phone + "。" * 3000])
    assert leaks(tmp_path)
    path.unlink()


def test_what_is_shown_is_no_leak(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("欧阳** 137****6510 [已隐藏:证件号码]", encoding="utf-8")
    assert leaks(tmp_path) == []


def test_one_page_that_is_new_in_a_copy_is_looked_at(tmp_path: Path) -> None:
    clean = b"".join(bytes([number]) * 4096 for number in range(1, 9))
    (tmp_path / "a.db-wal").write_bytes(clean)
    for number in range(8):
        copy = bytearray(clean)
        at = number * 4096 + 4090
        copy[at : at + 11] = PERSON.phone.encode()
        (tmp_path / "b.db-wal").write_bytes(copy)
        assert [found.partition(":")[0] for found in leaks(tmp_path)] == ["b.db-wal"]
        (tmp_path / "b.db-wal").unlink()
