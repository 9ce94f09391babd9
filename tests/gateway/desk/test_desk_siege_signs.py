"""Signs that no keyboard types, in every address and every field: refused, on either database."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.conftest import FakeEngine, Gateway, running
from tests.gateway.desk.conftest import ORIGIN, Agent, Hire, alarm
from tests.gateway.desk.crawling import Form, walk
from tests.gateway.desk.siege import inside
from xiaobao.settings import Settings

NUL, SURROGATE, FAR = "a\x00b", "%ED%A0%80", "9" * 40


@pytest.fixture
async def gateway(either: Settings, engine: FakeEngine) -> AsyncIterator[Gateway]:
    wide = either.model_copy(update={"rate_per_address_per_minute": 100_000})
    async with running(wide, engine) as made:
        yield made


async def test_no_sign_in_an_address_is_an_error_of_ours(gateway: Gateway, hire: Hire) -> None:
    people = [await hire(role, role) for role in ("supervisor", "auditor")]
    asked = "&".join(f"{name}={{0}}" for name in (
        "who", "what", "kind", "object", "first", "last", "before", "after", "current", "view", "q", "state",
        "severity", "s", "mark", "entry", "page", "group", "due",
    ))  # fmt: skip
    wrong = []
    for sign in ("%00", "a%00b", SURROGATE, "%F0%9F%92", FAR, "-1", "%0d%0aX:1"):
        for way in inside(gateway.app):
            if way.method != "GET" or way.streams:
                continue
            # Where nothing has a number, only what is asked for can hold the sign.
            paths = {way.path.replace("987654321", sign), f"{way.path}?{asked.format(sign)}"} - {way.path}
            for who in people:
                for path in sorted(paths):
                    status = (await who.get(path)).status_code
                    if status >= 500:
                        wrong.append((who.name, path[:60], status))
    assert wrong == []


async def test_no_sign_in_a_form_is_an_error_of_ours(gateway: Gateway, hire: Hire) -> None:
    boss, customer = await hire("boss", "supervisor"), await gateway.customer()
    await alarm(gateway, customer)
    await boss.deed(customer.id, "take")
    seen = await walk(boss, f"/desk/conversations/{customer.id}")
    wrong = [
        (form.action[:60], name, status)
        for form in seen.forms
        for name in [*form.typed, *form.fields]
        for sign in (NUL, "\x7f\x1b[2J", FAR)
        if name != "form_token" and (status := await sent(boss, form, name, sign)) >= 500
    ]
    assert wrong == []
    for name in ("name", "password"):
        form = {"name": "boss", "password": "x"} | {name: NUL}
        answer = await gateway.http.post("/desk/sign-in", data=form, headers=ORIGIN)
        assert answer.status_code in (400, 401)


async def sent(who: Agent, form: Form, name: str, sign: str) -> int:
    typed = dict.fromkeys(form.typed, "客户来电核对")
    data = form.fields | typed | {"form_token": who.form_token, name: sign}
    files = [("file", ("a.txt", b"x", "text/plain"))] if form.files else None
    return (await who.http.post(form.action, data=data, files=files)).status_code
