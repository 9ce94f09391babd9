"""The command line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.audit.service import search
from casework.audit.types import SYSTEM
from casework.complaints import service as complaints
from casework.complaints.types import Deed
from casework.db import Database
from casework.staff import service as accounts
from casework.vault.cipher import Cipher
from tests.casework.complaints.case import NEW
from xiaobao.cli import app
from xiaobao.processes import environment
from xiaobao.stack import Stack, private_settings

run = CliRunner()


def point_at(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("port", "engine_port", "actions_port", "data_dir"):
        monkeypatch.setenv(f"XIAOBAO_{name.upper()}", str(getattr(stack.settings, name)))


def test_a_wrong_setting_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_PORT", "nonsense")
    result = run.invoke(app, ["ask", "你好"])
    assert result.exit_code == 2
    assert result.output.startswith("XIAOBAO_PORT: ")
    assert len(result.output.strip().splitlines()) == 1


def test_a_busy_port_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stack: Stack) -> None:
    point_at(stack, monkeypatch)
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    result = run.invoke(app, ["run"])
    assert result.exit_code != 0
    assert "XIAOBAO_PORT" in str(result.exception)


def test_staff_accounts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    added = run.invoke(app, ["staff", "add", "li.wei", "--role", "agent"])
    assert added.exit_code == 0
    assert "one-time password" in added.output
    assert run.invoke(app, ["staff", "add", "li.wei"]).exit_code == 1
    assert run.invoke(app, ["staff", "add", "zhang.san", "--role", "king"]).exit_code == 1


def staff(*words: str, code: int = 0) -> str:
    done = run.invoke(app, ["staff", *words])
    assert done.exit_code == code, done.output
    return done.output


def test_accounts_are_disabled_enabled_listed_and_changed_on_record(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    staff("add", "chief", "--role", "supervisor")
    first = staff("add", "li.wei")
    assert "the last one" in staff("disable", "chief", "--reason", "离职", code=1)
    assert "no such staff account" in staff("disable", "nobody", "--reason", "离职", code=1)
    assert "reason" in staff("disable", "li.wei", "--reason", "\u200b", code=1)
    assert "li.wei is disabled" in staff("disable", "li.wei", "--reason", "调到别的部门", "--staff", "chief")
    assert "li.wei  agent  disabled 20" in staff("list")
    staff("disable", "li.wei", "--reason", "再来一次", code=1)
    staff("reset", "li.wei", code=1)
    assert "li.wei is disabled" in staff("set-role", "chief", "agent", "--staff", "li.wei", code=1)
    renewed = staff("enable", "li.wei")
    assert "one-time password" in renewed
    assert renewed != first
    assert staff("reset", "li.wei") != renewed
    assert "may not manage_staff" in staff("set-role", "li.wei", "supervisor", "--staff", "li.wei", code=1)
    assert "agent → auditor" in staff("set-role", "li.wei", "auditor")
    staff("set-role", "li.wei", "king", code=1)
    assert "li.wei  auditor  in use  never signed in" in staff("list")
    with Database(f"sqlite:///{tmp_path / 'xiaobao.db'}") as database:
        told = database.run_read(lambda s: search(s, object_type="staff"))[::-1]
    assert [one.action.removeprefix("staff.") for one in told] == [
        "added", "added", "disabled", "enabled", "password_reset", "role_changed",
    ]  # fmt: skip
    assert (told[2].actor_name, told[2].reason, told[2].address) == ("chief", "调到别的部门", "command line")
    assert told[3].actor_name == "system"


def test_who_leaves_with_open_complaints_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XIAOBAO_DATA_DIR", str(tmp_path))
    for name, role in (("chief", "supervisor"), ("li.wei", "agent")):
        staff("add", name, "--role", role)
    now, cipher = datetime.now(UTC), Cipher(b"0" * 32)
    with Database(f"sqlite:///{tmp_path / 'xiaobao.db'}") as database:
        who = database.run_read(lambda s: accounts.by_name(s, "li.wei"))
        assert who
        one = database.run_write(lambda s: complaints.file(s, cipher, NEW, SYSTEM, now)).complaint
        give = Deed("assign", staff_id=who.id)
        database.run_write(lambda s: complaints.take(s, one.id, give, who.actor(), now))
    assert "1 open complaints still stand" in staff("disable", "li.wei", "--reason", "离职")


def test_the_linter_finds_nothing() -> None:
    result = run.invoke(app, ["knowledge", "lint"])
    assert result.exit_code == 0, result.output


@pytest.mark.stack
def test_one_question(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(stack, monkeypatch)
    result = run.invoke(app, ["ask", "我被骗了怎么办"])
    assert result.exit_code == 0, result.output
    assert "110" in result.output


@pytest.mark.stack
def test_a_file_of_questions_keeps_order_and_conversations(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    point_at(stack, monkeypatch)
    lines = [
        {"id": "a", "q": "我要转人工", "conversation": "c1"},
        {"id": "b", "q": "請問我要怎麼申訴銀行？"},
        {"id": "c", "q": "什么是知情权？", "conversation": "c1"},
        {"id": "d", "q": "我在香港畀人呃咗錢", "region": "HK", "mode": "large"},
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    result = run.invoke(app, ["ask", "--jsonl", str(source), str(target)])
    assert result.exit_code == 0, result.output
    a, b, c, d = (json.loads(line) for line in target.read_text("utf-8").splitlines())
    assert [x["id"] for x in (a, b, c, d)] == ["a", "b", "c", "d"]
    assert (a["owner"], c["owner"], b["owner"]) == ("queue", "queue", "bot")
    assert (b["script"], b["entry"], b["intent"]) == ("zh-Hant-TW", "complaint_how", "faq/complaint_how")
    assert b["confidence"] > 0.3
    assert d["script"] == "zh-Hant-HK"
    assert "999" in d["replies"][0]
    assert {"id", "replies", "ms", "intent", "confidence", "entry", "alert", "script", "owner"} <= set(b)


@pytest.mark.parametrize("text", ["not json", "[1]", '{"id": 1}'])
def test_a_wrong_file_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(text, "utf-8")
    result = run.invoke(app, ["ask", "--jsonl", str(source), str(tmp_path / "out.jsonl")])
    assert result.exit_code == 1
    assert "line 1" in result.output


def test_an_unknown_region_is_refused() -> None:
    assert run.invoke(app, ["ask", "你好", "--region", "XX"]).exit_code == 2


def test_a_private_copy_shares_nothing_with_the_one_configured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    outside = {
        "DATABASE_URL": "postgresql://outside/db",
        "REDIS_URL": "redis://outside",
        "ENGINE_URL": "http://outside",
    }
    for name, value in outside.items():
        monkeypatch.setenv(f"XIAOBAO_{name}", value)
    told = environment(private_settings(tmp_path, rate_messages_per_minute=7))
    assert all(told[f"XIAOBAO_{name}"] == "" for name in outside)
    assert told["XIAOBAO_RATE_MESSAGES_PER_MINUTE"] == "7"
    assert told["XIAOBAO_DATA_DIR"] == str(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", "short"), ("REDIS_URL", "foo"), ("DATABASE_URL", "mysql://x"), ("PORT", "0")],
)
def test_settings_are_checked_at_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"XIAOBAO_{name}", value)
    result = run.invoke(app, ["run"])
    assert result.exit_code == 2
    assert result.output.startswith(f"XIAOBAO_{name}: ")
