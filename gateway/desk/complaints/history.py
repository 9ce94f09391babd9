"""What happened to a complaint, in words for staff: the slugs and numbers an event carries."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from casework.complaints.types import Event
from gateway.desk.complaints.forms import TOLD
from gateway.desk.words import Words

_NAMED: Final = {
    "staff_id": "event_assigned",
    "assignee_id": "event_assigned",
    "approver_id": "event_approved",
}
_LABELS: Final = {"outcome": "result", "refusal": "refusal", "kind": "kind"}
_CLASSES: Final = ("channel", "business", "cause")
_PLAIN: Final = ("department", "branch")
# Where the title of the form's field says more than the name.
_TITLES: Final = {"departments": "fact_departments", "score": "case_satisfaction"}


def kind_of(event: Event, t: Words) -> str:
    """What an event is called."""
    if event.kind == "note" and _reference(event).startswith(TOLD):
        return t("told_line", how=t.label("how", _reference(event).removeprefix(TOLD)))
    for prefix in ("event", "step"):
        if f"desk.{prefix}_{event.kind}" in t.keys:
            return t(f"{prefix}_{event.kind}")
    return t("event_other")


def lines(event: Event, names: Mapping[str, str], t: Words) -> list[str]:
    """What an event carries, one line each; what is not known here is left out."""
    payload = event.payload
    found = [
        t(_NAMED[key], name=names.get(str(payload[key])) or t("agent_unknown"))
        for key in _NAMED
        if payload.get(key)
    ]
    for key, read in _READ.items():
        if payload.get(key) and not (key == "reference" and event.kind == "note"):
            found.append(
                t("event_fact", name=t(_TITLES.get(key, f"field_{key}")), value=read(key, payload[key], t))
            )
    return found


def _reference(event: Event) -> str:
    return str(event.payload.get("reference") or "")


def _label(key: str, value: Any, t: Words) -> str:
    return t.label(_LABELS[key], str(value))


def _class(key: str, value: Any, t: Words) -> str:
    return t.class_of(key, str(value))


def _money(_: str, value: Any, t: Words) -> str:
    # Events hold whole hundredths.
    return t.amount(Decimal(int(value)) / 100)


def _plain(_: str, value: Any, __: Words) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


_READ: Final[Mapping[str, Callable[[str, Any, Words], str]]] = {
    "outcome": _label, "refusal": _label, **dict.fromkeys(_CLASSES, _class), **dict.fromkeys(_PLAIN, _plain),
    "amount": _money, "departments": _plain, "score": _plain, "reference": _plain,
}  # fmt: skip
