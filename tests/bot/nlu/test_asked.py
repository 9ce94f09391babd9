"""Corrections, two questions in one message, and messages that only name a place."""

from pathlib import Path

import pytest
from nlu_parts import create, message
from rasa.shared.nlu.constants import ENTITIES

from bot.nlu.asked import addressed, clauses, corrected, questions
from bot.nlu.content import knowledge
from bot.nlu.entities import EntityFinder
from bot.nlu.place import PlaceTold
from bot.text import normalise


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("不是这个，我是问12378打了要不要收费", "12378打了要不要收费"),
        ("唔係呢個，我想問點樣查信用報告", "點樣查信用報告"),
        ("不对，我问的是征信报告怎么查", "征信报告怎么查"),
        ("搞错了。我说的是我的信用卡", "我的信用卡"),
        ("不是这个", "不是这个"),
        ("不是我刷的，银行不认账", "不是我刷的，银行不认账"),
        ("不对劲，有人让我转账", "不对劲，有人让我转账"),
    ],
)
def test_what_comes_behind_a_correction_is_the_question(text: str, rest: str) -> None:
    assert corrected(normalise(text)) == normalise(rest)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("您好，我想问征信怎么查", "我想问征信怎么查"),
        ("你好我想投诉", "我想投诉"),
        ("早上好！在吗？卡丢了", "卡丢了"),
        ("哈囉，金融卡掉了怎麼辦", "金融卡掉了怎么办"),
        ("谢谢你，再问下要带什么", "再问下要带什么"),
        ("他妈的到底怎么投诉", "到底怎么投诉"),
        ("傻子，问你怎么看录像", "问你怎么看录像"),
        ("你好", "你好"),
        ("您好，谢谢", "您好，谢谢"),
        ("你好像没听懂", "你好像没听懂"),
        ("老师带我投资", "老师带我投资"),
        ("客服说快递丢了", "客服说快递丢了"),
        ("垃圾银行乱扣费", "垃圾银行乱扣费"),
        ("好的", "好的"),
    ],
)
def test_what_comes_behind_a_greeting_is_the_question(text: str, rest: str) -> None:
    assert addressed(normalise(text)) == normalise(rest)


@pytest.mark.parametrize("word", ["你好", "嗯", "哦", "喂", "好，", "他妈的", "谢谢啊"])
def test_a_long_row_of_greetings_ends_soon(word: str) -> None:
    assert addressed(word * 2000 + "x").endswith("x")


def test_only_several_clauses_are_looked_at_one_by_one() -> None:
    assert clauses("凭什么扣我年费，你们都是吸血鬼") == ["凭什么扣我年费", "你们都是吸血鬼"]
    assert clauses("你们都是吸血鬼") == []


@pytest.mark.parametrize("text", ["我七十八了", "我今年82岁", "我八十二啦", "六十五岁了"])
def test_a_message_that_only_tells_an_age(tmp_path: Path, text: str) -> None:
    assert intent_of(tmp_path, text) == "tell_age"


@pytest.mark.parametrize("text", ["78", "八十", "我七十八了，卡丢了", "我存了八十万", "65岁能买理财吗"])
def test_a_number_or_a_story_is_no_age_alone(tmp_path: Path, text: str) -> None:
    assert intent_of(tmp_path, text) is None


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("存款保险赔多少？还有怎么投诉银行？", ("存款保险赔多少", "怎么投诉银行")),
        ("我卡丢了，另外我想问下八项权利是什么", ("我卡丢了", "我想问下八项权利是什么")),
        ("怎麼投訴？順便問一下信用報告去哪查", ("怎么投诉", "信用报告去哪查")),
        ("八项权利是什么？", None),
        ("真的吗？我不信", None),
        ("还有别的吗", None),
        ("怎么投诉？多久答复？要带什么材料？谁来办？", None),
    ],
)
def test_two_questions_in_one_message(text: str, both: tuple[str, str] | None) -> None:
    found = questions(normalise(text))
    assert (found and len(found)) == (both and len(both))
    for part, wanted in zip(found or (), both or (), strict=True):
        assert wanted[-4:] in part


@pytest.mark.parametrize(
    "text",
    [
        "我人在台湾",
        "係香港",
        "香港",
        "我在澳門啊",
        "人在桃園",
        "香港人",
        "咁香港呢？",
        "內地又點",
        "那澳门呢",
    ],
)
def test_a_message_that_only_says_where_the_customer_is(tmp_path: Path, text: str) -> None:
    assert intent_of(tmp_path, text) == "tell_region"


@pytest.mark.parametrize("text", ["香港怎么投诉", "我在香港被骗了", "香港台湾", "我在家", "", "桃园"])
def test_anything_more_is_a_question(tmp_path: Path, text: str) -> None:
    assert intent_of(tmp_path, text) is None


def intent_of(directory: Path, text: str) -> str | None:
    assert knowledge()
    seen = [message(text)]
    for part in (create(EntityFinder, directory), create(PlaceTold, directory)):
        seen = part.process(seen)
    assert isinstance(seen[0].get(ENTITIES), list)
    return (seen[0].get("intent") or {}).get("name")
