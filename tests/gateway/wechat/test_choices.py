"""Numbered choices in place of buttons."""

import pytest

from gateway.chat.choices import number, numbered, offered, pick
from gateway.wechat.choices import wordless

CHOICES = tuple({"title": t, "value": v} for t, v in (("甲", "第一"), ("乙", "第二"), ("丙", "第三")))


@pytest.mark.parametrize(
    "text",
    ["2", "２", "二", "②", "第二个", "第二個", "2.", "2。", "选2", "選2", "我选第二个", "2号", "2️⃣", "（2）",
     "【2】", "两", "兩", "二、", " 2 \n", "回复2", "2吧"],
)  # fmt: skip
def test_a_bare_number_is_heard_however_it_is_written(text: str) -> None:
    assert pick(text, CHOICES) == "第二"


@pytest.mark.parametrize(
    "text", ["200", "2万", "2元", "1 2", "4", "0", "", "第", "要", "2023", "被骗了2次", "十"]
)
def test_anything_else_is_no_choice(text: str) -> None:
    assert pick(text, CHOICES) is None


def test_two_digits_and_tens_count_too() -> None:
    assert [number(t) for t in ("十二", "12", "十", "二十一")] == [12, 12, 10, 21]


def test_of_replies_read_together_the_last_one_s_buttons_count() -> None:
    first, second = {"buttons": [CHOICES[0], CHOICES[1]]}, {"buttons": [CHOICES[1], CHOICES[2]]}
    assert offered([first, second, {"buttons": []}]) == CHOICES[1:]


def test_no_numbers_before_choices_where_a_number_is_an_answer() -> None:
    assert numbered(CHOICES, None)
    assert numbered(CHOICES, "wish")
    assert not numbered(CHOICES, "amount")
    assert not numbered((), None)
    scores = [{"title": str(n), "value": str(n)} for n in range(1, 6)]
    assert not numbered(scores, "confirm")


@pytest.mark.parametrize("text", ["[微笑]", "/::)", "👍", "[强][强]！", "🌹🌹"])
def test_a_sign_of_feeling_is_no_question(text: str) -> None:
    assert wordless(text)


@pytest.mark.parametrize("text", ["[微笑]你好", "？", "被骗了😭", "[2]", "1"])
def test_with_a_word_it_is_one(text: str) -> None:
    assert not wordless(text)
