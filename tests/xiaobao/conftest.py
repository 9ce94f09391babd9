"""What the commands' tests share."""

from pathlib import Path

import pytest

from tests.databases import migrated


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The database the commands find by the settings, empty and migrated."""
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    return migrated(tmp_path / "xiaobao.db")
