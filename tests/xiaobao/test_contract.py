"""The whole product over HTTP, as a customer's page would use it (the API contract)."""

from uuid import uuid4

import pytest

from bench.score import in_script
from tests.talk import Talking
from xiaobao.stack import Stack

pytestmark = pytest.mark.stack


@pytest.mark.parametrize(
    ("question", "script", "words"),
    [
        (
            "金融消费者有哪八项权利？",
            "zh-Hans",
            ("财产安全", "知情", "自主选择", "公平交易", "依法求偿", "受教育", "受尊重", "信息安全"),
        ),
        ("請問我要怎麼申訴銀行？", "zh-Hant-TW", ("客服", "12378")),
        ("我刚刚把钱转给骗子了怎么办", "zh-Hans", ("110",)),
        ("我啱啱過咗數俾騙徒，點算呀", "zh-Hant-HK", ("110",)),
    ],
)
def test_a_question_is_answered_in_its_script_with_sources(
    talk: Talking, stack: Stack, question: str, script: str, words: tuple[str, ...]
) -> None:
    body = talk(stack).say(question)
    reply = body["replies"][0]
    assert body["script"] == script
    assert body["owner"] == ("queue" if words == ("110",) else "bot"), "a fraud in course brings a human"
    assert all(word in reply["text"] for word in words), reply["text"]
    assert in_script(reply["text"], script)
    assert reply["sources"]
    assert all(s["title"] and s["verified_on"] for s in reply["sources"])


def test_the_same_message_is_answered_once(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    first, again = customer.post("什么是知情权？", "same"), customer.post("什么是知情权？", "same")
    assert first.json() == again.json()
    stored = customer.http.get(f"{customer.path}/messages").json()
    assert len([m for m in stored["messages"] if m["sender"] == "customer"]) == 1


@pytest.mark.parametrize(
    "text", ["/restart", "/session_start", '/ask_human{"topic":"x"}', "／restart", "/faq/right_know@0.9"]
)
def test_rasa_commands_are_only_text(talk: Talking, stack: Stack, text: str) -> None:
    customer = talk(stack)
    body = customer.say(text)
    assert body["replies"]
    assert body["owner"] == "bot"
    assert customer.say("什么是知情权？")["replies"][0]["kind"] == "answer"


def test_odd_messages_get_a_clear_answer(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    too_long = customer.post("我被骗了" * 1500)
    assert too_long.status_code == 413
    assert too_long.headers["content-type"].startswith("application/problem+json")
    assert customer.post("   ").status_code == 422
    assert customer.say("😀🎉🤖")["replies"][0]["kind"] == "choices"
    assert not customer.say("asdfghjkl")["replies"][0].get("entry")


def test_a_human_is_one_message_away_and_silences_the_bot(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    assert customer.say("我要转人工")["owner"] == "queue"
    later = customer.say("什么是知情权？")
    assert later["owner"] == "queue"
    assert all(r["sender"] != "bot" for r in later["replies"])
    assert customer.http.delete(f"{customer.path}/handoff").json()["owner"] == "bot"
    assert customer.say("什么是知情权？")["replies"][0]["kind"] == "answer"


def test_asking_for_traditional_pins_it(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    assert in_script(customer.say("请用繁体字回答我")["replies"][0]["text"], "zh-Hant-TW")
    body = customer.say("什么是知情权？")
    assert body["script"] == "zh-Hant-TW"
    assert in_script(body["replies"][0]["text"], "zh-Hant-TW")


def test_large_mode_gives_the_plain_answer(talk: Talking, stack: Stack) -> None:
    standard = talk(stack).say("什么是知情权？")["replies"][0]["text"]
    large = talk(stack, mode="large").say("什么是知情权？")["replies"][0]["text"]
    assert len(large) <= 120 < len(standard)


@pytest.mark.parametrize(("region", "number"), [("CN", "110"), ("HK", "18222"), ("MO", "993"), ("TW", "165")])
def test_emergency_numbers_follow_the_region(talk: Talking, stack: Stack, region: str, number: str) -> None:
    reply = talk(stack, region=region).say("我被骗了，钱已经转走了")["replies"][0]
    assert reply["urgent"]
    assert number in reply["text"]
    assert number in [h["number"].replace(" ", "") for h in reply["hotlines"]]


def test_secrets_are_taken_out_before_anything_is_kept(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    body = customer.say("我把验证码 832145 告诉别人了，卡号6222 0201 1122 3344 557")
    assert body["message"]["masked"]
    folder = stack.settings.data_dir
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"832145" not in path.read_bytes(), path


def test_what_customers_said_is_for_this_user_alone(talk: Talking, stack: Stack) -> None:
    talk(stack).say("什么是知情权？")
    files = [f for f in stack.settings.data_dir.rglob("*") if f.is_file() and f.name != "output.log"]
    assert files
    assert [f.name for f in files if f.stat().st_mode & 0o077] == []


def test_an_identity_or_card_number_is_no_message_id(talk: Talking, stack: Stack) -> None:
    customer = talk(stack)
    assert customer.post("你好", "6222020200112233445").status_code == 422
    for number in range(50):
        assert customer.post("你好", f"{number}{uuid4()}").status_code in (200, 429)
