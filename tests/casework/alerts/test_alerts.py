"""Alerts: one open in each conversation, a message counts once, the gravest comes first, no word is kept."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from casework.alerts import service as alerts
from casework.alerts.types import Alert, Evidence, Figure, Finding, Noted
from casework.audit import service as audit
from casework.audit.types import Actor
from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DeletedError, NotFoundError, TransitionError, ValueRefusedError
from casework.events import service as events
from casework.handoffs import service as handoffs
from casework.statuses import AlertOutcome, Urgency
from tests.casework.talk import NOW, Talk

AGENT = Actor("a1", "xiaoli", "agent", "10.0.0.7")
SAID = "警察让我把钱转到安全账户"
HIT = Evidence(7, 12, "safe_account", "安全账户")
FOUND = Finding("paying", "police", "urgent", 0.8, "self", (HIT,), {"amount": 50000, "secrecy": False})


def said(talk: Talk, client: str = "c1") -> int:
    return talk.accept(client, SAID).message.id


def note(talk: Talk, client: str = "c1", minutes: int = 0, **changes: Any) -> Noted:
    when = NOW + timedelta(minutes=minutes)
    noted: Noted = talk.write(alerts.note, said(talk, client), replace(FOUND, **changes), when)
    return noted


def close(
    database: Database, alert: Alert, outcome: AlertOutcome = "intercepted", reason: str | None = None
) -> Alert:
    return database.run_write(lambda s: alerts.close(s, alert.id, outcome, AGENT, NOW, reason))


def events_of(talk: Talk, alert: Alert) -> Any:
    return talk.database.run_read(lambda s: alerts.events_of(s, alert.id))


def listed(database: Database, **wishes: Any) -> list[int]:
    return [a.id for a in database.run_read(lambda s: alerts.worklist(s, **wishes))]


def test_the_first_finding_opens_an_alert(talk: Talk) -> None:
    noted = note(talk)
    assert (noted.new, noted.raised) == (True, True)
    alert = noted.alert
    assert (alert.conversation_id, alert.state, alert.stage, alert.severity) == (
        talk.id,
        "open",
        "paying",
        "urgent",
    )
    assert (alert.type, alert.score, alert.person, alert.facts) == ("police", 0.8, "self", FOUND.facts)
    assert (alert.raised_at, alert.updated_at, alert.events, alert.closed_at) == (NOW, NOW, 1, None)
    assert talk.read(alerts.open_one) == alert == talk.database.run_read(lambda s: alerts.get(s, alert.id))


def test_an_event_keeps_the_finding_and_points_to_the_message(talk: Talk) -> None:
    alert = note(talk).alert
    [event] = events_of(talk, alert)
    assert (event.kind, event.finding, event.alert_id, event.at) == ("raised", FOUND, alert.id, NOW)
    message = talk.history()[0]
    assert event.message_id == message.id
    assert message.text[HIT.start : HIT.end] == "到安全账户"
    assert talk.database.run_read(lambda s: alerts.of_message(s, message.id)) == event
    assert talk.database.run_read(lambda s: alerts.of_message(s, message.id + 1)) is None


def test_a_later_finding_adds_to_the_open_alert(talk: Talk) -> None:
    first = note(talk)
    second = note(talk, "c2", 5, stage="paid", severity="critical")
    assert (second.new, second.raised, second.alert.id) == (False, True, first.alert.id)
    assert (second.alert.stage, second.alert.severity, second.alert.events) == ("paid", "critical", 2)
    assert (second.alert.raised_at, second.alert.updated_at) == (NOW, NOW + timedelta(minutes=5))
    assert [e.kind for e in events_of(talk, second.alert)] == ["raised", "updated"]
    assert talk.read(alerts.open_one) == second.alert


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ("targeted", "leaked", "leaked"),
        ("leaked", "paying", "paying"),
        ("paying", "leaked", "paying"),
        ("paying", "paid", "paid"),
        ("paid", "paying", "paid"),
        ("paid", "targeted", "paid"),
    ],
)
def test_the_graver_stage_stays(talk: Talk, before: str, after: str, left: str) -> None:
    note(talk, stage=before)
    assert note(talk, "c2", stage=after).alert.stage == left


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ((None, 0.9), ("police", 0.3), "police"),
        (("police", 0.6), ("romance", 0.6), "romance"),
        (("police", 0.6), ("romance", 0.5), "police"),
        (("police", 0.6), (None, 0.9), "police"),
    ],
)
def test_the_surer_type_stays(talk: Talk, first: Any, second: Any, left: str) -> None:
    note(talk, type=first[0], score=first[1])
    alert = note(talk, "c2", type=second[0], score=second[1]).alert
    assert (alert.type, alert.score) == (left, max(first[1], second[1]))


def test_severity_never_falls(talk: Talk) -> None:
    note(talk, severity="critical")
    again = note(talk, "c2", severity="watch")
    assert (again.raised, again.alert.severity) == (False, "critical")


def test_facts_and_person_are_merged(talk: Talk) -> None:
    note(
        talk,
        person=None,
        facts={"amount": 500, "secrecy": True, "when": "recent", "also": ["loan"], "channel": None},
    )
    more = {"amount": 300, "secrecy": False, "when": "days", "also": ("loan", "nfc"), "channel": "atm"}
    note(talk, "c2", person="family", facts=more)
    alert = note(talk, "c3", person="self", facts={"amount": None, "channel": None}).alert
    assert alert.person == "family"
    assert alert.facts == {
        "amount": 500,
        "secrecy": True,
        "when": "days",
        "also": ["loan", "nfc"],
        "channel": "atm",
    }
    assert talk.read(alerts.open_one) == alert


def test_the_same_message_counts_once(talk: Talk) -> None:
    first = note(talk)
    again = note(talk, stage="paid", severity="critical")
    assert (again.new, again.raised, again.alert) == (False, False, first.alert)
    assert len(events_of(talk, first.alert)) == 1


def test_of_many_findings_at_once_one_opens_the_alert(database: Database) -> None:
    talk = Talk(database)
    ids = [said(talk, f"c{n}") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        noted = list(pool.map(lambda id_: talk.write(alerts.note, id_, FOUND, NOW), ids))
    assert sum(n.new for n in noted) == sum(n.raised for n in noted) == 1
    assert len({n.alert.id for n in noted}) == 1
    alert = talk.read(alerts.open_one)
    assert alert.events == len(events_of(talk, alert)) == 6
    assert sorted(e.message_id for e in events_of(talk, alert)) == ids


def test_the_same_message_noted_by_many_at_once_is_one_event(database: Database) -> None:
    talk = Talk(database)
    message_id = said(talk)
    with ThreadPoolExecutor(6) as pool:
        noted = list(pool.map(lambda _: talk.write(alerts.note, message_id, FOUND, NOW), range(6)))
    assert sum(n.new for n in noted) == 1
    assert {n.alert.events for n in noted} == {1}
    assert len(events_of(talk, noted[0].alert)) == 1
    assert [e.type for e in talk.read(events.after)].count("alert_raised") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": "asking"},
        {"stage": "gone"},
        {"severity": "info"},
        {"severity": "very"},
        {"person": "boss"},
        {"score": 1.1},
        {"score": float("nan")},
        {"type": "冒充公检法"},
        {"evidence": (Evidence(3, 2, "rule", ""),)},
        {"evidence": (Evidence(0, len(SAID) + 1, "rule", ""),)},
        {"evidence": (Evidence(0, 1, "", ""),)},
        {"facts": {"words": "我转了五万"}},
        {"facts": {"number": "13800138000"}},
        {"facts": {"also": ["loan", {"name": "x"}]}},
        {"facts": {"amount": float("inf")}},
    ],
)
def test_what_raises_no_alert_or_holds_words_is_refused(talk: Talk, changes: dict[str, Any]) -> None:
    message_id = said(talk)
    with pytest.raises(ValueRefusedError):
        talk.write(alerts.note, message_id, replace(FOUND, **changes), NOW)
    assert talk.read(alerts.open_one) is None


def test_a_message_of_another_conversation_is_not_found(database: Database) -> None:
    mine, other = Talk(database), Talk(database)
    with pytest.raises(NotFoundError):
        mine.write(alerts.note, said(other), FOUND, NOW)


def test_facts_of_the_conversation_name_the_alert_and_hold_no_text(talk: Talk) -> None:
    alert = note(talk).alert
    note(talk, "c2", severity="critical")
    close(talk.database, alert)
    found = [e for e in talk.read(events.after) if e.type.startswith("alert_")]
    assert [e.type for e in found] == ["alert_raised", "alert_updated", "alert_closed"]
    assert [e.message.id if e.message else None for e in found] == [
        *(e.message_id for e in events_of(talk, alert)),
    ]
    known = {"alert_id": alert.id, "type": "police", "stage": "paying"}
    assert [e.payload for e in found] == [
        {**known, "severity": severity} for severity in ("urgent", "critical", "critical")
    ]


def test_closing_says_how_it_ended_on_the_record(talk: Talk) -> None:
    alert = note(talk).alert
    closed = close(talk.database, alert, "reported", " 客户已报警 ")
    assert (closed.state, closed.outcome, closed.closed_at, closed.closed_by) == (
        "closed",
        "reported",
        NOW,
        "a1",
    )
    assert talk.read(alerts.open_one) is None
    event = events_of(talk, alert)[-1]
    assert (event.kind, event.staff_id, event.outcome, event.finding) == ("closed", "a1", "reported", None)
    [record] = talk.database.run_read(lambda s: audit.search(s, object_type="alert", object_id=str(alert.id)))
    assert (record.action, record.actor_name, record.reason) == ("alert.closed", "xiaoli", "客户已报警")
    assert record.after is not None
    assert (record.before, record.after["outcome"]) == ({"state": "open"}, "reported")


def test_closing_twice_is_refused_and_changes_nothing(database: Database) -> None:
    talk = Talk(database)
    alert = note(talk).alert

    def end(_: int) -> bool:
        try:
            close(database, alert)
        except TransitionError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(end, range(4))) == 1
    assert [e.kind for e in events_of(talk, alert)] == ["raised", "closed"]


def test_values_of_a_closing_out_of_bounds_are_refused(talk: Talk) -> None:
    alert = note(talk).alert
    with pytest.raises(ValueRefusedError):
        close(talk.database, alert, "lost")  # type: ignore[arg-type]
    with pytest.raises(ValueRefusedError):
        close(talk.database, alert, "no_loss", "x" * 501)
    with pytest.raises(NotFoundError):
        close(talk.database, replace(alert, id=alert.id + 1))
    assert talk.read(alerts.open_one) == alert


def test_after_the_end_a_new_finding_is_a_new_alert(talk: Talk) -> None:
    old = close(talk.database, note(talk).alert)
    again = note(talk)
    assert (again.new, again.raised, again.alert) == (False, False, old)
    new = note(talk, "c2")
    assert (new.new, new.raised, new.alert.events) == (True, True, 1)
    assert new.alert.id != old.id
    assert talk.database.run_read(lambda s: alerts.get(s, old.id)) == old


def test_the_work_is_by_severity_and_then_by_age(database: Database) -> None:
    severities: list[Urgency] = ["watch", "urgent", "critical", "urgent", "critical", "watch"]
    made = [note(Talk(database), minutes=9 - n, severity=s).alert.id for n, s in enumerate(severities)]
    order = [made[n] for n in (4, 2, 3, 1, 5, 0)]
    assert listed(database) == order
    assert listed(database, severity="urgent") == order[2:4]
    assert listed(database, severity="info") == listed(database, state="closed") == []
    for limit in (1, 2, 4):
        pages, last = [], None
        while found := listed(database, limit=limit, before_id=last):
            pages, last = pages + found, found[-1]
        assert pages == order
    assert listed(database, severity="urgent", before_id=order[0]) == order[2:4]
    assert listed(database, severity="critical", before_id=order[2]) == []


def test_what_is_raised_or_closed_moves_in_the_list(database: Database) -> None:
    talks = [Talk(database) for _ in range(3)]
    first, second, third = (note(talk, minutes=n).alert for n, talk in enumerate(talks))
    note(talks[2], "c2", severity="critical")
    assert listed(database) == [third.id, first.id, second.id]
    close(database, first)
    assert (listed(database), listed(database, state="closed")) == ([third.id, second.id], [first.id])


def test_wishes_out_of_bounds_are_refused(database: Database) -> None:
    for wish in ({"state": "gone"}, {"severity": "very"}):
        with pytest.raises(ValueRefusedError):
            listed(database, **wish)
    with pytest.raises(NotFoundError):
        listed(database, before_id=7)


def test_evidence_may_lie_in_what_was_said_before(talk: Talk) -> None:
    earlier = Evidence(0, 0, "safe_account", "安全账户")
    assert events_of(talk, note(talk, evidence=(earlier,)).alert)[0].finding.evidence == (earlier,)


def test_figures_count_alerts_by_rule(database: Database) -> None:
    evidence = (HIT, Evidence(0, 2, "police_name", ""), Evidence(2, 4, "police_name", ""))
    one, two, three, late = (Talk(database) for _ in range(4))
    false = note(one, evidence=evidence).alert
    note(one, "c2")
    real = note(two).alert
    note(three, evidence=())
    note(late, minutes=60)
    close(database, false, "false_alarm")
    close(database, real)

    def figures(since: datetime, until: datetime) -> tuple[Figure, ...]:
        return database.run_read(lambda s: alerts.figures(s, since, until))

    hour = timedelta(hours=1)
    assert figures(NOW, NOW + hour) == (Figure("police_name", 1, 1, 1), Figure("safe_account", 2, 2, 1))
    assert figures(NOW, NOW + 2 * hour)[1] == Figure("safe_account", 3, 2, 1)
    assert figures(NOW - hour, NOW) == ()


def test_an_alert_outlives_the_deletion_of_its_chat_without_a_word_of_it(talk: Talk) -> None:
    alert = note(talk).alert
    talk.write(conversations.delete, NOW)
    assert listed(talk.database) == [alert.id]
    assert events_of(talk, alert)[0].finding == FOUND
    with pytest.raises(DeletedError):
        talk.write(alerts.note, 1, FOUND, NOW)
    assert close(talk.database, alert).state == "closed"


def test_an_alert_and_its_handoff_are_one_transaction(talk: Talk) -> None:
    message_id = said(talk)

    def fail_at_the_end(session, conversation_id):  # type: ignore[no-untyped-def]
        alerts.note(session, conversation_id, message_id, FOUND, NOW)
        handoffs.request(session, conversation_id, "risk", None, NOW, urgency="urgent")
        raise LookupError

    with pytest.raises(LookupError):
        talk.write(fail_at_the_end)
    assert talk.read(alerts.open_one) is None
    assert talk.owner() == "bot"
