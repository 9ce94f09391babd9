"""Calls of the action server: compiled reply validator, short call, failures reported to the channel."""

from __future__ import annotations

from typing import Any

import rasa
from jsonschema import ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)
_RECENT_MESSAGES = 3
_stock_run = RemoteAction.run


def _validate(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """Same rules and same error type as Rasa's; the schema itself is not checked again (18 ms a reply)."""
    error = best_match(_VALIDATOR.iter_errors(result))
    if error is None:
        return True
    raise ValidationError(f"The action server's reply is not valid: {error.message}")


def compile_validator() -> None:
    """Install the compiled validator."""
    RemoteAction._validate_action_result = _validate


def validator_compiled() -> bool:
    """Whether Rasa uses it."""
    return RemoteAction._validate_action_result is _validate


def _call(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """Rasa's call with the events of the last messages instead of the whole session."""
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [event.as_dict() for event in recent(tracker)]
    call = {
        "next_action": self._name,
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
    }
    if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(
        self.name()
    ):
        call["domain"] = domain.as_dict()
    return call


def recent(tracker: DialogueStateTracker) -> list[Event]:
    """The events from the third last user message on."""
    events: list[Event] = []
    seen = 0
    for event in reversed(tracker.events):
        events.append(event)
        seen += isinstance(event, UserUttered)
        if seen == _RECENT_MESSAGES:
            break
    return events[::-1]


def shorten_call() -> None:
    """Install the short call."""
    RemoteAction._action_call_format = _call


def call_shortened() -> bool:
    """Whether Rasa uses it."""
    return RemoteAction._action_call_format is _call


async def _run(self: RemoteAction, output_channel: Any, nlg: Any, tracker: Any, domain: Any) -> list[Event]:
    """Rasa logs a failed action and goes on as if it had said nothing: tell the output channel."""
    try:
        return await _stock_run(self, output_channel, nlg, tracker, domain)
    except ActionExecutionRejection:
        raise
    except Exception:
        output_channel.action_failed = True
        raise


def report_failures() -> None:
    """Install the report."""
    RemoteAction.run = _run


def failures_reported() -> bool:
    """Whether Rasa uses it."""
    return RemoteAction.run is _run
