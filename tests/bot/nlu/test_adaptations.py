"""Each adaptation is in place, does the same as Rasa where it should, and can be switched back."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import ActionSessionStart, RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import adaptations, event_types
from bot.nlu.adaptations import actions, processor

SLOT = {"type": "text", "mappings": [{"type": "custom"}]}
DOMAIN = Domain.from_dict(
    {"intents": ["faq"], "slots": {"topic": SLOT, "mode": {**SLOT}}, "actions": ["action_answer"]}
)


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANIC_WORKERS", raising=False)
    adaptations.install()


def tracker(turns: int, *more: Event) -> DialogueStateTracker:
    events = [SessionStarted(), *[UserUttered("問") for _ in range(turns)], *more]
    return DialogueStateTracker.from_events("a", events, slots=DOMAIN.slots)


def test_all_are_in_place() -> None:
    adaptations.check()
    assert all(adaptation.installed() for adaptation in adaptations.ALL)


def test_installing_twice_changes_nothing() -> None:
    adaptations.install()
    adaptations.check()


@pytest.mark.parametrize("adaptation", adaptations.ALL, ids=lambda a: a.name)
def test_one_that_is_missing_stops_the_start(
    adaptation: adaptations.Adaptation, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [a._replace(installed=lambda: False) if a is adaptation else a for a in adaptations.ALL]
    monkeypatch.setattr(adaptations, "ALL", tuple(broken))
    with pytest.raises(RasaException, match=adaptation.name):
        adaptations.check()
    monkeypatch.setenv("XIAOBAO_STOCK", adaptation.name)
    if adaptation.name not in adaptations.NEEDED:
        adaptations.check()


def test_a_switch_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_STOCK", "sessions")
    with pytest.raises(RasaException, match="sessions"):
        adaptations.install()


def test_everything_back_to_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_STOCK", "all")
    assert {a.name for a in adaptations.wanted()} == adaptations.NEEDED


def test_tensorflow_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tensorflow", adaptations)
    with pytest.raises(RasaException, match="TensorFlow"):
        adaptations.check()
    monkeypatch.setenv("XIAOBAO_WITH_TENSORFLOW", "1")
    adaptations.check()


def test_another_rasa_or_more_workers_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANIC_WORKERS", "2")
    with pytest.raises(RasaException, match="One worker"):
        adaptations.check()
    monkeypatch.setattr("rasa.__version__", "3.7.0")
    with pytest.raises(RasaException, match=r"3\.7\.0"):
        adaptations.check()


@pytest.mark.parametrize("name", ["user", "bot", "slot", "session_started", "action", "active_loop", "topic"])
def test_event_types_are_the_same(name: str) -> None:
    assert Event.resolve_by_type(name) is event_types._stock(name)
    assert Event.resolve_by_type(name) is event_types._stock(name)


def test_unknown_event_types_are_the_same() -> None:
    assert Event.resolve_by_type("none of these", UserUttered) is UserUttered
    with pytest.raises(ValueError, match="none of these"):
        Event.resolve_by_type("none of these")


@pytest.mark.parametrize(
    ("reply", "valid"),
    [
        ({"events": [], "responses": []}, True),
        ({"events": [{"event": "slot", "name": "topic", "value": "x"}], "responses": [{"text": "答"}]}, True),
        ({"events": [{"event": "slot"}], "responses": []}, False),
        ({"events": {}, "responses": []}, False),
        ({"responses": ["text"]}, False),
        ([], False),
    ],
)
def test_replies_are_validated_as_by_rasa(reply: object, valid: bool) -> None:
    from jsonschema import validate

    action = RemoteAction("action_answer", None)
    if valid:
        validate(reply, RemoteAction.action_response_format_spec())
        assert action._validate_action_result(reply)
        return
    with pytest.raises(ValidationError):
        validate(reply, RemoteAction.action_response_format_spec())
    with pytest.raises(ValidationError):
        action._validate_action_result(reply)


def test_the_call_holds_the_last_three_messages() -> None:
    endpoint = EndpointConfig("http://x", enable_selective_domain=True)
    call = RemoteAction("action_answer", endpoint)._action_call_format(tracker(10), DOMAIN)
    assert [e["event"] for e in call["tracker"]["events"]] == ["user"] * 3
    assert call["tracker"]["slots"].keys() >= {"topic", "mode"}
    assert call["tracker"]["latest_message"]["text"] == "問"
    assert "domain" not in call
    whole = RemoteAction("action_answer", EndpointConfig("http://x"))._action_call_format(tracker(1), DOMAIN)
    assert "domain" in whole
    assert len(whole["tracker"]["events"]) == len(tracker(1).events)


def test_the_session_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_SESSION_TURNS", "5")
    monkeypatch.setattr(processor, "_stock_expired", lambda *_: False)
    made = object.__new__(MessageProcessor)
    assert not made._has_session_expired(tracker(4))
    assert made._has_session_expired(tracker(5))
    assert not made._has_session_expired(tracker(9, ActiveLoop("form")))
    assert made._has_session_expired(tracker(10, ActiveLoop("form")))


def test_a_new_session_carries_the_last_value_of_each_slot() -> None:
    events = [SlotSet("topic", str(n)) for n in range(20)] + [SlotSet("mode", "large")]
    carried = ActionSessionStart._slot_set_events_from_tracker(tracker(1, *events))
    assert [(e.key, e.value) for e in carried] == [("topic", "19"), ("mode", "large")]


async def test_a_failure_is_reported_and_raised() -> None:
    class Output:
        action_failed = False

    output = Output()
    with pytest.raises(RasaException):
        await RemoteAction("action_answer", None).run(output, None, tracker(1), DOMAIN)
    assert output.action_failed
    assert actions.failures_reported()
