"""Holding the rules against one day's looks: pure, but for what is known of the matters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from casework.hours.types import OfficeHours
from casework.watch.looks import Known, Look, first_sign
from casework.watch.rules import Rule
from casework.watch.types import Hit


def hits_of(
    rules: Iterable[Rule],
    looks: Sequence[Look],
    known: Known,
    family_names: Mapping[str, str | None],
    hours: OfficeHours,
    day: int,
    begins: datetime,
) -> tuple[Hit, ...]:
    """What holds on a day that begins at `begins`; `looks` in order, those of the hour before it too."""
    found = []
    for rule in rules:
        for staff_id, own in _by_staff(rule, looks, known).items():
            held = _held(rule, own, known, first_sign(family_names.get(staff_id)), hours)
            held = [look for look in held if look.at >= begins]
            if len({look.matter for look in held}) >= (1 if rule.kind == "many" else rule.least):
                found.append(_hit(rule, staff_id, day, held))
    return tuple(found)


def _by_staff(rule: Rule, looks: Sequence[Look], known: Known) -> dict[str, list[Look]]:
    own: dict[str, list[Look]] = defaultdict(list)
    for look in looks:
        if look.action in rule.actions and not _excused(rule, look, known):
            own[look.staff_id].append(look)
    return own


def _excused(rule: Rule, look: Look, known: Known) -> bool:
    at_work = "at_work" in rule.unless and look.staff_id in known.workers.get(look.matter, ())
    # A complaint stands on somebody's list; only a conversation may be nobody's business.
    asked = "asked" in rule.unless and (look.matter in known.asked or look.matter[0] != "conversation")
    return at_work or asked


def _held(rule: Rule, looks: Sequence[Look], known: Known, own: str, hours: OfficeHours) -> list[Look]:
    match rule.kind:
        case "many":
            return _crowded(looks, timedelta(minutes=rule.minutes), rule.least)
        case "outside":
            return [look for look in looks if _outside(look.at, hours, timedelta(minutes=rule.grace))]
        case "namesake":
            return [look for look in looks if own and own in known.names.get(look.matter, ())]
        case "ended":
            since = timedelta(days=rule.days)
            ends = known.ended
            return [look for look in looks if look.matter in ends and look.at - ends[look.matter] > since]


def _crowded(looks: Sequence[Look], window: timedelta, least: int) -> list[Look]:
    """Those that stand in some window with at least so many different matters."""
    held: dict[int, Look] = {}
    inside: dict[tuple[str, str], int] = defaultdict(int)
    first = 0
    for at, look in enumerate(looks):
        inside[look.matter] += 1
        while look.at - looks[first].at > window:
            inside[looks[first].matter] -= 1
            if not inside[looks[first].matter]:
                del inside[looks[first].matter]
            first += 1
        if len(inside) >= least:
            held |= {one.id: one for one in looks[first : at + 1]}
    return list(held.values())


def _outside(at: datetime, hours: OfficeHours, grace: timedelta) -> bool:
    return not any(hours.open_at(at + shift) for shift in (-grace, timedelta(), grace))


def _hit(rule: Rule, staff_id: str, day: int, held: Sequence[Look]) -> Hit:
    ids = frozenset(look.id for look in held)
    return Hit(rule.rule, staff_id, day, ids, held[0].at, held[-1].at)
