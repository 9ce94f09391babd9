"""What was said is found in either script, newest first, under any filter; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy

from casework.alerts import service as alerts
from casework.alerts.types import Finding
from casework.complaints.types import Deed
from casework.db import Database
from casework.handoffs import service as handoffs
from casework.search import indexing, service
from casework.search.types import Hit, Wanted
from casework.search.working import catch_up
from tests.casework.complaints.case import Case
from tests.casework.talk import NOW, Talk

FINDING = Finding("paying", "police", "urgent", 0.8, "self", (), {})
LATE = NOW + timedelta(days=30)


def search(
    database: Database, query: str = "", *, before: int | None = None, limit: int = 50, **more: Any
) -> Any:
    return database.run_read(lambda s: service.find(s, Wanted(query, **more), before=before, limit=limit))


def found(database: Database, query: str = "", **more: Any) -> tuple[Hit, ...]:
    hits: tuple[Hit, ...] = search(database, query, **more).hits
    return hits


def read(database: Database) -> int:
    return catch_up(database, lambda: LATE)


def said(talk: Talk, *texts: str) -> list[int]:
    """Messages of the customer, a minute apart; their numbers."""
    numbers = []
    for at, text in enumerate(texts):
        talk.now += timedelta(minutes=1)
        numbers.append(talk.accept(f"m{at}{talk.now}", text).message.id)
    return numbers


@pytest.mark.parametrize(
    "query",
    [
        "转账",
        "轉帳",
        "轉賬",
        "转",
        "轉帳失敗",
        "ＶＩＳＡ",
        "vis",
        "v",
        "卡轉",
        "失敗 visa",
        "visa卡转账失败了",
    ],
)
def test_either_script_finds_both(database: Database, query: str) -> None:
    simple, other = Talk(database), Talk(database)
    first = said(simple, "我用Visa卡转账失败了")
    second = said(other, "好的", "我用VISA卡轉帳失敗了")
    assert read(database) == 3
    assert [hit.source_id for hit in found(database, query)] == [second[1], first[0]]


@pytest.mark.parametrize(
    "query", ["账转", "败失", "isa", "转账失败吗", "转账 网点", "转%", "_", "'", '"', "§", "*"]
)
def test_what_was_not_said_is_not_found(database: Database, query: str) -> None:
    said(Talk(database), "我用Visa卡转账失败了")
    read(database)
    assert found(database, query) == ()


@pytest.mark.parametrize("query", ["转账' OR '1", 'NEAR("转账")', "转账* OR 一", "转账 & !转账", "\\"])
def test_the_databases_own_languages_are_only_words(database: Database, query: str) -> None:
    said(Talk(database), "转账")
    read(database)
    assert found(database, query) == ()


def test_neighbours_are_told_from_characters_that_only_both_stand_there(database: Database) -> None:
    said(Talk(database), "账号转走，转了账")
    read(database)
    assert found(database, "转账") == ()


def test_the_newest_comes_first_however_it_was_read_and_pages_miss_nothing(database: Database) -> None:
    late, early = Talk(database), Talk(database)
    late.now += timedelta(days=2)
    numbers = said(late, *(f"转账{n}" for n in range(5)))
    numbers = said(early, *(f"转账{n}" for n in range(5))) + numbers
    read(database)
    seen: list[int] = []
    before = None
    while True:
        page = search(database, "转账", before=before, limit=3)
        seen += [hit.source_id for hit in page.hits]
        if not page.more:
            break
        before = page.hits[-1].id
    assert seen == numbers[::-1]


def test_a_thousand_texts_of_one_second_are_all_found(database: Database) -> None:
    talk = Talk(database)
    for number in range(60):
        talk.accept(f"c{number}", f"网点{number}")
    assert read(database) == 60
    assert len(found(database, "网点", limit=100)) == 60


def test_times_bound_what_is_found(database: Database) -> None:
    talk = Talk(database)
    numbers = said(talk, "网点一", "网点二", "网点三")
    read(database)
    since = NOW + timedelta(minutes=2)
    assert [hit.source_id for hit in found(database, "网点", since=since)] == [numbers[2], numbers[1]]
    assert [hit.source_id for hit in found(database, "网点", until=since)] == [numbers[0]]
    assert [hit.at for hit in found(database, "网点", since=since, until=since + timedelta(seconds=1))] == [
        since
    ]


def test_who_spoke_and_where_are_filters(database: Database) -> None:
    talk = Talk(database)
    asked = said(talk, "网点几点开门")[0]
    talk.answer(asked, "网点九点开门")
    read(database)
    assert [hit.source_id for hit in found(database, "开门", sender="customer")] == [asked]
    assert len(found(database, "开门", sender="bot")) == 1
    assert len(found(database, "开门", channel="web")) == 2
    assert found(database, "开门", channel="wechat") == ()
    assert found(database, "开门", kind="note") == ()
    assert found(database, sender="agent") == ()
    assert len(found(database, kind="message")) == 2
    assert found(database) == ()


def test_what_becomes_of_a_conversation_is_a_filter_for_all_that_was_said_in_it(database: Database) -> None:
    talk, other = Talk(database), Talk(database)
    number = said(talk, "要转钱")[0]
    said(other, "要转钱")
    read(database)
    assert found(database, "转钱", alert=True) == found(database, "转钱", staff_id="s1") == ()
    talk.write(alerts.note, number, FINDING, NOW)
    talk.write(handoffs.take_over, "s1", "asked", NOW)
    read(database)
    assert [hit.source_id for hit in found(database, "转钱", alert=True)] == [number]
    assert [hit.source_id for hit in found(database, "转钱", staff_id="s1")] == [number]
    assert found(database, "转钱", staff_id="s2") == ()
    assert len(found(database, "转钱")) == 2
    # What is said afterwards has the same.
    later = said(talk, "真要转钱")[0]
    read(database)
    assert [hit.source_id for hit in found(database, "转钱", alert=True)] == [later, number]


def test_complaints_are_found_by_their_story_and_by_what_was_written_since(database: Database) -> None:
    talk = Talk(database)
    number = said(talk, "年费的事")[0]
    case = Case(database, conversation_id=talk.id)
    case.take("note", text="已電話聯繫年費退還事宜")
    read(database)
    by_source = {hit.source: hit for hit in found(database, "年费")}
    assert by_source["message"].source_id == number
    assert by_source["story"].source_id == by_source["story"].complaint_id == case.id
    assert by_source["text"].complaint_id == case.id
    assert {hit.source for hit in found(database, "年费", complaint=True)} == {"message", "story", "text"}
    assert {hit.source for hit in found(database, "年费", kind="complaint")} == {"story", "text"}
    assert {hit.source for hit in found(database, "年费", staff_id=case.agent.id)} == {"text"}


def test_reading_again_finds_nothing_new_and_two_readers_index_once(database: Database) -> None:
    talk = Talk(database)
    said(talk, "网点一", "网点二")
    batches = [database.run_read(lambda s: indexing.read_batch(s, "message", LATE)) for _ in range(2)]
    counts = [database.run_write(lambda s, batch=batch: indexing.write_batch(s, batch)) for batch in batches]
    assert sorted(counts) == [0, 2]
    assert read(database) == 0
    assert len(found(database, "网点")) == 2


def test_what_is_committed_late_is_found_all_the_same(postgres_url: str) -> None:
    """PostgreSQL gives numbers before it commits: a lower one may appear after a higher one was read."""
    with Database(postgres_url) as database:
        talk, other = Talk(database), Talk(database)
        engine = sqlalchemy.create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as slow:
            slow.execute(sqlalchemy.text("SELECT nextval('messages_id_seq')"))
            late = slow.execute(sqlalchemy.text("SELECT currval('messages_id_seq')")).scalar()
            first = said(talk, "网点一")[0]
            assert catch_up(database, lambda: NOW + timedelta(minutes=1)) == 1
            slow.execute(
                sqlalchemy.text(
                    "INSERT INTO messages (id, conversation_id, sender, kind, text, masked, created_at)"
                    " VALUES (:id, :chat, 'bot', 'answer', '网点二', false, :at)"
                ),
                {"id": late, "chat": other.id, "at": NOW + timedelta(minutes=1)},
            )
            slow.commit()
        engine.dispose()
        assert late < first
        assert catch_up(database, lambda: NOW + timedelta(minutes=1, seconds=30)) == 1
        assert {hit.source_id for hit in found(database, "网点")} == {first, late}
        # Later on nobody looks back so far.
        catch_up(database, lambda: LATE)
        said(talk, "网点三")
        assert catch_up(database, lambda: LATE) == 1


def test_a_step_without_words_is_no_text(database: Database) -> None:
    case = Case(database)
    case.do(Deed("accept"), case.agent)
    assert read(database) == 1
