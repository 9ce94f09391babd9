"""What a customer of the account is told, whatever they send."""

import re
from typing import Any

import pytest

from casework.deliveries import service as deliveries
from casework.messages import service as messages
from casework.messages.types import Message
from casework.vault.cipher import Cipher
from casework.wechat import users
from casework.wechat.users import User
from tests.gateway.conftest import API
from tests.gateway.wechat.stage import ONE, Stage, staged


def user(stage: Stage, openid: str = ONE) -> User:
    settings = stage.gateway.settings
    cipher = Cipher(settings.key)
    found: User | None = stage.gateway.app.state.database.run_read(
        lambda s: users.find(s, cipher, settings.wechat_app_id or stage.world.account.app_id, openid)
    )
    assert found is not None
    return found


def said(stage: Stage, openid: str = ONE) -> list[Message]:
    conversation = user(stage, openid).conversation_id or ""
    return list(stage.gateway.app.state.database.run_read(lambda s: messages.history(s, conversation)))


def customer_said(stage: Stage) -> list[str]:
    return [message.text for message in said(stage) if message.sender == "customer"]


LINK = re.compile(r"https://bank\.example(/w/\S+)")


@pytest.fixture
async def public(settings: Any, engine: Any, simulator: Any) -> Any:
    async with staged(settings, engine, simulator, public_url="https://bank.example") as made:
        yield made


def asks(stage: Stage, *titles: str, **more: Any) -> None:
    """The engine's next answers offer these."""
    buttons = [{"title": title, "value": title} for title in titles]
    stage.engine.reply = {"kind": "choices", "text": "您想问哪个？", "buttons": buttons, **more}


async def test_who_follows_is_welcomed_with_numbered_choices(stage: Stage) -> None:
    result = await stage.simulator.callbacks.subscribe(ONE, scene="branch-7")
    assert result.reply is not None
    assert "我是小宝" in result.reply
    assert "不是真人" in result.reply
    assert "【1】我被骗了" in result.reply
    assert "【4】转人工" in result.reply
    assert said(stage)[0].payload["scene"] == "branch-7"  # type: ignore[index]


async def test_a_bare_number_says_the_choice(stage: Stage) -> None:
    await stage.simulator.callbacks.subscribe(ONE)
    await stage.say("3")
    assert customer_said(stage) == ["我要投诉"]
    assert stage.engine.asked[-1]["text"] == "我要投诉"


@pytest.mark.parametrize("number", ["２", "②", "二", "第二个", "2."])
async def test_numbers_are_heard_in_any_form(stage: Stage, number: str) -> None:
    asks(stage, "甲", "乙")
    await stage.say("问题")
    await stage.say(number)
    assert customer_said(stage)[-1] == "乙"


async def test_a_number_nobody_offered_is_told_so_and_the_choices_stay(stage: Stage) -> None:
    asks(stage, "甲", "乙")
    await stage.say("问题")
    result = await stage.say("7")
    assert "没有这一项" in (result.reply or "")
    await stage.say("1")
    assert customer_said(stage)[-1] == "甲"


async def test_a_number_without_choices_is_not_guessed_at(stage: Stage) -> None:
    asks(stage)
    await stage.say("什么是知情权")
    result = await stage.say("1")
    assert "没有这一项" in (result.reply or "")
    assert [asked["text"] for asked in stage.engine.asked] == ["什么是知情权"]


async def test_a_number_is_a_number_where_the_form_asks_for_one(stage: Stage) -> None:
    asks(stage, "不知道", expects="amount")
    result = await stage.say("我要投诉")
    assert "也可以回复：不知道" in (result.reply or "")
    await stage.say("1")
    assert customer_said(stage)[-1] == "1"


async def test_choices_end_with_an_answer_that_has_none(stage: Stage) -> None:
    asks(stage, "甲", "乙")
    await stage.say("问题")
    asks(stage)
    await stage.say("别的问题")
    await stage.say("2")
    assert customer_said(stage)[-1] == "2"


async def test_the_welcome_follows_the_script_of_who_has_written(stage: Stage) -> None:
    await stage.say("請問我可以投訴嗎")
    result = await stage.simulator.callbacks.click(ONE, "large")
    assert "已換成大字版" in (result.reply or "")


async def test_the_menu_speaks_for_the_customer(stage: Stage) -> None:
    await stage.simulator.callbacks.click(ONE, "status")
    assert customer_said(stage) == ["查投诉进度"]


async def test_the_menu_brings_a_human_without_the_engine(stage: Stage) -> None:
    result = await stage.simulator.callbacks.click(ONE, "human")
    assert "排队" in (result.reply or "")
    assert stage.engine.asked == []


async def test_an_unknown_key_of_an_old_menu_is_let_pass(stage: Stage) -> None:
    result = await stage.simulator.callbacks.click(ONE, "gone")
    assert result.reply is None
    assert not result.broken


async def test_a_scene_of_the_menu_does_what_the_menu_does(stage: Stage) -> None:
    result = await stage.simulator.callbacks.subscribe(ONE, scene="complain")
    assert "我是小宝" in (result.reply or "")
    assert customer_said(stage) == ["我要投诉"]
    await stage.simulator.callbacks.scan(ONE, "status")
    assert customer_said(stage)[-1] == "查投诉进度"


@pytest.mark.parametrize("word", ["大字版", "大字", "字太小"])
async def test_large_text_has_plain_answers(stage: Stage, word: str) -> None:
    result = await stage.say(word)
    assert "大字版" in (result.reply or "")
    view = await stage.gateway.chat.view(user(stage).conversation_id)
    assert view.mode == "large"
    result = await stage.simulator.callbacks.picture(ONE, b"x")
    assert "图片存好了。我看不懂图，请用字说说什么事。" in (result.reply or "")
    await stage.say("标准版")
    assert (await stage.gateway.chat.view(view.id)).mode == "standard"


async def test_a_picture_is_kept_and_the_customer_asked_for_words(stage: Stage) -> None:
    result = await stage.simulator.callbacks.picture(ONE, b"x")
    assert "图片收到了" in (result.reply or "")
    assert customer_said(stage) == ["（图片）"]
    assert stage.engine.asked == []


async def test_whoever_cannot_type_is_told_the_emergency_number_at_once(stage: Stage) -> None:
    callbacks = stage.simulator.callbacks
    for answered in (callbacks.subscribe(ONE), callbacks.picture(ONE, b"x"), callbacks.voice(ONE)):
        assert "马上打110" in ((await answered).reply or "")


async def test_an_account_that_cannot_fetch_files_promises_none(
    settings: Any, engine: Any, simulator: Any
) -> None:
    async with staged(settings, engine, simulator, wechat_push=False) as stage:
        callbacks = stage.simulator.callbacks
        assert "存不下来" in ((await callbacks.picture(ONE, b"x")).reply or "")
        await callbacks.click(ONE, "human")
        assert "存不下来" in ((await callbacks.picture(ONE, b"x")).reply or "")


async def test_a_picture_in_a_complaint_is_kept_and_the_form_goes_on(public: Stage) -> None:
    asks(public, expects="story")
    await public.say("我要投诉")
    result = await public.simulator.callbacks.picture(ONE, b"x")
    assert "接着用文字回答" in (result.reply or "")
    found = LINK.search((await public.say("传附件")).reply or "")
    assert found
    assert found[1].endswith("?to=complaints")


async def test_a_recording_is_what_the_platform_heard(stage: Stage) -> None:
    await stage.simulator.callbacks.voice(ONE, "怎么投诉")
    assert customer_said(stage) == ["怎么投诉"]
    result = await stage.simulator.callbacks.voice(ONE)
    assert "没有听清" in (result.reply or "")


@pytest.mark.parametrize(
    ("kind", "more", "kept", "told"),
    [
        ("location", (("Location_X", "23.1"), ("Location_Y", "113.3"), ("Scale", "15"), ("Label", "中山路")),
         "（位置）中山路", "位置收到了"),
        ("link", (("Title", "中奖"), ("Description", "点我"), ("Url", "http://evil.example/a")),
         "（链接）中奖\nhttp://evil.example/a", "先别点"),
        ("video", (("MediaId", "m1"), ("ThumbMediaId", "t1")), "（视频）", "视频收到了"),
        ("shortvideo", (("MediaId", "m1"), ("ThumbMediaId", "t1")), "（视频）", "视频收到了"),
        ("dance", (), "（收不了的消息）", "收不了"),
    ],
)  # fmt: skip
async def test_everything_else_has_a_clear_answer(
    stage: Stage, kind: str, more: tuple[tuple[str, object], ...], kept: str, told: str
) -> None:
    callbacks = stage.simulator.callbacks
    stage.world.wrote(ONE, kind)
    result = await callbacks.deliver(callbacks.message(ONE, kind, *more))
    assert told in (result.reply or "")
    assert customer_said(stage) == [kept]


async def test_who_leaves_keeps_the_conversation(stage: Stage) -> None:
    await stage.say("你好")
    before = user(stage)
    await stage.simulator.callbacks.unsubscribe(ONE)
    assert not user(stage).subscribed
    await stage.simulator.callbacks.subscribe(ONE)
    assert user(stage).subscribed
    assert user(stage).conversation_id == before.conversation_id


async def test_after_the_chat_was_deleted_a_new_one_begins(stage: Stage) -> None:
    await stage.say("你好")
    before = user(stage).conversation_id
    await stage.gateway.chat.delete(before)
    await stage.say("在吗")
    assert user(stage).conversation_id not in (None, before)


async def test_a_customer_with_a_human_is_not_welcomed_again(stage: Stage) -> None:
    await stage.simulator.callbacks.click(ONE, "human")
    result = await stage.simulator.callbacks.subscribe(ONE)
    assert "您还在等人工" in (result.reply or "")


async def test_where_the_bank_wants_it_the_platform_s_own_agents_take_over(
    settings: Any, engine: Any, simulator: Any
) -> None:
    async with staged(settings, engine, simulator, wechat_transfer=True) as stage:
        result = await stage.simulator.callbacks.click(ONE, "human")
        assert result.kind == "transfer_customer_service"
        assert (await stage.say("有人吗")).kind == "transfer_customer_service"
        open_ = deliveries.any_open
        conversation = user(stage).conversation_id or ""
        assert not stage.gateway.app.state.database.run_read(lambda s: open_(s, conversation))


async def test_too_fast_is_told_and_nothing_is_lost_without_a_word(
    settings: Any, engine: Any, simulator: Any
) -> None:
    async with staged(settings, engine, simulator, rate_messages_per_minute=1) as stage:
        await stage.say("你好")
        result = await stage.say("怎么投诉")
        assert "发得有点快" in (result.reply or "")


async def link(stage: Stage) -> str:
    result = await stage.say("打开网页")
    found = LINK.search(result.reply or "")
    assert found, result.reply
    return found[1]


async def test_the_page_opens_with_the_same_conversation_once(public: Stage) -> None:
    await public.say("你好")
    path, http = await link(public), public.gateway.http
    http.base_url = "https://bank.example"
    for _ in range(3):  # a preview, and another one
        page = await http.get(path)
        assert page.status_code == 200
        assert "打开聊天" in page.text
    form = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert form
    entered = await http.post(path, data={"form_token": form[1]})
    assert entered.status_code == 303
    chat = await http.get(entered.headers["location"])
    assert "你好" in chat.text
    again = await http.get(path)
    assert again.status_code == 410
    assert "链接已经失效" in again.text
    assert (await http.post(path, data={"form_token": form[1]})).status_code in (403, 410)


async def test_who_has_another_chat_open_is_told_before_it_is_replaced(public: Stage) -> None:
    http, other = public.gateway.http, "这个浏览器里还开着另一个聊天"
    http.base_url = "https://bank.example"
    await public.say("你好")
    path = await link(public)
    assert other not in (await http.get(path)).text
    own = (await http.post(API, json={})).json()
    http.cookies.set("xiaobao", own["token"])
    assert other in (await http.get(path)).text


async def test_a_link_of_nobody_s_making_opens_nothing(public: Stage) -> None:
    public.gateway.http.base_url = "https://bank.example"
    path = await link(public)
    for forged in (path[:-1] + ("0" if path[-1] != "0" else "1"), "/w/abc", "/w/" + "a" * 38):
        assert (await public.gateway.http.get(forged)).status_code == 410


async def test_another_site_cannot_open_a_chat_in_a_browser(public: Stage) -> None:
    public.gateway.http.base_url = "https://bank.example"
    path = await link(public)
    assert (await public.gateway.http.post(path, data={})).status_code == 403
    assert (await public.gateway.http.get(path)).status_code == 200


async def test_without_a_public_address_there_is_no_link(stage: Stage) -> None:
    result = await stage.say("打开网页")
    assert result.reply == "现在没有网页版，在这里说就行。"


async def test_no_openid_stands_in_clear(stage: Stage) -> None:
    await stage.say("你好")
    assert ONE.encode() not in (stage.gateway.settings.data_dir / "xiaobao.db").read_bytes()


async def test_the_whole_way_on_both_databases(either: Any, engine: Any, simulator: Any) -> None:
    async with staged(either, engine, simulator, public_url="https://bank.example") as stage:
        callbacks = stage.simulator.callbacks
        assert "【1】" in ((await callbacks.subscribe(ONE)).reply or "")
        assert (await stage.say("3")).reply
        assert "图片收到了" in ((await callbacks.picture(ONE, b"x")).reply or "")
        assert LINK.search((await stage.say("打开网页")).reply or "")
        assert "排队" in ((await callbacks.click(ONE, "human")).reply or "")
        before = user(stage).conversation_id
        await stage.gateway.chat.delete(before)
        assert (await stage.say("你好")).reply
        assert user(stage).conversation_id != before
