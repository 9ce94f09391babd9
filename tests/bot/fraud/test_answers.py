"""Which reviewed entry comes first."""

from typing import Any

import pytest

from bot.fraud.answers import entry_for, staged
from bot.fraud.resources import load_yaml
from bot.fraud.rules import rules
from bot.fraud.types import load_types
from knowledge import load


@pytest.mark.parametrize(
    ("found", "entry"),
    [
        ({"stage": "paid", "type": "police"}, "emergency_scam"),
        ({"stage": "paying", "type": "police", "person": "self"}, "emergency_paying"),
        ({"stage": "paying", "type": None, "person": "family"}, "emergency_leaving_now"),
        ({"stage": "paying", "type": "cash_courier", "person": "family"}, "scam_cash_courier"),
        ({"stage": "leaked", "type": None}, "emergency_leaked_code"),
        ({"stage": "leaked", "type": "screen_share"}, "emergency_screen_share"),
        ({"stage": "leaked", "type": None, "rules": ["LEAK-12"]}, "card_stolen"),
        (
            {"stage": "leaked", "rules": ["LEAK-12"], "facts": {"means": ["wallet"]}},
            "emergency_leaked_code",
        ),
        ({"stage": "targeted", "type": "police"}, None),
        ({"stage": "none"}, None),
        ({}, None),
    ],
)
def test_type_then_rule_then_person_then_stage(found: dict[str, Any], entry: str | None) -> None:
    assert entry_for(found) == entry


def test_every_name_in_the_table_exists_and_every_entry_is_urgent() -> None:
    content, entries = load_yaml("answers"), load().entries
    codes = {rule.code for rule in rules()}
    for answer in content["stages"].values():
        chosen = {answer["entry"], answer.get("others", answer["entry"])}
        chosen |= set(answer.get("types", {}).values()) | set(answer.get("rules", {}).values())
        assert chosen <= set(entries)
        assert set(answer.get("types", {})) <= set(load_types())
        assert set(answer.get("rules", {})) <= codes
    assert set(content["titles"]) <= set(entries)
    assert all(entries[entry].urgent for entry in content["titles"])


def test_a_tapped_title_says_its_stage() -> None:
    assert staged("emergency_scam").stage == "paid"
    assert staged("emergency_scam").urgent
    assert staged("right_know").stage == "none"
