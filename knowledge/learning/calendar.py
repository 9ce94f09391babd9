"""What the day brings: the case and the quiz of the day, the campaign that is on or comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.text import Region
from knowledge.learning.models import Campaign, Learning, MonthDay, Quiz, Story

T = TypeVar("T")
_LEAP = 2000  # a leap year, so that 29 February has its place


@dataclass(frozen=True)
class Season:
    """A campaign with whether it is on now; ``days`` until it begins, 0 when it is on."""

    campaign: Campaign
    on: bool
    days: int


def season(learning: Learning, today: date) -> Season | None:
    """The campaign that is on, the one that began last among several, else the next; None without any."""
    campaigns = learning.campaigns.values()
    on = [one for one in campaigns if _within(one, today)]
    if on:
        return Season(min(on, key=lambda one: (_since(one.first, today), one.id)), on=True, days=0)
    ahead = [(_until(one.first, today), one.id, one) for one in campaigns]
    if not ahead:
        return None
    days, _, following = min(ahead, key=lambda one: one[:2])
    return Season(following, on=False, days=days)


def story_of(learning: Learning, today: date) -> Story | None:
    """The case of the day, the same for everybody; a campaign's own while it lasts."""
    now = season(learning, today)
    themed = now.campaign.stories if now and now.on else ()
    pool = {id_: learning.stories[id_] for id_ in themed if id_ in learning.stories} or learning.stories
    return _turn(pool, today)


def quiz_of(learning: Learning, today: date, region: Region, after: str = "") -> Quiz | None:
    """The quiz of the day for a region; with ``after``, the one that follows that topic."""
    pool = {id_: quiz for id_, quiz in learning.quizzes.items() if region in quiz.regions}
    if after in pool:
        ids = sorted(pool)
        return pool[ids[(ids.index(after) + 1) % len(ids)]]
    return _turn(pool, today)


def _turn(pool: Mapping[str, T], today: date) -> T | None:
    return pool[sorted(pool)[today.toordinal() % len(pool)]] if pool else None


def _within(campaign: Campaign, today: date) -> bool:
    first, last, now = campaign.first, campaign.last, (today.month, today.day)
    return first <= now <= last if first <= last else now >= first or now <= last


def _until(day: MonthDay, today: date) -> int:
    """Days until a month and day comes, 0 on the day; counted in a leap year, where every day is."""
    wanted, now = (date(_LEAP, *one).timetuple().tm_yday for one in (day, (today.month, today.day)))
    return (wanted - now) % 366


def _since(day: MonthDay, today: date) -> int:
    return -_until(day, today) % 366
