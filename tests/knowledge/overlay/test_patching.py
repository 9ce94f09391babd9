"""The patch: what ``git apply`` makes of it reads as what was published, and nothing else is touched."""

import shutil
import subprocess
from pathlib import Path

import pytest

from knowledge.loader import ROOT, read_checked
from knowledge.overlay import Published
from knowledge.overlay.patching import patch
from knowledge.versions import Raw, digest, raw_of


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with the real content in it."""
    shutil.copytree(ROOT, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def applied(tree: Path, changes: list[Published]) -> str:
    found = patch(changes, tree / "knowledge")
    subprocess.run(["git", "apply", "-"], cwd=tree, input=found, text=True, check=True)
    return found


def raw(tree: Path, id_: str) -> Raw:
    return raw_of(read_checked(tree / "knowledge").entries[id_])


def test_one_field_is_one_line(tree: Path) -> None:
    change = raw(tree, "complaint_how") | {"plain": "先打{hotline:bank}。"}
    lines = applied(tree, [Published("complaint_how", change, "")]).splitlines()
    assert len([line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]) == 2
    assert raw(tree, "complaint_how") == change


def test_every_entry_can_be_changed_in_every_way(tree: Path) -> None:
    changes = []
    for entry in read_checked(tree / "knowledge").entries.values():
        change = raw_of(entry) | {
            "answer": f"{entry.text.answer}注意: # ‘单’ 'x' \"y\"。",
            "steps": ["第一步: 好", "- 第二步", "# 三", "no"],
            "ask": ["怎么: 办", "no", "1月", "甲, [乙]"],
            "sources": [{"source": entry.sources[0].source, "note": "因为, 好: 的"}],
            "regions": {"HK": {"answer": "第一行\n第二行", "plain": "短。", "hotlines": []}},
            "review_by": "2027-03-01",
            "urgent": True,
        }
        changes.append(Published(entry.id, change, digest(entry)))
    applied(tree, changes)
    after = read_checked(tree / "knowledge").entries
    assert {c.entry: raw_of(after[c.entry]) for c in changes} == {c.entry: c.raw for c in changes}
    assert patch(changes, tree / "knowledge") == ""


def test_a_new_entry_gets_a_file_and_a_retired_one_leaves(tree: Path) -> None:
    new = raw(tree, "complaint_how") | {
        "id": "complaint_new",
        "title": "新的怎么投诉？",
        "related": ["reach_human"],
    }
    changes = [Published("complaint_new", new, ""), Published("complaint_materials", None, "")]
    found = applied(tree, changes)
    after = read_checked(tree / "knowledge").entries
    assert raw_of(after["complaint_new"]) == new
    assert "complaint_materials" not in after
    assert not [entry.id for entry in after.values() if "complaint_materials" in entry.related]
    assert "new file mode" in found


def test_a_retired_entry_alone_in_its_file_takes_the_file_along(tree: Path) -> None:
    new = raw(tree, "complaint_how") | {"id": "complaint_new", "title": "新的怎么投诉？"}
    applied(tree, [Published("complaint_new", new, "")])
    applied(tree, [Published("complaint_new", None, "")])
    assert not (tree / "knowledge/entries/complaints/complaint_new.yml").exists()
