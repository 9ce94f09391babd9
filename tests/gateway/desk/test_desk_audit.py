"""What was done, as auditors read it; what the watch flags, and what they say of it."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.staff import service as staff
from casework.watch import service as watch
from gateway.desk.audit.naming import KNOWN
from tests.gateway.conftest import Gateway
from tests.gateway.desk.cases import NAME, PHONE, filed, id_of
from tests.gateway.desk.conftest import Agent, Hire


@pytest.fixture
async def auditor(hire: Hire) -> Agent:
    return await hire("shen", "auditor")


async def reveals(gateway: Gateway, count: int = 12) -> None:
    """Somebody opens many persons within a minute."""
    database, now = gateway.app.state.database, gateway.app.state.clock()

    def work(session: Session) -> None:
        actor = lin(session)
        for number in range(count):
            audit.record(
                session, actor, "complaint.revealed", "complaint", str(number), now, reason="客户来电核对",
                after={"field": "phone"},
            )  # fmt: skip

    await database.write(work)


def lin(session: Session) -> Actor:
    found = staff.by_name(session, "lin")
    assert found
    return found.actor("10.0.0.9")


def seen(page: str) -> list[str]:
    return re.findall(r'<tr id="record-(\d+)"', page)


async def test_only_auditors_read_the_audit(gateway: Gateway, hire: Hire, auditor: Agent) -> None:
    for name, role in (("lin", "agent"), ("wang", "supervisor"), ("bian", "editor")):
        other = await hire(name, role)
        for path in ("/desk/audit", "/desk/audit.csv", "/desk/watch", "/desk/watch/1"):
            assert (await other.get(path)).status_code == 403, (name, path)
        assert (await other.post("/desk/watch/1", state="explained", reason="没事没事")).status_code == 403
    assert (await auditor.get("/desk/audit")).status_code == 200
    assert (await auditor.get("/desk/watch/1")).status_code == 404
    assert (await auditor.get("/desk/watch/x")).status_code == 404


async def test_the_audit_is_filtered(gateway: Gateway, agent: Agent, auditor: Agent) -> None:
    complaint = await filed(gateway)
    await agent.get(f"/desk/complaints/{complaint.id}")
    mine = await id_of(gateway, "lin")
    page = (await auditor.get(f"/desk/audit?kind=complaint&object={complaint.id}&who={mine}")).text
    assert len(seen(page)) == 1
    assert "查看投诉" in page
    everything = seen((await auditor.get("/desk/audit")).text)
    signed = (await auditor.get("/desk/audit?what=sign_in")).text
    assert 0 < len(seen(signed)) < len(everything)
    assert "查看投诉</td>" not in signed
    assert seen((await auditor.get("/desk/audit?what=staff.added&who=system")).text)
    assert seen((await auditor.get(f"/desk/audit?before={everything[1]}")).text) == everything[2:]
    assert not seen((await auditor.get("/desk/audit?first=2020-01-01&last=2020-01-31")).text)
    for odd in ("what=drop", "kind=%27", "before=x", "first=yesterday", "object=" + "9" * 500):
        assert (await auditor.get(f"/desk/audit?{odd}")).status_code == 200


async def test_the_file_is_harmless_and_on_record(gateway: Gateway, agent: Agent, auditor: Agent) -> None:
    await filed(gateway)
    database, now = gateway.app.state.database, gateway.app.state.clock()

    def work(session: Session) -> None:
        actor = lin(session)
        audit.record(session, actor, "staff.disabled", "staff", actor.id, now, reason="=HYPERLINK(1)")

    await database.write(work)
    answer = await auditor.get("/desk/audit.csv?what=account")
    assert answer.headers["content-disposition"].startswith('attachment; filename="audit-')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["序号", "时间", "操作人", "操作"]
    assert "'=HYPERLINK(1)" in next(row for row in rows if "staff.disabled" in row)
    assert NAME not in answer.text
    assert PHONE not in answer.text
    [record] = await database.read(lambda s: audit.search(s, action="audit.exported"))
    assert (record.actor_name, record.after["what"]) == ("shen", "account")
    assert record.after["records"] == len(rows) - 1


async def test_a_flag_is_read_and_explained(gateway: Gateway, agent: Agent, auditor: Agent) -> None:
    await reveals(gateway)
    [made] = await gateway.app.state.watch.once()
    assert await gateway.app.state.watch.once() == (), "one gateway looks, once in five minutes"
    listed = (await auditor.get("/desk/watch")).text
    assert f'id="flag-{made.id}"' in listed
    page = (await auditor.get(f"/desk/watch/{made.id}")).text
    assert len(seen(page)) == 12
    assert "客户来电核对" in page
    for state, reason in (("", "本人已说明"), ("explained", "。"), ("open", "本人已说明")):
        refused = await auditor.post(f"/desk/watch/{made.id}", state=state, reason=reason)
        assert (refused.status_code, reason in refused.text) == (422, True)
    done = await auditor.post(f"/desk/watch/{made.id}", state="explained", reason="本人已说明")
    assert (done.status_code, done.headers["location"]) == (303, "/desk/watch")
    again = await auditor.post(f"/desk/watch/{made.id}", state="escalated", reason="本人已说明")
    assert again.status_code == 409
    assert f'id="flag-{made.id}"' not in (await auditor.get("/desk/watch")).text
    assert "本人已说明" in (await auditor.get("/desk/watch?state=explained")).text


async def test_the_watch_goes_on_where_it_stopped(
    gateway: Gateway, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, start = gateway.app.state.watch, gateway.app.state.clock()
    await keeper.once()
    await reveals(gateway)
    monkeypatch.setattr(keeper, "_clock", lambda: start + timedelta(days=2))
    [made] = await keeper.once()
    assert made.rule == "many_reveals"
    assert (await gateway.app.state.database.read(lambda s: watch.get(s, made.id))).state == "open"


def test_every_act_of_a_group_has_a_name(gateway: Gateway) -> None:
    keys = gateway.app.state.desk.words.keys
    assert [one for one in KNOWN if f"desk.act_{one.replace('.', '_')}" not in keys] == []
