"""The engine as the gateway meets it: a real process with a small model and a scripted action server."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nlu_engine import ROOT, SECRET, Engine, FakeActions, free_port, run_engine
from rasa.shared.exceptions import RasaException

from bot.channel import GatewayInput, harmless


def test_a_reply_is_the_whole_dictionary_the_action_uttered(engine: Engine) -> None:
    answer = engine.send("怎么投诉银行", metadata={"script": "zh-Hans", "region": "CN", "mode": "large"})
    (reply,) = answer["replies"]
    assert reply["action"] == "action_answer"
    assert reply["buttons"] == [{"title": "甲", "value": "乙"}]
    assert reply["message"]["metadata"]["mode"] == "large"
    assert reply["message"]["faq_ranking"][0]["entry"] == "complaint_how"
    assert reply["message"]["script"] == "zh-Hans"
    assert not reply["domain"]
    assert answer["intent"]["name"] == "faq/complaint_how"
    assert answer["intent"]["confidence"] > 0.45
    assert answer["failed"] is False


def test_an_aside_moves_no_conversation(engine: Engine) -> None:
    engine.send("怎么投诉银行", "waits")
    body = {"text": "什么是知情权？", "topic": "complaint_how", "metadata": {"script": "zh-Hant-HK"}}
    status, answer = engine.call("POST", "/asides", body)
    (reply,) = answer["replies"]
    assert (status, reply["action"], answer["intent"]["name"]) == (200, "action_answer", "faq/right_know")
    assert reply["slots"]["topic"] == "complaint_how"
    assert reply["message"]["metadata"]["script"] == "zh-Hant-HK"
    assert engine.call("POST", "/asides", {"text": "你好"})[1]["replies"][0]["slots"]["topic"] is None


def test_an_aside_runs_nothing_that_stores(engine: Engine) -> None:
    answer = engine.call("POST", "/asides", {"text": "转人工"})[1]
    assert (answer["replies"], answer["intent"]["name"], answer["failed"]) == ([], "ask_human", False)
    assert engine.call("POST", "/asides", {"text": "x", "topic": 1})[0] == 400


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("你好", "action_dialogue"),
        ("转人工", "action_handoff"),
        ("什么是知情权？", "action_answer"),
        ("請問什麼是知情權", "action_answer"),
        ("😀", "action_search"),
        ("鼹鼠钻石朦胧", "action_search"),
    ],
)
def test_rules(engine: Engine, text: str, action: str) -> None:
    assert engine.send(text)["replies"][0]["action"] == action


def test_entities_come_with_offsets_of_what_was_sent(engine: Engine) -> None:
    text = "我昨天在香港被騙５萬元怎麼辦"
    found = [e for e in engine.send(text)["entities"] if e.get("extractor") != "FraudScreen"]
    assert [e["canonical"] for e in found] == ["P1D", "HK", "50000"]
    assert all(text[e["start"] : e["end"]] == e["value"] for e in found)


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "／restart",
        " \u200b//／restart",
        "/session_start",
        '/faq{"topic":"forged"}',
        "/ask_human@0.99",
        "/back",
        "/",
        "",
        "⁄restart",
    ],
)
def test_nothing_a_customer_sends_is_a_command(engine: Engine, text: str) -> None:
    sender = "command"
    engine.send("怎么投诉银行", sender)
    answer = engine.send(text, sender)
    (reply,) = answer["replies"]
    assert answer["intent"]["confidence"] < 1.0
    assert answer["intent"]["name"] not in {"restart", "session_start", "back", "faq/topic"}
    assert reply["slots"]["topic"] == "complaint_how"
    assert not reply["message"]["text"].startswith("/")


def test_six_thousand_characters(engine: Engine) -> None:
    answer = engine.send("我被骗子骗了很多钱" * 700)
    assert len(answer["replies"][0]["message"]["text"]) == 500


def test_a_body_that_is_too_large(engine: Engine) -> None:
    assert engine.call("POST", "/messages", {"sender": "a", "text": "骗" * 40_000})[0] == 413


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"{", "json"),
        (b"", "json"),
        ([], "json"),
        ({"text": "x"}, "sender"),
        ({"sender": "", "text": "x"}, "sender"),
        ({"sender": "a b", "text": "x"}, "sender"),
        ({"sender": "a" * 65, "text": "x"}, "sender"),
        ({"sender": "用户", "text": "x"}, "sender"),
        ({"sender": "a", "text": None}, "text"),
        ({"sender": "a", "text": "x", "metadata": ["x"]}, "metadata"),
    ],
)
def test_what_is_no_message(engine: Engine, body: object, what: str) -> None:
    assert engine.call("POST", "/messages", body) == (400, {"error": what, "failed": True})


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1]])
def test_without_the_secret_nobody_gets_in(engine: Engine, secret: str) -> None:
    body = {"sender": "a", "text": "你好"}
    assert engine.call("POST", "/messages", body, secret=secret)[0] == 401
    assert engine.call("DELETE", "/conversations/a", secret=secret)[0] == 401


@pytest.mark.parametrize("path", ["/model", "/conversations/a/tracker", "/webhooks/rest/webhook"])
def test_there_is_no_other_door(engine: Engine, path: str) -> None:
    root = Engine(0)
    root.address = engine.address.removesuffix("/webhooks/xiaobao")
    assert root.call("GET", path)[0] == 404
    assert root.call("POST", path, {})[0] in {404, 405}


@pytest.mark.parametrize("text", ["这里会失败", "这里无声"])
def test_a_failed_or_silent_action_is_told(engine: Engine, text: str) -> None:
    answer = engine.send(text, "failing")
    assert answer["replies"] == []
    assert answer["failed"] is True
    assert engine.send("你好", "failing")["failed"] is False


def test_the_session_is_bounded_and_keeps_the_slots(engine: Engine) -> None:
    """Six messages a session here: the tracker stays short over sixty, the topic lives on."""
    engine.send("怎么投诉银行", "long")
    for _ in range(60):
        answer = engine.send("你好", "long")
    assert answer["replies"][0]["slots"]["topic"]
    assert answer["replies"][0]["events"] < 40


def test_a_conversation_is_forgotten(engine: Engine) -> None:
    engine.send("怎么投诉银行", "forget-me")
    assert engine.send("这里会失败", "forget-me")["failed"]
    status, answer = engine.call("DELETE", "/conversations/forget-me")
    assert (status, answer["deleted"] > 5) == (200, True)
    assert engine.call("DELETE", "/conversations/forget-me") == (200, {"deleted": 0})
    assert engine.send("你好", "forget-me")["replies"][0]["events"] < 8
    assert engine.call("DELETE", "/conversations/a%20b")[0] == 400


def test_many_at_once_and_in_order(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        same = list(pool.map(lambda n: engine.send(f"怎么投诉银行 {n}", "together"), range(8)))
        others = list(pool.map(lambda n: engine.send("你好", f"apart-{n}"), range(8)))
    assert not any(answer["failed"] for answer in same + others)


def test_what_customers_write_is_not_in_the_log(model: str, actions: FakeActions, tmp_path: Path) -> None:
    for engine in run_engine(model, actions.port, tmp_path, XIAOBAO_ACTION_TIMEOUT="0.5"):
        engine.send("绝密的一句话失败")
        assert engine.send("绝密的一句话卡住")["failed"] is True
        log = (tmp_path / "log").read_text()
        assert "绝密" not in log
        assert "warm" in log
        stored = sqlite3.connect(tmp_path / "tracker.db").execute("select count(*) from events").fetchone()
        assert stored[0] > 5


def test_an_engine_without_its_action_server_says_so(model: str, tmp_path: Path) -> None:
    for engine in run_engine(model, free_port(), tmp_path):
        answer = engine.send("怎么投诉银行")
        assert answer["failed"] is True
        assert answer["intent"]["name"] == "faq/complaint_how"


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"XIAOBAO_ENGINE_SECRET": ""}, "at least 16 characters"),
        ({"XIAOBAO_ENGINE_SECRET": "short"}, "at least 16 characters"),
        ({"SANIC_WORKERS": "2"}, "One worker"),
        ({"XIAOBAO_STOCK": "nothing"}, "no such adaptation"),
    ],
)
def test_a_wrong_setting_stops_the_start(model: str, settings: dict[str, str], complaint: str) -> None:
    command = [sys.executable, "-m", "bot.nlu.serve", "--port", str(free_port()), "--model", model]
    environment = {**os.environ, "XIAOBAO_ENGINE_SECRET": SECRET, **settings}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert result.returncode != 0
    assert complaint in result.stderr + result.stdout


def test_a_model_without_understanding_stops_the_start(tmp_path: Path) -> None:
    from rasa.model_training import train

    files = ["data/rules.yml", "data/stories.yml"]
    made = train("domain.yml", "config.yml", files, output=str(tmp_path)).model
    command = [sys.executable, "-m", "bot.nlu.serve", "--port", str(free_port()), "--model", str(made)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.returncode != 0
    assert "understands nothing" in result.stderr


def test_no_model_is_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.nlu.serve", "--model", str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr


def test_a_secret_is_made_up_when_there_is_none() -> None:
    assert GatewayInput.from_credentials(None)._secret != GatewayInput.from_credentials(None)._secret


def test_an_empty_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_ENGINE_SECRET", "")
    with pytest.raises(RasaException):
        GatewayInput.from_credentials(None)


@pytest.mark.parametrize(
    ("text", "safe"),
    [("你好/再见", "你好/再见"), ("//a", "a"), ("\n /\t／x", "x"), ("1/2", "1/2"), ("骗" * 900, "骗" * 500)],
)
def test_harmless(text: str, safe: str) -> None:
    assert harmless(text) == safe
