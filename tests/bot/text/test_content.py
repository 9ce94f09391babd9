"""Every customer-facing sentence of the project is still understood as itself in every script."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.text import SCRIPTS, convert, detect_script, fold, normalise, round_trips

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("knowledge/entries", "knowledge/sentences", "bot/fraud/data/types")
FILES = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.yml"))]


def sentences(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        if re.search("[一-鿿]", content):
            yield content.strip()
    elif isinstance(content, dict):
        for value in content.values():
            yield from sentences(value)
    elif isinstance(content, list):
        for value in content:
            yield from sentences(value)


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_content_round_trips(file: Path) -> None:
    content = list(sentences(yaml.safe_load(file.read_text(encoding="utf-8"))))
    assert [sentence for sentence in content if not round_trips(sentence)] == []
    assert [sentence for sentence in content if normalise(normalise(sentence)) != normalise(sentence)] == []


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_no_simplified_character_is_left(file: Path) -> None:
    content = sentences(yaml.safe_load(file.read_text(encoding="utf-8")))
    simplified = [sentence for sentence in content if fold(sentence) == sentence]
    for script in SCRIPTS[1:]:
        left = [sentence for sentence in simplified if detect_script(convert(sentence, script)) == "zh-Hans"]
        assert left == []
