"""What is said beside the answer, before the story or in another's place: kept, and never asked again."""

import pytest

from tests.actions.complaints.teller import Teller
from tests.actions.complaints.test_form import STORY, begun, filled, settle
from tests.actions.complaints.test_talk import kept, opened

UNDATED = "柜员骂我，还把我的存折扔在地上，态度非常差"
MONTHLY = "2026年10月15日起手机银行每个月扣我3块短信费，我没有开通过"


def at_when(teller: Teller) -> Teller:
    opened(teller, "我要投诉").say(UNDATED)
    settle(teller)
    assert teller.asked == "complaint_when", teller.text
    return teller


@pytest.mark.parametrize(
    ("said", "branch"),
    [
        ("上周三在城东支行", "城东支行"),
        ("上个月 城北支行", "城北支行"),
        ("今天早上 人民路网点", "人民路网点"),
        ("舊年十月，中環分行", "中環分行"),
        ("2022年 邮电路支行", "邮电路支行"),
    ],
)
def test_the_place_in_the_answer_to_when_is_not_asked(teller: Teller, said: str, branch: str) -> None:
    at_when(teller).say(said)
    settle(teller)
    assert kept(teller, "when")
    assert kept(teller, "place")["branch"] == branch
    assert teller.asked == "complaint_wish", teller.text


@pytest.mark.parametrize("order", ["我要投诉你们城东支行的柜员", "我要投诉城东支行"])
def test_whom_the_order_names_belongs_to_the_story(teller: Teller, order: str) -> None:
    opened(teller, order)
    assert teller.asked == "complaint_story"
    teller.say("昨天他骂我老糊涂，不给我办业务")
    assert order in str(kept(teller, "story")["text"])
    assert kept(teller, "place")["branch"] == "城东支行"


def test_a_name_in_the_order_makes_no_story_of_noise(teller: Teller) -> None:
    opened(teller, "我要投诉城东支行的柜员").say("今天天气真好啊我想吃火锅")
    assert teller.asked == "complaint_story"


def test_the_whole_sum_replaces_the_monthly_one(teller: Teller) -> None:
    opened(teller, "我要投诉").say(MONTHLY)
    settle(teller)
    assert kept(teller, "amount")["amount"] == "3"
    teller.say("一共大概四十多块")
    assert kept(teller, "amount")["low"] == "40"


@pytest.mark.parametrize(
    ("story", "field", "part", "value"),
    [
        ("10月3号手机银行扣了我一百块手续费，不是一百是两百", "amount", "amount", "200"),
        ("柜员10月3号骂我，不对是10月4号", "when", "first", "2026-10-04"),
    ],
)
def test_what_is_put_right_in_one_breath(
    teller: Teller, story: str, field: str, part: str, value: str
) -> None:
    opened(teller, "我要投诉").say(story)
    assert kept(teller, field)[part] == value


def test_a_day_put_right_at_another_question(teller: Teller) -> None:
    begun(teller).say("不对是10月4号")
    assert kept(teller, "when")["first"] == "2026-10-04"
    assert teller.asked == "complaint_wish"


@pytest.mark.parametrize("wish", ["要求书面道歉", "停止骚扰，向我领导道歉", "改正征信记录，赔偿损失"])
def test_a_wish_told_at_another_question_is_the_wish(teller: Teller, wish: str) -> None:
    at_when(teller).say(wish)
    assert kept(teller, "wish")["text"] == wish
    assert teller.asked == "complaint_when"
    teller.say("昨天在城南支行")
    settle(teller)
    assert teller.asked == "complaint_name", teller.text


def test_a_wish_is_no_class(teller: Teller) -> None:
    opened(teller, "我要投诉")
    teller.say("2026年11月3日在城南支行，事情办得一塌糊涂")
    while teller.asked in ("complaint_product", "complaint_cause"):
        asked = teller.asked
        teller.say("改正征信记录，赔偿损失")
        assert kept(teller, "wish")["text"] == "改正征信记录，赔偿损失"
        assert teller.asked == asked
        settle(teller)


@pytest.mark.parametrize(
    "said",
    ["91234567", "收费利息", "查投诉进度", "回来了", "5分", "张建国", "仍要向本行投诉", "两百块", "信用卡"],
)
def test_the_wish_is_something_the_bank_can_do(teller: Teller, said: str) -> None:
    begun(teller).say(said)
    assert teller.asked == "complaint_wish"
    assert not kept(teller, "wish")


@pytest.mark.parametrize(
    "said", ["道歉", "退钱", "解释", "赔偿", "给我个说法", "不要再打电话给我家人", "赔500元"]
)
def test_short_wishes_are_wishes(teller: Teller, said: str) -> None:
    begun(teller).say(said)
    assert kept(teller, "wish")["text"] == said
    assert teller.asked == "complaint_name"


@pytest.mark.parametrize("said", ["我要吃饭了，晚点再弄", "我要去接孩子了，等会再说"])
def test_who_has_to_go_goes_on_later(teller: Teller, said: str) -> None:
    begun(teller).say(said)
    assert teller.asked is None
    teller.say("继续投诉", "resume_complaint")
    assert teller.asked == "complaint_wish"


@pytest.mark.parametrize("said", ["我老了，不会打字", "不识打字"])
def test_who_cannot_type_gets_a_human(teller: Teller, said: str) -> None:
    opened(teller, "我要投诉").say(said)
    assert teller.replies[-1]["kind"] == "handoff"
    assert not kept(teller, "story")


def test_a_command_of_messengers_begins_anew(teller: Teller) -> None:
    opened(teller, "我要投诉").say("/restart")
    assert not kept(teller, "story")
    assert "从头来" in teller.text


def test_what_is_settled_stays(teller: Teller) -> None:
    filled(teller, STORY).say("提交")
    assert teller.complaints
