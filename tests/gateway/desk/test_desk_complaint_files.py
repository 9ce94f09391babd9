"""Attachments that staff add: internal, unless they say that the customer may see them."""

import re
from typing import Any

import pytest

from gateway.complaints.service import Case
from tests.casework.files.samples import document, picture
from tests.gateway.conftest import Gateway
from tests.gateway.desk.cases import filed, page
from tests.gateway.desk.conftest import Agent
from tests.gateway.desk.test_desk_complaint_entry import CLASSES, enter, everyone


async def seen(gateway: Gateway, receipt: str) -> Case:
    found: Case = await gateway.app.state.complaints.service.case(receipt)
    return found


@pytest.mark.parametrize(("ticked", "shown"), [({}, []), ({"shown": "yes"}, ["记录.pdf"])])
async def test_internal_unless_ticked(
    gateway: Gateway, agent: Agent, ticked: dict[str, Any], shown: list[str]
) -> None:
    one = await filed(gateway)
    assert re.search(r'name="shown" value="yes"(?! checked)', await page(agent, one))
    files = [("file", ("记录.pdf", document(), "application/pdf"))]
    form = {"form_token": agent.form_token, **ticked}
    done = await agent.http.post(f"/desk/complaints/{one.id}/files", data=form, files=files)
    assert done.status_code == 303
    case = await seen(gateway, one.receipt)
    assert [file.name for file in case.files] == shown
    assert [event.kind for event in case.events] == ["filed", *("attached" for _ in shown)]
    [line] = re.findall(r"<li><a [^>]*download>.*?</li>", await page(agent, one))
    assert ("内部" in line) is not bool(shown)


async def test_handed_in_with_the_complaint_they_are_the_customers(gateway: Gateway, agent: Agent) -> None:
    done = await enter(agent, files=[("file", ("账单.png", picture("PNG"), "image/png"))], **CLASSES)
    assert done.status_code == 303
    [one] = await everyone(gateway)
    assert [file.name for file in (await seen(gateway, one.receipt)).files] == ["账单.png"]
