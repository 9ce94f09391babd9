"""Fixtures shared by every test: a fixed clock, no settings from outside, one running copy of the product."""

import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import certifi
import pytest

from casework.staff import passwords
from tests.casework.postgres import Server, binaries
from tests.leaks import leaks
from tests.passwords import QUICK
from tests.stacks import living_stack
from tests.talk import Talk, Talking
from xiaobao.stack import Stack

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=timezone.utc)


# What takes longest begins first, so that no process is left alone with it at the end.
SLOWEST = ("stack", "browser")
# The files whose tests use the fixture `stack`.
SHARING = frozenset(
    {"tests/bench/test_understanding.py"}
    | {f"tests/xiaobao/test_{what}.py" for what in ("cli", "contract", "journeys", "published")}
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files by the slowest kind of test in them; within a file, and between equals, nothing moves."""
    kinds: dict[object, int] = {}
    for item in items:
        if _served(item):
            item.add_marker("stack")
        kind = next((n for n, mark in enumerate(SLOWEST) if item.get_closest_marker(mark)), len(SLOWEST))
        kinds[item.path] = min(kind, kinds.get(item.path, kind))
    items.sort(key=lambda item: kinds[item.path])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Whole files to the processes, but those that share the running copy to one: it is started once."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Sharing(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "stack" if file in SHARING else file

    return Sharing(config, log)


def _served(item: pytest.Item) -> bool:
    """Gateways on real sockets, on the real clock; or the whole stack."""
    fixtures = set(getattr(item, "fixturenames", ()))
    wechat = "wechat" in item.path.parts and "engine" in fixtures
    socket = "gateway" in item.path.parts and bool(fixtures & {"stage", "slow", "url"})
    return wechat or socket or "stack" in fixtures


@pytest.fixture(autouse=True, scope="session")
def _no_outside_settings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("XIAOBAO_")]:
            patch.delenv(name)
        yield


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK)
        yield


@pytest.fixture(autouse=True, scope="session")
def _few_authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test leaves the machine: reading all authorities of the world for each client would be in vain."""
    end = "-----END CERTIFICATE-----\n"
    one = tmp_path_factory.mktemp("authorities") / "one.pem"
    one.write_text(Path(certifi.where()).read_text("utf-8").partition(end)[0] + end, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certifi, "where", lambda: str(one))
        patch.setenv("SSL_CERT_FILE", str(one))
        yield


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(autouse=True, scope="session")
def _nobody_is_left_in_clear_text(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[None]:
    """When all is over, no database and no log of any test holds a person of tests/persons.py."""
    yield
    found = leaks(tmp_path_factory.getbasetemp(), suffixes=(".db", ".db-wal", ".log"))
    if found:
        # scripts/test.sh tries some failures again: never this one.
        (pytestconfig.rootpath / ".pytest_cache" / "leaked").touch()
    assert not found, found


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    if binaries() is None:
        pytest.skip("PostgreSQL's server binaries are not installed")
    with Server.started() as server:
        yield server


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """All three processes, trained and ready, shared by the tests that only talk."""
    with living_stack(tmp_path_factory.mktemp("stack")) as running:
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
