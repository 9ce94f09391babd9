"""Reads ``learning/*/*.yml``, one lesson a file, named like the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from knowledge.fields import Fields, read_yaml
from knowledge.learning import parsing
from knowledge.learning.models import Learning
from knowledge.loader import ROOT, ContentError
from knowledge.models import Problem

T = TypeVar("T")


@cache
def load_learning(root: Path = ROOT) -> Learning:
    """Everything to learn from under ``root``; raises ContentError when a file is malformed."""
    learning = read_learning(root)
    if learning.problems:
        raise ContentError(tuple(learning.problems))
    return learning


def read_learning(root: Path = ROOT) -> Learning:
    """The same with the problems collected; without the folder there is nothing to learn, and no problem."""
    folder, learning = root / "learning", Learning()
    out = learning.problems
    learning.quizzes = _folder(root, folder / "quizzes", "topic", parsing.quiz, out)
    learning.stories = _folder(root, folder / "stories", "id", parsing.story, out)
    learning.campaigns = _folder(root, folder / "campaigns", "id", parsing.campaign, out)
    learning.cards = _folder(root, folder / "cards", "id", parsing.card, out)
    for f in _instead(root, folder / "numbers.yml", out):
        learning.instead[f.entry] = parsing.instead(f)
        f.finish()
    return learning


def _folder(
    root: Path, folder: Path, key: str, parse: Callable[[Fields], T], out: list[Problem]
) -> dict[str, T]:
    found: dict[str, T] = {}
    for path in sorted(folder.glob("*.yml")):
        f = _file(root, path, key, out)
        if f:
            found[f.entry] = parse(f)
            f.finish()
    return found


def _file(root: Path, path: Path, key: str, out: list[Problem]) -> Fields | None:
    name, data = path.relative_to(root).as_posix(), _parsed(root, path, out)
    if not isinstance(data, dict):
        out.append(Problem(name, "", "schema", "must be a mapping of fields"))
        return None
    f = Fields(data, name, str(data.get(key)), out)
    if data.get(key) != path.stem:
        f.complain(key, f"must be the file's name, {path.stem}")
    return f


def _instead(root: Path, path: Path, out: list[Problem]) -> Iterator[Fields]:
    data = _parsed(root, path, out) if path.exists() else {}
    for id_, raw in (data if isinstance(data, dict) else {}).items():
        if isinstance(raw, dict):
            yield Fields(raw, path.relative_to(root).as_posix(), str(id_), out)


def _parsed(root: Path, path: Path, out: list[Problem]) -> Any:
    try:
        return read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"not valid YAML: {' '.join(str(error).split())}"
        out.append(Problem(path.relative_to(root).as_posix(), "", "schema", message))
        return None
