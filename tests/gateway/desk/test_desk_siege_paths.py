"""An attacker's addresses: files outside, others' attachments and talks, numbers to be guessed."""

from typing import Any

import pytest

from casework.audit import service as audit
from casework.audit.refusals import ACTION
from casework.complaints import service as complaints
from gateway.desk.seat import COOKIE
from tests.casework.files.samples import document
from tests.gateway.conftest import Gateway
from tests.gateway.desk.cases import filed
from tests.gateway.desk.conftest import Agent, Hire
from tests.gateway.desk.siege import status_of

CLIMBS = (
    "../../app.py", "../../../pyproject.toml", "..%2f..%2fapp.py", "%2e%2e/%2e%2e/app.py", "/etc/passwd",
    "desk/../../../settings.py", "..\\..\\app.py", "desk/desk.js\x00.py", "desk/", ".", "",
    "....//....//app.py",
)  # fmt: skip


async def attached(gateway: Gateway, agent: Agent, complaint_id: int, name: str) -> Any:
    files = [("file", (name, document(), "application/pdf"))]
    form = {"form_token": agent.form_token}
    done = await agent.http.post(f"/desk/complaints/{complaint_id}/files", data=form, files=files)
    assert done.status_code == 303, done.text
    return (await gateway.app.state.database.read(lambda s: complaints.files_of(s, complaint_id)))[-1]


@pytest.mark.parametrize("path", CLIMBS)
async def test_no_address_leads_out_of_the_static_files(gateway: Gateway, path: str) -> None:
    for version in ("x", ".."):
        assert (await status_of(gateway.app, f"/static/{version}/{path}", ""))[0] == 404


@pytest.mark.parametrize(
    "path", ["0", "-1", "999", "9" * 40, "１", "x", "1.pdf", "1%00", "..", "../1", "%2e%2e%2f1", "1/../2"]
)
async def test_no_address_leads_to_a_file_that_is_not_this_complaints(
    gateway: Gateway, agent: Agent, path: str
) -> None:
    one, other = (
        await filed(gateway),
        await filed(gateway, phone="13900139000", story="另一件事，和贷款有关。"),
    )
    kept = await attached(gateway, agent, other.id, "账单.pdf")
    cookie = f"{COOKIE}={agent.http.cookies[COOKIE]}"
    assert (await agent.get(f"/desk/complaints/{other.id}/files/{kept.id}")).status_code == 200
    for wrong in (path, str(kept.id)):
        found = await status_of(gateway.app, f"/desk/complaints/{one.id}/files/{wrong}", cookie)
        assert found[0] == 404, wrong
    got = await gateway.app.state.database.read(lambda s: audit.search(s, action="complaint.file_read"))
    assert len(got) == 1, "what was refused was not fetched"


@pytest.mark.parametrize(
    "name",
    [
        "../../../../tmp/owned.pdf",
        "..\\..\\owned.pdf",
        "/etc/passwd\x00.pdf",
        "a\r\nX-Owned: 1.pdf",
        "<b>.pdf",
    ],
)
async def test_a_files_name_is_a_name_and_no_path(gateway: Gateway, agent: Agent, name: str) -> None:
    one = await filed(gateway)
    kept = await attached(gateway, agent, one.id, name)
    assert not set(kept.name or "") & set("/\\\r\n\x00")
    answer = await agent.get(f"/desk/complaints/{one.id}/files/{kept.id}")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "x-owned" not in answer.headers
    inside = gateway.settings.files_dir.resolve()
    assert all(path.resolve().is_relative_to(inside) for path in inside.rglob("*"))
    assert "<b>.pdf" not in (await agent.get(f"/desk/complaints/{one.id}")).text


async def test_numbers_and_codes_cannot_be_guessed(gateway: Gateway) -> None:
    one = await filed(gateway)
    unknown = f"{one.receipt[:-1]}{'0' if one.receipt[-1] != '0' else '1'}"
    answers = []
    for receipt in (one.receipt, unknown):
        headers = {"X-Query-Code": "AAAAAA"}
        found = await gateway.http.get(f"/api/v1/complaints/{receipt}", headers=headers)
        answers.append((found.status_code, {k: v for k, v in found.json().items() if k != "instance"}))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    tried = [
        (await gateway.http.get(f"/api/v1/complaints/{one.receipt}", headers={"X-Query-Code": f"AAAA{n:02}"}))
        for n in range(30)
    ]
    assert tried[-1].status_code == 429
    assert one.story not in "".join(answer.text for answer in tried)


async def test_another_agents_conversation_is_read_on_record_and_never_written_to(
    gateway: Gateway, agent: Agent, hire: Hire
) -> None:
    customer, other = await gateway.customer(), await hire("chen")
    await customer.call("POST", "/handoff", json={})
    await agent.deed(customer.id, "take")
    before = await customer.history()
    for what, fields in (
        ("reply", {"text": "我不是您的客服", "message_id": "1"}),
        ("hand-back", {}),
        ("take", {}),
        ("pass", {"to": "queue", "reason": "给我吧"}),
    ):
        answer = await other.deed(customer.id, what, **fields)
        assert (answer.status_code, 'role="alert"' in answer.text) == (409, True), what
    assert await customer.history() == before
    told = await gateway.app.state.database.read(lambda s: audit.search(s, action=ACTION))
    # Who takes a moment later than a colleague tries nothing that they may not.
    assert [(one.actor_name, one.after["kind"], one.object_id.rpartition("/")[2]) for one in told] == [
        (other.name, "other", "reply")
    ]
    await other.page(customer.id)
    seen = await gateway.app.state.database.read(lambda s: audit.search(s, action="conversation.viewed"))
    assert [one.actor_name for one in seen] == ["chen"]


async def test_a_customer_at_the_desks_doors_and_a_talk_that_is_not_there(
    gateway: Gateway, agent: Agent
) -> None:
    customer, stranger = await gateway.customer(), await gateway.customer()
    answer = await gateway.http.get(f"{customer.path}/messages", headers=stranger.auth)
    gone = await gateway.http.get("/api/v1/conversations/nobody/messages", headers=stranger.auth)
    assert (answer.status_code, gone.status_code) == (404, 404)
    for path in ("nobody", "x" * 500, "%00", "..%2f..", "<script>", "1 OR 1=1"):
        page = await agent.get(f"/desk/conversations/{path}")
        status = 400 if path == "%00" else 404
        assert page.status_code == status, path
        assert "<script>" not in page.text.replace("<script type", "")
        assert (await agent.deed(path, "take")).status_code == status, path
