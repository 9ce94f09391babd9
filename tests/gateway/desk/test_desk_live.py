"""The supervisor's board: who waits, who is there and with whom, today's figures."""

import re

from tests.gateway.conftest import Gateway
from tests.gateway.desk.conftest import Agent, Hire, alarm


def tile(page: str, name: str) -> str:
    found = re.search(rf"<span>{name}</span><b>([^<]*)</b>", page)
    assert found, name
    return found[1]


async def test_only_supervisors_see_it(hire: Hire, agent: Agent) -> None:
    for other in (agent, await hire("shen", "auditor"), await hire("bian", "editor")):
        assert (await other.get("/desk/live")).status_code == 403


async def test_it_tells_who_waits_and_who_is_with_whom(gateway: Gateway, hire: Hire, agent: Agent) -> None:
    boss = await hire("wang", "supervisor")
    served, waits = await gateway.customer(), await gateway.customer()
    for customer in (served, waits):
        await customer.call("POST", "/handoff", json={})
    await agent.deed(served.id, "take")
    # Who waits for a human is not answered by an engine that may be slow.
    await alarm(gateway, waits)
    page = (await boss.get("/desk/live")).text
    assert (tile(page, "等待人工"), tile(page, "未关闭预警")) == ("1", "1")
    assert (tile(page, "要求人工"), tile(page, "已接入"), tile(page, "自行离开")) == ("2", "1", "0")
    assert f'href="/desk/conversations/{served.id}"' in page
    assert waits.id not in page
    await waits.call("DELETE", "/handoff")
    assert tile((await boss.get("/desk/live")).text, "等待人工") == "0"


async def test_looking_by_itself_is_not_being_there(hire: Hire) -> None:
    boss = await hire("wang", "supervisor")
    answer = await boss.get("/desk/live", **{"X-Desk-Live": "1"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    await boss.http.post("/desk/sign-out", data={"form_token": boss.form_token})
    assert (await boss.get("/desk/live", **{"X-Desk-Live": "1"})).status_code == 401
