"""Office hours: what the setting may say, when somebody is there, when they are back."""

from datetime import datetime, timedelta

import pytest

from casework.errors import ValueRefusedError
from casework.hours.service import ZONE, parse
from xiaobao.settings import Settings

USUAL = "mon-fri 09:00-18:00, sat 09:00-12:00; holidays off"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hours", "moment", "open_"),
    [
        (USUAL, "2026-11-20T09:00", True),
        (USUAL, "2026-11-20T17:59", True),
        (USUAL, "2026-11-20T18:00", False),
        (USUAL, "2026-11-21T10:00", True),  # Saturday
        (USUAL, "2026-11-21T12:00", False),
        (USUAL, "2026-11-22T10:00", False),  # Sunday
        (USUAL, "2026-10-01T10:00", False),  # National Day, a Thursday
        ("mon-fri 09:00-18:00", "2026-10-01T10:00", True),
        ("always", "2026-10-01T03:00", True),
        ("always; closed 2026-12-25", "2026-12-25T10:00", False),
        ("always; closed 2026-12-25", "2026-12-26T00:00", True),
        ("daily 08:00-24:00", "2026-11-22T23:59", True),
        ("fri-mon 10:00-11:00", "2026-11-22T10:30", True),
        ("fri-mon 10:00-11:00", "2026-11-24T10:30", False),
        ("mon-fri 09:00-12:00, mon-fri 13:00-18:00", "2026-11-20T12:30", False),
        # A Sunday on which the mainland works for a day off given before: 2026-01-04.
        ("workdays 09:00-18:00", "2026-01-04T10:00", True),
        ("workdays 09:00-18:00", "2026-10-01T10:00", False),
    ],
)
def test_who_is_there_when(hours: str, moment: str, open_: bool) -> None:
    assert parse(hours).open_at(at(moment)) is open_


@pytest.mark.parametrize(
    ("moment", "back"),
    [
        ("2026-11-20T10:00", "2026-11-20T10:00"),
        ("2026-11-20T07:00", "2026-11-20T09:00"),
        ("2026-11-20T20:00", "2026-11-21T09:00"),
        ("2026-11-21T13:00", "2026-11-23T09:00"),
        ("2026-09-30T20:00", "2026-10-08T09:00"),
    ],
)
def test_when_humans_are_back(moment: str, back: str) -> None:
    assert parse(USUAL).next_open(at(moment)) == at(back)


def test_hours_that_never_come_promise_nothing() -> None:
    start = at("2026-11-22T10:00")
    mondays = [f"{start.date() + timedelta(days=1 + 7 * week)}" for week in range(9)]
    assert parse(f"mon 09:00-10:00; closed {mondays[0]}").next_open(start) == at("2026-11-30T09:00")
    assert parse(f"mon 09:00-10:00; closed {' '.join(mondays)}").next_open(start) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "wants days and times"),
        ("mon-fri", "wants days and times"),
        ("mo-fr 09:00-18:00", "is no day"),
        ("mon-fri 18:00-09:00", "must end after it begins"),
        ("mon-fri 09:00-25:00", "no such time"),
        ("mon-fri 09:60-12:00", "no such time"),
        ("mon-fri 09:00-18:00; holiday", "wants holidays off"),
        ("mon-fri 09:00-18:00; closed 2026-13-01", "wants days as in"),
    ],
)
def test_what_is_not_understood_is_named(said: str, why: str) -> None:
    with pytest.raises(ValueRefusedError, match=why):
        parse(said)


def test_wrong_hours_stop_the_start() -> None:
    with pytest.raises(ValueError, match="is no day"):
        Settings(_env_file=None, office_hours="mo-fr 09:00-18:00")
    assert Settings(_env_file=None).office_hours == "always"
