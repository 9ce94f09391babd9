"""The engine's tests run in the engine's environment (engine/pytest.ini); the other one has no rasa."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from nlu_engine import Engine, FakeActions

ROOT = Path(__file__).resolve().parents[2]
HERE = find_spec("rasa") is not None
collect_ignore_glob = [] if HERE else ["nlu/*", "test_channel.py"]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    if HERE:
        monkeypatch.chdir(ROOT)
        for name in [n for n in os.environ if n.startswith("XIAOBAO_")]:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def examples_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "nlu.yml"
    from nlu_engine import EXAMPLES

    intents = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in EXAMPLES.items()
    ]
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": intents}, allow_unicode=True), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, examples_file: Path) -> str:
    """A model of the real configuration, rules and stories on the small examples."""
    from rasa.model_training import train

    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    files = [str(examples_file), "data/rules.yml", "data/stories.yml"]
    output = str(tmp_path_factory.mktemp("models"))
    # Rasa's cache does not know when our components' code changed.
    result = train("domain.yml", "config.yml", files, output=output, force_training=True)
    assert result.code == 0
    return str(result.model)


@pytest.fixture(scope="session")
def actions() -> Iterator[FakeActions]:
    from nlu_engine import FakeActions

    with FakeActions() as server:
        yield server


@pytest.fixture(scope="session")
def engine(model: str, actions: FakeActions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """`python -m bot.nlu.serve` with the small model and the fake action server."""
    from nlu_engine import run_engine

    yield from run_engine(model, actions.port, tmp_path_factory.mktemp("engine"))
