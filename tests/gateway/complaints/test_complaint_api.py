"""The API for complaints: filing, looking up, deeds, refusals."""

import io
import json
from typing import Any

import httpx
import pytest

from casework.complaints import service as complaints
from casework.complaints.persons import customer
from casework.complaints.types import Deed
from tests.casework.files.samples import document, picture
from tests.gateway.complaints.conftest import EMAIL, NAME, PHONE, Office
from tests.gateway.conftest import Customer, Gateway, running

API = "/api/v1/complaints"


def body(**changes: Any) -> dict[str, Any]:
    return {
        "client_id": "c-1",
        "story": "上周三在城东支行柜台办提前还款，被收了一笔手续费，合同里没有写。",
        "wish": "请退还手续费",
        "name": NAME,
        "phone": PHONE,
        "when": "上周三",
        "amount": "500元",
        "consent": True,
    } | changes


async def file(gateway: Gateway, new: dict[str, Any], **headers: str) -> httpx.Response:
    return await gateway.http.post(API, json=new, headers=headers)


async def filed(gateway: Gateway, **changes: Any) -> dict[str, Any]:
    answer = await file(gateway, body(**changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def code(made: dict[str, Any]) -> dict[str, str]:
    return {"X-Query-Code": made["code"]}


async def history(gateway: Gateway, receipt: str) -> tuple[Any, ...]:
    def read(session: Any) -> tuple[Any, ...]:
        return complaints.events_of(session, complaints.by_receipt(session, receipt).id)

    found: tuple[Any, ...] = await gateway.app.state.database.read(read)
    return found


async def test_filing_gives_number_code_and_date(gateway: Gateway) -> None:
    made = await filed(gateway)
    assert made["receipt"].startswith("XB-")
    assert len(made["code"]) == 6
    assert (made["state"], made["joined"]) == ("received", False)
    assert made["due_on"] in made["due_on"]
    year, month, day = map(int, made["due_on"].split("-"))
    assert f"{year}年{month}月{day}日" in made["due_text"]


async def test_the_same_again_files_nothing_on_both_databases(either: Any, engine: Any) -> None:
    async with running(either, engine) as gateway:
        first, second = await filed(gateway), await filed(gateway)
        assert (first["receipt"], first["code"]) == (second["receipt"], second["code"])
        assert len(await Office(gateway).all()) == 1


async def test_another_caller_with_the_same_client_id_gets_nothing_of_it(gateway: Gateway) -> None:
    first = await filed(gateway)
    other = await filed(
        gateway, phone="13800138001", story="手机银行闪退，转账失败但是扣了钱，一直没有人管。"
    )
    assert other["receipt"] != first["receipt"]
    same = await filed(gateway, client_id="c-9")
    assert not same["joined"]
    assert same["receipt"] not in (first["receipt"], other["receipt"])
    assert [e.kind for e in await history(gateway, first["receipt"])] == ["filed"]


async def test_a_token_links_it_to_the_conversation(
    gateway: Gateway, customer: Customer, office: Office
) -> None:
    made = (await file(gateway, body(), **customer.auth)).json()
    assert (await office.complaint(made["receipt"])).conversation_id == customer.id
    again = (await file(gateway, body(client_id="c-2"), **customer.auth)).json()
    assert (again["joined"], again["receipt"], again["code"]) == (True, made["receipt"], made["code"])
    # The same body without the token is somebody else's.
    other = (await file(gateway, body())).json()
    assert (other["joined"], other["receipt"] == made["receipt"]) == (False, False)
    assert (await office.complaint(other["receipt"])).conversation_id is None
    refused = await file(gateway, body(), Authorization="Bearer wrong")
    assert refused.status_code == 401


async def test_wrong_codes_wait_and_what_is_no_number_has_one_bucket_however_it_is_padded(
    gateway: Gateway,
) -> None:
    made = await filed(gateway)
    path = f"{API}/{made['receipt']}"
    wrong = [await gateway.http.get(path, headers={"X-Query-Code": "AAAAAA"}) for _ in range(6)]
    assert [answer.status_code for answer in wrong] == [404] * 5 + [429]
    assert wrong[-1].json()["type"] == "urn:xiaobao:problem:complaint_later"
    assert "稍后再试" in wrong[-1].json()["detail"]
    assert 0 < int(wrong[-1].headers["retry-after"]) <= 900
    assert (await gateway.http.get(path, headers=code(made))).status_code == 429
    other = f"{API}/XB-2222-22222"
    padded = [await gateway.http.get(f"{API}/{n}{made['receipt']}", headers=code(made)) for n in range(13)]
    assert [answer.status_code for answer in padded] == [404] * 12 + [429]
    assert (await gateway.http.get(other, headers=code(made))).status_code in (404, 429)


async def test_what_is_added_has_an_end(gateway: Gateway) -> None:
    made = await filed(gateway)
    office = Office(gateway)
    now, found = gateway.app.state.clock(), await office.complaint(made["receipt"])

    def add(session: Any) -> None:
        for number in range(30):
            deed = Deed("supplement", text=f"补充{number}")
            complaints.take(session, found.id, deed, customer(found.receipt), now)

    await office.database.write(add)
    answer = await gateway.http.post(
        f"{API}/{made['receipt']}/supplement", json={"text": "再补充"}, headers=code(made)
    )
    assert answer.status_code == 422
    assert "补充的次数太多" in answer.json()["errors"]["text"]


async def test_looking_up_by_header_or_address(gateway: Gateway) -> None:
    made = await filed(gateway)
    path = f"{API}/{made['receipt']}"
    by_header = await gateway.http.get(path, headers=code(made))
    by_address = await gateway.http.get(path.lower(), params={"code": made["code"].lower()})
    assert by_header.json() == by_address.json()
    seen = by_header.json()
    assert seen["state"] == "received"
    assert seen["can"] == ["supplement", "withdraw"]
    assert [event["kind"] for event in seen["events"]] == ["filed"]
    assert "code" not in seen
    assert by_header.headers["cache-control"] == "no-store"
    for value in (NAME, PHONE, made["code"]):
        assert value not in by_header.text


async def test_unknown_and_wrong_are_the_same_404(gateway: Gateway) -> None:
    made = await filed(gateway)
    answers = [
        await gateway.http.get(f"{API}/{made['receipt']}", headers={"X-Query-Code": "AAAAAA"}),
        await gateway.http.get(f"{API}/{made['receipt']}"),
        await gateway.http.get(f"{API}/XB-2222-22222", headers=code(made)),
        await gateway.http.get(f"{API}/nothing", headers=code(made)),
    ]
    bodies = [{k: v for k, v in a.json().items() if k != "instance"} for a in answers]
    assert {a.status_code for a in answers} == {404}
    assert bodies == [bodies[0]] * 4
    assert bodies[0]["type"] == "urn:xiaobao:problem:complaint_unknown"


async def test_guessing_ends_soon(gateway: Gateway) -> None:
    made = await filed(gateway)
    codes = [
        (
            await gateway.http.get(f"{API}/{made['receipt']}", headers={"X-Query-Code": f"AAAAA{n}"})
        ).status_code
        for n in "23456789ABCDEFGHJ"
    ]
    assert codes[0] == 404
    assert codes[-1] == 429


async def test_deeds(gateway: Gateway, office: Office) -> None:
    made = await filed(gateway)
    path, key = f"{API}/{made['receipt']}", code(made)
    added = await gateway.http.post(f"{path}/supplement", json={"text": "还有录音"}, headers=key)
    assert added.json()["events"][-1]["text"] == "还有录音"
    await office.take(made["receipt"], "accept")
    await office.take(made["receipt"], "answer", text="已说明。", outcome="explained")
    reviewed = await gateway.http.post(f"{path}/review", json={"text": "不同意"}, headers=key)
    assert reviewed.json()["state"] == "in_review"
    late = await gateway.http.post(f"{path}/rating", json={"score": 5}, headers=key)
    assert (late.status_code, late.json()["type"]) == (409, "urn:xiaobao:problem:complaint_step")
    await office.take(
        made["receipt"], "decide_review", text="维持。", outcome="not_upheld", department="总行"
    )
    await office.take(made["receipt"], "close", reason="到期")
    rated = await gateway.http.post(f"{path}/rating", json={"score": None}, headers=key)
    assert rated.status_code == 200
    assert rated.json()["can"] == []


async def test_withdrawing(gateway: Gateway) -> None:
    made = await filed(gateway)
    ended = await gateway.http.post(f"{API}/{made['receipt']}/withdraw", json={}, headers=code(made))
    assert (ended.json()["state"], ended.json()["due_on"]) == ("withdrawn", None)


async def test_files(gateway: Gateway) -> None:
    made = await filed(gateway)
    path = f"{API}/{made['receipt']}/files"
    two = [("file", ("合同.pdf", io.BytesIO(document()))), ("file", ("b.png", io.BytesIO(picture("PNG"))))]
    added = await gateway.http.post(path, files=two, headers=code(made))
    assert [one["name"] for one in added.json()["files"]] == ["合同.pdf", "b.png"]
    wrong = await gateway.http.post(path, files={"file": ("a.pdf", b"MZ\0")}, headers=code(made))
    assert wrong.status_code == 422
    assert "PDF" in wrong.json()["errors"]["files"]
    none = await gateway.http.post(path, data={"a": "b"}, files={}, headers=code(made))
    assert none.status_code == 422
    nobody = await gateway.http.post(path, files={"file": ("合同.pdf", document())})
    assert nobody.status_code == 404


async def test_every_error_by_field_in_the_callers_script(gateway: Gateway) -> None:
    answer = await file(gateway, body(story="", phone="1", consent=False), **{"Accept-Language": "zh-TW"})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "urn:xiaobao:problem:complaint_invalid"
    assert problem["fields"] == ["story", "phone", "consent"]
    assert set(problem["errors"]) == {"story", "phone", "consent"}
    assert "請" in problem["errors"]["story"]
    assert answer.headers["content-language"] == "zh-Hant-TW"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"client_id":"a","color":"red"}', "application/json", 422),
        (b"story=1", "application/x-www-form-urlencoded", 415),
    ],
)
async def test_other_bodies(gateway: Gateway, content: bytes, kind: str, status: int) -> None:
    answer = await gateway.http.post(API, content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert "red" not in answer.text


async def test_secrets_are_told_and_gone(gateway: Gateway) -> None:
    made = await filed(gateway, story="我的密码是Hunter2x9，被多收了手续费，上周三在柜台。")
    assert "密码" in made["removed"]
    seen = await gateway.http.get(f"{API}/{made['receipt']}", headers=code(made))
    assert "Hunter2x9" not in seen.text


async def test_the_log_holds_neither_code_nor_number(
    gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await filed(gateway, email=EMAIL)
    await gateway.http.get(f"{API}/{made['receipt']}", params={"code": made["code"]})
    lines = [line for line in capsys.readouterr().out.splitlines() if '"route"' in line]
    assert any("/api/v1/complaints/{receipt}" in line for line in lines)
    for line in lines:
        for value in (made["code"], made["receipt"], NAME, PHONE, EMAIL):
            assert value not in line


async def test_it_is_described(gateway: Gateway) -> None:
    described = json.loads((await gateway.http.get("/api/v1/openapi.json")).text)["paths"]
    for path in ("", "/{receipt}", "/{receipt}/supplement", "/{receipt}/withdraw", "/{receipt}/review",
                 "/{receipt}/rating", "/{receipt}/files"):  # fmt: skip
        assert f"{API}{path}" in described
    fields = described[API]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert {"client_id", "story", "wish", "consent"} <= set(fields)
