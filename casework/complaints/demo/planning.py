"""Which complaints the demo's year has, and when they come in."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from casework.complaints.calendar import ZONE, is_working_day
from casework.complaints.demo import people
from casework.complaints.demo.shares import pick, quota, words, year
from casework.complaints.types import NewComplaint
from casework.statuses import ComplaintKind, Script

_SCRIPTS: Final[dict[str, Script]] = {
    "CN": "zh-Hans",
    "HK": "zh-Hant-HK",
    "MO": "zh-Hant-HK",
    "TW": "zh-Hant-TW",
}
_MONEY: Final = frozenset({"fee", "system", "disclosure", "fund_safety", "return"})
_BY_COLLECTORS: Final = "collection"
_DIMENSIONS: Final = ("business", "channel", "region", "door")


def plan(count: int, of: int, until: datetime) -> list[tuple[datetime, NewComplaint]]:
    """When each complaint of the year `of` comes in and what it says, oldest first; none after `until`."""
    random = Random(f"demo/{of}")  # noqa: S311 - no secret
    days = _days(of, until)
    drawn = {name: quota(year()[name], count, random) for name in _DIMENSIONS}
    causes = _causes(drawn["business"], random)
    moments = sorted(_moment(pick(days, random), random) for _ in range(count))
    made = []
    for number, at in enumerate(moments):
        classes = {name: drawn[name][number] for name in _DIMENSIONS} | {"cause": causes[number]}
        made.append((min(at, until), _complaint(number, at, classes, random)))
    return made


def _days(of: int, until: datetime) -> dict[date, float]:
    last = min(date(of, 12, 31), until.astimezone(ZONE).date())
    days = [date(of, 1, 1) + timedelta(days=n) for n in range((last - date(of, 1, 1)).days + 1)]
    shares = year()
    return {
        day: shares["month"][day.month - 1] * (1 if is_working_day(day) else shares["weekend"])
        for day in days
    }


def _causes(businesses: list[str], random: Random) -> list[str]:
    """Complaints about collecting debts have that cause; the rest share the others, so that the sums stay."""
    weights = dict(year()["cause"])
    own = businesses.count(_BY_COLLECTORS)
    weights[_BY_COLLECTORS] = (
        max(weights[_BY_COLLECTORS] * len(businesses) / 100 - own, 0) * 100 / len(businesses)
    )
    rest = quota(weights, len(businesses) - own, random)
    return [_BY_COLLECTORS if business == _BY_COLLECTORS else rest.pop() for business in businesses]


def _moment(day: date, random: Random) -> datetime:
    hour = random.choices(range(24), year()["hour"])[0]
    return datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)), ZONE)


def _complaint(number: int, at: datetime, classes: dict[str, Any], random: Random) -> NewComplaint:
    shares, kind = year(), _kind(random)
    amount = Decimal(random.choice([20, 50, 88, 200, 360, 600, 1200, 5000, 23000]))
    happened = at.date() - timedelta(days=random.randrange(20))
    return NewComplaint(
        **classes,
        script=_SCRIPTS[classes["region"]],
        story=_story(classes, amount, random),
        wish=_wish(classes, random),
        parties=people.parties(kind, number),
        kind=kind,
        people=random.randrange(5, 40) if kind == "group" else 1,
        happened_from=happened,
        happened_to=happened,
        branch=pick(shares["branch"], random) if random.random() < shares["with_branch"] else None,
        amount=amount if classes["cause"] in _MONEY else None,
        sure=round(random.uniform(0.4, 0.99), 2),
        mode="large" if random.random() < shares["large"] else "standard",
        regulator_ref=f"演示{number:05}" if classes["door"] == "regulator" else None,
        demo=True,
    )


def _kind(random: Random) -> ComplaintKind:
    drawn, shares = random.random(), year()
    if drawn < shares["group"]:
        return "group"
    return "for_other" if drawn < shares["group"] + shares["for_other"] else "own"


def _story(classes: dict[str, Any], amount: Decimal, random: Random) -> str:
    said = words()
    place = said["place"][classes["channel"]]
    product = random.choice(said["product"][classes["business"]])
    text: str = random.choice(said["story"][classes["cause"]])
    return _converted(text.format(place=place, product=product, amount=amount), classes)


def _wish(classes: dict[str, Any], random: Random) -> str:
    said = words()["wish"]
    return _converted(random.choice(said.get(classes["cause"], said["other"])), classes)


def _converted(text: str, classes: dict[str, Any]) -> str:
    from bot.text import convert

    return convert(text, _SCRIPTS[classes["region"]])
