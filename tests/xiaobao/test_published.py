"""A change agreed to at the desk is what the bot says next, with no process restarted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from casework.audit.types import SYSTEM
from casework.db import Database
from casework.staff import login
from tests.gateway.desk.conftest import Agent
from tests.gateway.desk.test_desk_knowledge import BASE, CHECKED, fields_of, number_of, published, step
from tests.talk import Talking
from xiaobao.stack import Stack

PLAIN = "请先问银行的客户经理，以银行告知为准。"
TITLE = "收费公示在哪里看？"


class Outside(Agent):
    """An editor who reaches the running product over HTTP."""

    def __init__(self, stack: Stack, name: str) -> None:
        url = stack.settings.base_url
        self.http = httpx.AsyncClient(base_url=url, trust_env=False, timeout=30, headers={"Origin": url})
        with Database(stack.settings.database) as database:
            made = login.add_account(database, SYSTEM, name, "editor", datetime.now(UTC))
        self.name, self.password, self.form_token = name, made.one_time_password, ""


@pytest.fixture
async def two(stack: Stack) -> AsyncIterator[tuple[Agent, Agent]]:
    editors = [Outside(stack, f"ed-{uuid4().hex[:8]}") for _ in range(2)]
    for editor in editors:
        await editor.settle()
    yield editors[0], editors[1]
    for editor in editors:
        await editor.http.aclose()


async def until_said(talk: Talking, asked: str, wanted: str, **wishes: str) -> str:
    """What the bot says, once it says it: within ten seconds."""
    said = ""
    async with asyncio.timeout(10):
        while wanted not in said:
            replies = (await asyncio.to_thread(talk(**wishes).say, asked))["replies"]
            said = "".join(reply["text"] for reply in replies)
    return said


@pytest.mark.stack
async def test_the_bot_says_what_was_published(stack: Stack, talk: Talking, two: tuple[Agent, Agent]) -> None:
    editor, other = two
    pids = {name: process.pid for name, process in stack.processes.items()}
    wishes = {"mode": "large", "script": "zh-Hant-TW"}
    number = await published(editor, other, plain=PLAIN)
    try:
        said = await until_said(talk_to(talk, stack), "貸款為什麼沒批？", "請先問銀行的客戶經理", **wishes)
        assert "以銀行告知為準" in said
    finally:
        assert (await step(other, number, "roll-back", back_reason="试完了改回", to="")).status_code == 303
    await until_said(talk_to(talk, stack), "貸款為什麼沒批？", "機器自動拒的", **wishes)
    assert pids == {name: process.pid for name, process in stack.processes.items()}


async def test_the_bot_says_an_answer_that_its_model_never_learned(
    stack: Stack, talk: Talking, two: tuple[Agent, Agent]
) -> None:
    editor, other = two
    form = fields_of((await editor.get(f"{BASE}/entries/loan_refused/change")).text)
    form |= {"id": "fee_notice", "group": "accounts", "title": TITLE, "ask": "你们的收费表贴在哪里"}
    form |= {"answer": "收费公示在网点和手机银行，以公示为准。", "plain": "看网点的公示，以公示为准。"}
    made = await editor.post(f"{BASE}/new", **form | {"reason": "客户常问", "steps": "", "plain_steps": ""})
    number = number_of(made.headers["location"])
    await step(editor, number, "submit")
    await step(other, number, "review", do="agree", opinion="同意新增", **CHECKED)
    assert (await step(other, number, "publish")).status_code == 303
    try:
        for asked, wanted in (
            (TITLE, "以公示为准"),
            ("收費公示在哪裡看", "公示為準"),
            ("你们的收费表贴在哪里？", "以公示为准"),
        ):
            await until_said(talk_to(talk, stack), asked, wanted)
    finally:
        await step(other, number, "roll-back", back_reason="试完了撤回", to="")


def talk_to(talk: Talking, stack: Stack) -> Talking:
    """Each time a conversation of its own."""
    return lambda **wishes: talk(stack, **wishes)
