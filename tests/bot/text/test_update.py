from pathlib import Path

import pytest

from bot.text import update
from bot.text.dictionaries import INSTALLED, OURS, lines_of
from bot.text.resources import DATA


def test_the_dictionaries_can_be_made_again(tmp_path: Path) -> None:
    source, target = tmp_path / "new", tmp_path / "ours"
    source.mkdir()
    target.mkdir()
    for file in OURS.glob("*.txt"):
        name = file.name.partition(".")[0]
        entries = dict(lines_of(INSTALLED / f"{name}.txt")) if file.name.endswith(".delta.txt") else {}
        for key, value in lines_of(file):
            entries[key] = value
        whole = [f"{key}\t{value}" for key, value in entries.items() if value]
        (source / f"{name}.txt").write_text("\n".join(whole), encoding="utf-8")
    update.opencc(source, target)
    for file in OURS.glob("*.txt"):
        assert (target / file.name).read_bytes() == file.read_bytes()


def test_the_words_can_be_made_again(tmp_path: Path) -> None:
    source = tmp_path / "dict.txt"
    lines = (DATA / "words.txt").read_text(encoding="utf-8").splitlines()
    source.write_text("\n".join(f"{line} n" for line in [*lines, "abc 500", "罕见词 1"]), encoding="utf-8")
    update.words(source, tmp_path / "words.txt")
    assert (tmp_path / "words.txt").read_bytes() == (DATA / "words.txt").read_bytes()


def test_anything_else_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert update.main([]) == 2
    assert "opencc DIR" in capsys.readouterr().err
