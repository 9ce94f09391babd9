"""The project checks itself."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from xiaobao.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CODE = ("actions", "bot", "casework", "gateway", "knowledge", "xiaobao")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()]


def docstring_of(node: ast.AST) -> ast.AST | None:
    """The constant that documents a module, class or function: it may quote what customers say."""
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    return first.value if isinstance(first, ast.Expr) else None


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert [n for n in Settings.model_fields if f"`XIAOBAO_{n.upper()}`" not in text] == []


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.M)
    explained = re.findall(r"^([a-z]+):.*## ", makefile, re.M)
    assert targets == explained
    assert {"help", "setup", "train", "run", "test", "lint", "eval", "bench", "ask"} <= set(targets)


@pytest.mark.parametrize(
    "path", [p for p in tracked("*.py") if p.relative_to(ROOT).parts[0] in CODE], ids=str
)
def test_code_holds_no_sentence_for_customers_and_stays_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    tree = ast.parse(text)
    documented = {id(docstring) for docstring in map(docstring_of, ast.walk(tree)) if docstring}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            assert not re.search(r"[\u4e00-\u9fff]{2,}[，。！：；]", node.value), "a sentence in code"


def test_documents_point_at_files_that_exist() -> None:
    for page in tracked("*.md"):
        text = page.read_text("utf-8")
        links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
        for link in links + re.findall(r'<img src="([^"]+)"', text):
            assert (page.parent / link).exists(), f"{page.relative_to(ROOT)}: {link}"


def test_every_test_that_accessibility_rests_on_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)(?:\.py)?`", (ROOT / "docs" / "accessibility.md").read_text("utf-8")))
    files = tracked("tests/gateway/*.py")
    there = {path.stem for path in files}
    there |= {name for path in files for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}
    assert len(named) > 10
    assert named - there == set()


def test_nothing_names_this_machine() -> None:
    home = re.compile(r"/(?:root|home/[a-z]+|work)/")
    for path in tracked("*.py", "*.md", "*.yml", "*.sh", "*.toml", "Makefile"):
        assert not home.search(path.read_text("utf-8")), path
