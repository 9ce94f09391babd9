"""What one text carries of what is open, and what stays for the next."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from casework.conversations import service as conversations
from casework.db import Database
from casework.messages import service as messages
from casework.messages.types import Message, Reply
from casework.vault.cipher import Cipher
from gateway.chat.codes import Codes
from gateway.chat.replies import Speaker
from gateway.wechat.composing import Composer, Fitted, Waiting
from gateway.wechat.passes import Links
from gateway.wechat.texts import LIMIT, size
from knowledge import load
from tests.casework.talk import NOW
from tests.databases import migrated
from xiaobao.settings import Settings

LONG = "请先停手，不要再转账。马上打110，再打银行客服。说清几点几分、转了多少、转给谁。\n" * 60
MORE = "（没说完，回复“1”接着看）"


class Open:
    """One conversation with what was said in it, and a composer."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        knowledge = load(bank_name="测试银行", bank_hotline="95000")
        codes = Codes(Cipher(b"0" * 32), Speaker(knowledge, settings))
        self.composer = Composer(knowledge, codes, Links(settings))
        create = partial(
            conversations.create, channel="wechat", script="zh-Hans", region=None, mode="standard", now=NOW
        )
        self.id = database.run_write(create).id
        self.waiting: list[Waiting] = []

    def said(self, text: str, *buttons: str, sender: Any = "system", **payload: Any) -> Message:
        rows = [{"title": title, "value": title} for title in buttons]
        reply = Reply(text, "notice", sender, {"buttons": rows, **payload}, "zh-Hans")
        stored = self.database.run_write(lambda s: messages.post(s, self.id, reply, NOW))
        self.waiting.append((stored, 0))
        return stored

    def fit(self, *, more: bool = False) -> Fitted:
        """One text; what it carries is there."""
        made = self.database.run_write(lambda s: self.composer.fit(s, self.waiting, NOW, more=more))
        there = dict([made.part] if made.part else [])
        self.waiting = [(m, there.get(m.id, done)) for m, done in self.waiting if m.id not in made.whole]
        return made


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Open]:
    settings = Settings(_env_file=None, data_dir=tmp_path, public_url="https://bank.example")
    with Database(migrated(tmp_path / "x.db")) as database:
        yield Open(database, settings)


def test_all_that_fits_goes_in_one_text(chat: Open) -> None:
    first, second = chat.said("一"), chat.said("二", "甲")
    made = chat.fit()
    assert made.text == "一\n\n二\n\n回复数字就行：\n【1】甲"
    assert made.whole == (first.id, second.id)
    assert made.choices == ({"title": "甲", "value": "甲"},)
    assert not made.left


def test_a_lesson_is_linked_by_its_whole_address_read_as_the_chat_is(chat: Open) -> None:
    chat.said("今天的案例", links=[{"title": "看案例", "href": "/learn/story/x"}])
    address = "https://bank.example/learn/story/x?script=zh-Hans&region=CN&mode=standard"
    assert chat.fit().text == f"今天的案例\n看案例\n{address}"


def test_what_does_not_fit_waits_and_its_choices_with_it(chat: Open) -> None:
    chat.said(LONG[:600], "甲")
    chat.said(LONG[:600], "乙")
    made = chat.fit()
    assert made.left
    assert "【1】" not in made.text
    assert "【1】乙" in chat.fit().text
    assert chat.waiting == []


@pytest.mark.parametrize("pattern", [(False,) * 9, (True,) * 9, (False, True) * 5, (True, False) * 5])
def test_a_long_text_comes_whole_and_once_however_its_parts_are_asked_for(
    chat: Open, pattern: tuple[bool, ...]
) -> None:
    chat.said(LONG, "甲")
    texts = []
    for more in pattern:
        if not chat.waiting:
            break
        made = chat.fit(more=more)
        assert size(made.text) <= LIMIT
        assert made.text.endswith(MORE) == (more and made.left)
        texts.append(made.text.removesuffix(f"\n{MORE}"))
    assert chat.waiting == []
    assert "\n".join(texts).startswith(LONG.strip())
    assert texts[-1].endswith("【1】甲")
    assert made.choices


def test_while_more_is_offered_a_number_answers_nothing_else(chat: Open) -> None:
    chat.said("一", "甲")
    chat.said(LONG)
    assert chat.fit(more=True).choices == ()


def test_a_notice_without_choices_leaves_those_before(chat: Open) -> None:
    chat.said("您前面还有2位。")
    assert chat.fit().choices is None


def test_a_link_is_made_when_it_goes_out_and_is_no_part_of_the_chat(chat: Open) -> None:
    stored = chat.said("点这里：", link="chat")
    assert "https://bank.example/w/" in chat.fit().text
    assert "/w/" not in stored.text


def test_a_page_named_by_its_path_gets_its_address(chat: Open) -> None:
    chat.said("打开/complaints/XB-LTFN-SZS2J")
    assert "打开https://bank.example/complaints/XB-LTFN-SZS2J" in chat.fit().text
