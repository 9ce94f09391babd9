"""What was published at the desk is said by running actions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions import following
from actions.complaints import store
from actions.complaints.store import Store
from actions.context import knowledge
from actions.faq import ActionAnswer, ActionSearch
from casework.db import Database
from casework.vault.cipher import Cipher
from tests.actions.test_actions import heard, run
from tests.databases import migrated
from tests.gateway.changes import NOW, published

TITLE = "收费公示在哪里看？"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(migrated(tmp_path / "x.db")) as opened:
        store.use(Store(opened, Cipher(b"k" * 32), lambda: NOW))
        yield opened
    store.use(None)
    knowledge.cache_clear()


def publish(database: Database, entry: str, **fields: Any) -> None:
    published(database, knowledge(), entry, **fields)
    following.look()


def test_the_next_turn_says_the_published_wording_and_names_it(database: Database) -> None:
    before, _ = run(ActionAnswer(), **heard("loan_refused", mode="large"))
    publish(database, "loan_refused", plain="请问银行。")
    after, _ = run(ActionAnswer(), **heard("loan_refused", mode="large"))
    assert after["text"].startswith("请问银行。")
    assert (after["entry"], len(after["version"])) == ("loan_refused", 16)
    assert before["version"] != after["version"]


def test_a_retired_answer_is_looked_for_elsewhere(database: Database) -> None:
    publish(database, "loan_refused", retire=True)
    reply, events = run(ActionAnswer(), **heard("loan_refused"), text="贷款没批怎么办")
    assert reply.get("entry") != "loan_refused"
    assert {e["name"]: e["value"] for e in events}.get("topic") != "loan_refused"


def test_a_new_answer_is_said_for_words_that_are_surely_its_own(database: Database) -> None:
    publish(
        database, "fee_notice", like="loan_refused", title=TITLE, ask=["你们的收费表贴在哪里"], related=[]
    )
    reply, _ = run(ActionAnswer(), **heard("right_know"), text="你们的收费表贴在哪里")
    assert reply["entry"] == "fee_notice"
    found, _ = run(ActionSearch(), text="收費公示在哪裡看", metadata={"script": "zh-Hant-TW"})
    assert found["entry"] == "fee_notice"
    other, _ = run(ActionAnswer(), **heard("right_know"), text="我想知道你们有没有如实告诉我")
    assert other["entry"] == "right_know"


def test_looking_again_makes_nothing_anew(database: Database) -> None:
    publish(database, "loan_refused", plain="请问银行。")
    entries = knowledge().entries
    following.look()
    assert knowledge().entries is entries
