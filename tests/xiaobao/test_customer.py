"""A copy of one customer's data, and its erasure, from the command line."""

import json
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.audit.types import SYSTEM
from casework.complaints.types import Filed
from casework.db import Database
from casework.files.store import FileStore
from casework.staff import login
from casework.vault.cipher import Cipher
from casework.wechat import users
from tests.casework.customers import people
from tests.casework.files.samples import picture
from tests.casework.talk import Talk
from tests.databases import migrated
from xiaobao.cli import app

KEY = "0" * 32
CIPHER = Cipher(KEY.encode())
run = CliRunner()
WHO = ["--staff", "boss", "--reason", "客户书面申请"]


class World:
    """A customer with a chat, a complaint and an attachment; a supervisor and an agent."""

    def __init__(self, root: Path) -> None:
        with Database(migrated(root / "xiaobao.db")) as database:
            now = datetime.now(UTC)
            login.add_account(database, SYSTEM, "boss", "supervisor", now)
            login.add_account(database, SYSTEM, "xiaoli", "agent", now)
            talk = Talk(database)
            talk.accept(text="我要投诉")
            self.chat = talk.id
            self.filed: Filed = people.file(database, CIPHER, talk.id)
            self.store = FileStore(root / "files", CIPHER)
            self.key = people.attach(database, self.store, self.filed, talk.id)

    @property
    def receipt(self) -> str:
        return self.filed.complaint.receipt


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("XIAOBAO_SECRET_KEY", KEY)
    return World(tmp_path)


def test_the_copy_is_an_archive_for_its_owner_alone(world: World, tmp_path: Path) -> None:
    out = tmp_path / "copy.zip"
    told = run.invoke(app, ["customer", "export", "--receipt", world.receipt, "--out", str(out), *WHO])
    assert told.exit_code == 0, told.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with zipfile.ZipFile(out) as archive:
        data = json.loads(archive.read("data.json"))
        assert data["complaints"][0]["persons"][0]["phone"] == people.PHONE
        assert data["conversations"][0]["messages"][0]["text"] == "我要投诉"
        assert archive.read(data["complaints"][0]["attachments"][0]["path"]) == picture()
    again = run.invoke(app, ["customer", "export", "--receipt", world.receipt, "--out", str(out), *WHO])
    assert again.exit_code == 1


def test_a_copy_that_fails_leaves_no_file(world: World, tmp_path: Path) -> None:
    world.store.erase(world.key)
    out = tmp_path / "copy.zip"
    told = run.invoke(app, ["customer", "export", "--conversation", world.chat, "--out", str(out), *WHO])
    assert told.exit_code == 1
    assert told.output == "no such file\n"
    assert not list(tmp_path.glob("*copy*"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--receipt", "XB-2222-22222", *WHO], 1),
        (["--conversation", "nobody", *WHO], 1),
        (["--conversation", "a", "--receipt", "b", *WHO], 2),
        (WHO, 2),
        (["--conversation", "CHAT", "--staff", "xiaoli", "--reason", "客户书面申请"], 1),
        (["--conversation", "CHAT", "--staff", "nobody", "--reason", "客户书面申请"], 1),
        (["--conversation", "CHAT", "--staff", "boss", "--reason", "x"], 1),
    ],
)
def test_refusals_are_one_line_and_do_nothing(
    world: World, tmp_path: Path, arguments: list[str], code: int
) -> None:
    given = [world.chat if argument == "CHAT" else argument for argument in arguments]
    out = tmp_path / "copy.zip"
    told = run.invoke(app, ["customer", "export", "--out", str(out), *given])
    assert told.exit_code == code, told.output
    assert not out.exists()
    assert run.invoke(app, ["customer", "erase", *given]).exit_code == code


def test_erasing_says_what_the_law_keeps(world: World) -> None:
    told = run.invoke(app, ["customer", "erase", "--conversation", world.chat, *WHO])
    assert told.exit_code == 0, told.output
    assert "conversation erased: yes" in told.output
    assert f"{world.receipt} kept while it is open" in told.output
    assert world.store.open(world.key) == picture()


OPENID = "oCustomer0000000000000000001"


def follow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chat: str | None) -> None:
    """Somebody who writes in WeChat, with the settings of their account."""
    for name, value in (
        ("APP_ID", "wx0000000000000001"),
        ("TOKEN", "token"),
        ("MODE", "plain"),
        ("PUSH", "no"),
    ):
        monkeypatch.setenv(f"XIAOBAO_WECHAT_{name}", value)
    now = datetime.now(UTC)
    with Database(f"sqlite:///{tmp_path / 'xiaobao.db'}") as database:
        user = database.run_write(lambda s: users.seen(s, CIPHER, "wx0000000000000001", OPENID, now))
        if chat:
            database.run_write(lambda s: users.join(s, user.id, chat, now))


def test_a_follower_on_wechat_is_found_by_their_openid(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    follow(monkeypatch, tmp_path, world.chat)
    out = tmp_path / "copy.zip"
    told = run.invoke(app, ["customer", "export", "--openid", OPENID, "--out", str(out), *WHO])
    assert told.exit_code == 0, told.output
    with zipfile.ZipFile(out) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["wechat"]["openid"] == OPENID
    assert data["conversations"][0]["messages"][0]["text"] == "我要投诉"
    assert run.invoke(app, ["customer", "erase", "--openid", "oNobody", *WHO]).output == "no such follower\n"
    told = run.invoke(app, ["customer", "erase", "--openid", OPENID, *WHO])
    assert "conversation erased: yes\nWeChat follower forgotten\n" in told.output
    assert world.receipt in told.output
    assert run.invoke(app, ["customer", "erase", "--openid", OPENID, *WHO]).exit_code == 1


def test_a_follower_whose_chat_is_gone_can_still_be_forgotten(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    follow(monkeypatch, tmp_path, None)
    told = run.invoke(app, ["customer", "erase", "--openid", OPENID, *WHO])
    assert told.output == "conversation erased: there is none\nWeChat follower forgotten\n"
