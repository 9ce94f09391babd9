"""Signing in through the bank's own directory: who gets in, and what is not believed."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr, ValidationError

from casework.audit import service as audit
from casework.audit.refusals import ACTION
from casework.audit.types import SYSTEM
from casework.staff import identities
from casework.staff import service as staff
from gateway.desk.oidc.trip import COOKIE as TRIP
from gateway.desk.seat import COOKIE
from tests.gateway.conftest import FakeEngine, Gateway, running, served
from tests.gateway.desk.cases import id_of
from tests.gateway.desk.conftest import Agent, Hire, token_in
from tests.gateway.desk.directory import CLIENT, SECRET, Directory
from xiaobao.settings import Settings


@pytest.fixture
async def directory() -> AsyncIterator[Directory]:
    made = Directory()
    async with served(made.app) as url:
        made.issuer = url
        yield made


@pytest.fixture
def wishes() -> dict[str, Any]:
    """More settings of the gateway."""
    return {}


@pytest.fixture
async def gateway(
    settings: Settings, engine: FakeEngine, directory: Directory, wishes: dict[str, Any]
) -> AsyncIterator[Gateway]:
    own = {"oidc_issuer": directory.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET)}
    async with running(settings.model_copy(update=own | wishes), engine) as made:
        yield made


async def linked(gateway: Gateway, name: str = "lin", subject: str = "s-0001") -> None:
    issuer, now, id_ = gateway.settings.oidc_issuer, gateway.app.state.clock(), await id_of(gateway, name)
    await gateway.app.state.database.write(lambda s: identities.link(s, SYSTEM, id_, issuer, subject, now))


async def away(agent: Agent) -> str:
    """To the directory and through it; where it sends the browser."""
    sent = await agent.get("/desk/sign-in/directory")
    assert sent.status_code == 303
    async with httpx.AsyncClient() as outside:
        back = await outside.get(sent.headers["location"])
    assert back.status_code == 303
    return back.headers["location"].removeprefix("http://test")


async def through(agent: Agent) -> httpx.Response:
    return await agent.get(await away(agent))


async def actions(gateway: Gateway, action: str) -> list[Any]:
    return [r.after for r in await gateway.app.state.database.read(lambda s: audit.search(s, action=action))]


async def test_who_is_linked_gets_in(gateway: Gateway, hire: Hire) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    page = (await agent.get("/desk/sign-in")).text
    assert 'href="/desk/sign-in/directory"' in page
    answer = await through(agent)
    assert answer.status_code == 200
    assert 'url=/desk"' in answer.text
    assert "SameSite=strict" in next(c for c in answer.headers.get_list("set-cookie") if COOKIE in c)
    assert (await agent.get("/desk")).status_code == 200, "a one-time password is no hurdle any more"
    assert {"by": "directory"} in await actions(gateway, "staff.login")


async def test_a_one_time_password_ends_with_it(gateway: Gateway, hire: Hire) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    await through(agent)
    agent.http.cookies.clear()
    assert (await agent.sign_in()).status_code == 401


async def test_who_has_no_account_or_a_closed_one_stays_outside(gateway: Gateway, hire: Hire) -> None:
    agent = await hire()
    await hire("wang", "supervisor", settled=False)
    await agent.post("/desk/sign-out")
    assert (await through(agent)).status_code == 403
    await linked(gateway)
    id_, now = await id_of(gateway, "lin"), gateway.app.state.clock()
    await gateway.app.state.database.write(lambda s: staff.disable(s, SYSTEM, id_, "离职", now))
    answer = await through(agent)
    assert (answer.status_code, COOKIE in agent.http.cookies) == (403, False)
    assert len(await actions(gateway, "staff.login_failed")) == 2


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"azp": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"]},
        {"sub": None},
    ],
)
async def test_a_token_that_is_not_ours_is_not_believed(
    gateway: Gateway, hire: Hire, directory: Directory, lie: dict[str, Any]
) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    directory.lies = lie
    assert (await through(agent)).status_code == 502
    assert COOKIE not in agent.http.cookies


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
async def test_only_signatures_of_the_directorys_key_count(
    gateway: Gateway, hire: Hire, directory: Directory, algorithm: str
) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    directory.algorithm = algorithm
    assert (await through(agent)).status_code == 502
    assert COOKIE not in agent.http.cookies
    assert [one["kind"] for one in await actions(gateway, ACTION)] == ["directory"]


async def test_an_answer_without_the_issuer_counts_where_none_is_promised(
    gateway: Gateway, hire: Hire, directory: Directory
) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    directory.names_itself = False
    assert (await through(agent)).status_code == 200


async def test_an_answer_without_the_promised_issuer_may_be_anothers(
    gateway: Gateway, hire: Hire, directory: Directory
) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    directory.names_itself, directory.promises = False, True
    assert (await through(agent)).status_code == 400


async def test_keys_are_looked_up_again_and_strange_ones_refused(
    gateway: Gateway, hire: Hire, directory: Directory
) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    assert (await through(agent)).status_code == 200
    directory.key = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
    agent.http.cookies.clear()
    assert (await through(agent)).status_code == 502
    directory.keys = [directory.key]
    assert (await through(agent)).status_code == 200


async def test_an_answer_is_for_the_browser_that_asked_and_once(gateway: Gateway, hire: Hire) -> None:
    agent, other = await hire(settled=False), await hire("chen", settled=False)
    await linked(gateway)
    back = await away(agent)
    assert (await other.get(back)).status_code == 400
    assert (await agent.get(back.replace("state=", "state=x"))).status_code == 400
    await away(agent)
    assert (await agent.get(back)).status_code == 400, "a later trip ends the former"
    back = await away(agent)
    cookie = agent.http.cookies[TRIP]
    assert (await agent.get(back)).status_code == 200
    agent.http.cookies.set(TRIP, cookie)
    assert (await agent.get(back)).status_code == 502, "the directory takes a code once"


async def test_a_directory_that_is_away_is_said_so(
    gateway: Gateway, hire: Hire, directory: Directory
) -> None:
    agent = await hire(settled=False)
    directory.issuer = "https://evil.example"
    answer = await agent.get("/desk/sign-in/directory")
    assert (answer.status_code, "没有登录成功" in answer.text) == (502, True)


async def test_a_manager_links_an_account(gateway: Gateway, hire: Hire) -> None:
    boss = await hire("wang", "supervisor")
    await hire(settled=False)
    await hire("chen", settled=False)
    first, second = [f"/desk/people/{await id_of(gateway, name)}" for name in ("lin", "chen")]
    assert (await boss.post(f"{first}/identity", subject="s-0001")).status_code == 303
    assert 'value="s-0001"' in (await boss.get(first)).text
    assert (await boss.post(f"{second}/identity", subject="s-0001")).status_code == 422
    assert await actions(gateway, "staff.linked") == [{"linked": True}]


class TestMaking:
    """Accounts that make themselves, where the bank wants that."""

    @pytest.fixture
    def wishes(self) -> dict[str, Any]:
        return {"oidc_create": True}

    async def test_the_role_is_the_directorys(
        self, gateway: Gateway, hire: Hire, directory: Directory
    ) -> None:
        agent = await hire(settled=False)
        directory.claims = {"sub": "s-7", "preferred_username": "zhou", "roles": ["other", "agent"]}
        assert (await through(agent)).status_code == 200
        found = await gateway.app.state.database.read(lambda s: staff.by_name(s, "zhou"))
        assert (found.role, found.must_change) == ("agent", False)

    async def test_without_a_role_or_a_free_name_there_is_none(
        self, gateway: Gateway, hire: Hire, directory: Directory
    ) -> None:
        agent = await hire(settled=False)
        for claims in (
            {"sub": "s-8", "preferred_username": "zhou", "roles": "boss"},
            {"sub": "s-9", "preferred_username": "lin", "roles": "agent"},
        ):
            directory.claims = claims
            assert (await through(agent)).status_code == 403

    async def test_the_role_is_asked_for_at_each_sign_in(
        self, gateway: Gateway, hire: Hire, directory: Directory
    ) -> None:
        await hire("wang", "supervisor", settled=False)
        agent = await hire(settled=False)
        directory.claims = {"sub": "s-7", "preferred_username": "zhou", "roles": ["supervisor"]}
        assert (await through(agent)).status_code == 200
        assert (await agent.get("/desk/people")).status_code == 200
        other = Agent(gateway, "zhou", "")
        directory.claims |= {"roles": "auditor"}
        assert (await through(other)).status_code == 200
        # It holds for the sessions that stand open too.
        assert [(await one.get("/desk/people")).status_code for one in (agent, other)] == [403, 403]
        assert (await other.get("/desk/audit")).status_code == 200
        assert {"role": "auditor"} in await actions(gateway, "staff.role_changed")
        other.http.cookies.clear()
        directory.claims |= {"roles": []}
        assert (await through(other)).status_code == 403, "whom it names no role is let in no more"
        await other.http.aclose()

    async def test_the_last_manager_is_not_made_anything_else(
        self, gateway: Gateway, hire: Hire, directory: Directory
    ) -> None:
        agent = await hire(settled=False)
        directory.claims = {"sub": "s-7", "preferred_username": "zhou", "roles": ["supervisor"]}
        assert (await through(agent)).status_code == 200
        agent.http.cookies.clear()
        directory.claims |= {"roles": "agent"}
        assert (await through(agent)).status_code == 403
        found = await gateway.app.state.database.read(lambda s: staff.by_name(s, "zhou"))
        assert found.role == "supervisor"


async def test_a_claim_nobody_chose_changes_no_role(
    gateway: Gateway, hire: Hire, directory: Directory
) -> None:
    agent = await hire(settled=False)
    await linked(gateway)
    directory.claims |= {"roles": ["supervisor"]}
    assert (await through(agent)).status_code == 200
    assert (await agent.get("/desk/people")).status_code == 403


class TestGlass:
    """Passwords switched off, but for the accounts behind glass."""

    @pytest.fixture
    def wishes(self) -> dict[str, Any]:
        return {"local_sign_in": False, "break_glass": "Wang, rescue"}

    async def test_only_accounts_behind_glass_use_passwords(self, gateway: Gateway, hire: Hire) -> None:
        agent, boss = await hire(settled=False), await hire("wang", "supervisor", settled=False)
        assert (await agent.sign_in()).status_code == 401
        assert len(await actions(gateway, "staff.login_failed")) == 1
        for _ in range(4):
            await agent.sign_in()
        assert (await agent.sign_in()).status_code == 429, "as for any other name"
        assert (await boss.sign_in()).status_code == 303
        assert token_in((await boss.get("/desk/password")).text)


def test_half_a_directory_is_no_setting() -> None:
    for wrong in (
        {"oidc_issuer": "https://id.example"},
        {"oidc_issuer": "http://id.example", "oidc_client_id": "x"},
        {"local_sign_in": False},
        {"local_sign_in": False, "oidc_issuer": "https://id.example", "oidc_client_id": "x"},
    ):
        with pytest.raises(ValidationError):
            Settings(**wrong)
