"""The command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

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
