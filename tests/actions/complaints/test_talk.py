"""Customers as they talk: vague, angry, all at once, beside the question. Nothing they say is lost."""

import pytest

from actions.complaints.store import Store
from tests.actions.complaints.teller import Teller
from tests.actions.complaints.test_form import STORY, begun, filled, settle

FEE = "10月3号在手机银行转账多收手续费50块，乱收费"
ELDER = "我就是想把十块钱要回来，那个小伙子还说我老糊涂"


def kept(teller: Teller, field: str) -> dict[str, object]:
    assert teller.draft, teller.text
    return dict(teller.draft.answers.get(field) or {})


def opened(teller: Teller, text: str) -> Teller:
    teller.say(text, "file_complaint")
    return teller


def test_a_branch_that_looks_like_the_order_is_an_answer(teller: Teller) -> None:
    opened(teller, "我要投诉")
    teller.say("2026年11月3日在你们网点办卡，柜员态度很差")
    settle(teller)
    assert teller.asked == "complaint_place"
    teller.say("城南支行", "file_complaint")
    assert kept(teller, "place")["branch"] == "城南支行"


def test_a_guessed_order_is_no_endless_loop(teller: Teller) -> None:
    opened(teller, "我要投诉").say(FEE)
    settle(teller)
    teller.say("退钱").count("步")
    for _ in range(3):
        teller.say("呜啦啦啦", "file_complaint")
    assert teller.replies[-1]["kind"] == "handoff"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我要投诉支付宝，上个月莫名其妙扣了我99元会员费，一直不退", "12363"),
        ("我要投诉，我爸去世了，我去取他的存款，你们一直不给办", "继承"),
        ("我要投诉信用卡催收，有个法务公司收我两千块说能帮我投诉要回利息", "免费"),
    ],
)
def test_what_goes_with_a_long_opening_is_told(teller: Teller, text: str, said: str) -> None:
    opened(teller, text)
    assert said in teller.text, teller.text


@pytest.mark.parametrize("noise", ["喂喂听得到吗", "哪个网点我忘了", "asdfgh", "今天天气真好啊我想吃火锅"])
def test_words_that_tell_nothing_are_no_story_yet(teller: Teller, noise: str) -> None:
    opened(teller, "我要投诉").say(noise)
    assert teller.asked == "complaint_story"
    assert "具体的事" in teller.text
    teller.say(STORY)
    assert STORY in str(kept(teller, "story")["text"])


def test_an_odd_story_is_taken_the_second_time(teller: Teller) -> None:
    opened(teller, "我要投诉").say("你们那个事情做得太不像话")
    teller.say("就是那个事情太不像话")
    assert kept(teller, "story")["text"] == "你们那个事情做得太不像话，就是那个事情太不像话"


def test_a_long_answer_to_no_question_is_part_of_the_story(teller: Teller) -> None:
    opened(teller, "我要投诉").say("2026年10月15日柜员态度很差，换存折收我十块钱")
    settle(teller)
    assert teller.asked == "complaint_place"
    teller.say(ELDER)
    assert "记下了" in teller.text
    assert kept(teller, "story")["more"] == ELDER
    teller.say("城南支行")
    settle(teller)
    for words in ("退钱", "陈建业", "13812345678"):
        teller.say(words)
    assert ELDER in teller.text
    teller.say("提交")
    assert ELDER in teller.complaints[0].story


def test_the_rest_of_a_long_answer_is_not_thrown_away(teller: Teller) -> None:
    opened(teller, "我要投诉").say("2026年10月15日柜员态度很差，换存折收我十块钱")
    settle(teller)
    teller.say("那个柜台的小伙子说话很冲，还笑我听不懂普通话")
    assert kept(teller, "place")["slug"] == "branch"
    assert "普通话" in str(kept(teller, "story")["more"])


def test_it_fills_what_it_tells(teller: Teller) -> None:
    opened(teller, "我要投诉").say("柜员骂人，说我老糊涂")
    assert teller.asked == "complaint_when"
    teller.say("我那天是去城南支行取养老金的，排了好久")
    assert kept(teller, "place")["branch"] == "城南支行"
    assert teller.asked == "complaint_when"


@pytest.mark.parametrize("text", ["我要投诉信用卡乱收年费300元", "投诉城南支行柜员骂人"])
def test_what_stands_beside_the_order_is_the_story(teller: Teller, text: str) -> None:
    opened(teller, text)
    assert kept(teller, "story")["text"] == text


@pytest.mark.parametrize(
    "text",
    ["仍要向本行投诉", "现在就投诉", "我要投诉", "我要投诉你们这个破银行", "我要投诉信用卡，把我的话记下来"],
)
def test_a_button_or_the_mere_order_is_no_story(teller: Teller, text: str) -> None:
    opened(teller, text)
    assert kept(teller, "story") == {}
    assert teller.asked == "complaint_story"


@pytest.mark.parametrize("text", ["乱收费", "少了钱", "扣我钱"])
def test_a_short_story_that_tells_is_enough(teller: Teller, text: str) -> None:
    opened(teller, "我要投诉").say(text)
    assert kept(teller, "story")["text"] == text


def test_short_answers_are_joined(teller: Teller) -> None:
    opened(teller, "我要投诉").say("那个柜员")
    teller.say("骂我")
    assert kept(teller, "story")["text"] == "那个柜员，骂我"


def test_a_field_typed_and_not_tapped(teller: Teller) -> None:
    filled(teller).say("修改")
    teller.say("金额")
    assert "涉及多少钱" in teller.text
    assert "步" not in teller.text
    teller.say("三十元")
    assert "30元" in teller.text
    teller.say("改成一百")
    assert "100元" in teller.text
    teller.say("我的要求改成退钱并道歉")
    assert "退钱并道歉" in teller.text
    teller.say("地点错了，是网上银行")
    assert kept(teller, "place")["slug"] == "web"
    assert "第7/7步" in teller.text or "请核对" in teller.text


def test_a_no_at_the_card_asks_what_is_wrong(teller: Teller) -> None:
    filled(teller).say("不对")
    assert "要改哪一项" in teller.text
    assert teller.slots["complaint_misses"] == 0


@pytest.mark.parametrize("text", ["算了不投诉了", "我想撤回刚才那个投诉"])
def test_giving_up_asks_once(teller: Teller, text: str) -> None:
    begun(teller).say(text, "complaint_withdraw")
    assert "确定取消" in teller.text
    teller.say("确定取消")
    assert teller.draft is None


@pytest.mark.parametrize("text", ["我明天再弄", "明天继续", "下班再填"])
def test_tomorrow_is_later_and_nothing_to_wish_for(teller: Teller, text: str) -> None:
    begun(teller).say(text)
    assert "先存着" in teller.text
    assert teller.draft
    assert "wish" not in teller.draft.answers


def test_a_question_is_no_wish_but_a_request_is(teller: Teller) -> None:
    begun(teller).say("我能要求赔偿吗？")
    assert kept(teller, "wish") == {}
    teller.say("能不能把钱退给我？")
    assert kept(teller, "wish")["text"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("为什么要留电话", "没法答复您"),
        ("你会不会把我的电话卖掉", "没法答复您"),
        ("匿名可以吗", "才能核对和答复"),
    ],
)
def test_why_a_contact_is_asked(teller: Teller, text: str, said: str) -> None:
    begun(teller).say("退钱")
    teller.say(text, "faq", asks=True)
    assert said in teller.text
    assert teller.asked == "complaint_name"


def test_a_number_where_the_name_was_asked_is_kept(teller: Teller) -> None:
    begun(teller).say("退钱")
    teller.say("13812345678")
    assert kept(teller, "phone")["shown"] == "138****5678"
    teller.say("陈建业")
    assert teller.asked == "complaint_confirm"


def test_what_the_story_demands_is_proposed(teller: Teller) -> None:
    opened(teller, "我要投诉").say(f"{FEE}，要求退钱，他们不道歉")
    settle(teller)
    assert kept(teller, "wish")["text"] == "要求退钱"
    assert teller.asked == "complaint_name"


def test_a_rough_sum_stays_in_words(teller: Teller) -> None:
    opened(teller, "我要投诉").say("2026年10月3日手机银行转账乱收手续费")
    settle(teller)
    teller.say("一千五六百")
    for words in ("退给我吧谢谢", "陈建业", "13812345678", "提交"):
        teller.say(words)
    assert "（一千五六百）" in teller.complaints[0].story


@pytest.mark.parametrize(
    "text",
    [
        "我们一共30个人，2026年10月3日在手机银行被乱收短信费，每人80元",
        "信用卡催收天天打电话骂人，有个法务公司收我两千块说能帮我投诉",
    ],
)
def test_each_ones_share_and_an_agents_fee_are_not_the_sum(teller: Teller, text: str) -> None:
    opened(teller, "我要投诉").say(text)
    assert kept(teller, "amount") == {}


def test_abuse_is_answered_once_and_the_form_goes_on(teller: Teller) -> None:
    begun(teller).say("退钱")
    teller.say("你怎么这么笨", "abuse")
    assert "对不起" in teller.text
    assert "怎么称呼您" in teller.text
    assert teller.replies[-1]["buttons"][-1]["title"] == "转人工"
    teller.say("你是不是傻", "abuse")
    assert "对不起" not in teller.text
    assert teller.slots["complaint_misses"] == 0


def test_abuse_is_nothing_to_wish_for(teller: Teller) -> None:
    begun(teller).say("关你屁事", "abuse")
    assert kept(teller, "wish") == {}
    assert "您希望银行怎么做" in teller.text


def test_a_demand_at_a_closed_question_is_kept(teller: Teller) -> None:
    opened(teller, "上周五在城南支行排了两个小时，柜员还骂我神经病，我要投诉！")
    assert teller.asked == "complaint_product"
    teller.say("赔我钱！开除她！")
    assert kept(teller, "wish")["text"] == "赔我钱！开除她！"
    settle(teller)
    for words in ("陈建业", "13812345678"):
        teller.say(words)
    assert "开除她" in teller.text


def test_nothing_to_change_shows_the_card_again(teller: Teller) -> None:
    filled(teller).say("没有了")
    assert "请核对" in teller.text
    assert teller.slots["complaint_misses"] == 0


def test_no_number_jumps_back_after_a_change(store: Store) -> None:
    teller = begun(Teller(store))
    assert "第2/5步" in teller.text or "步" in teller.text
    before = int(teller.text.split("第")[1].split("/")[0])
    teller.say("改时间")
    assert "步" not in teller.text
    teller.say("2026年10月16日")
    assert int(teller.text.split("第")[1].split("/")[0]) >= before
