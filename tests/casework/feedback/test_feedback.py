"""What customers say of answers: their last word, with what they read; the chat may go, the word stays."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.base import table_of
from casework.conversations.deletion import delete
from casework.errors import NotFoundError, ValueRefusedError
from casework.feedback import gaps, service
from casework.feedback.models import FeedbackRow
from casework.feedback.types import Missed, Rating
from casework.messages import service as messages
from casework.messages.types import Message, Reply
from tests.casework.talk import NOW, Talk

HELPED, BESIDE = Rating("helped"), Rating("not_helped", "beside")
_HUMAN = {"title": "转人工", "value": "转人工"}


def answered(talk: Talk, text: str, entry: str | None = "cash_register", **payload: Any) -> Message:
    said = talk.accept(f"c-{text}", text=text).message
    reply = Reply("答案", "answer", payload={"entry": entry, **payload})
    return talk.write(messages.answer, said.id, [reply], NOW).replies[0]


def puzzled(talk: Talk, text: str, *titles: str) -> None:
    said = talk.accept(f"c-{text}", text=text).message
    buttons = [*({"title": title, "value": title} for title in titles), _HUMAN]
    talk.write(
        messages.answer, said.id, [Reply("您是不是想问", "choices", payload={"buttons": buttons})], NOW
    )


def missed(talk: Talk) -> list[Missed]:
    return talk.database.run_read(lambda s: gaps.missed(s, NOW - timedelta(days=1), ["转人工"]))


def test_the_last_word_counts_and_may_be_taken_back(talk: Talk) -> None:
    answer = answered(talk, "取五万要登记吗", version="v7")
    talk.write(service.rate, answer.id, HELPED, NOW)
    talk.write(service.rate, answer.id, BESIDE, NOW)
    assert talk.read(service.of) == {answer.id: BESIDE}
    row = talk.database.run_read(lambda s: s.execute(select(table_of(FeedbackRow))).one())
    assert (row.entry, row.version) == ("cash_register", "v7")
    talk.write(service.rate, answer.id, None, NOW)
    assert talk.read(service.of) == {}


def test_only_reviewed_answers_are_rated(talk: Talk) -> None:
    for message in (
        answered(talk, "甲", entry=None),
        answered(talk, "乙", urgent=True),
        talk.accept("c0").message,
    ):
        with pytest.raises(ValueRefusedError):
            talk.write(service.rate, message.id, HELPED, NOW)
    with pytest.raises(ValueRefusedError):
        talk.write(service.rate, answered(talk, "丙").id, Rating("helped", "beside"), NOW)
    with pytest.raises(NotFoundError):
        talk.write(service.rate, 10**9, HELPED, NOW)


def test_the_word_outlives_the_chat_without_its_customer(talk: Talk) -> None:
    talk.write(service.rate, answered(talk, "取五万要登记吗").id, BESIDE, NOW)
    talk.database.run_write(lambda s: delete(s, talk.id, NOW))
    row = talk.database.run_read(lambda s: s.execute(select(table_of(FeedbackRow))).one())
    assert (row.conversation_id, row.message_id, row.reason) == (None, None, "beside")
    assert missed(talk) == []


def test_what_found_no_answer_is_missed_unless_a_choice_was_it(talk: Talk) -> None:
    puzzled(talk, "存折磁条坏了咋弄", "存折丢了怎么办？")
    puzzled(talk, "存折丢了怎么办？", "怎么挂失？")
    answered(talk, "怎么挂失？")
    puzzled(talk, "卡面花了", "怎么换卡？")
    talk.accept("c-human", text="转人工")
    assert {question.text for question in missed(talk)} == {"卡面花了"}


def test_disliked_answers_name_their_entry(talk: Talk) -> None:
    talk.write(service.rate, answered(talk, "取五万要登记吗").id, BESIDE, NOW)
    talk.write(service.rate, answered(talk, "取十万呢").id, HELPED, NOW)
    assert missed(talk) == [Missed("取五万要登记吗", NOW, "cash_register", "beside")]


def test_alike_questions_are_one_gap_in_either_script() -> None:
    said = ["存折磁条坏了怎么办", "卡面花了", "存折磁条坏了咋办", "存摺磁條壞了怎麼辦", "？！"]
    found = gaps.grouped(Missed(text, NOW) for text in said)
    assert [len(group.questions) for group in found] == [3, 1]
    assert found[0].text == said[0]
