"""An attacker at the desk's doors: roles, sessions and forms of others, on every route there is."""

import json
from typing import Any

import pytest

from casework.audit import service as audit
from casework.audit.refusals import ACTION
from casework.audit.types import AuditRecord
from casework.db import Database
from casework.statuses import Role
from gateway.desk.seat import COOKIE
from gateway.security.limits import Rule
from tests.gateway.conftest import FakeEngine, Gateway, running
from tests.gateway.desk.conftest import ORIGIN, Agent, Hire
from tests.gateway.desk.siege import ALL, Way, inside, status_of, ways
from xiaobao.settings import Settings

FORBIDDEN, NOT_ALLOWED = "没有处理", "没有权限"
EVIL = "https://evil.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_per_address_per_minute": 100_000})


async def recorded(gateway: Gateway) -> list[AuditRecord]:
    """What the audit has, newest first, but for what was refused."""
    found = await gateway.app.state.database.read(lambda s: audit.search(s, limit=10_000))
    return [one for one in found if one.action != ACTION]


async def refused(gateway: Gateway) -> list[AuditRecord]:
    """What was refused, oldest first."""
    found = await gateway.app.state.database.read(lambda s: audit.search(s, action=ACTION, limit=10_000))
    return list(reversed(found))


async def asked(gateway: Gateway, who: Agent, way: Way) -> tuple[int, str, str]:
    """Status, page and where to, without doing anything: a form goes without its token."""
    if way.streams:
        cookie = f"{COOKIE}={who.http.cookies.get(COOKIE, '')}"
        status, where = await status_of(gateway.app, way.path, cookie)
        return status, "", where
    form = {"siege": "1"} if way.method == "POST" else None
    answer = await who.http.request(way.method, way.path, data=form)
    return answer.status_code, answer.text, answer.headers.get("location", "")


def turned_away(found: tuple[int, str, str], *, streams: bool) -> bool:
    status, page, where = found
    # Who handles no conversations is led to where their work is.
    return where in ("/desk/knowledge", "/desk/watch") or (status == 403 and (streams or NOT_ALLOWED in page))


@pytest.mark.parametrize("role", sorted(ALL))
async def test_every_route_is_for_those_of_the_table_and_nobody_else(
    gateway: Gateway, hire: Hire, role: Role
) -> None:
    who, wrong = await hire(role, role), []
    before = await recorded(gateway)
    for way in inside(gateway.app):
        found = await asked(gateway, who, way)
        assert found[0] < 500, (way, found[0])
        if turned_away(found, streams=way.streams) == (role in way.roles):
            wrong.append((role, way.method, way.pattern, found[0], found[2]))
        if way.method == "POST" and role in way.roles:
            assert (found[0], FORBIDDEN in found[1]) == (403, True), way
    assert wrong == []
    # What is on record are files that were taken away; nothing was changed.
    after = await recorded(gateway)
    assert all("export" in one.action for one in after[: len(after) - len(before)])
    # A hundred refusals of one session are two records for now: no right to it, and a form without token.
    assert len(told := await refused(gateway)) <= 4
    assert {one.actor_name for one in told} == {role}


async def test_nobody_gets_in_without_a_session_or_with_a_one_time_password(
    gateway: Gateway, hire: Hire
) -> None:
    stranger, newcomer = Agent(gateway, "nobody", ""), await hire("xin", settled=False)
    await newcomer.sign_in()
    for way in inside(gateway.app):
        status, _, where = await asked(gateway, stranger, way)
        assert (status, where) in [(303, "/desk/sign-in"), (401, "")], way
        if way.pattern in ("/desk/password", "/desk/sign-out"):
            continue
        if way.streams:
            assert (await asked(gateway, newcomer, way))[0] == 303, way
        else:
            answer = await newcomer.http.request(way.method, way.path, data={})
            assert answer.headers.get("location") == "/desk/password", (way, answer.status_code)
    await stranger.http.aclose()


async def test_no_form_is_taken_without_its_token_or_from_another_site(gateway: Gateway, hire: Hire) -> None:
    people = {role: await hire(role, role) for role in sorted(ALL)}
    other = await hire("other", "agent")
    before = await recorded(gateway)
    for way in inside(gateway.app):
        if way.method == "GET":
            continue
        who = people[next(role for role in ("agent", "supervisor", "auditor") if role in way.roles)]
        for token in ("", "x", other.form_token, who.form_token[:-1]):
            answer = await who.http.post(way.path, data={"form_token": token})
            assert (answer.status_code, FORBIDDEN in answer.text) == (403, True), way
        for headers in ({"Origin": EVIL}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
            right = {"form_token": who.form_token}
            answer = await who.http.post(way.path, data=right, headers=headers)
            assert (answer.status_code, FORBIDDEN in answer.text) == (403, True), (way, headers)
    assert await recorded(gateway) == before
    for way in (way for way in ways(gateway.app) if way not in inside(gateway.app) and way.method == "POST"):
        answer = await gateway.http.post(way.path, data={"name": "agent"}, headers={"Origin": EVIL})
        assert answer.status_code == 403, way


async def test_what_is_refused_is_in_the_audit_once_and_then_by_its_number(
    gateway: Gateway, hire: Hire
) -> None:
    agent, other = await hire("lin"), await hire("chen")
    foreign = {"data": {"form_token": agent.form_token}, "headers": {"Origin": EVIL}}
    for _ in range(20):
        await agent.post("/desk/people", name="偷偷加一个", role="supervisor")
        await agent.http.post("/desk/duty", data={"form_token": other.form_token, "state": "away"})
        await agent.http.post("/desk/duty", **foreign)
        await agent.get("/desk/conversations/nobody-1")
        await agent.get("/desk/conversations/偷偷")
        await agent.http.post("/desk/search", data={"form_token": agent.form_token, "q": "x" * 70_000})
    await other.get("/desk/audit.csv")
    told = await refused(gateway)
    assert [(one.actor_name, one.object_id, one.after) for one in told] == [
        ("lin", "POST /desk/people", {"kind": "role", "count": 1}),
        ("lin", "POST /desk/duty", {"kind": "form", "count": 1}),
        ("lin", "POST /desk/duty", {"kind": "origin", "count": 1}),
        ("lin", "GET /desk/conversations/{conversation_id}", {
            "kind": "unknown", "count": 1, "named": ["nobody-1"],
        }),
        ("lin", "POST /desk/search", {"kind": "shape", "count": 1}),
        ("chen", "GET /desk/audit.csv", {"kind": "role", "count": 1}),
    ]  # fmt: skip
    assert {one.address for one in told} == {"127.0.0.1"}
    assert "偷偷" not in repr(told)
    page = await (await hire("zhou", "auditor")).get("/desk/audit?what=refused")
    assert page.text.count("POST /desk/people") == 1


async def test_what_is_only_counted_yet_is_written_when_the_gateway_ends(
    either: Settings, engine: FakeEngine
) -> None:
    async with running(either, engine) as gateway:
        for _ in range(5):
            await gateway.http.post("/desk/sign-in", data={"name": "lin"}, headers={"Origin": EVIL})
    with Database(either.database) as database:
        told = database.run_read(lambda s: audit.search(s, action=ACTION))
    assert [one.after["count"] for one in told if one.after] == [4, 1]


async def test_a_stranger_who_guesses_is_on_record_too(gateway: Gateway, hire: Hire) -> None:
    await hire("lin", settled=False)
    for _ in range(8):
        await gateway.http.post("/desk/sign-in", data={"name": "lin", "password": "guess"}, headers=ORIGIN)
    await gateway.http.post("/desk/sign-in", data={"name": "lin"}, headers={"Origin": EVIL})
    told = await refused(gateway)
    assert [(one.actor_name, one.object_id, one.after) for one in told] == [
        ("system", "POST /desk/sign-in", {"kind": "rate", "count": 1}),
        ("system", "POST /desk/sign-in", {"kind": "origin", "count": 1}),
    ]


async def test_colleagues_behind_one_address_do_not_use_up_one_anothers_limit(
    gateway: Gateway, hire: Hire
) -> None:
    agents = [await hire(name) for name in ("lin", "chen")]
    rules = gateway.app.state.rules
    rules["reads"] = Rule("reads", 1, 12)
    found = [(await agents[0].get("/desk/password")).status_code for _ in range(14)]
    assert (found[:12], found[13]) == ([200] * 12, 429)
    assert (await agents[1].get("/desk/password")).status_code == 200
    # A cookie that is no session counts against the address, whatever it says.
    made_up = [
        (await gateway.http.get("/desk/password", headers={"Cookie": f"{COOKIE}=x{n}"})).status_code
        for n in range(14)
    ]
    assert made_up[-1] == 429
    assert [one.after for one in await refused(gateway)] == [{"kind": "rate", "count": 1}] * 2


async def test_what_is_refused_stands_in_the_log_without_a_word(
    gateway: Gateway, hire: Hire, capsys: pytest.CaptureFixture[str]
) -> None:
    agent = await hire()
    capsys.readouterr()
    await agent.post("/desk/people", name="偷偷加一个", role="supervisor")
    await agent.post("/desk/search", q="偷偷加一个", form_token="x" * 64)
    await agent.get("/desk/audit?who=偷偷加一个")
    await agent.http.post("/desk/duty", data={"form_token": agent.form_token}, headers={"Origin": EVIL})
    written = capsys.readouterr().out
    lines = [json.loads(line) for line in written.splitlines() if '"request"' in line]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/desk/people", 403),
        ("POST", "/desk/search", 403),
        ("GET", "/desk/audit", 403),
        ("POST", "/desk/duty", 403),
    ]
    assert "偷偷" not in written
    assert agent.form_token not in written


async def test_a_session_is_never_the_one_that_somebody_planted(gateway: Gateway, hire: Hire) -> None:
    agent, thief = await hire("lin"), await hire("zei")
    form: dict[str, Any] = {"name": agent.name, "password": agent.password}
    planted = thief.http.cookies[COOKIE]
    victim = Agent(gateway, agent.name, agent.password)
    victim.http.cookies.set(COOKIE, planted, path="/desk")
    answer = await victim.http.post("/desk/sign-in", data=form)
    fresh = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    assert (answer.status_code, fresh != planted) == (303, True)
    # What was planted opens neither the victim's desk nor any more the thief's own.
    stranger = Agent(gateway, "nobody", "")
    stranger.http.cookies.set(COOKIE, planted, path="/desk")
    assert (await stranger.get("/desk")).headers["location"] == "/desk/sign-in"
    for one in (victim, stranger):
        await one.http.aclose()


async def test_a_token_in_the_address_or_another_header_opens_nothing(gateway: Gateway, agent: Agent) -> None:
    token = agent.http.cookies[COOKIE]
    for path, headers in (
        (f"/desk?{COOKIE}={token}", {}),
        ("/desk", {"Authorization": f"Bearer {token}"}),
        ("/desk", {"X-Forwarded-User": "lin", "X-Original-URL": "/desk/people"}),
        ("/desk", {"Cookie": f"{COOKIE}={token}x"}),
        ("/desk", {"Cookie": f"{COOKIE}={token[:-1]}"}),
    ):
        answer = await gateway.http.get(path, headers=headers | ORIGIN)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in")
