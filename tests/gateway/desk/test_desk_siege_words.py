"""An attacker's words: markup and far too much of it, in every field of every form of the desk."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from casework.audit import service as audit
from casework.hours.service import parse as parse_hours
from casework.watch import service as watch
from tests.gateway.conftest import Customer, Gateway
from tests.gateway.desk.cases import filed
from tests.gateway.desk.conftest import Agent, Hire, alarm
from tests.gateway.desk.crawling import Page, kind_of, send, walk
from tests.gateway.desk.test_desk_audit import reveals
from xiaobao.settings import Settings

MARKUP = "siege'\"></textarea></title><script>siege()</script><img src=x onerror=siege()>"
RAW = re.compile(r"<script>siege|<img src=x|</textarea></title>", re.I)
SAID, STORY = "客户说的话不该在记录里", "投诉里写的事也不该在记录里"
PARTS = ("notes", "reply", "pass", "canned", "alerts", "complaints", "search", "people", "watch", "knowledge")
# The longest text that any form of the desk keeps, and far more than that.
LONGEST, TOO_LONG = 8_000, 20_000


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_per_address_per_minute": 100_000})


async def busy(gateway: Gateway, agent: Agent) -> list[Customer]:
    """One of everything: talks with and without an agent, an alert, a complaint, something for the watch."""
    talks = [await gateway.customer(script=script) for script in ("zh-Hans", "zh-Hant-TW", "zh-Hans")]
    for talk in talks:
        await talk.say(MARKUP + SAID)
    await alarm(gateway, talks[0], MARKUP + SAID)
    for talk in talks[:2]:
        await talk.call("POST", "/handoff", json={})
    await agent.deed(talks[0].id, "take")
    await agent.deed(talks[1].id, "take")
    for days in (0, 2):
        await filed(
            gateway, story=STORY + MARKUP, wish=MARKUP, conversation_id=talks[days // 2].id, days=days
        )
    await reveals(gateway)
    state, now = gateway.app.state, gateway.app.state.clock() + timedelta(seconds=1)
    hours = parse_hours(state.settings.office_hours)
    await state.database.write(lambda s: watch.note(s, watch.find(s, now - watch.OVERLAP, now, hours), now))
    return talks


async def crew(hire: Hire) -> list[Agent]:
    """Whoever opens pages that others do not have; last who closes the others' accounts on the way."""
    return [await hire("shen", "auditor"), await hire("bian", "editor"), await hire("wang", "supervisor")]


async def test_markup_in_any_field_of_any_form_is_text_everywhere(gateway: Gateway, hire: Hire) -> None:
    agent = await hire()
    talks, others = await busy(gateway, agent), await crew(hire)
    also = [f"/desk/conversations/{talk.id}" for talk in talks]
    tried: set[str] = set()
    for who in (agent, *others):
        seen = await walk(who, *also)
        assert seen.dangers == []
        for form in seen.forms:
            answer = await send(who, form, MARKUP)
            assert answer.status_code < 500, (form, answer.status_code)
            assert Page(answer.text).dangers == [], form.action
            assert not RAW.search(answer.text), form.action
            tried |= {kind_of(form.action).partition("?")[0]} if form.typed else set()
    for part in PARTS:
        assert any(f"/{part}" in path for path in tried), (part, tried)
    seen = await walk(others[-1], *also)
    assert (seen.dangers, [path for path, html in seen.pages.items() if RAW.search(html)]) == ([], [])
    assert sum("&lt;script&gt;siege" in html for html in seen.pages.values()) > 3


async def test_far_too_much_in_any_field_is_refused_or_cut_and_never_kept(
    gateway: Gateway, hire: Hire
) -> None:
    agent = await hire()
    talks, others = await busy(gateway, agent), await crew(hire)
    for who in (agent, *others):
        for form in (await walk(who, f"/desk/conversations/{talks[0].id}")).forms:
            for name in form.typed:
                answer = await send(who, form, "9a" * (TOO_LONG // 2), only=name)
                assert answer.status_code < 500, (form.action, name, answer.status_code)
                assert "text/html" in answer.headers.get("content-type", "text/html"), (form.action, name)
    kept = on_disk(gateway.settings.data_dir)
    assert b"9a" * (LONGEST // 2 + 1) not in kept


async def test_a_body_beyond_all_measure_is_refused_with_a_page(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer()
    answer = await agent.deed(customer.id, "notes", note="x" * 70_000)
    assert answer.status_code == 413
    many = {f"f{number}": "x" for number in range(500)}
    assert (await agent.post("/desk/canned", **many)).status_code == 400
    for path in (
        f"/desk/{'x' * 9_000}",
        f"/desk/search?s={'x' * 9_000}",
        f"/desk/alerts?before={'9' * 9_000}",
    ):
        assert (await agent.get(path)).status_code in (200, 404), path[:30]
    assert (await agent.get("/desk", Cookie=f"a={'x' * 9_000}")).status_code in (200, 303)


async def test_no_word_of_a_customer_is_in_the_audit_or_the_log(
    gateway: Gateway, hire: Hire, capsys: pytest.CaptureFixture[str]
) -> None:
    agent = await hire()
    talks, others = await busy(gateway, agent), await crew(hire)
    for who in (agent, *others):
        for form in (await walk(who, f"/desk/conversations/{talks[0].id}")).forms:
            await send(who, form, "客户来电核对")
    await agent.post("/desk/search", q=SAID)
    records = await gateway.app.state.database.read(lambda s: audit.search(s, limit=10_000))
    assert len(records) > 20
    written = repr(records) + capsys.readouterr().out
    for words in (SAID, STORY, "siege", "13800138000", "王小明"):
        assert words not in written, words


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
