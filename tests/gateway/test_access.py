"""Tokens, cookies, origins: who may touch a conversation."""

from typing import Any

import httpx
import pytest
from itsdangerous import TimestampSigner

from gateway.security.tokens import Tokens
from tests.gateway.conftest import API, Customer, Gateway
from xiaobao.settings import Settings

CALLS = [
    ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/messages"), ("GET", "/messages"),
    ("GET", "/events"), ("POST", "/handoff"), ("DELETE", "/handoff"),
]  # fmt: skip


async def call(gateway: Gateway, method: str, path: str, headers: Any) -> httpx.Response:
    body = {"client_message_id": "x", "text": "x"} if path == "/messages" else {}
    more: Any = {"json": body} if method in ("POST", "PATCH") else {}
    return await gateway.http.request(method, path, headers=headers, **more)


def forged(customer: Customer) -> list[str]:
    name, stamp, signature = customer.token.split(".")
    other = "A" if signature[0] != "A" else "B"
    return [
        "", "x", "..", customer.id, f"{name}.{stamp}.", f"{name}.{stamp}.{other}{signature[1:]}",
        f"{'Z' * len(name)}.{stamp}.{signature}", f"{name}.zzzzzz.{signature}", "a.b.c" * 50,
        TimestampSigner("guess").sign(customer.id).decode(), "令牌", customer.token + "x",
    ]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_no_route_opens_without_a_genuine_token(
    gateway: Gateway, customer: Customer, method: str, path: str
) -> None:
    for token in forged(customer):
        headers = {"Authorization": f"Bearer {token}".encode()}
        refused = await call(gateway, method, customer.path + path, headers)
        assert refused.status_code == 401, token
        assert refused.json()["type"].endswith("unauthorised")
    assert (await call(gateway, method, customer.path + path, {})).status_code in (401, 403)


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_another_customers_token_opens_nothing(
    gateway: Gateway, customer: Customer, method: str, path: str
) -> None:
    stranger = await gateway.customer()
    real = await call(gateway, method, customer.path + path, stranger.auth)
    none = await call(gateway, method, f"{API}/doesnotexist{path}", stranger.auth)
    odd = await call(gateway, method, f"{API}/%E4%BB%A4%00{path}", stranger.auth)
    assert real.status_code == none.status_code == odd.status_code == 404
    assert {**real.json(), "instance": ""} == {**none.json(), "instance": ""}
    assert await customer.history() == []


def test_a_token_ends_with_its_age_and_with_the_key(settings: Settings) -> None:
    tokens = Tokens(settings)
    token = tokens.make("abc")
    assert tokens.open(token) == "abc"
    assert Tokens(settings, max_age=-1).open(token) is None
    other = Settings(_env_file=None, data_dir=settings.data_dir / "other")
    assert Tokens(other).open(token) is None


async def test_a_cookie_works_from_the_same_origin_only(gateway: Gateway, customer: Customer) -> None:
    cookie = {"Cookie": f"xiaobao={customer.token}"}

    async def status(**headers: str) -> int:
        sent = cookie | {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"client_message_id": "c", "text": "什么是知情权？"}
        return (await gateway.http.post(f"{customer.path}/messages", json=body, headers=sent)).status_code

    assert await status(Sec_Fetch_Site="same-origin") == 200
    assert await status(Origin="http://test") == 200
    assert await status(Sec_Fetch_Site="cross-site", Origin="http://test") == 403
    assert await status(Sec_Fetch_Site="same-site") == 403
    assert await status(Origin="http://evil.example") == 403
    assert await status(Origin="null") == 403
    assert await status() == 403


async def test_reading_by_cookie_is_refused_to_other_sites(gateway: Gateway, customer: Customer) -> None:
    cookie = {"Cookie": f"xiaobao={customer.token}"}
    path = f"{customer.path}/messages"
    own = await gateway.http.get(path, headers=cookie | {"Sec-Fetch-Site": "same-origin"})
    other = await gateway.http.get(path, headers=cookie | {"Sec-Fetch-Site": "cross-site"})
    assert (own.status_code, other.status_code) == (200, 403)


async def test_a_forged_bearer_is_not_rescued_by_the_cookie(gateway: Gateway, customer: Customer) -> None:
    headers = {"Cookie": f"xiaobao={customer.token}", "Authorization": "Bearer x"}
    assert (await gateway.http.get(customer.path, headers=headers)).status_code == 401


async def test_a_deleted_conversation_is_gone_for_its_own_token(customer: Customer) -> None:
    await customer.say("什么是知情权？")
    deleted = await customer.call("DELETE")
    assert deleted.status_code == 200
    assert deleted.json()["deleted"]
    assert "投诉" in deleted.json()["detail"]
    assert (await customer.call("GET", "/messages")).status_code == 404
    assert (await customer.post("还在吗")).status_code == 404
    assert (await customer.call("DELETE")).status_code == 404


async def test_the_internal_secret_shows_what_was_understood(gateway: Gateway, customer: Customer) -> None:
    secret = gateway.settings.engine_secret
    plain = (await customer.post("什么是知情权？")).json()
    ours = (await customer.post("什么是知情权？", **{"X-Xiaobao-Secret": secret})).json()
    guess = (await customer.post("什么是知情权？", **{"X-Xiaobao-Secret": "0" * 64})).json()
    assert "understood" not in plain | guess
    assert ours["understood"] == {
        "intent": "faq/right_know", "confidence": 0.9, "entry": "right_know", "alert": None,
    }  # fmt: skip
