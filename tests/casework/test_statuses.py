"""Statuses: every one belongs to a group, and the languages are those of the text library."""

from bot.text.types import MODES, REGIONS, SCRIPTS
from casework import statuses
from casework.alerts.merging import GRAVITY


def test_every_status_is_open_or_final() -> None:
    assert set(statuses.MESSAGE_STATES) == statuses.OPEN_MESSAGES | statuses.FINAL_MESSAGES
    assert not statuses.OPEN_MESSAGES & statuses.FINAL_MESSAGES
    assert set(statuses.HANDOFF_STATES) == statuses.OPEN_HANDOFFS | statuses.FINAL_HANDOFFS
    assert not statuses.OPEN_HANDOFFS & statuses.FINAL_HANDOFFS
    assert set(statuses.ALERT_STATES) == statuses.OPEN_ALERTS | statuses.FINAL_ALERTS
    assert not statuses.OPEN_ALERTS & statuses.FINAL_ALERTS
    assert set(statuses.TICKET_STATES) == statuses.OPEN_TICKETS | statuses.FINAL_TICKETS
    assert not statuses.OPEN_TICKETS & statuses.FINAL_TICKETS


def test_every_stage_but_asking_alarms_and_has_its_gravity() -> None:
    assert set(statuses.STAGES) - statuses.ALARMING == {"asking"}
    assert sorted(GRAVITY) == sorted(statuses.STAGES)


def test_scripts_regions_and_modes_are_those_of_the_text_library() -> None:
    assert (statuses.SCRIPTS, statuses.REGIONS, statuses.MODES) == (SCRIPTS, REGIONS, MODES)
