"""What every response carries: headers, problem details, nothing of the inside."""

import re

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.text import detect_script
from tests.gateway.conftest import API, Customer, FakeEngine, Gateway, running
from xiaobao.settings import Settings

DESCRIPTION = "/api/v1/openapi.json"
LANGUAGES = {
    "zh-CN,zh;q=0.9": "zh-Hans",
    "zh-TW,en": "zh-Hant-TW",
    "en,zh-HK;q=0.8": "zh-Hant-HK",
    "fr": "zh-Hans",
}


async def test_every_response_is_guarded(gateway: Gateway, customer: Customer) -> None:
    answers = [
        await gateway.http.get("/healthz"), await gateway.http.get("/"), await gateway.http.get("/none"),
        await gateway.http.post(API, json={}), await customer.post(""), await gateway.http.get("/metrics"),
    ]  # fmt: skip
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
        assert "camera=()" in answer.headers["permissions-policy"]
        assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["x-request-id"])
        assert "strict-transport-security" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers


async def test_answers_of_the_api_are_not_kept_by_anybody(gateway: Gateway, customer: Customer) -> None:
    for answer in (await customer.call("GET", "/messages"), await gateway.http.post(API, json={})):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"


async def test_a_public_address_brings_https_only_and_its_host_only(
    settings: Settings, engine: FakeEngine
) -> None:
    public = settings.model_copy(update={"public_url": "https://xiaobao.example-bank.cn"})
    async with running(public, engine) as gateway:
        own = await gateway.http.get("/healthz", headers={"Host": "xiaobao.example-bank.cn"})
        assert own.headers["strict-transport-security"].startswith("max-age=31536000")
        for host in ("evil.example", "xiaobao.example-bank.cn.evil.example", "", "[::1", "a b"):
            foreign = await gateway.http.get(DESCRIPTION, headers={"Host": host})
            assert foreign.status_code == 400, host
            assert foreign.headers["content-type"] == "application/problem+json"
        local = await gateway.http.get(DESCRIPTION, headers={"Host": "127.0.0.1:8080"})
        probe = await gateway.http.get("/healthz", headers={"Host": "10.1.2.3"})
        assert (local.status_code, probe.status_code) == (200, 200)


async def test_no_cors_and_no_documentation_pages(gateway: Gateway) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert (await gateway.http.options(API, headers=asked)).status_code == 405
    assert (await gateway.http.get("/docs")).status_code == 404
    assert (await gateway.http.get("/api/v1/openapi.json")).json()["paths"]


@pytest.mark.parametrize(("language", "script"), LANGUAGES.items())
async def test_a_problem_speaks_the_browsers_script(gateway: Gateway, language: str, script: str) -> None:
    answer = await gateway.http.get("/api/v1/none", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert answer.headers["content-language"] == script
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance"}
    assert problem["instance"].endswith(answer.headers["x-request-id"])
    seen = detect_script(problem["detail"], None)
    assert seen == script or {seen, script} == {"zh-Hant-TW", "zh-Hant-HK"}


async def test_a_problem_speaks_the_conversations_script(gateway: Gateway) -> None:
    customer = await gateway.customer(script="zh-Hant-HK", region="HK")
    refused = await customer.post("騙" * 2001)
    assert refused.headers["content-language"] == "zh-Hant-HK"
    assert "999" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404), ("GET", "/api/v1/nothing", 404), ("PUT", API, 405), ("GET", API, 405),
        ("POST", "/healthz", 405), ("GET", f"{API}/x/events?after=-1", 401), ("TRACE", "/", 405),
    ],
)  # fmt: skip
async def test_every_refusal_is_a_problem(gateway: Gateway, method: str, path: str, status: int) -> None:
    answer = await gateway.http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


async def test_a_wrong_query_is_named_and_not_repeated(customer: Customer) -> None:
    for query in ("after=abc", "limit=0", "limit=x", "after=9999999999999999999999"):
        refused = await customer.call("GET", f"/messages?{query}")
        assert refused.status_code == 422, query
        assert refused.json()["fields"] == [query.partition("=")[0]]


async def test_a_browser_that_navigates_gets_a_page(gateway: Gateway) -> None:
    answer = await gateway.http.get("/nothing", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    api = await gateway.http.get("/api/v1/nothing", headers={"Accept": "text/html,*/*"})
    assert api.headers["content-type"] == "application/problem+json"


async def test_an_unforeseen_error_says_nothing_of_the_inside(gateway: Gateway) -> None:
    broken(gateway.app)
    answer = await gateway.http.get("/broken")
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("unavailable")
    assert answer.headers["content-security-policy"]
    for inside in ("ValueError", "secret", "Traceback", "routes.py"):
        assert inside not in answer.text


def broken(app: FastAPI) -> None:
    @app.get("/broken")
    async def route() -> None:
        raise ValueError("secret words")


async def test_metrics_are_for_this_machine_or_the_token(settings: Settings, engine: FakeEngine) -> None:
    guarded = settings.model_copy(update={"metrics_token": SecretStr("m" * 32)})
    async with running(guarded, engine) as gateway:
        customer = await gateway.customer()
        await customer.say("什么是知情权？")
        text = (await gateway.http.get("/metrics")).text
        assert 'xiaobao_messages_total{channel="web",owner="bot"} 1.0' in text
        assert 'xiaobao_replies_total{entry="right_know",kind="answer",sender="bot"} 1.0' in text
        assert "xiaobao_engine_seconds_count 1.0" in text
        assert 'xiaobao_conversations{owner="queue"} 0.0' in text
        assert customer.id not in text
        proxied = {"X-Forwarded-For": "127.0.0.1"}
        assert (await gateway.http.get("/metrics", headers=proxied)).status_code == 404
        away = httpx.ASGITransport(gateway.app, client=("192.0.2.7", 1))
        async with httpx.AsyncClient(transport=away, base_url="http://test") as http:
            assert (await http.get("/metrics")).status_code == 404
            for token, status in (("m" * 32, 200), ("m" * 31, 404), ("", 404), ("令", 404)):
                headers = {"Authorization": f"Bearer {token}".encode()}
                assert (await http.get("/metrics", headers=headers)).status_code == status


async def test_without_a_metrics_token_no_token_opens(gateway: Gateway) -> None:
    away = httpx.ASGITransport(gateway.app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=away, base_url="http://test") as http:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": ""}):
            assert (await http.get("/metrics", headers=headers)).status_code == 404
