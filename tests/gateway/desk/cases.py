"""Complaints for the tests of the desk."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from casework.complaints import service
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.types import Complaint, Deed, Event, NewComplaint
from tests.gateway.conftest import Gateway
from tests.gateway.desk.conftest import Agent

STORY = "信用卡年费扣了我600块，办卡的时候说终身免年费。"
PHONE, NAME = "13800138000", "王小明"


async def filed(gateway: Gateway, *, days: int = 0, phone: str = PHONE, **more: Any) -> Complaint:
    """A complaint that came in so many days ago."""
    app, now = gateway.app, gateway.app.state.clock()
    given: dict[str, Any] = {
        "door": "web", "script": "zh-Hans", "region": "CN", "story": STORY, "wish": "退年费",
        "business": "credit", "cause": "fee", "channel": "app", "sure": 0.62, "amount": Decimal(600),
        "parties": (NewParty("complainant", Contact(NAME, phone)),),
    }  # fmt: skip
    new = NewComplaint(**given | more)
    actor = customer(new.conversation_id or "web")
    at = now - timedelta(days=days)
    done = await app.state.database.write(lambda s: service.file(s, app.state.cipher, new, actor, at))
    found: Complaint = done.complaint
    return found


async def now_is(gateway: Gateway, complaint_id: int) -> Complaint:
    found: Complaint = await gateway.app.state.database.read(lambda s: service.get(s, complaint_id))
    return found


async def events(gateway: Gateway, complaint_id: int) -> tuple[Event, ...]:
    found: tuple[Event, ...] = await gateway.app.state.database.read(
        lambda s: service.events_of(s, complaint_id)
    )
    return found


async def staff_deed(gateway: Gateway, complaint_id: int, deed: Deed, actor: Any, at: datetime) -> None:
    await gateway.app.state.database.write(lambda s: service.take(s, complaint_id, deed, actor, at))


async def step(agent: Agent, complaint: Complaint, name: str, **fields: str) -> httpx.Response:
    """Fill the form of a step as the page has it now."""
    page = (await agent.get(f"/desk/complaints/{complaint.id}")).text
    version = re.search(r'name="version" value="(\d+)"', page)
    given = {"version": version[1] if version else "", **fields}
    return await agent.post(f"/desk/complaints/{complaint.id}/steps/{name}", **given)


async def page(agent: Agent, complaint: Complaint) -> str:
    answer = await agent.get(f"/desk/complaints/{complaint.id}")
    assert answer.status_code == 200, answer.text
    return answer.text


def listed(html: str) -> list[str]:
    """Receipts in the list, in its order."""
    return re.findall(r'class="number" id="complaint-\d+" href="/desk/complaints/\d+">([\w-]+)<', html)


async def id_of(gateway: Gateway, name: str) -> str:
    from casework.staff import service as staff

    found = await gateway.app.state.database.read(lambda s: staff.by_name(s, name))
    assert found
    return str(found.id)
