"""A detector of a few rules made for a test, beside the real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.fraud import detector as detector_module
from bot.fraud import rules as rules_module
from bot.fraud.detector import Detector
from bot.fraud.rules import Rule
from xiaobao import model

Made = Callable[..., Detector]


def made_rule(**raw: Any) -> Rule:
    """A rule as it is read from a file, with what a test does not care for filled in."""
    return rules_module._rule({"code": "X-1", "pattern": "转", "explain": "说明", **raw}, "test")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """Builds a detector of the given rules (as in `data/rules`) and classes of words."""

    def build(*raws: dict[str, Any], models: Any = None, **classes: list[str]) -> Detector:
        found = tuple(made_rule(**raw) for raw in raws)
        monkeypatch.setattr(detector_module, "rules", lambda: found)
        monkeypatch.setattr(detector_module, "lexicon", lambda: classes)
        return Detector(models)

    return build


@pytest.fixture(scope="session")
def trained() -> Detector:
    """The detector with the fitted models, fitted first where their inputs changed."""
    model.ensure_trained()
    return Detector.trained(model.FRAUD_MODEL)
