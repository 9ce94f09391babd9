"""The card before a complaint is filed: everything that will be stored, contact details masked."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from actions.complaints.flow import Answers, class_of, flow, whole_story
from actions.complaints.speaking import day, label, say
from actions.context import Turn

_LONGEST: Final = 300


def card(answers: Answers, turn: Turn) -> str:
    """One line for each thing that is known."""
    lines = (
        say("line", turn, name=say(f"name_{name}", turn), value=value) for name, value in _rows(answers, turn)
    )
    return "\n".join([say("card", turn), *lines])


def _rows(answers: Answers, turn: Turn) -> Iterator[tuple[str, str]]:
    whose = answers.get("whose")
    if whose:
        yield "kind", say(f"value_{whose['kind']}", turn)
    for step in flow().steps:
        show = _SHOWN.get(step.field)
        value = show(answers.get(step.field) or {}, answers, turn) if show else ""
        if value:
            yield step.field, value
    if answers.get("agent"):
        yield "agent", say("value_agent", turn)


def when_in_words(value: Mapping[str, Any], turn: Turn) -> str:
    """2026年11月18日（您说的是：上周三）."""
    first, last = date.fromisoformat(value["first"]), date.fromisoformat(value["last"])
    shown = day(first, turn)
    if first != last:
        shown = say("day_span", turn, first=shown, last=day(last, turn))
    said = value.get("said")
    return say("day_said", turn, day=shown, said=said) if said else shown


def money_in_words(value: Mapping[str, Any], turn: Turn) -> str:
    """23000元, or from about to about."""
    unit = say(f"unit_{value['currency']}", turn)
    if value.get("amount") is not None:
        return say("money", turn, amount=_plain(value["amount"]), unit=unit)
    if value.get("high") is None:
        return say("money_least", turn, low=_plain(value["low"]), unit=unit)
    return say("money_about", turn, low=_plain(value["low"]), high=_plain(value["high"]), unit=unit)


def _plain(amount: str) -> str:
    value = Decimal(amount)
    return f"{value:f}" if value % 1 else f"{value:.0f}"


def _text(value: Mapping[str, Any], _: Answers, __: Turn) -> str:
    text = str(value.get("text") or "")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……"


def _story(_: Mapping[str, Any], answers: Answers, turn: Turn) -> str:
    return _text({"text": whole_story(answers)}, answers, turn)


def _unknown_or(show: Callable[[Mapping[str, Any], Turn], str]) -> Any:
    def shown(value: Mapping[str, Any], _: Answers, turn: Turn) -> str:
        if not value:
            return ""
        return say("value_unknown", turn) if value["by"] == "unknown" else show(value, turn)

    return shown


def _place(value: Mapping[str, Any], turn: Turn) -> str:
    said = re.split(r"[，,]\s*", str(value.get("said") or ""))
    parts = [*said, label("channel", value["slug"], turn) if value.get("slug") else ""]
    return "，".join(dict.fromkeys(part for part in parts if part))


def _amount(value: Mapping[str, Any], turn: Turn) -> str:
    return say("value_no_amount", turn) if value.get("none") else money_in_words(value, turn)


def _class(dimension: str) -> Any:
    def shown(_: Mapping[str, Any], answers: Answers, turn: Turn) -> str:
        return label(dimension, class_of(dimension, answers)[0], turn)

    return shown


def _masked(value: Mapping[str, Any], _: Answers, __: Turn) -> str:
    return str(value.get("shown") or "")


_SHOWN: Final[Mapping[str, Any]] = {
    "story": _story,
    "when": _unknown_or(when_in_words),
    "place": _unknown_or(_place),
    "product": _class("business"),
    "cause": _class("cause"),
    "amount": _unknown_or(_amount),
    "wish": _text,
    "name": _masked,
    "phone": _masked,
}
