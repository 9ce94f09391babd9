"""Small changes to Rasa 3.6.21, each with a name, a reason, a check at start and a switch back.

`XIAOBAO_STOCK=session,action_call` (or `all`) leaves the named ones out; docs/engine.md lists them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

import rasa
from rasa.shared.exceptions import RasaException

from bot.nlu import event_types
from bot.nlu.adaptations import actions, processor, replays, runner, window

RASA_VERSION = "3.6.21"


class Adaptation(NamedTuple):
    """`install` puts it in place (idempotent), `installed` says whether Rasa really uses it."""

    name: str
    install: Callable[[], None]
    installed: Callable[[], bool]


ALL = (
    Adaptation("event_types", event_types.remember_event_types, event_types.remembers_event_types),
    Adaptation("response_validator", actions.compile_validator, actions.validator_compiled),
    Adaptation("action_call", actions.shorten_call, actions.call_shortened),
    Adaptation("action_failures", actions.report_failures, actions.failures_reported),
    Adaptation("session", processor.bound_session, processor.session_bounded),
    Adaptation("replays", replays.rewind_replays, replays.replays_rewound),
    Adaptation("graph_runner", runner.run_directly, runner.runs_directly),
    Adaptation("policy_window", window.shorten_policies_view, window.policies_view_shortened),
    Adaptation("parse_data", processor.keep_parse_data, processor.parse_data_kept),
)
# The channel cannot answer without these.
NEEDED = frozenset({"action_failures", "parse_data"})


def wanted() -> list[Adaptation]:
    """The adaptations that XIAOBAO_STOCK does not switch off."""
    stock = {name.strip() for name in os.environ.get("XIAOBAO_STOCK", "").split(",") if name.strip()}
    unknown = stock - {a.name for a in ALL} - {"all"}
    if unknown:
        raise RasaException(f"XIAOBAO_STOCK names no such adaptation: {', '.join(sorted(unknown))}")
    return [a for a in ALL if a.name in NEEDED or not stock & {a.name, "all"}]


def install() -> None:
    """Put the wanted adaptations in place."""
    for adaptation in wanted():
        adaptation.install()


def check() -> None:
    """Refuse to start when the engine is not what it is meant to be."""
    if rasa.__version__ != RASA_VERSION:
        raise RasaException(f"The adaptations are made for Rasa {RASA_VERSION}, not {rasa.__version__}.")
    missing = [a.name for a in wanted() if not a.installed()]
    if missing:
        raise RasaException(f"Not in place: {', '.join(missing)}.")
    if os.environ.get("XIAOBAO_WITH_TENSORFLOW") != "1" and "tensorflow" in sys.modules:
        raise RasaException(
            "TensorFlow was loaded; the engine runs without it (XIAOBAO_WITH_TENSORFLOW=1 allows it)."
        )
    if os.environ.get("SANIC_WORKERS", "1") != "1":
        raise RasaException(
            "One worker: locks and live trackers belong to one process. Run more engines instead."
        )
