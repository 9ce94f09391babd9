"""Remembers Rasa's event classes by name: stock Rasa walks all subclasses for every stored event."""

from __future__ import annotations

from rasa.shared.core.events import Event

_stock = Event.resolve_by_type
_known: dict[str, type[Event]] = {}


def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """Same answer as Rasa's; only real classes are remembered, never a default."""
    found = _known.get(type_name)
    if found is None:
        found = _stock(type_name, default)
        if found is not None and found.type_name == type_name:
            _known[type_name] = found
    return found


def remember_event_types() -> None:
    """Install; calling it again changes nothing."""
    Event.resolve_by_type = staticmethod(resolve_by_type)


def remembers_event_types() -> bool:
    """Whether Rasa uses it."""
    return Event.resolve_by_type is resolve_by_type
