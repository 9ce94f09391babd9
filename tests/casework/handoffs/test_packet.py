"""What an agent finds beside the transcript: filled on every way to a human, fresh when it is taken."""

from datetime import timedelta
from typing import Any

from casework.alerts import service as alerts
from casework.alerts.types import Evidence, Finding
from casework.complaints import drafts
from casework.conversations import service as conversations
from casework.db import Database
from casework.handoffs import service as handoffs
from casework.handoffs.waits import FEWEST, usual_wait
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from tests.casework.talk import NOW, Talk

CIPHER = Cipher(b"k" * 32)
PAYING = Finding("paying", "police", "critical", 0.9, "self", (Evidence(0, 2, "PAY-01", "正要转钱"),), {})


def summary(talk: Talk) -> dict[str, Any]:
    found = talk.read(handoffs.open_one)
    assert found is not None
    assert found.summary is not None
    return dict(found.summary)


def test_it_tells_topic_answers_flags_and_who_the_customer_is(database: Database) -> None:
    talk = Talk(database, elder_hint=True)
    asked = talk.accept("c1", "年费怎么收").message
    talk.answer(asked.id)
    database.run_write(lambda s: vault.keep(s, CIPHER, talk.id, "phone", "13812345678", "138****5678", NOW))
    talk.write(drafts.put, "story", {"by": "asked", "text": "多收了年费"}, NOW)
    talk.write(alerts.note, asked.id, PAYING, NOW)
    talk.write(handoffs.request, "customer", None, NOW)
    told = summary(talk)
    assert (told["reason"], told["topic"], told["elder"]) == ("customer", "about_assistant", True)
    assert told["slots"] == {"story": "多收了年费"}
    assert told["personal"] == [{"kind": "phone", "shown": "138****5678"}]
    assert told["flags"][0]["messages"] == [asked.id]
    assert told["flags"][0]["severity"] == "critical"
    assert (told["script"], told["mode"]) == ("zh-Hans", "standard")
    assert "13812345678" not in str(told)


def test_what_is_said_and_found_while_waiting_is_in_it_when_it_is_taken(talk: Talk) -> None:
    talk.write(handoffs.request, "customer", {"topic": "faq/right_know"}, NOW)
    assert "flags" not in summary(talk)
    said = talk.accept("c1", "他叫我转钱").message
    talk.write(alerts.note, said.id, PAYING, NOW)
    talk.write(handoffs.take, "agent1", NOW)
    assert summary(talk)["flags"][0]["type"] == "police"
    assert summary(talk)["topic"] == "faq/right_know"


def test_an_agent_who_steps_in_unasked_has_it_too(talk: Talk) -> None:
    talk.answer(talk.accept("c1").message.id)
    talk.write(handoffs.take_over, "agent1", "agent", NOW)
    assert summary(talk)["topic"] == "about_assistant"


def test_of_equals_the_elderly_go_first(database: Database) -> None:
    first, older, large, urgent = (
        Talk(database),
        Talk(database, elder_hint=True),
        Talk(database),
        Talk(database),
    )
    large.write(conversations.update, NOW, mode="large")
    for minute, talk in enumerate((first, older, large)):
        talk.write(handoffs.request, "customer", None, NOW + timedelta(minutes=minute))
    urgent.write(handoffs.request, "fraud", None, NOW + timedelta(minutes=9), urgency="urgent")
    order = [handoff.conversation_id for handoff in database.run_read(handoffs.waiting)]
    assert order == [urgent.id, older.id, large.id, first.id]
    assert [talk.read(handoffs.position) for talk in (urgent, older, large, first)] == [1, 2, 3, 4]


def test_the_usual_wait_is_the_median_of_real_ones_or_nothing(database: Database) -> None:
    def usual() -> timedelta | None:
        return database.run_read(lambda s: usual_wait(s, "info", NOW + timedelta(minutes=59)))

    for number in range(FEWEST):
        assert usual() is None
        talk = Talk(database)
        talk.write(handoffs.request, "customer", None, NOW)
        talk.write(handoffs.take, "agent1", NOW + timedelta(minutes=number + 1))
    over = Talk(database)
    over.write(handoffs.take_over, "agent1", "agent", NOW)
    assert usual() == timedelta(minutes=3)
    assert database.run_read(lambda s: usual_wait(s, "urgent", NOW + timedelta(minutes=59))) is None
    assert database.run_read(lambda s: usual_wait(s, "info", NOW + timedelta(hours=3))) is None
