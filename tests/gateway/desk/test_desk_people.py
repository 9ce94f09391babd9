"""Accounts in the browser: added, changed, closed; one's own and others' sessions."""

import re

import pytest

from casework.audit import service as audit
from casework.audit.types import AuditRecord
from casework.duty import service as duty
from casework.staff import service as staff
from casework.staff.types import Staff
from tests.gateway.conftest import Gateway
from tests.gateway.desk.conftest import PASSWORD, Agent, Hire


@pytest.fixture
async def boss(hire: Hire) -> Agent:
    return await hire("wang", "supervisor")


async def account(gateway: Gateway, name: str) -> Staff:
    found: Staff | None = await gateway.app.state.database.read(lambda s: staff.by_name(s, name))
    assert found
    return found


async def records(gateway: Gateway, action: str) -> tuple[AuditRecord, ...]:
    found: tuple[AuditRecord, ...] = await gateway.app.state.database.read(
        lambda s: audit.search(s, action=action)
    )
    return found


async def test_only_managers_see_accounts(gateway: Gateway, hire: Hire, boss: Agent) -> None:
    mine = (await account(gateway, "wang")).id
    for name, role in (("lin", "agent"), ("shen", "auditor"), ("bian", "editor")):
        other = await hire(name, role)
        for answer in (
            await other.get("/desk/people"),
            await other.get(f"/desk/people/{mine}"),
            await other.post("/desk/people", name="own", role="supervisor"),
            await other.post(f"/desk/people/{mine}/role", role="agent"),
            await other.post(f"/desk/people/{mine}/disable", reason="因为"),
            await other.post(f"/desk/people/{mine}/reset"),
            await other.post(f"/desk/people/{mine}/sessions", session="all"),
        ):
            assert answer.status_code == 403, name
    assert (await account(gateway, "wang")).role == "supervisor"
    assert (await boss.get("/desk/people/nobody")).status_code == 404


async def test_an_account_is_added_and_its_password_shown_once(gateway: Gateway, boss: Agent) -> None:
    answer = await boss.post("/desk/people", name=" Chen ", role="agent")
    assert answer.status_code == 200
    shown = re.search(r'id="one-time">([\w-]+)<', answer.text)
    assert shown
    made = await account(gateway, "chen")
    for path in ("/desk/people", f"/desk/people/{made.id}"):
        assert shown[1] not in (await boss.get(path)).text
    newcomer = Agent(gateway, "chen", shown[1])
    assert (await newcomer.sign_in()).status_code == 303
    assert (await newcomer.get("/desk")).headers["location"] == "/desk/password"
    await newcomer.http.aclose()
    [record] = [found for found in await records(gateway, "staff.added") if found.object_id == made.id]
    assert (record.actor_name, record.after) == ("wang", {"name": "chen", "role": "agent"})
    again = await boss.post("/desk/people", name="chen", role="auditor")
    assert (again.status_code, 'value="chen"' in again.text) == (422, True)
    assert (await boss.post("/desk/people", name="x<script>" * 9, role="agent")).status_code == 422
    assert (await boss.post("/desk/people", name="zhou", role="admin")).status_code == 422


async def test_names_capacity_and_role_are_changed_on_record(
    gateway: Gateway, boss: Agent, agent: Agent
) -> None:
    path = f"/desk/people/{(await account(gateway, 'lin')).id}"
    saved = await boss.post(f"{path}/details", public_name="小林", family_name="林", capacity="3")
    assert saved.status_code == 303
    changed = await account(gateway, "lin")
    assert (changed.public_name, changed.family_name) == ("小林", "林")
    presence = await gateway.app.state.database.read(lambda s: duty.presence(s, changed.id))
    assert presence is not None
    assert presence.capacity == 3
    await boss.post(f"{path}/details", public_name="小林", family_name="林", capacity="3")
    assert len(await records(gateway, "duty.capacity")) == len(await records(gateway, "staff.renamed")) == 1
    for wrong in ({"public_name": "95588"}, {"capacity": "51"}, {"capacity": "many"}, {"family_name": "1"}):
        refused = await boss.post(f"{path}/details", **wrong)
        assert (refused.status_code, next(iter(wrong.values())) in refused.text) == (422, True)
    assert (await agent.get("/desk")).status_code == 200
    assert (await boss.post(f"{path}/role", role="auditor")).status_code == 303
    assert (await agent.get("/desk/board")).status_code == 403
    assert (await records(gateway, "staff.role_changed"))[0].after == {"role": "auditor"}


async def test_closing_an_account_gives_its_customers_back(
    gateway: Gateway, boss: Agent, agent: Agent
) -> None:
    customer, mine = await gateway.customer(), await account(gateway, "lin")
    await agent.deed(customer.id, "take")
    empty = await boss.post(f"/desk/people/{mine.id}/disable", reason="。")
    assert empty.status_code == 422
    assert (await boss.post(f"/desk/people/{mine.id}/disable", reason="离职")).status_code == 303
    assert (await agent.get("/desk")).headers["location"] == "/desk/sign-in"
    assert (await customer.say("还在吗"))["owner"] == "queue"
    assert (await records(gateway, "staff.disabled"))[0].reason == "离职"
    assert "已停用" in (await boss.get("/desk/people")).text
    opened = await boss.post(f"/desk/people/{mine.id}/enable")
    assert 'id="one-time"' in opened.text
    assert (await agent.sign_in(PASSWORD)).status_code == 401


async def test_nobody_closes_or_changes_themselves(gateway: Gateway, boss: Agent) -> None:
    mine = (await account(gateway, "wang")).id
    for what, fields in (("disable", {"reason": "因为"}), ("role", {"role": "agent"}), ("reset", {})):
        assert (await boss.post(f"/desk/people/{mine}/{what}", **fields)).status_code == 409
    assert (await boss.get("/desk")).status_code == 200


async def test_a_reset_ends_the_sessions(gateway: Gateway, boss: Agent, agent: Agent) -> None:
    mine = (await account(gateway, "lin")).id
    answer = await boss.post(f"/desk/people/{mine}/reset")
    assert 'id="one-time"' in answer.text
    assert (await agent.get("/desk")).headers["location"] == "/desk/sign-in"


async def test_sessions_are_seen_and_ended(gateway: Gateway, boss: Agent, agent: Agent) -> None:
    elsewhere = Agent(gateway, "lin", PASSWORD)
    await elsewhere.sign_in()
    page = (await agent.get("/desk/sessions")).text
    assert (page.count("登录，最近使用"), page.count("当前使用")) == (2, 1)
    other = re.search(r'name="session" value="(\w{16})"', page)
    assert other
    mine = (await account(gateway, "lin")).id
    assert (await boss.post("/desk/sessions", session=other[1])).status_code == 303
    assert (await elsewhere.get("/desk")).status_code == 200, "another's session is not one's own"
    assert (await agent.post("/desk/sessions", session=other[1])).status_code == 303
    assert (await elsewhere.get("/desk")).status_code == 303
    await elsewhere.sign_in()
    await agent.post("/desk/sessions", session="others")
    assert (await elsewhere.get("/desk")).status_code == 303
    assert (await agent.get("/desk")).status_code == 200
    await boss.post(f"/desk/people/{mine}/sessions", session="all")
    assert (await agent.get("/desk")).status_code == 303
    assert len(await records(gateway, "staff.sessions_ended")) == 2
    await elsewhere.http.aclose()


async def test_forms_want_the_sessions_own_token(gateway: Gateway, boss: Agent) -> None:
    boss.form_token = "0" * 64
    assert (await boss.post("/desk/people", name="chen", role="agent")).status_code == 403
    assert await gateway.app.state.database.read(lambda s: staff.by_name(s, "chen")) is None
