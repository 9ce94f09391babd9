"""Complaints of any kind, at random, straight into the table: what figures are counted over."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from casework import statuses
from casework.base import table_of
from casework.complaints.calendar import day_of
from casework.complaints.models import ComplaintRow

START = datetime(2025, 1, 1, tzinfo=UTC)
_TABLE = table_of(ComplaintRow)


def rows(number: int, seed: int = 1, days: int = 400, start: datetime = START) -> list[dict[str, Any]]:
    """Complaints received in so many days after `start`, each column that is counted at random."""
    return [_row(random.Random(f"{seed}/{n}"), n, days, start) for n in range(number)]


def one(at: datetime = START, number: int = 0, **values: Any) -> dict[str, Any]:
    """A complaint received at a moment, with nothing more."""
    day = day_of(at).toordinal()
    return {
        "receipt": f"N{number}", "state": "received", "door": "web", "region": "CN", "kind": "own",
        "people": 1, "script": "zh-Hans", "mode": "standard", "story": "事情", "wish": "",
        "happened_said": "", "place_said": "", "branch": None, "currency": "CNY", "channel": "app",
        "business": "debit",
        "cause": "fee", "sure": 0.9, "classified_by": "auto", "by_regulator": False, "agent_suspected": False,
        "received_at": at, "filed_at": at, "updated_at": at, "first_response_at": None, "decided_at": None,
        "satisfaction": None, "version": 1, "demo": False, "received_day": day, "decided_day": None,
        "run": "main", "start_day": day, "limit_days": 15, "paused_days": 0, "stage": "normal",
        "appraisal": False, "reviewed": False, "reopened": 0, "extension_days": 0, "on_time": None,
    } | values  # fmt: skip


def stored(session: Session, found: list[dict[str, Any]]) -> None:
    """Insert them."""
    for first in range(0, len(found), 5_000):
        session.execute(insert(_TABLE), found[first : first + 5_000])


def _row(r: random.Random, number: int, days: int, start: datetime) -> dict[str, Any]:
    at = start + timedelta(seconds=r.randrange(days * 86_400))
    took = r.randrange(40) if r.random() < 0.9 else None
    day = day_of(at).toordinal()
    return one(at, number) | {
        "state": r.choice(statuses.COMPLAINT_STATES), "door": r.choice(statuses.DOORS),
        "region": r.choice(statuses.REGIONS), "branch": r.choice([None, *(f"第{n}支行" for n in range(30))]),
        "channel": r.choice(statuses.COMPLAINT_CHANNELS), "business": r.choice(statuses.BUSINESSES),
        "cause": r.choice(statuses.CAUSES), "by_regulator": r.random() < 0.1,
        "first_response_at": at + timedelta(seconds=r.randrange(1, 200_000)) if r.random() < 0.8 else None,
        "decided_at": None if took is None else at + timedelta(days=took),
        "decided_day": None if took is None else day + took,
        "on_time": None if took is None or r.random() < 0.1 else took <= 15,
        "extension_days": r.choice([0, 0, 0, 15, 45]), "reopened": r.choice([0, 0, 0, 1, 2]),
        "satisfaction": r.choice([None, 1, 2, 3, 4, 5]), "demo": r.random() < 0.2,
    }  # fmt: skip
