"""Looking up, and what a customer can do with a complaint of theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from casework.complaints import rows
from casework.complaints import service as complaints
from gateway.app import create_app
from gateway.complaints.words import CHINA
from tests.casework.files.samples import document
from tests.gateway.complaints.conftest import (
    NAME,
    PHONE,
    Browser,
    Office,
    code_in,
    errors_in,
    hidden,
    number_in,
    text_of,
)
from tests.gateway.conftest import Gateway, running

WRONG = "编号和查询码对不上"


async def filed(browser: Browser, **changes: str) -> tuple[str, str]:
    page = await browser.file(**changes)
    return number_in(page.text), code_in(page.text)


async def stranger_at(gateway: Gateway) -> Browser:
    return Browser(gateway.app, address="10.1.2.3")


async def look_up(browser: Browser, number: str, code: str) -> Any:
    return await browser.post("/complaints/look-up", "/complaints", {}, receipt=number, code=code)


async def test_number_and_code_open_it_however_they_are_written(gateway: Gateway, browser: Browser) -> None:
    number, code = await filed(browser)
    other = await stranger_at(gateway)
    page = await look_up(other, number.lower().replace("-", " "), f" {code.lower()} ")
    assert "待受理" in text_of(page.text)
    assert str(page.url).endswith(number)
    assert code not in page.text
    assert NAME not in page.text
    assert PHONE not in page.text


async def test_unknown_and_wrong_look_the_same(gateway: Gateway, browser: Browser) -> None:
    number, code = await filed(browser)
    other = await stranger_at(gateway)
    wrong = "22222A" if code != "22222A" else "22222B"
    answers = [
        await look_up(other, *pair) for pair in ((number, wrong), ("XB-2222-22222", code), ("好", code))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert all(WRONG in answer.text for answer in answers)
    assert len({text_of(a.text) for a in answers}) == 1
    assert "xiaobao_receipts" not in other.http.cookies
    empty = await look_up(other, "", "")
    assert list(errors_in(empty.text)) == ["receipt", "code"]


async def test_without_the_code_a_number_opens_nothing(gateway: Gateway, browser: Browser) -> None:
    number, _ = await filed(browser)
    other = await stranger_at(gateway)
    known, unknown = await other.get(f"/complaints/{number}"), await other.get("/complaints/XB-2222-22222")
    assert text_of(known.text) == text_of(unknown.text)
    for path in ("receipt", "receipt.pdf", "withdraw"):
        page = await other.get(f"/complaints/{number}/{path}")
        assert "查投诉进度" in page.text
        assert "待受理" not in page.text
    form = hidden((await other.get("/complaints")).text)
    for path in ("withdraw", "supplement", "review", "rating"):
        answer = await other.send(f"/complaints/{number}/{path}", form | {"text": "好", "score": "1"})
        assert "查投诉进度" in answer.text
    assert (await Office(gateway).complaint(number)).version == 1


async def test_a_forged_cookie_opens_nothing(gateway: Gateway, browser: Browser) -> None:
    number, _ = await filed(browser)
    other = await stranger_at(gateway)
    kept = browser.http.cookies["xiaobao_receipts"]
    other.http.cookies.set("xiaobao_receipts", kept[:-2] + ("aa" if kept[-2:] != "aa" else "bb"))
    assert "待受理" not in (await other.get(f"/complaints/{number}")).text


async def test_the_cookie_opens_nothing_in_another_visit_nor_after_closing(
    gateway: Gateway, browser: Browser
) -> None:
    number, _ = await filed(browser)
    other = await stranger_at(gateway)
    await other.get("/complaints")
    kept = browser.http.cookies["xiaobao_receipts"]
    other.http.cookies.set("xiaobao_receipts", kept)
    assert "待受理" not in (await other.get(f"/complaints/{number}")).text
    await browser.post("/complaints/close", f"/complaints/{number}", {})
    browser.http.cookies.set("xiaobao_receipts", kept)
    assert "待受理" not in (await browser.get(f"/complaints/{number}")).text


async def test_guessing_codes_ends_soon_from_one_address_and_from_many(
    gateway: Gateway, browser: Browser
) -> None:
    number, code = await filed(browser)
    other = await stranger_at(gateway)
    answers = [await look_up(other, number, f"AAAAA{n}") for n in "23456789"]
    assert [answer.status_code for answer in answers] == [404] * 5 + [429] * 3
    assert "请稍后再试" in text_of(answers[-1].text)
    assert int(answers[-1].headers["retry-after"]) <= 900
    # The customer elsewhere is not shut out by it, and who filed needs no code.
    fresh = Browser(gateway.app, address="10.0.9.1")
    assert "待受理" in text_of((await look_up(fresh, number, code)).text)
    again = [await look_up(browser, number, "AAAAAA") for _ in range(6)]
    assert [answer.status_code for answer in again] == [404] * 5 + [200]
    # Who guesses many numbers from one address is stopped as well.
    third = Browser(gateway.app, address="10.7.7.7")
    last = [
        (await look_up(third, f"XB-22{a}{b}-22222", "AAAAAA")).status_code for a in "2345" for b in "234567"
    ]
    assert last[0] == 404
    assert last[-1] == 429
    # Who filed it is not shut out.
    assert "待受理" in (await browser.get(f"/complaints/{number}")).text


async def test_the_code_is_shown_for_half_an_hour_and_the_page_for_two(settings: Any, engine: Any) -> None:
    moment = [datetime.now(UTC)]
    app = create_app(settings.model_copy(update={"engine_url": engine.url}), clock=lambda: moment[0])
    async with app.router.lifespan_context(app):
        browser = Browser(app)
        number, code = await filed(browser)
        moment[0] += timedelta(minutes=29)
        assert code in (await browser.get(f"/complaints/{number}")).text
        moment[0] += timedelta(minutes=2)
        page = (await browser.get(f"/complaints/{number}")).text
        assert code not in page
        assert "待受理" in page
        assert code not in (await browser.get(f"/complaints/{number}/receipt")).text
        moment[0] += timedelta(hours=2)
        assert "待受理" not in (await browser.get(f"/complaints/{number}")).text
        await browser.http.aclose()


async def test_closing_leaves_nothing_on_a_shared_device(browser: Browser) -> None:
    number, _ = await filed(browser)
    page = await browser.post("/complaints/close", f"/complaints/{number}", {})
    assert "已经关闭" in page.text
    assert "待受理" not in (await browser.get(f"/complaints/{number}")).text


async def test_the_cookie_is_out_of_reach(browser: Browser) -> None:
    form = hidden((await browser.get("/complaints/new")).text)
    from tests.gateway.complaints.conftest import FILLED

    answer = await browser.http.post("/complaints/new", data=form | FILLED, follow_redirects=False)
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith("xiaobao_receipts")]
    for part in ("HttpOnly", "SameSite=lax", "Path=/complaints"):
        assert part in cookie
    assert "Max-Age" not in cookie


async def test_words_and_files_are_added_once(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    page = f"/complaints/{number}"
    form = hidden((await browser.get(page)).text) | {"text": "补充：当天有录音。密码是Hunter2x9"}
    files = {"files": ("录音说明.pdf", document(), "application/pdf")}
    for _ in range(2):
        done = await browser.send(f"{page}/supplement", form, files)
        assert "补充已经收到" in done.text
    assert "当天有录音" in done.text
    assert "Hunter2x9" not in done.text
    assert "录音说明.pdf" in done.text
    found = await office.complaint(number)
    events = await office.look(lambda s: complaints.events_of(s, found.id))
    assert [event.kind for event in events] == ["filed", "supplement", "attached"]


async def test_files_without_words(browser: Browser) -> None:
    number, _ = await filed(browser)
    files = {"files": ("合同.pdf", document(), "application/pdf")}
    done = await browser.post(f"/complaints/{number}/supplement", f"/complaints/{number}", files)
    assert "文件已经收到" in done.text
    nothing = await browser.post(f"/complaints/{number}/supplement", f"/complaints/{number}")
    assert nothing.status_code == 422
    assert list(errors_in(nothing.text)) == ["text"]
    wrong = {"files": ("a.pdf", b"MZ...", "application/pdf")}
    kept = await browser.post(
        f"/complaints/{number}/supplement", f"/complaints/{number}", wrong, text="还有话说"
    )
    assert kept.status_code == 422
    assert "还有话说" in kept.text


async def test_asked_for_more_the_page_says_what_and_opens_the_box(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    await office.take(number, "accept")
    await office.take(number, "ask_info", text="请补充合同照片")
    page = await browser.get(f"/complaints/{number}")
    assert "等您补充" in page.text
    assert "请补充合同照片" in page.text
    assert '<details class="more" id="supplement" open>' in page.text


async def test_withdrawing_is_asked_twice_and_ends_it(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    ask = await browser.get(f"/complaints/{number}/withdraw")
    assert "撤回这件投诉？" in ask.text
    assert (await office.complaint(number)).state == "received"
    done = await browser.post(
        f"/complaints/{number}/withdraw", f"/complaints/{number}/withdraw", {}, yes="yes"
    )
    assert "投诉已经撤回" in done.text
    assert (await office.complaint(number)).state == "withdrawn"
    again = await browser.post(f"/complaints/{number}/withdraw", f"/complaints/{number}", {}, yes="yes")
    assert again.status_code == 409
    assert "现在不能这样做" in again.text


async def test_an_answer_a_review_and_the_way_on(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    await office.take(number, "accept")
    await office.take(number, "answer", text="经核实，手续费按合同收取。", outcome="explained")
    page = await browser.get(f"/complaints/{number}")
    said = text_of(page.text)
    assert "经核实，手续费按合同收取。" in said
    assert "12378" in said
    assert "还可以怎么做" in said
    done = await browser.post(
        f"/complaints/{number}/review", f"/complaints/{number}", {}, text="不同意，合同没有写"
    )
    assert "核查申请已经收到" in done.text
    assert (await office.complaint(number)).state == "in_review"
    assert "最晚" in text_of(done.text)


async def test_words_of_staff_come_in_the_readers_script_and_the_customers_as_typed(
    gateway: Gateway, office: Office
) -> None:
    browser = Browser(gateway.app, "zh-TW")
    number, code = await filed(browser)
    path = f"/complaints/{number}"
    await browser.post(f"{path}/supplement", path, {}, text="还有一张账单")
    await office.take(number, "ask_info", text="请补充账户和短信")
    await office.take(number, "extend_complex", reason="还要向网点取证")
    await office.take(number, "answer", text="這筆費用已經退還", outcome="refunded")
    said = text_of((await browser.get(path)).text)
    for words in ("請補充帳戶和簡訊", "取證", "這筆費用已經退還", "还有一张账单", "您補充了情況"):
        assert words in said, words
    assert "请补充账户" not in said
    asked = {"X-Query-Code": code, "Accept-Language": "zh-TW"}
    shown = await browser.http.get(f"/api/v1/complaints/{number}", headers=asked)
    assert "請補充帳戶和簡訊" in [event["text"] for event in shown.json()["events"]]
    await browser.http.aclose()


@pytest.mark.parametrize("taken_up", [False, True])
async def test_a_refusal_gives_its_reason_in_law_on_page_receipt_and_api(
    browser: Browser, office: Office, taken_up: bool
) -> None:
    number, code = await filed(browser)
    if taken_up:
        await office.take(number, "accept")
    await office.take(number, "refuse", text="法院已经立案。", refusal="in_court_or_arbitration")
    law = "已经进入诉讼或者仲裁"
    for path in (f"/complaints/{number}", f"/complaints/{number}/receipt"):
        said = text_of((await browser.get(path)).text)
        for words in (law, "（参照《中国人民银行金融消费者权益保护实施办法》第42条）", "法院已经立案。"):
            assert words in said, (path, words)
        assert ("不再作为消费投诉处理" in said) == taken_up
        assert ("不予受理" in said) != taken_up
    found = (await browser.http.get(f"/api/v1/complaints/{number}", headers={"X-Query-Code": code})).json()
    assert law in found["events"][-1]["law"]
    assert found["events"][-1]["text"] == "法院已经立案。"


async def test_the_day_it_came_in_is_shown_when_entered_later(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    assert "收到日期" not in (await browser.get(f"/complaints/{number}")).text
    found = await office.complaint(number)
    earlier = found.received_at - timedelta(days=3)
    await office.database.write(
        lambda s: s.execute(
            update(rows.complaints).where(rows.complaints.c.id == found.id).values(received_at=earlier)
        )
    )
    day = earlier.astimezone(CHINA)
    for path in (f"/complaints/{number}", f"/complaints/{number}/receipt"):
        said = text_of((await browser.get(path)).text)
        assert f"收到日期 {day.year}年{day.month}月{day.day}日" in said


async def test_rating_once_with_nothing_chosen_beforehand(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    await office.take(number, "accept")
    await office.take(number, "answer", text="已退还。", outcome="refunded")
    await office.take(number, "close", reason="客户认可")
    page = await browser.get(f"/complaints/{number}")
    scores = page.text[page.text.index('id="f-score"') : page.text.index("提交评价")]
    assert "checked" not in scores
    assert "不方便说" in scores
    path = f"/complaints/{number}/rating"
    nothing = await browser.post(path, f"/complaints/{number}", {})
    assert (nothing.status_code, list(errors_in(nothing.text))) == (422, ["score"])
    done = await browser.post(path, f"/complaints/{number}", {}, score="2")
    assert "评价已经收到" in done.text
    assert (await office.complaint(number)).satisfaction == 2
    again = await browser.post(path, f"/complaints/{number}", {}, score="5")
    assert again.status_code == 409
    assert (await office.complaint(number)).satisfaction == 2


async def test_rather_not_say_is_a_rating_without_a_score(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    await office.take(number, "accept")
    await office.take(number, "answer", text="已说明。", outcome="explained")
    await office.take(number, "close", reason="客户认可")
    await browser.post(f"/complaints/{number}/rating", f"/complaints/{number}", {}, score="none")
    found = await office.complaint(number)
    assert (found.satisfaction, found.rated_at is not None) == (None, True)


async def test_internal_notes_and_staff_stay_inside(browser: Browser, office: Office) -> None:
    number, _ = await filed(browser)
    await office.take(number, "accept")
    await office.take(number, "note", text="客户情绪激动，注意话术")
    await office.take(number, "transfer", department="零售部", reason="内部流转")
    page = (await browser.get(f"/complaints/{number}")).text
    for word in ("情绪激动", "内部流转", "陈工"):
        assert word not in page


async def test_a_deed_needs_the_form_of_this_browser(gateway: Gateway, browser: Browser) -> None:
    number, _ = await filed(browser)
    answer = await browser.send(f"/complaints/{number}/withdraw", {"form_token": "x"}, {})
    assert answer.status_code in (403, 415)
    evil = await browser.http.post(
        f"/complaints/{number}/withdraw",
        data=hidden((await browser.get(f"/complaints/{number}")).text),
        headers={"Origin": "https://evil.example"},
    )
    assert evil.status_code == 403
    assert (await Office(gateway).complaint(number)).state == "received"


@pytest.mark.parametrize("state", ["received", "withdrawn"])
async def test_every_page_says_one_thing_to_both_databases(either: Any, engine: Any, state: str) -> None:
    async with running(either, engine) as gateway:
        browser = Browser(gateway.app)
        number, _ = await filed(browser)
        if state == "withdrawn":
            path = f"/complaints/{number}/withdraw"
            await browser.post(path, path, {}, yes="yes")
        assert (await Office(gateway).complaint(number)).state == state
        assert (await browser.get(f"/complaints/{number}")).status_code == 200
        await browser.http.aclose()
