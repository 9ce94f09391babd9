"""The answers at the desk: proposed by one, agreed to by another, said by the running gateway, on record."""

import asyncio
import json
import re
import subprocess
from typing import Any

import pytest

from casework.audit import service as audit
from knowledge.loader import ROOT
from tests.gateway.conftest import Customer, Gateway
from tests.gateway.desk.conftest import Agent, Hire

BASE = "/desk/knowledge"
PLAIN = "请向银行问清原因，以银行告知为准。"
CHECKED = {f"check_{name}": "1" for name in ("sources", "clear", "fair", "numbers")}


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form as it is."""
    form = page[page.index('class="fields knowledge-form"') :]
    form = form[: form.index("</form>")]
    found = {
        m[1]: m[2] for m in re.finditer(r'<input(?![^>]*checkbox)[^>]* name="([\w.]+)" value="([^"]*)"', form)
    }
    found |= {
        m[1]: m[2].lstrip("\n") for m in re.finditer(r'<textarea[^>]* name="([\w.]+)"[^>]*>([^<]*)<', form)
    }
    for select in re.finditer(r'<select[^>]* name="(\w+)">(.*?)</select>', form, re.S):
        chosen = re.search(r'value="(\w+)" selected', select[2])
        found[select[1]] = chosen[1] if chosen else ""
    for name in re.findall(r'type="checkbox" name="([\w.]+)" value="1" checked', form):
        found[name] = "1"
    return {name: value.replace("&#34;", '"').replace("&#39;", "'") for name, value in found.items()}


def number_of(where: str) -> str:
    return where.rpartition("/")[2]


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, page
    return found[1]


async def propose(editor: Agent, entry: str = "loan_refused", **changed: str) -> str:
    """The number of the change."""
    form = fields_of((await editor.get(f"{BASE}/entries/{entry}/change")).text)
    made = await editor.post(
        f"{BASE}/entries/{entry}/change", **form | {"reason": "换成更清楚的说法"} | changed
    )
    assert made.status_code == 303, made.text
    return number_of(made.headers["location"])


async def step(who: Agent, number: str, what: str, **fields: str) -> Any:
    page = (await who.get(f"{BASE}/changes/{number}")).text
    version = re.search(r'name="version" value="(\d+)"', page)
    return await who.post(f"{BASE}/changes/{number}/{what}", version=version[1] if version else "0", **fields)


async def published(editor: Agent, other: Agent, entry: str = "loan_refused", **changed: str) -> str:
    number = await propose(editor, entry, **changed)
    assert (await step(editor, number, "submit")).status_code == 303
    agreed = await step(other, number, "review", do="agree", opinion="与依据一致，同意", **CHECKED)
    assert agreed.status_code == 303, agreed.text
    done = await step(other, number, "publish")
    assert done.status_code == 303, done.text
    return number


def text_of(gateway: Gateway, entry: str = "loan_refused") -> str:
    return str(gateway.app.state.knowledge.render(entry, mode="large").text)


@pytest.fixture
async def editor(hire: Hire) -> Agent:
    return await hire("ed", "editor")


@pytest.fixture
async def other(hire: Hire) -> Agent:
    return await hire("wu", "editor")


async def test_a_change_goes_from_proposal_to_the_customer(
    gateway: Gateway, editor: Agent, other: Agent
) -> None:
    number = await published(editor, other, plain=PLAIN)
    assert text_of(gateway).startswith(PLAIN)
    page = (await editor.get(f"{BASE}/changes/{number}")).text
    assert "已发布" in page
    assert "与依据一致，同意" in page
    assert "<ins>" in page
    assert "看过依据的原文" in page
    assert PLAIN in (await editor.get(f"{BASE}/entries/loan_refused")).text


async def test_the_form_sent_back_untouched_changes_nothing(editor: Agent) -> None:
    for entry in ("emergency_scam", "large_text_mode", "hk_scam", "complaint_how"):
        page = (await editor.get(f"{BASE}/changes/{await propose(editor, entry)}")).text
        assert "和现在对客户说的一样" in page, entry
        assert "检查没有发现问题" in page, entry


async def test_nobody_agrees_to_their_own_change(gateway: Gateway, editor: Agent) -> None:
    number, before = await propose(editor, plain=PLAIN), text_of(gateway)
    await step(editor, number, "submit")
    refused = await step(editor, number, "review", do="agree", opinion="我自己同意", **CHECKED)
    assert refused.status_code == 403
    assert "要由另一个人审查" in refused.text
    assert (await step(editor, number, "publish")).status_code == 409
    assert text_of(gateway) == before


async def test_what_the_lint_refuses_is_not_submitted_and_says_why(editor: Agent) -> None:
    number = await propose(editor, plain="我们保证追回您的钱，打110。")
    page = (await editor.get(f"{BASE}/changes/{number}")).text
    assert "像是在承诺钱的事" in page
    assert "直接写了电话号码" in page
    refused = await step(editor, number, "submit")
    assert (refused.status_code, "检查没有通过" in refused.text) == (422, True)


async def test_agreeing_takes_every_check_and_what_was_typed_stays(editor: Agent, other: Agent) -> None:
    number = await propose(editor, plain=PLAIN)
    await step(editor, number, "submit")
    refused = await step(other, number, "review", do="agree", opinion="写得清楚", check_clear="1")
    assert refused.status_code == 422
    assert "写得清楚" in refused.text
    assert 'name="check_clear" value="1" checked' in refused.text


async def test_a_returned_change_is_written_anew(editor: Agent, other: Agent) -> None:
    number = await propose(editor, plain=PLAIN)
    await step(editor, number, "submit")
    await step(other, number, "review", do="return", opinion="请写明问谁")
    page = (await editor.get(f"{BASE}/changes/{number}")).text
    assert "已退回" in page
    assert "请写明问谁" in page
    form = fields_of((await editor.get(f"{BASE}/changes/{number}/edit")).text)
    done = await editor.post(
        f"{BASE}/changes/{number}/edit", **form | {"plain": "请问客户经理，以银行告知为准。"}
    )
    assert done.status_code == 303, done.text
    assert "客户经理" in (await editor.get(f"{BASE}/changes/{number}")).text


async def test_who_is_second_is_told_and_keeps_the_words(editor: Agent, other: Agent) -> None:
    number = await propose(editor, plain=PLAIN)
    refused = await other.post(
        f"{BASE}/entries/loan_refused/change", reason="我也要改一下", title="怎么办？", answer="别的说法"
    )
    assert (refused.status_code, f"第{number}号" in refused.text, "别的说法" in refused.text) == (
        409,
        True,
        True,
    )
    page = (await editor.get(f"{BASE}/changes/{number}/edit")).text
    stale = fields_of(page) | {"version": "0", "plain": "写了很久"}
    refused = await editor.post(f"{BASE}/changes/{number}/edit", **stale)
    assert (refused.status_code, "写了很久" in refused.text) == (409, True)


async def test_a_new_answer_and_its_end(
    gateway: Gateway, editor: Agent, other: Agent, customer: Customer
) -> None:
    form = fields_of((await editor.get(f"{BASE}/entries/loan_refused/change")).text)
    form |= {
        "id": "fee_notice",
        "group": "accounts",
        "title": "收费公示在哪里看？",
        "ask": "",
        "reason": "客户常问",
    }
    made = await editor.post(f"{BASE}/new", **form)
    assert made.status_code == 303, made.text
    number = number_of(made.headers["location"])
    await step(editor, number, "submit")
    await step(other, number, "review", do="agree", opinion="同意新增", **CHECKED)
    assert (await step(other, number, "publish")).status_code == 303
    await customer.say("收費公示在哪裡看")
    assert gateway.engine.asked[-1]["metadata"]["title_of"] == "fee_notice"
    again = await editor.post(f"{BASE}/new", **form)
    assert again.status_code == 303
    assert "这个编号已经用过" in (await editor.get(again.headers["location"])).text
    back = await step(other, number, "roll-back", back_reason="公示网址有误", to="")
    assert back.status_code == 303, back.text
    assert "fee_notice" not in gateway.app.state.knowledge.entries


async def test_taking_back_to_an_earlier_wording(gateway: Gateway, editor: Agent, other: Agent) -> None:
    files = text_of(gateway)
    first = await published(editor, other, plain=PLAIN)
    second = await published(editor, other, plain="写错了，以银行告知为准。")
    done = await step(editor, second, "roll-back", back_reason="写错了，先改回", to=first)
    assert done.status_code == 303, done.text
    assert text_of(gateway).startswith(PLAIN)
    third = number_of(done.headers["location"])
    assert (await step(other, third, "roll-back", back_reason="用源文件的", to="")).status_code == 303
    assert text_of(gateway) == files


async def test_an_answer_is_retired_by_two_but_not_one_that_the_product_needs(
    gateway: Gateway, editor: Agent, other: Agent
) -> None:
    made = await editor.post(f"{BASE}/entries/loan_refused/retire", reason="不再答这个问题")
    number = number_of(made.headers["location"])
    await step(editor, number, "submit")
    await step(other, number, "review", do="agree", opinion="同意停用", **CHECKED)
    assert (await step(other, number, "publish")).status_code == 303
    assert "loan_refused" not in gateway.app.state.knowledge.entries
    assert "已停用" in (await editor.get(f"{BASE}/entries/loan_refused")).text
    made = await editor.post(f"{BASE}/entries/emergency_scam/retire", reason="不再答这个问题")
    refused = await step(editor, number_of(made.headers["location"]), "submit")
    assert (refused.status_code, "只能修改，不能停用" in refused.text) == (422, True)


async def test_lists_search_and_due(editor: Agent) -> None:
    page = (await editor.get(f"{BASE}?q=贷款被拒")).text
    assert 'id="entry-loan_refused"' in page
    grouped = (await editor.get(f"{BASE}?group=cash")).text
    assert 'id="entry-loan_refused"' not in grouped
    assert (await editor.get(f"{BASE}?due=1")).status_code == 200
    whole = (await editor.get(BASE)).text
    assert "下一页" in whole
    assert "Macro" not in whole
    assert "下一页" not in (await editor.get(f"{BASE}?from=9999")).text
    assert "共0条" in (await editor.get(f"{BASE}?q=%01%27%22")).text


async def test_history_is_searched_and_taken_away_on_record(
    gateway: Gateway, editor: Agent, other: Agent, hire: Hire
) -> None:
    await published(editor, other, plain=PLAIN)
    auditor = await hire("au", "auditor")
    assert "与依据一致" in (await auditor.get(f"{BASE}/history?q=與依據一致")).text
    csv = await auditor.get(f"{BASE}/history.csv?entry=loan_refused")
    assert csv.headers["content-disposition"] == 'attachment; filename="answers-history.csv"'
    assert "与依据一致，同意" in csv.text
    assert PLAIN in csv.text
    taken = json.loads((await auditor.get(f"{BASE}/history.json")).text)
    assert [event["step"] for event in reversed(taken)] == ["proposed", "submitted", "approved", "published"]
    assert taken[0]["before"]["plain"] != taken[0]["after"]["plain"] == PLAIN
    found = await gateway.app.state.database.read(
        lambda s: audit.search(s, action="content.history_exported")
    )
    assert [r.actor_name for r in found] == ["au", "au"]


async def test_the_patch_is_taken_by_git(editor: Agent, other: Agent) -> None:
    await published(editor, other, plain=PLAIN)
    patch = await other.get(f"{BASE}/published.diff")
    command, where = ["git", "apply", "--check", "-"], ROOT.parent
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=where, input=patch.text, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"+    {PLAIN}" in patch.text


async def test_who_may_what(hire: Hire, editor: Agent, agent: Agent) -> None:
    auditor = await hire("au", "auditor")
    number = await propose(editor, plain=PLAIN)
    for reader in (agent, auditor):
        assert (await reader.get(f"{BASE}/changes/{number}")).status_code == 200
        assert (await reader.get(f"{BASE}/entries/loan_refused/change")).status_code == 403
        for what in ("submit", "review", "publish", "withdraw", "roll-back", "edit"):
            assert (await reader.post(f"{BASE}/changes/{number}/{what}", version="1")).status_code == 403
        assert (await reader.get(f"{BASE}/published.diff")).status_code == 403
    away = await editor.get("/desk")
    assert (away.status_code, away.headers["location"]) == (303, BASE)
    assert (await editor.get("/desk/alerts")).status_code == 403
    forged = await editor.http.post(
        f"{BASE}/changes/{number}/submit", data={"version": "1", "form_token": "x"}
    )
    assert forged.status_code == 403


@pytest.mark.parametrize(
    "path", ["changes/999", "changes/x", "changes/99999999999999999999", "entries/nobody"]
)
async def test_what_is_not_there(editor: Agent, path: str) -> None:
    found = await editor.get(f"{BASE}/{path}")
    assert (found.status_code, "没有这条回答" in found.text) == (404, True)


async def test_markup_in_a_text_is_shown_as_text(editor: Agent) -> None:
    number = await propose(
        editor, title="<b>{nobody}</b>怎么办？", answer="<script>x</script>", reason="<i>试试看</i>"
    )
    for path in (f"changes/{number}", "changes", "history", f"changes/{number}/edit"):
        page = await editor.get(f"{BASE}/{path}")
        assert page.status_code == 200
        assert "<b>{nobody}" not in page.text
        assert "<script>x" not in page.text
        assert "<i>试" not in page.text


async def test_an_answer_for_the_reply_in_the_customers_words(gateway: Gateway, agent: Agent) -> None:
    customer = await gateway.customer(script="zh-Hant-TW", region="TW", mode="large")
    await customer.say("请问")
    await agent.deed(customer.id, "take")
    page = await agent.get(f"/desk/conversations/{customer.id}/answers?q=贷款被拒")
    assert page.status_code == 200
    assert "貸款" in page.text
    put = await agent.deed(customer.id, "answers", entry="loan_refused", draft="您好。")
    text = gateway.app.state.knowledge.render("loan_refused", "zh-Hant-TW", "TW", "large").text
    assert put.status_code == 200
    assert f"您好。\n{text}"[:40] in put.text
    assert (await agent.deed(customer.id, "answers", entry="nobody")).status_code == 404
    sent = await agent.deed(customer.id, "reply", message_id="m1", text=text)
    assert sent.status_code == 303
    assert (await customer.history())[-1]["text"] == text


async def test_the_panel_stands_beside_the_conversation(agent: Agent, customer: Customer) -> None:
    await customer.say("请问")
    await agent.deed(customer.id, "take")
    assert 'id="answers-search"' in await agent.page(customer.id)
