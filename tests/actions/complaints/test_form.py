"""The complaint form, turn by turn: what is kept, what is asked next, and what is never lost."""

from collections.abc import Callable

import pytest

from actions.complaints import store as stores
from actions.complaints.store import Store
from bot.text import QUERY_CODE, fold
from casework.complaints import service
from casework.errors import DatabaseBusyError
from casework.vault.codes import open_code
from tests.actions.complaints.teller import Teller

STORY = "2026年10月15日我在城南支行办信用卡，柜员多收了我20元年费"


def begun(teller: Teller, story: str = STORY) -> Teller:
    teller.say("我要投诉", "file_complaint")
    teller.say(story)
    settle(teller)
    return teller


def settle(teller: Teller) -> None:
    """Whether these two are asked depends on the classifier."""
    if teller.asked == "complaint_product":
        teller.say("信用卡")
    if teller.asked == "complaint_cause":
        teller.say("收费利息")


def filled(teller: Teller, story: str = STORY) -> Teller:
    begun(teller, story)
    for words in ("退还年费", "陈建业", "13812345678"):
        teller.say(words)
    assert teller.asked == "complaint_confirm", teller.text
    return teller


def test_each_turn_asks_one_thing_and_counts_what_is_left(teller: Teller) -> None:
    teller.say("我要投诉", "file_complaint")
    assert "第1/8步" in teller.text
    assert teller.replies[-1]["expects"] == "story"
    begun(teller)
    assert teller.asked == "complaint_wish"
    assert teller.replies[-1]["kind"] == "prompt"


def test_what_the_story_tells_is_not_asked_but_shown(teller: Teller) -> None:
    filled(teller)
    for shown in ("2026年10月15日", "城南支行", "20元", "退还年费", "陈**", "138****5678", "信用卡"):
        assert shown in teller.text
    assert "陈建业" not in teller.text


def test_filed_with_receipt_code_and_the_day_an_answer_is_due(teller: Teller) -> None:
    filled(teller).say("提交")
    [complaint] = teller.complaints
    assert complaint.receipt in teller.text
    assert "2026年12月7日" in teller.text
    assert f"/complaints/{complaint.receipt}" in teller.text
    assert (str(complaint.amount), complaint.branch, complaint.door) == ("20.00", "城南支行", "chat")
    assert teller.loop is None


def test_the_code_is_uttered_sealed(teller: Teller, store: Store) -> None:
    filled(teller).say("提交")
    [complaint] = teller.complaints
    code = store.database.run_read(lambda s: service.code_of(s, store.cipher, complaint.id))
    [sealed] = [reply["sealed"]["code"] for reply in teller.replies if "sealed" in reply]
    assert code not in str(teller.replies)
    assert QUERY_CODE in teller.text
    assert open_code(store.cipher, teller.id, sealed) == code


def test_nothing_is_called_filed_that_is_not(teller: Teller, store: Store) -> None:
    filled(teller)

    class Broken:
        def __getattr__(self, name: str) -> Callable[..., object]:
            async def fail(*_: object) -> None:
                raise DatabaseBusyError("no")

            return getattr(store.database, name) if name == "read" else fail

    stores.use(Store(Broken(), store.cipher, store.clock))  # type: ignore[arg-type]
    teller.say("提交")
    assert "没有提交" in teller.text or "没有记下来" in teller.text
    assert "已登记" not in teller.text
    stores.use(store)
    assert teller.complaints == ()
    if teller.loop is None:
        teller.say("继续填投诉", "resume_complaint")
    teller.say("提交")
    assert len(teller.complaints) == 1


def test_the_same_message_again_after_a_crash_gives_the_same_receipt(teller: Teller) -> None:
    filled(teller)
    slots = dict(teller.slots)
    teller.say("提交")
    [first] = teller.complaints
    # The engine goes back to before the message and is asked again.
    teller.slots, teller.loop = slots, "complaint_form"
    teller.say("提交")
    assert first.receipt in teller.text
    assert len(teller.complaints) == 1


@pytest.mark.parametrize("field", ["when", "place", "amount"])
def test_what_the_law_does_not_ask_for_may_be_unknown(teller: Teller, field: str) -> None:
    begun(teller, "信用卡乱扣我的年费，说了也没用")
    while teller.asked != f"complaint_{field}":
        before = teller.asked
        teller.say("不知道")
        assert teller.asked != before
    teller.say("不知道")
    assert teller.asked != f"complaint_{field}"


@pytest.mark.parametrize(
    ("turns", "field"), [([], "wish"), (["退钱"], "name"), (["退钱", "陈建业"], "phone")]
)
def test_wish_and_contact_are_explained_then_a_human_comes(
    teller: Teller, turns: list[str], field: str
) -> None:
    begun(teller)
    for words in turns:
        teller.say(words)
    assert teller.asked == f"complaint_{field}"
    teller.say("不想说")
    assert "这一项不能空着" in teller.text
    assert any(b["title"] == "转人工" for b in teller.replies[-1]["buttons"])
    teller.say("不想说")
    teller.say("不想说")
    assert teller.replies[-1]["kind"] == "handoff"
    assert teller.draft
    assert teller.asked == f"complaint_{field}"


def test_a_human_is_one_word_away_at_every_step(teller: Teller) -> None:
    teller.say("我要投诉", "file_complaint")
    for words in (STORY, "退钱", "陈建业", "13812345678"):
        teller.say("转人工")
        assert [reply["kind"] for reply in teller.replies] == ["handoff"]
        teller.say(words)
        settle(teller)
    assert teller.asked == "complaint_confirm"


def test_danger_goes_first_and_the_story_is_kept(teller: Teller) -> None:
    teller.say("我要投诉", "file_complaint")
    fraud = {"stage": "paid", "severity": "critical", "score": 0.95}
    teller.say("2026年11月13日骗子让我在手机银行转了三万，银行也不提醒", "report_fraud", fraud=fraud)
    assert not any(reply["kind"] == "prompt" for reply in teller.replies)
    assert teller.draft
    assert teller.draft.answers["amount"]["amount"] == "30000"
    teller.say("继续填投诉", "resume_complaint")
    assert teller.asked != "complaint_story"


def test_a_mere_warning_does_not_break_the_story(teller: Teller) -> None:
    teller.say("我要投诉", "file_complaint")
    fraud = {"stage": "targeted", "severity": "watch", "score": 0.7}
    teller.say("客户经理天天打电话让我买基金，2026年9月1日还冒充我签字", "report_fraud", fraud=fraud)
    assert teller.draft
    assert "story" in teller.draft.answers


def test_names_and_numbers_lie_sealed_in_the_draft(teller: Teller) -> None:
    filled(teller)
    assert teller.draft
    assert teller.draft.answers["name"]["token"].startswith("pv_")
    assert "陈建业" not in str(teller.draft.answers)
    assert "13812345678" not in str(teller.draft.answers)


def test_a_name_the_gateway_has_sealed_is_taken_by_its_token(teller: Teller) -> None:
    begun(teller)
    teller.say("退钱")
    personal = [{"kind": "name", "token": "pv_" + "a" * 22, "shown": "陈**"}]
    teller.say("陈**", metadata={"personal": personal})
    assert teller.draft
    assert teller.draft.answers["name"] == {"by": "asked", "token": "pv_" + "a" * 22, "shown": "陈**"}


@pytest.mark.parametrize("text", ["为什么要问这个", "一定要填吗", "可以匿名吗"])
def test_whoever_asks_why_is_told_why_and_has_lost_nothing(teller: Teller, text: str) -> None:
    begun(teller).say("退钱")
    teller.say(text, "faq", asks=True)
    assert "才能核对和答复" in teller.text
    assert teller.slots["complaint_misses"] == 0
    assert teller.asked == "complaint_name"


def test_two_calls_of_the_form_begin_one_draft(teller: Teller) -> None:
    begun(teller)
    teller.say("以后再填")
    assert teller.loop is None
    teller.say("我要投诉", "file_complaint")
    assert "接着填" in teller.text
    assert teller.asked == "complaint_wish"


def test_a_form_whose_draft_is_gone_says_so(teller: Teller) -> None:
    from casework.complaints import drafts
    from tests.actions.complaints.teller import NOW

    begun(teller)
    teller.store.database.run_write(lambda s: drafts.drop(s, teller.id, NOW))
    teller.say("退钱")
    assert "没有找到" in teller.text
    assert teller.loop is None


def test_whoever_is_elsewhere_is_told_and_may_still_complain(teller: Teller) -> None:
    teller.say("我要投诉", "file_complaint")
    teller.say("支付宝莫名其妙扣了我99元会员费，我要投诉支付宝")
    assert "12363" in teller.text
    assert teller.asked == "complaint_elsewhere"
    teller.say("仍要向本行投诉")
    assert teller.asked not in (None, "complaint_elsewhere")


@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
@pytest.mark.parametrize("mode", ["standard", "large"])
def test_every_reply_is_in_the_reader_s_script(store: Store, script: str, mode: str) -> None:
    teller = filled(Teller(store, script=script, mode=mode), "2026年10月15日在城南支行，柜員多收了我20元年費")
    said = teller.text
    teller.say("提交")
    for text in (said, teller.text):
        assert fold(text) != text
        assert "投诉" not in text


def test_large_text_is_short(store: Store) -> None:
    teller = Teller(store, mode="large")
    teller.say("我要投诉", "file_complaint")
    assert all(len(reply["text"]) <= 60 for reply in teller.replies)
    begun(teller)
    assert len(teller.text) <= 60


@pytest.mark.parametrize("text", ["提交", "两万三", "随便", "上周三", "取消", "查投诉进度"])
def test_orders_sums_and_words_are_nobodys_name(teller: Teller, text: str) -> None:
    begun(teller).say("退钱")
    teller.say("不太明白")
    teller.say(text)
    assert teller.draft
    assert "name" not in teller.draft.answers


CALLER = {
    "stage": "targeted",
    "severity": "watch",
    "type": "fake_service",
    "score": 0.97,
    "rules": ["CMP-01"],
}


@pytest.mark.parametrize(
    "text",
    [
        "刚有个自称你们投诉部的人打电话说退我钱，要我报验证码",
        "有人打电话说是你们投诉专员，要加我微信远程指导退款",
        "刚接到电话说投诉要先交保证金才能受理",
    ],
)
@pytest.mark.parametrize("step", ["complaint_product", "complaint_wish", "complaint_name"])
def test_a_caller_told_of_in_the_middle_is_warned_of_kept_and_no_answer(
    teller: Teller, step: str, text: str
) -> None:
    teller.say("我要投诉", "file_complaint")
    teller.say(STORY)
    if step != "complaint_product":
        settle(teller)
    if step == "complaint_name":
        teller.say("退还年费")
    asked = teller.asked
    teller.say(text, "report_fraud", fraud=CALLER)
    assert "先挂断" in teller.replies[0]["text"]
    assert teller.replies[-1]["kind"] == "prompt"
    assert teller.asked == asked
    assert teller.draft
    assert str(asked).removeprefix("complaint_") not in teller.draft.answers
    assert text in teller.draft.answers["story"]["more"]


def test_a_caller_told_of_as_the_story_is_warned_of_and_the_next_question_follows(teller: Teller) -> None:
    teller.say("我要投诉", "file_complaint")
    teller.say("处理投诉的人昨天打电话让我报验证码，说退我年费", "report_fraud", fraud=CALLER)
    assert "先挂断" in teller.replies[0]["text"]
    assert teller.draft
    assert "story" in teller.draft.answers
    assert teller.asked != "complaint_story"


def test_a_wording_that_only_resembles_a_fraud_stays_an_answer(teller: Teller) -> None:
    begun(teller)
    weak = {"stage": "targeted", "severity": "watch", "score": 0.9, "rules": ["MODEL"]}
    teller.say("把手续费退给我，那个客户经理要处分", "report_fraud", fraud=weak)
    assert teller.draft
    assert "wish" in teller.draft.answers
    assert "先挂断" not in teller.text


@pytest.mark.parametrize(("region", "place"), [("HK", "香港"), ("TW", "台湾"), ("MO", "澳门")])
def test_who_is_elsewhere_is_told_first_how_complaints_go_there(
    store: Store, region: str, place: str
) -> None:
    teller = Teller(store, region=region)
    teller.say("我要投诉银行", "file_complaint")
    first = teller.replies[0]
    assert place in fold(first["text"].splitlines()[0])
    assert place in fold(first["buttons"][0]["value"])
    assert teller.asked == "complaint_story"


def test_who_is_where_the_bank_is_hears_of_no_other_place(store: Store) -> None:
    teller = Teller(store, region="CN")
    teller.say("我要投诉银行", "file_complaint")
    assert not teller.replies[0]["buttons"]


def test_who_writes_like_hong_kong_and_has_not_said_where_they_are_is_told_too(store: Store) -> None:
    teller = Teller(store, script="zh-Hant-HK")
    teller.say("想投訴間銀行", "file_complaint", metadata={"region": "CN", "region_known": False})
    assert "香港" in teller.replies[0]["text"].splitlines()[0]
    chosen = Teller(store, script="zh-Hant-HK")
    chosen.say("想投訴間銀行", "file_complaint", metadata={"region": "CN", "region_known": True})
    assert not chosen.replies[0]["buttons"]
