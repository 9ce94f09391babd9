"""Corrections, two questions in one message, and messages that only name a place."""

from pathlib import Path

import pytest
from nlu_parts import create, message
from rasa.shared.nlu.constants import ENTITIES

from bot.nlu.asked import corrected, questions
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
    "text", ["我人在台湾", "係香港", "香港", "我在澳門啊", "人在桃園", "香港人", "咁香港呢？"]
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
