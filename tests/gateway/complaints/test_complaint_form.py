"""Filling in the form: what is filed, what is refused, and what is never lost."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from casework.complaints import service as complaints
from tests.gateway.complaints.conftest import (
    EMAIL,
    FILLED,
    NAME,
    PAPER,
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


async def test_a_filled_in_form_becomes_a_complaint(browser: Browser, office: Office) -> None:
    page = await browser.file()
    assert page.history[0].status_code == 303
    number = number_in(page.text)
    assert str(page.url).endswith(f"/complaints/{number}")
    assert len(code_in(page.text)) == 6
    found = await office.complaint(number)
    assert (found.door, found.kind, found.people, found.script) == ("web", "own", 1, "zh-Hans")
    assert (found.channel, found.business, found.classified_by) == ("branch", "loan", "customer")
    assert (found.amount, found.currency, found.branch) == (Decimal(500), "CNY", "城东支行")
    assert found.happened_said == "上周三"
    assert found.happened_from is not None
    assert found.happened_from.weekday() == 2
    contact = await office.look(lambda s: complaints.contact_of(s, office.cipher, found.id))
    assert (contact.name, contact.phone) == (NAME, f"+86{PHONE}")


async def test_the_receipt_says_where_it_stands_who_acts_and_until_when(browser: Browser) -> None:
    said = text_of((await browser.file()).text)
    assert "已收到，待受理" in said
    assert "银行正在看您的投诉" in said
    assert "最晚" in said
    assert "欧***" in said or "欧阳**" in said
    assert NAME not in said
    assert PHONE not in said


async def test_only_what_must_be_there_must_be_there(browser: Browser, office: Office) -> None:
    empty = dict.fromkeys(FILLED, "")
    kept = {name: FILLED[name] for name in ("story", "wish", "name", "consent")}
    page = await browser.file(**(empty | kept), email=EMAIL)
    found = await office.complaint(number_in(page.text))
    assert (found.amount, found.happened_from, found.branch) == (None, None, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("story", "", "发生了什么"),
        ("story", "好", "太短"),
        ("story", "长" * 2001, "太长"),
        ("wish", " ", "希望银行怎么做"),
        ("wish", "退" * 501, "太长"),
        ("when", "明年三月", "还没有到"),
        ("amount", "1/2/3/4", "没看懂金额"),
        ("name", "", "姓名"),
        ("name", "<b>王</b>", "姓名"),
        ("phone", "", "电话"),
        ("phone", "123", "电话"),
        ("phone", "62345678", "区号"),
        ("email", "nobody", "邮箱"),
        ("id_number", "110105194912310021", "证件号码"),
        ("consent", "", "打勾"),
    ],
)
async def test_what_is_wrong_is_said_at_the_top_and_at_the_field(
    browser: Browser, office: Office, field: str, value: str, said: str
) -> None:
    page = await browser.file(**{field: value})
    assert page.status_code == 422
    errors = errors_in(page.text)
    assert list(errors) == [field]
    assert said in errors[field]
    assert f'id="e-{field}"' in page.text
    marked = page.text[page.text.index(f'id="f-{field}"') :]
    assert f"e-{field}" in marked[: marked.index(">")]
    assert 'aria-invalid="true"' in marked[: marked.index(">")]
    assert await office.all() == ()


async def test_everything_typed_is_kept(browser: Browser) -> None:
    page = await browser.file(consent="", id_number=PAPER, email=EMAIL)
    for value in (FILLED["story"], FILLED["wish"], NAME, PHONE, "城东支行", PAPER, EMAIL):
        assert value in page.text
    assert '<option value="loan" selected>' in page.text
    again = await browser.send("/complaints/new", hidden(page.text) | FILLED)
    assert number_in(again.text)


async def test_consent_is_never_given_beforehand(browser: Browser) -> None:
    page = (await browser.get("/complaints/new")).text
    box = page[page.index('id="f-consent"') - 40 :]
    assert "checked" not in box[: box.index(">")]


@pytest.mark.parametrize("said", ["不知道", "说不清楚", "忘了"])
async def test_not_knowing_how_much_is_no_error(browser: Browser, office: Office, said: str) -> None:
    found = await office.complaint(number_in((await browser.file(amount=said)).text))
    assert found.amount is None


async def test_about_how_much_is_kept_in_the_customers_words(browser: Browser, office: Office) -> None:
    found = await office.complaint(number_in((await browser.file(amount="五百多块")).text))
    assert found.amount is None
    assert "五百多块" in found.story


async def test_the_same_form_sent_twice_files_once(browser: Browser, office: Office) -> None:
    form = hidden((await browser.get("/complaints/new")).text) | FILLED
    first, second = await browser.send("/complaints/new", form), await browser.send("/complaints/new", form)
    assert number_in(first.text) == number_in(second.text)
    assert code_in(first.text) == code_in(second.text)
    assert len(await office.all()) == 1
    events = await office.look(lambda s: complaints.events_of(s, 1))
    assert [event.kind for event in events] == ["filed"]


async def test_twice_at_the_same_moment_too(either: Any, engine: Any) -> None:
    import asyncio

    async with running(either, engine) as gateway:
        browser, office = Browser(gateway.app), Office(gateway)
        form = hidden((await browser.get("/complaints/new")).text) | FILLED
        pages = await asyncio.gather(*(browser.send("/complaints/new", form) for _ in range(6)))
        assert {page.status_code for page in pages} == {200}
        assert len({number_in(page.text) for page in pages}) == 1
        assert len(await office.all()) == 1
        await browser.http.aclose()


async def test_secrets_are_taken_out_told_and_stored_nowhere(gateway: Gateway, browser: Browser) -> None:
    story = "我的卡号是6222021234567890128，密码是Hunter2x9，验证码482913，被扣了钱。"
    page = await browser.file(story=story, consent="")
    assert "银行卡号" in text_of(page.text)
    assert "6222021234567890128" not in page.text
    page = await browser.file(story=story)
    said = text_of(page.text)
    assert "没有保存" in said
    assert "密码" in said
    disk = b"".join(f.read_bytes() for f in gateway.settings.data_dir.rglob("*") if f.is_file())
    for secret in ("6222021234567890128", "Hunter2x9", "482913"):
        assert secret not in page.text
        assert secret.encode() not in disk


async def test_personal_values_stand_nowhere_in_clear(gateway: Gateway, browser: Browser) -> None:
    story = f"我叫{NAME}，电话{PHONE}，上周三在柜台被多收了手续费，证件{PAPER}。"
    page = await browser.file(story=story, id_number=PAPER, email=EMAIL)
    assert number_in(page.text)
    disk = b"".join(f.read_bytes() for f in gateway.settings.data_dir.rglob("*") if f.is_file())
    for value in (NAME, PHONE, PAPER, EMAIL):
        assert value.encode() not in disk
        assert value not in page.text


async def test_an_identity_number_is_taken_where_it_is_asked_for(browser: Browser, office: Office) -> None:
    page = await browser.file(id_number=PAPER)
    assert "没有保存" not in text_of(page.text)
    found = await office.complaint(number_in(page.text))
    contact = await office.look(lambda s: complaints.contact_of(s, office.cipher, found.id))
    assert contact.id_number == PAPER


async def test_markup_is_only_text(browser: Browser) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> 被多收了手续费"
    page = await browser.file(story=evil, wish=evil, branch=evil, name="", when=evil)
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    page = await browser.file(story=evil, wish=evil, branch=evil)
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_for_somebody_else(browser: Browser, office: Office) -> None:
    page = await browser.file(kind="for_other", about_name="")
    assert list(errors_in(page.text)) == ["about_name"]
    assert '<details class="more" id="more" open>' in page.text
    page = await browser.file(kind="for_other", about_name="李四海", about_phone="13800138001")
    found = await office.complaint(number_in(page.text))
    parties = await office.look(lambda s: complaints.parties_of(s, found.id))
    assert [party.role for party in parties] == ["complainant", "authorised"]


async def test_an_heir(browser: Browser, office: Office) -> None:
    page = await browser.file(kind="heir", about_name="李四海")
    found = await office.complaint(number_in(page.text))
    assert found.kind == "heir"


async def test_a_group_has_at_most_five_representatives(browser: Browser, office: Office) -> None:
    others = "\n".join(f"赵钱{n} 1380013800{n}" for n in range(5))
    page = await browser.file(kind="group", people="12", others=others.replace("赵钱", "赵钱孙"))
    assert list(errors_in(page.text)) == ["others"]
    assert "5名" in errors_in(page.text)["others"]
    page = await browser.file(kind="group", people="1", others="")
    assert list(errors_in(page.text)) == ["people"]
    page = await browser.file(kind="group", people="12", others="钱多多 13800138001\n孙小美：13800138002")
    found = await office.complaint(number_in(page.text))
    assert (found.kind, found.people) == ("group", 12)
    parties = await office.look(lambda s: complaints.parties_of(s, found.id))
    assert [party.role for party in parties] == ["representative"] * 3


async def test_a_known_telephone_number_touches_nothing_of_another_s_complaint(
    gateway: Gateway, browser: Browser, office: Office
) -> None:
    number = number_in((await browser.file()).text)
    stranger = Browser(gateway.app)
    page = await stranger.file(story="上周三在城东支行柜台办提前还款，被收了一笔手续费，合同里没有写！")
    assert number not in page.text
    assert "之前" not in text_of(page.text)
    assert 'id="code"' in page.text
    assert number_in(page.text) != number
    assert (await office.complaint(number)).version == 1
    assert (await stranger.get(f"/complaints/{number}")).text.count("XB-") <= 2
    assert "待受理" not in (await stranger.get(f"/complaints/{number}")).text
    assert len(await office.all()) == 2
    await stranger.http.aclose()


async def test_a_form_of_another_site_is_refused_and_nothing_is_filed(
    browser: Browser, office: Office
) -> None:
    form = hidden((await browser.get("/complaints/new")).text) | FILLED
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await browser.http.post("/complaints/new", data=form, headers=headers)
        assert answer.status_code == 403
        assert FILLED["story"] in answer.text
    assert (await browser.send("/complaints/new", form | {"form_token": "x"})).status_code == 403
    assert await office.all() == ()


async def test_too_many_forms_a_minute(settings: Any, engine: Any) -> None:
    async with running(settings.model_copy(update={"rate_conversations_per_minute": 30}), engine) as gateway:
        browser = Browser(gateway.app)
        codes = [(await browser.file(name="")).status_code for _ in range(6)]
        assert codes == [422] * 5 + [429]
        other = Browser(gateway.app, address="10.9.8.7")
        assert (await other.file()).status_code == 200
        await browser.http.aclose()
        await other.http.aclose()


@pytest.mark.parametrize(
    ("language", "script", "word"),
    [("zh-TW", "zh-Hant-TW", "申訴"), ("zh-HK", "zh-Hant-HK", "投訴"), ("zh-CN", "zh-Hans", "投诉")],
)
async def test_each_script(gateway: Gateway, office: Office, language: str, script: str, word: str) -> None:
    browser = Browser(gateway.app, language)
    form = await browser.get("/complaints/new")
    assert f'<html lang="{script}"' in form.text
    assert word in form.text
    page = await browser.file()
    assert f'<html lang="{script}"' in page.text
    assert (await office.complaint(number_in(page.text))).script == script
    await browser.http.aclose()


async def test_large_mode_is_chosen_by_a_link(browser: Browser, office: Office) -> None:
    page = await browser.get("/complaints/new?mode=large")
    assert 'data-mode="large"' in page.text
    found = await office.complaint(number_in((await browser.file(sure="yes")).text))
    assert found.mode == "large"


async def test_it_is_filed_on_postgresql_too(either: Any, engine: Any) -> None:
    async with running(either, engine) as gateway:
        browser = Browser(gateway.app)
        page = await browser.file()
        number, code = number_in(page.text), code_in(page.text)
        other = Browser(gateway.app)
        seen = await other.post("/complaints/look-up", "/complaints", {}, receipt=number, code=code)
        assert "待受理" in seen.text
        await browser.http.aclose()
        await other.http.aclose()


async def test_the_clock_of_the_receipt_is_the_banks(browser: Browser, office: Office) -> None:
    found = await office.complaint(number_in((await browser.file()).text))
    assert abs((datetime.now(UTC) - found.filed_at).total_seconds()) < 60
