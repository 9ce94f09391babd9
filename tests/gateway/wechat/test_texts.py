"""Replies as plain text, and how they are cut."""

from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from gateway.wechat.texts import LIMIT, render, sendable, size, split
from knowledge import load

SAY = partial(lambda key, **values: load().say(f"wechat.{key}", "zh-Hans", **values))
LONG = "请先停手，不要再转账。马上打110，再打银行客服。说清几点几分、转了23,456.78元、转给谁。\n"


def reply(text: str, **more: Any) -> dict[str, Any]:
    rows = {"buttons": [], "sources": [], "hotlines": [], "urgent": False}
    return {"sender": "bot", "text": text} | rows | more


def button(title: str) -> dict[str, str]:
    return {"title": title, "value": title}


def source(title: str, article: str, date: str = "2026-11-22") -> dict[str, str]:
    return {"title": title, "article": article, "verified_on": date, "url": "https://example.org/"}


def test_an_answer_has_its_text_its_sources_and_choices_numbered_from_one() -> None:
    sources = [
        source("《甲法》", "第一条"),
        source("《甲法》", "第三条", "2026-10-01"),
        source("《乙法》", ""),
    ]
    spoken = render([reply("答案。", sources=sources, buttons=[button("我要投诉"), button("转人工")])], SAY)
    assert spoken.text == (
        "答案。\n依据：《甲法》第一条、第三条；《乙法》（2026-10-01核对）\n\n"
        "回复数字就行：\n【1】我要投诉\n【2】转人工"
    )
    assert [choice["value"] for choice in spoken.choices] == ["我要投诉", "转人工"]


def test_of_replies_read_together_only_the_last_choices_are_numbered() -> None:
    spoken = render(
        [reply("一", buttons=[button("甲")]), reply("二", buttons=[button("乙"), button("丙")])], SAY
    )
    assert spoken.text == "一\n\n二\n\n回复数字就行：\n【1】乙\n【2】丙"


def test_where_other_choices_follow_at_once_there_are_none() -> None:
    assert render([reply("一", buttons=[button("甲")])], SAY, last=False).text == "一"


def test_where_a_number_is_an_answer_choices_are_words() -> None:
    spoken = render([reply("涉及多少钱？", buttons=[button("不知道")], expects="amount")], SAY)
    assert spoken.text == "涉及多少钱？\n\n也可以回复：不知道"
    assert spoken.choices == ()


def test_numbers_to_call_are_named_only_where_the_text_does_not() -> None:
    rows = [
        {"number": "110", "dial": "110", "name": "公安报警电话"},
        {"number": "96110", "dial": "96110", "name": "反诈专线"},
    ]
    assert (
        render([reply("马上打96110。", hotlines=rows)], SAY).text == "马上打96110。\n电话：公安报警电话 110"
    )


def test_an_agent_says_who_they_are_and_an_urgent_answer_begins_with_it() -> None:
    agent = reply("您好", sender="agent", speaker={"name": "王芳", "number": "0007"})
    assert render([agent], SAY).text == "【人工客服 王芳，工号0007】\n您好"
    assert render([reply("停手。", urgent=True)], SAY).text.startswith("【紧急】")


def test_who_speaks_is_said_when_it_changes_and_once() -> None:
    agent = {"sender": "agent", "speaker": {"name": "", "number": "0007"}}
    text = render([reply("一", **agent), reply("二", **agent), reply("三")], SAY).text
    assert text == "【人工客服，工号0007】\n一\n\n二\n\n【小宝】\n三"


def test_a_link_stands_alone_on_its_line() -> None:
    lines = render([reply("点这里：", link="https://bank.example/w/abc")], SAY).text.split("\n")
    assert lines[1] == "https://bank.example/w/abc"


def test_large_text_names_one_source_without_more() -> None:
    text = render(
        [reply("答。", sources=[source("《甲法》", ""), source("《乙法》", "")])], SAY, large=True
    ).text
    assert "甲法" in text
    assert "乙法" not in text


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe"])
def test_what_is_no_text_is_taken_out(bad: str) -> None:
    assert sendable(f"甲{bad}乙\r\n丙") == "甲乙\n丙"


def test_no_tag_reaches_the_phone() -> None:
    assert "<" not in render([reply('看<a href="http://evil.example">这里</a><!-- -->')], SAY).text
    assert "3 < 5" in sendable("3 < 5")


def test_long_text_is_cut_after_lines_and_sentences() -> None:
    parts = split(LONG * 60)
    assert len(parts) > 1
    assert all(size(part) <= LIMIT for part in parts)
    assert all(part.endswith("。") for part in parts)
    assert "".join(parts) == (LONG * 60).replace("\n", "") or "\n".join(parts) == (LONG * 60).strip()


@pytest.mark.parametrize("limit", [60, 61, 62, 63, 64, 65, 66, 67, 100])
def test_no_cut_goes_through_a_number_or_a_character(limit: int) -> None:
    text = "转了1234567890123元给13800138000，👨‍👩‍👧‍👦一家都急，🇨🇳🇭🇰，打96110。" * 9
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(size(part) <= limit for part in parts)
    for left, right in pairwise(parts):
        assert not (left[-1].isdigit() and right[0].isdigit())
        assert right[0] not in "\u200d，。"
        assert left[-1] != "\u200d"


def test_a_word_longer_than_a_part_is_still_sent_whole() -> None:
    parts = split("a" * 5000)
    assert "".join(parts) == "a" * 5000
    assert all(size(part) <= LIMIT for part in parts)


def test_a_cut_always_moves_on() -> None:
    assert "".join(split("，" * 3000)) == "，" * 3000
    assert "".join(split("👨‍👩‍👧‍👦" * 500)) == "👨‍👩‍👧‍👦" * 500
