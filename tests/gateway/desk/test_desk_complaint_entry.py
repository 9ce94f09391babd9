"""Entering complaints that came by other doors, and their attachments."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest

from casework.audit import service as audit
from casework.complaints import service
from gateway.desk.complaints.counting import today_of
from gateway.desk.complaints.filtering import Wanted
from gateway.desk.complaints.worklist import read_list
from tests.gateway.conftest import Gateway
from tests.gateway.desk.cases import NAME, PHONE, STORY, events, filed, now_is, page, step
from tests.gateway.desk.conftest import Agent, Hire

FORM = {
    "door": "letter", "kind": "own", "name": NAME, "phone": PHONE, "story": STORY, "wish": "退年费",
    "when": "上个月", "place": "手机银行", "amount": "600元", "region": "CN", "script": "zh-Hans",
    "mode": "standard", "form_id": "f0000001",
}  # fmt: skip
CLASSES = {"channel": "app", "business": "credit", "cause": "fee"}


def picture() -> bytes:
    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return made.getvalue()


async def enter(agent: Agent, do: str = "file", files: Any = None, **fields: str) -> httpx.Response:
    form = {"form_token": agent.form_token, "do": do} | FORM | fields
    # An empty file input sends a part without a name.
    sent = files or [("file", ("", b"", "application/octet-stream"))]
    return await agent.http.post("/desk/complaints/new", data=form, files=sent)


async def everyone(gateway: Gateway) -> list[Any]:
    today = today_of(gateway.app.state.clock())
    found = await gateway.app.state.database.read(
        lambda s: read_list(s, Wanted.of({"state": "all"}), "x", today)
    )
    return [item.complaint for item in found.items]


async def test_checked_first_then_filed_with_receipt_and_code(gateway: Gateway, agent: Agent) -> None:
    assert (await agent.get("/desk/complaints/new")).status_code == 200
    looked = await enter(agent, "check")
    assert looked.status_code == 200
    for words in ("还没有登记", "系统按内容建议", STORY, 'name="do" value="file"'):
        assert words in looked.text, words
    assert await everyone(gateway) == []
    done = await enter(agent, **CLASSES)
    assert done.status_code == 303, done.text
    [one] = await everyone(gateway)
    assert done.headers["location"] == f"/desk/complaints/{one.id}/filed"
    assert (one.door, one.business, one.cause, one.channel, one.classified_by, one.sure) == (
        "letter", "credit", "fee", "app", "staff", 1.0,
    )  # fmt: skip
    assert (str(one.amount), one.happened_said, one.place_said) == ("600.00", "上个月", "手机银行")
    html = (await agent.get(done.headers["location"])).text
    code = re.search(r'id="code">(\w{6})<', html)
    assert code
    assert one.receipt in html
    cipher = gateway.app.state.cipher
    known = await gateway.app.state.database.read(lambda s: service.look_up(s, cipher, one.receipt, code[1]))
    assert known.id == one.id
    records = await gateway.app.state.database.read(lambda s: audit.search(s, action="complaint.code_read"))
    assert [record.actor_name for record in records] == ["lin"]


async def test_the_code_is_only_for_who_filed_and_only_soon(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    other = await hire("chen", "supervisor")
    done = await enter(agent, **CLASSES)
    own = await filed(gateway, phone="13800138011", story="手机银行总是登录不上")
    for who, path in ((other, done.headers["location"]), (agent, f"/desk/complaints/{own.id}/filed")):
        answer = await who.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, path.removesuffix("/filed"))
    later = gateway.app.state.clock() + timedelta(hours=2)
    desk = gateway.app.state.complaint_desk.desk
    object.__setattr__(desk, "clock", lambda: later)
    answer = await agent.get(done.headers["location"])
    assert answer.status_code == 303


async def test_the_receipt_is_printed_in_the_customers_script(gateway: Gateway, agent: Agent) -> None:
    from pypdf import PdfReader

    done = await enter(agent, script="zh-Hant-TW", region="TW", phone="0912345678", **CLASSES)
    path = done.headers["location"].removesuffix("/filed") + "/receipt.pdf"
    [one] = await everyone(gateway)
    answer = await agent.get(path)
    if answer.status_code == 503:
        assert "现在打印不了" in answer.text
        pytest.skip("no Pango or no Chinese font here")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert one.receipt in text
    assert "查詢碼" in text
    records = await gateway.app.state.database.read(lambda s: audit.search(s, action="complaint.printed"))
    assert [record.after for record in records] == [{"with_code": True}]


async def test_the_same_form_twice_files_once(gateway: Gateway, agent: Agent) -> None:
    first, second = await enter(agent, **CLASSES), await enter(agent, **CLASSES)
    assert first.headers["location"] == second.headers["location"]
    [one] = await everyone(gateway)
    assert [event.kind for event in await events(gateway, one.id)] == ["filed"]


async def test_the_same_form_with_other_words_or_files_loses_nothing(gateway: Gateway, agent: Agent) -> None:
    first = await enter(agent, **CLASSES)
    other = {"story": "手机银行转账一直失败，客服也打不通。", "phone": "13800138077"}
    second = await enter(agent, **CLASSES | other)
    assert second.status_code == 303
    assert first.headers["location"] != second.headers["location"]
    assert {one.story for one in await everyone(gateway)} == {STORY, other["story"]}
    bill = [("file", ("账单.png", picture(), "image/png"))]
    third = await enter(agent, files=bill, **CLASSES)
    again = await enter(agent, files=bill, **CLASSES)
    assert third.headers["location"] == again.headers["location"]
    assert len(await everyone(gateway)) == 2
    known = next(one for one in await everyone(gateway) if one.story == STORY)
    files = await gateway.app.state.database.read(lambda s: service.files_of(s, known.id))
    assert [file.name for file in files] == ["账单.png"]


async def test_received_earlier_starts_the_clock_earlier_and_never_in_the_future(
    gateway: Gateway, agent: Agent
) -> None:
    today = today_of(gateway.app.state.clock())
    for wrong in (today + timedelta(days=1), "2019-01-01", "gestern"):
        refused = await enter(agent, received=str(wrong))
        assert refused.status_code == 422
        assert 'id="e-received-wrong"' in refused.text
        assert STORY in refused.text
    done = await enter(agent, received=str(today - timedelta(days=20)), **CLASSES)
    assert done.status_code == 303
    assert "逾期5天" in (await agent.get("/desk/complaints")).text


async def test_the_regulators_transfer_needs_its_reference(gateway: Gateway, agent: Agent) -> None:
    refused = await enter(agent, door="regulator")
    assert refused.status_code == 422
    assert 'href="#e-reference"' in refused.text
    assert (await enter(agent, door="regulator", reference="转办〔2026〕17号", **CLASSES)).status_code == 303
    [one] = await everyone(gateway)
    assert (one.by_regulator, one.regulator_ref) == (True, "转办〔2026〕17号")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"), ({"phone": "123"}, "phone"), ({"phone": ""}, "phone"),
        ({"story": ""}, "story"),
        ({"amount": "很多"}, "amount"), ({"email": "x"}, "email"), ({"id_number": "12"}, "id_number"),
        ({"kind": "for_other"}, "about_name"), ({"kind": "group", "people": "1"}, "people"),
        ({"story": "字" * 2001}, "story"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_marked_and_the_rest_stays(
    gateway: Gateway, agent: Agent, fields: dict[str, str], wrong: str
) -> None:
    refused = await enter(agent, wish="退回<b>年费</b>", **fields)
    assert refused.status_code == 422
    assert f'href="#e-{wrong}"' in refused.text
    assert f'id="e-{wrong}-wrong"' in refused.text
    assert "退回&lt;b&gt;年费&lt;/b&gt;" in refused.text
    assert await everyone(gateway) == []


async def test_a_letter_with_an_address_needs_no_telephone(gateway: Gateway, agent: Agent) -> None:
    done = await enter(agent, phone="", address="某市某区某路18号", **CLASSES)
    assert done.status_code == 303
    [one] = await everyone(gateway)
    [party] = await gateway.app.state.database.read(lambda s: service.parties_of(s, one.id))
    assert party.shown["address"].startswith("某市某")
    assert "18号" not in await page(agent, one)


async def test_somebody_elses_complaint_names_both(gateway: Gateway, agent: Agent) -> None:
    done = await enter(agent, kind="for_other", about_name="李秀英", about_phone="13900139000", **CLASSES)
    assert done.status_code == 303
    [one] = await everyone(gateway)
    parties = await gateway.app.state.database.read(lambda s: service.parties_of(s, one.id))
    assert [party.role for party in parties] == ["complainant", "authorised"]


async def test_duplicates_are_shown_and_joined(gateway: Gateway, agent: Agent) -> None:
    old = await filed(gateway)
    other = await filed(gateway, story="贷款利率和合同上写的不一样", business="loan", cause="contract")
    looked = await enter(agent, "check", **CLASSES)
    for words in (
        "这位客户还有这些投诉",
        old.receipt,
        other.receipt,
        f"和还在办的投诉{old.receipt}像是同一件事",
    ):
        assert words in looked.text, words
    done = await enter(agent, **CLASSES)
    assert done.headers["location"] == f"/desk/complaints/{old.id}?joined"
    html = (await agent.get(done.headers["location"])).text
    assert "内容已经加进去" in html
    assert "并入这一件" in html
    assert [event.kind for event in await events(gateway, old.id)] == ["filed", "joined"]


async def test_who_asks_whose_number_it_is_is_on_record(gateway: Gateway, agent: Agent) -> None:
    """The button that files nothing shall be no way around the search's record."""
    await filed(gateway)
    for phone in (PHONE, "13900000000"):
        assert (await enter(agent, "check", phone=phone)).status_code == 200
    told = await gateway.app.state.database.read(lambda s: audit.search(s, action="search.entry"))
    [one] = await everyone(gateway)
    assert [record.after["complaints"] for record in reversed(told)] == [[one.receipt], []]
    assert {record.actor_name for record in told} == {"lin"}
    assert len({record.after["print"] for record in told}) == 2
    assert PHONE not in repr(told)


async def test_secrets_never_come_in(gateway: Gateway, agent: Agent) -> None:
    looked = await enter(agent, "check", story=STORY + "卡号6222020200112233445，验证码是123456")
    assert "6222020200112233445" not in looked.text
    await enter(agent, story=STORY + "卡号6222020200112233445", **CLASSES)
    [one] = await everyone(gateway)
    assert "6222020200112233445" not in one.story


async def test_attachments_come_with_the_form_and_go_out_only_to_be_saved(
    gateway: Gateway, agent: Agent
) -> None:
    name = '账单"；x\r\n.png'
    done = await enter(agent, files=[("file", (name, picture(), "image/png"))], **CLASSES)
    assert done.status_code == 303, done.text
    [one] = await everyone(gateway)
    [kept] = await gateway.app.state.database.read(lambda s: service.files_of(s, one.id))
    assert kept.name in await page(agent, one)
    answer = await agent.get(f"/desk/complaints/{one.id}/files/{kept.id}")
    assert answer.content == picture()
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    records = await gateway.app.state.database.read(lambda s: audit.search(s, action="complaint.file_read"))
    assert [record.after for record in records] == [{"file": kept.id}]
    for wrong in (f"{one.id}/files/99", f"99/files/{kept.id}", f"{one.id}/files/x"):
        assert (await agent.get(f"/desk/complaints/{wrong}")).status_code == 404


async def test_files_are_added_later_and_bad_ones_refused(gateway: Gateway, agent: Agent) -> None:
    one = await filed(gateway)
    path, form = f"/desk/complaints/{one.id}/files", {"form_token": agent.form_token}
    script = b"<html><script>alert(1)</script>"
    for files in ([("file", ("x.png", script, "image/png"))], [("file", ("", b"", "image/png"))]):
        refused = await agent.http.post(path, data=form, files=files)
        assert refused.status_code == 422
        assert "没有收下附件" in refused.text
    good = [("file", ("证据.png", picture(), "image/png"))]
    assert (await agent.http.post(path, data=form | {"form_token": "x"}, files=good)).status_code == 403
    evil = {"Origin": "https://evil.example"}
    assert (await agent.http.post(path, data=form, files=good, headers=evil)).status_code == 403
    assert (await agent.http.post(path, data=form, files=good)).status_code == 303
    assert "证据.png" in await page(agent, one)
    assert (await now_is(gateway, one.id)).version == 2


@pytest.mark.parametrize("last", ["answer", "withdraw"])
async def test_no_file_is_added_where_nothing_can_be_added(gateway: Gateway, agent: Agent, last: str) -> None:
    one = await filed(gateway)
    assert 'id="file"' in await page(agent, one)
    fields = {"answer": {"outcome": "explained", "text": "已核实"}, "withdraw": {"reason": "客户来电要求"}}
    assert (await step(agent, one, last, **fields[last])).status_code == 303
    offered = 'id="file"' in await page(agent, one)
    sent = await agent.http.post(
        f"/desk/complaints/{one.id}/files",
        data={"form_token": agent.form_token},
        files={"file": ("a.png", picture(), "image/png")},
    )
    assert sent.status_code == (303 if offered else 409)
    assert offered or "现在的状态不能这样做" in sent.text
    assert not (offered and last == "withdraw")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "请填投诉人的姓名"),
        ({"kind": "for_other"}, "请填客户本人的姓名"),
        (
            {"kind": "group", "people": "8", "others": "\n".join(f"王小明 1380013800{n}" for n in range(5))},
            "最多5名代表",
        ),
        ({"amount": "很多"}, "这一项没有填，或者没有填对"),
    ],
)  # fmt: skip
async def test_a_wrong_field_says_what_is_wrong(
    gateway: Gateway, agent: Agent, fields: dict[str, str], said: str
) -> None:
    refused = await enter(agent, **fields)
    assert refused.status_code == 422
    assert said in refused.text


async def test_a_letter_that_is_late_already_promises_no_day(gateway: Gateway, agent: Agent) -> None:
    today = today_of(gateway.app.state.clock())
    done = await enter(agent, received=str(today - timedelta(days=20)), **CLASSES)
    html = (await agent.get(done.headers["location"])).text
    assert "已经超过应当答复的日期，请向客户致歉" in html


async def test_large_files_may_come_in_up_to_the_limit(gateway: Gateway, agent: Agent) -> None:
    one = await filed(gateway)
    path, form = f"/desk/complaints/{one.id}/files", {"form_token": agent.form_token}
    for size in (200_000, 6_000_000):
        refused = await agent.http.post(
            path, data=form, files=[("file", ("x.pdf", b"x" * size, "application/pdf"))]
        )
        assert refused.status_code == 422
        assert "没有收下附件" in refused.text


async def test_only_who_handles_complaints_may_enter_them(gateway: Gateway, hire: Hire) -> None:
    for who in (await hire("shen", "auditor"), await hire("bian", "editor")):
        assert (await enter(who, **CLASSES)).status_code == 403
        assert (await who.get("/desk/complaints/new")).status_code == 403
    assert await everyone(gateway) == []
