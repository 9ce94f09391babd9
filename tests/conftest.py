"""Fixtures shared by every test: a fixed clock, no settings from outside, one running copy of the product."""

import os
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest

from tests.talk import Talk, Talking
from xiaobao import model
from xiaobao.stack import Stack, temporary_stack

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=timezone.utc)


@pytest.fixture(autouse=True, scope="session")
def _no_outside_settings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("XIAOBAO_")]:
            patch.delenv(name)
        yield


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """All three processes, trained and ready, shared by the tests that only talk."""
    model.ensure_trained()
    with temporary_stack() as running:
        yield running


@pytest.fixture
def talk() -> Iterator[Talking]:
    """Opens conversations with a stack and closes their connections at the end."""
    opened: list[Talk] = []

    def open_(stack: Stack, **wishes: str) -> Talk:
        opened.append(Talk(stack, **wishes))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()
