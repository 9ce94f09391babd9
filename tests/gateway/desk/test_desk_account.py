"""Signing in: who gets in, how often they may try, and what a session is good for."""

from datetime import timedelta

from casework.audit import service as audit
from casework.staff import service as staff
from gateway.desk.seat import COOKIE
from tests.gateway.conftest import Gateway, running
from tests.gateway.desk.conftest import ORIGIN, PASSWORD, Agent, Hire


async def actions(gateway: Gateway) -> list[str]:
    return [r.action for r in await gateway.app.state.database.read(lambda s: audit.search(s))]


async def test_nobody_sees_anything_before_signing_in(gateway: Gateway) -> None:
    for path in (
        "/desk",
        "/desk/board",
        "/desk/conversations/x",
        "/desk/conversations/x/take",
        "/desk/password",
    ):
        answer = await gateway.http.request("POST" if path.endswith("take") else "GET", path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in"), path
    assert (await gateway.http.get("/desk/conversations/x/events")).status_code == 401
    assert (await gateway.http.get("/desk/board", headers={"X-Desk-Live": "1"})).status_code == 401


async def test_the_right_password_opens_a_strict_cookie(gateway: Gateway, hire: Hire) -> None:
    agent = await hire(settled=False)
    answer = await agent.sign_in()
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert all(part in cookie for part in (f"{COOKIE}=", "HttpOnly", "SameSite=strict", "Path=/desk"))
    assert "Secure" not in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert "staff.login" in await actions(gateway)


async def test_the_cookie_is_secure_behind_https(settings, engine) -> None:  # type: ignore[no-untyped-def]
    import asyncio
    from datetime import UTC, datetime

    from casework.audit.types import SYSTEM
    from casework.staff import login

    public = settings.model_copy(update={"public_url": "https://test"})
    async with running(public, engine) as gateway:
        database, now = gateway.app.state.database, datetime.now(UTC)
        made = await asyncio.to_thread(login.add_account, database, SYSTEM, "lin", "agent", now)
        form = {"name": "lin", "password": made.one_time_password}
        answer = await gateway.http.post("/desk/sign-in", data=form, headers={"Origin": "https://test"})
        assert "Secure" in answer.headers["set-cookie"]


async def test_wrong_name_and_wrong_password_read_the_same(gateway: Gateway, hire: Hire) -> None:
    agent = await hire(settled=False)
    wrong = await agent.sign_in("not-the-password")
    unknown = await agent.http.post("/desk/sign-in", data={"name": "nobody", "password": "x" * 12})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace('"lin"', '"nobody"') == unknown.text
    assert "set-cookie" not in wrong.headers
    assert "not-the-password" not in wrong.text
    assert "staff.login_failed" in await actions(gateway)


async def test_too_many_attempts_have_to_wait(hire: Hire) -> None:
    agent = await hire(settled=False)
    statuses = [(await agent.sign_in("wrong-password")).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    held = await agent.sign_in()
    assert (held.status_code, int(held.headers["retry-after"]) > 0) == (429, True)
    assert "分钟" in held.text


async def test_signing_in_is_refused_from_another_site(gateway: Gateway, hire: Hire) -> None:
    agent = await hire(settled=False)
    form = {"name": agent.name, "password": agent.password}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        assert (await gateway.http.post("/desk/sign-in", data=form, headers=headers)).status_code == 403
    assert (await gateway.http.post("/desk/sign-in", data=form, headers=ORIGIN)).status_code == 303


async def test_a_one_time_password_must_be_changed_before_anything_else(hire: Hire) -> None:
    agent = await hire(settled=False)
    await agent.sign_in()
    for answer in (
        await agent.get("/desk"),
        await agent.get("/desk/conversations/x"),
        await agent.deed("x", "take"),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/password")
    for new, again, status in (
        ("short", "short", 422),
        (PASSWORD, PASSWORD + "x", 422),
        ("lin-lin-2026!", "lin-lin-2026!", 422),
    ):
        answer = await agent.post("/desk/password", old=agent.password, new=new, again=again)
        assert answer.status_code == status
    assert (await agent.post("/desk/password", old="wrong", new=PASSWORD, again=PASSWORD)).status_code == 401
    done = await agent.post("/desk/password", old=agent.password, new=PASSWORD, again=PASSWORD)
    assert (done.status_code, done.headers["location"]) == (303, "/desk")
    assert (await agent.get("/desk")).status_code == 200


async def test_a_new_sign_in_is_a_new_session_and_ends_the_old_one(agent: Agent) -> None:
    former = agent.http.cookies[COOKIE]
    await agent.sign_in()
    assert agent.http.cookies[COOKIE] != former
    agent.http.cookies.clear()
    agent.http.cookies.set(COOKIE, former)
    assert (await agent.get("/desk")).status_code == 303
    agent.http.cookies.clear()
    planted = {"Cookie": f"{COOKIE}=planted-by-somebody-else"}
    form = {"name": agent.name, "password": agent.password}
    answer = await agent.http.post("/desk/sign-in", data=form, headers=planted)
    assert answer.status_code == 303
    assert "planted" not in answer.headers["set-cookie"]


async def test_signing_out_ends_the_session(gateway: Gateway, agent: Agent) -> None:
    token = agent.http.cookies[COOKIE]
    assert (await agent.post("/desk/sign-out")).headers["location"] == "/desk/sign-in?out"
    agent.http.cookies.set(COOKIE, token)
    assert (await agent.get("/desk")).status_code == 303
    assert "staff.logout" in await actions(gateway)


async def test_a_session_ends_when_idle_and_looking_for_news_is_not_being_there(
    gateway: Gateway, agent: Agent, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    seats = gateway.app.state.desk.seats
    start = seats._clock()
    now = start

    talk = f"/desk/conversations/{(await gateway.customer()).id}/read"
    read = {"form_token": agent.form_token, "message": "1"}
    monkeypatch.setattr(seats, "_clock", lambda: now)
    for minutes in (20, 29):
        now = start + timedelta(minutes=minutes)
        assert (await agent.get("/desk/board", **{"X-Desk-Live": "1"})).status_code == 200
        # A page that nobody sits at says by itself that a message was shown on it.
        answer = await agent.http.post(talk, data=read, headers={"X-Desk-Live": "1"})
        assert answer.status_code == 303
    now = start + timedelta(minutes=31)
    assert (await agent.get("/desk/board", **{"X-Desk-Live": "1"})).status_code == 401
    assert (await agent.get("/desk")).status_code == 303


async def test_being_there_keeps_the_session_but_not_for_ever(
    gateway: Gateway, agent: Agent, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    seats = gateway.app.state.desk.seats
    start = now = seats._clock()
    monkeypatch.setattr(seats, "_clock", lambda: now)
    for minutes in range(20, 12 * 60, 20):
        now = start + timedelta(minutes=minutes)
        assert (await agent.get("/desk")).status_code == 200
    now = start + timedelta(hours=12, minutes=1)
    assert (await agent.get("/desk")).status_code == 303


async def test_only_roles_for_the_desk_may_see_customers(gateway: Gateway, hire: Hire) -> None:
    customer = await gateway.customer()
    for name, role, home in (("bian", "editor", "/desk/knowledge"), ("shen", "auditor", "/desk/watch")):
        other = await hire(name, role)
        first = await other.get("/desk")
        assert (first.status_code, first.headers["location"]) == (303, home)
        assert (await other.get(home)).status_code == 200
        for answer in (
            await other.get("/desk/board"),
            await other.get(f"/desk/conversations/{customer.id}"),
            await other.get(f"/desk/conversations/{customer.id}/events"),
            await other.deed(customer.id, "take"),
        ):
            assert (answer.status_code, "没有权限" in answer.text) == (403, True)
        assert (await other.post("/desk/sign-out")).status_code == 303
    assert (await (await hire("wang", "supervisor")).get("/desk")).status_code == 200


async def test_a_disabled_account_is_out_at_once(gateway: Gateway, agent: Agent, hire: Hire) -> None:
    await hire("wang", "supervisor", settled=False)
    database, now = gateway.app.state.database, gateway.app.state.clock()

    def work(session):  # type: ignore[no-untyped-def]
        from casework.audit.types import SYSTEM

        staff.disable(session, SYSTEM, staff.by_name(session, "lin").id, "left", now)

    await database.write(work)
    assert (await agent.get("/desk")).status_code == 303


async def test_a_customers_token_opens_nothing_here(gateway: Gateway) -> None:
    customer = await gateway.customer()
    for token in (customer.token, customer.id):
        gateway.http.cookies.clear()
        gateway.http.cookies.set(COOKIE, token)
        answer = await gateway.http.get(f"/desk/conversations/{customer.id}", headers=customer.auth)
        assert answer.status_code == 303


async def test_over_long_fields_and_cookies_are_just_wrong(gateway: Gateway) -> None:
    form = {"name": "a" * 5000, "password": "b" * 5000}
    assert (await gateway.http.post("/desk/sign-in", data=form, headers=ORIGIN)).status_code == 401
    gateway.http.cookies.set(COOKIE, "c" * 3000)
    assert (await gateway.http.get("/desk")).status_code == 303
