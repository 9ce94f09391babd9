"""Asking for a human and declining one: plain words of three regions, negations, and what is neither."""

from pathlib import Path

import pytest
import yaml

from bot.intake.human import human

NLU = Path(__file__).resolve().parents[3] / "data" / "nlu"
ASKS = """转人工
转 人 工
转人工！！！
人工人工人工
轉真人
請幫我轉接專員
我要搵真人
唔該幫我駁去客服
我想搵你哋經理
可唔可以轉真人呀
能转人工吗
转人工谢谢
不要机器人，转人工
我不要机器人，我要人工
不要你，我要人工
不是，我要转人工
唔係呀，我要搵真人
你帮不了我，转人工
为什么不转人工
怎么还不转人工
不是说好转人工吗
不转人工我就投诉
我想跟真人讲话
能不能来个活人
不要機器人回覆
别用机器人回答我
轉人工啦，唔該晒
按0转人工
不是不要转人工，是快点转
我要投訴，幫我轉真人
我想投诉，找人工""".splitlines()
REFUSES = """不要转人工
别转人工
先不要转人工
不转人工
不需要人工客服
没必要转人工
我没有要转人工
请不要转人工，你回答就行
不要人工，就问你
我说了不要转人工
不要轉人工
不用轉真人
不需要轉接專員
先不要轉真人
唔好轉人工
唔使搵真人喇
唔好駁去客服住
毋須轉真人
未需要搵職員住
毋需人工客服
谁要转人工了，不要
取消人工""".splitlines()
NEITHER = """人工几点上班
怎么转人工？
转人工要等多久
你是真人吗？
客服你好
要不要转人工
我转人工转了三次都没人理，我要投诉
客服叫我把钱转到安全账户
对方让我找客服退款
什么是知情权
不要
我要投诉
我要投诉客服
不要转人工，我要投诉
怎么投诉人工客服
我被骗了，转人工
""".splitlines()


@pytest.mark.parametrize("text", ASKS)
def test_it_asks(text: str) -> None:
    assert human(text) == "ask"


@pytest.mark.parametrize("text", REFUSES)
def test_it_declines(text: str) -> None:
    assert human(text) == "refuse"


@pytest.mark.parametrize("text", NEITHER)
def test_it_is_neither(text: str) -> None:
    assert human(text) is None


def test_no_phrasing_of_another_meaning_is_taken_for_either() -> None:
    named = {"ask": "ask_human", "refuse": "refuse_human"}
    for path in sorted(NLU.glob("*.yml")):
        for group in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            for line in group["examples"].splitlines():
                said = human(line.removeprefix("- ").strip())
                assert said is None or named[said] == group["intent"], (group["intent"], line)


@pytest.mark.parametrize("piece", ["不要", "请", "我要", "人工", "转"])
def test_its_work_grows_with_the_length_alone(piece: str) -> None:
    assert human(piece * 2000) in (None, "ask")
