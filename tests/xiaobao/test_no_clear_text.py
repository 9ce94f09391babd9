"""Phones, names and identity numbers typed everywhere, through a crash: no file holds them in clear text."""

import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.leaks import leaks, patterns
from tests.persons import HARMLESS, PERSONS, Person
from tests.stacks import living_stack
from tests.talk import Talk, Talking
from xiaobao.stack import Stack

pytestmark = pytest.mark.stack
FREE, FILED, PAGE = PERSONS
ANSWERS = {
    "story": "上个月十五号我在你们手机银行办信用卡分期，没人告诉我手续费，被多收了五百块",
    "choice": "还是要投诉", "when": "上个月十五号", "place": "手机银行", "product": "其他", "cause": "其他",
    "amount": "五百块", "wish": "退还手续费", "confirm": "确认提交",
}  # fmt: skip
HONG_KONG = {"script": "zh-Hant-HK", "region": "HK"}
LONGEST = 24  # turns of one form


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with living_stack(tmp_path_factory.mktemp("lived"), rate_messages_per_minute=100000) as running:
        yield running


def expected(stack: Stack, talk: Talk) -> str | None:
    """What the bot's last question wants to hear."""
    found = ask(stack, "select expects from conversations where id = ?", talk.id)[0]
    return str(found) if found else None


def complain(stack: Stack, talk: Talk, name: str, person: Person, *, crash: bool = False) -> tuple[str, str]:
    """The form up to receipt and code, both returned; with `crash` the gateway dies at name and phone."""
    said = {**ANSWERS, "name": name, "phone": person.phone_full_width}
    talk.say("我要投诉")
    seen = []
    for _ in range(LONGEST):
        wants = expected(stack, talk)
        if wants is None:
            break
        seen.append(wants)
        if crash and wants in ("name", "phone"):
            through_a_crash(stack, talk, said[wants])
        else:
            talk.say(said[wants])
    assert {"name", "phone", "confirm"} <= set(seen), seen
    return receipt_and_code(talk)


def receipt_and_code(talk: Talk) -> tuple[str, str]:
    """As the customer reads them in the history."""
    items = talk.http.get(f"{talk.path}/messages").json()["messages"]
    text = "\n".join(item["text"] for item in items if item["sender"] == "bot")
    found = re.search(r"(XB-\w{4}-\w{5})\W.*?[码碼][:：]?\s*([2-9A-Z]{6})", text)
    assert found, text
    return found[1], found[2]


def look_up(stack: Stack, talk: Talk, receipt: str, code: str) -> None:
    """Another conversation opens the complaint: asked for, and in one breath."""
    talk.say("查投诉进度")
    assert expected(stack, talk) == "case"
    opened = talk.say(f"{receipt} {code.lower()}")
    assert any(receipt in reply["text"] for reply in opened["replies"]), opened
    opened = talk.say(f"查投诉进度，编号{receipt}，查询码{code}")
    assert any(receipt in reply["text"] for reply in opened["replies"]), opened


def through_a_crash(stack: Stack, talk: Talk, text: str) -> None:
    """The gateway dies after it stored the message and asked the engine, which answers nobody and goes on."""
    name, before = str(uuid4()), stored(stack, talk)
    stack.processes["engine"].send_signal(signal.SIGSTOP)
    sending = threading.Thread(target=post_into_nothing, args=(talk, text, name))
    sending.start()
    until(lambda: stored(stack, talk) > before)
    time.sleep(0.3)  # the question is on its way to the engine
    stack.kill("gateway")
    stack.processes["engine"].send_signal(signal.SIGCONT)
    sending.join()
    stack.start("gateway")
    stack.wait()
    answer = talk.post(text, name)
    assert answer.status_code == 200, answer.text
    assert answer.json()["replies"], answer.text


def post_into_nothing(talk: Talk, text: str, name: str) -> None:
    with suppress(httpx.HTTPError):
        talk.post(text, name)


def stored(stack: Stack, talk: Talk) -> int:
    sql = "select count(*) from messages where conversation_id = ? and sender = 'customer'"
    return int(ask(stack, sql, talk.id)[0])


def ask(stack: Stack, sql: str, *values: str) -> tuple[Any, ...]:
    with closing(sqlite3.connect(f"file:{stack.settings.data_dir}/xiaobao.db?mode=ro", uri=True)) as database:
        return tuple(database.execute(sql, values).fetchone())


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


@pytest.mark.timeout(600)
def test_nothing_is_left_in_clear_text(talk: Talking, lived: Stack) -> None:
    for name in (FREE.name, FREE.traditional):
        free, queued = talk(lived), talk(lived)
        for text in FREE.says(name):
            free.say(text)
        queued.http.post(f"{queued.path}/handoff", json={})
        for text in FREE.says(name):
            queued.say(text)
    codes = set()
    for wishes, name, crash in (({}, FILED.name, False), (HONG_KONG, FILED.traditional, True)):
        receipt, code = complain(lived, talk(lived, **wishes), name, FILED, crash=crash)
        look_up(lived, talk(lived), receipt, code)
        codes |= {code, code.lower()}
    file_by_the_api(talk(lived), PAGE)
    folder = lived.settings.data_dir
    assert leaks(folder, patterns([HARMLESS])), "the search finds nothing at all"
    assert leaks(folder) == []
    assert leaks(folder, patterns(codes)) == []
    lived.kill("gateway")
    lived.stop()
    assert leaks(folder) == []
    assert leaks(folder, patterns(codes)) == []


def file_by_the_api(talk: Talk, person: Person) -> None:
    body = {
        "client_id": str(uuid4()), "story": f"我叫{person.name}，{ANSWERS['story']}",
        "wish": f"退钱，联系{person.phone}", "name": person.name, "phone": person.phone_spaced,
        "id_number": person.id_number, "when": "上个月十五号", "channel": "app", "consent": True,
    }  # fmt: skip
    answer = talk.http.post("/api/v1/complaints", json=body)
    assert answer.status_code == 201, answer.text
