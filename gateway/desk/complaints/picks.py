"""The filters beside the work list, each with where it leads and how many it would show."""

from dataclasses import dataclass

from casework.statuses import (
    BUSINESSES,
    CAUSES,
    COMPLAINT_CHANNELS,
    COMPLAINT_STATES,
    DOORS,
    FINAL_COMPLAINTS,
)
from gateway.desk.complaints.filtering import Wanted
from gateway.desk.complaints.worklist import Counts, Listed
from gateway.desk.words import Words

PATH = "/desk/complaints"


@dataclass(frozen=True, slots=True)
class Pick:
    """One filter as a link; ``count`` None where it is not counted."""

    name: str
    url: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A rarer filter: its field, its title, and what can be chosen (slug and name)."""

    field: str
    title: str
    options: tuple[tuple[str, str], ...]


def picks(wanted: Wanted, found: Listed, t: Words) -> tuple[tuple[str, tuple[Pick, ...]], ...]:
    """Title key and filters of each group."""
    counts = found.counts
    states: list[tuple[str, str, int | None]] = [("open", t("complaints_pick_open"), counts.open)]
    states += [(state, t.label("cstate", state), _counted(counts, state)) for state in COMPLAINT_STATES]
    states.append(("all", t("complaints_pick_all"), None))
    dues = [("overdue", counts.overdue), ("soon", counts.soon)]
    whose = [("mine", counts.mine), ("unassigned", counts.unassigned)]
    return (
        ("complaints_states", tuple(_pick(wanted, "state", *one) for one in states)),
        ("complaints_due", _toggles(wanted, "due", dues, t)),
        ("complaints_whose", _toggles(wanted, "whose", whose, t)),
    )


def choices(found: Listed, t: Words) -> tuple[Choice, ...]:
    """The rarer filters."""
    made = [Choice("door", t("complaints_door"), tuple((slug, t.label("door", slug)) for slug in DOORS))]
    classes = (("business", BUSINESSES), ("cause", CAUSES), ("channel", COMPLAINT_CHANNELS))
    for name, slugs in classes:
        made.append(Choice(name, t(f"class_{name}"), tuple((slug, t.class_of(name, slug)) for slug in slugs)))
    if found.departments:
        named = tuple((name, name) for name in found.departments)
        made.append(Choice("department", t("complaints_department"), named))
    return tuple(made)


def _counted(counts: Counts, state: str) -> int | None:
    return None if state in FINAL_COMPLAINTS else counts.states.get(state, 0)


def _pick(wanted: Wanted, field: str, slug: str, name: str, count: int | None) -> Pick:
    current = (wanted["state"] or ("all" if wanted.query else "open")) == slug
    return Pick(name, PATH + wanted.address(**{field: slug}), count, current)


def _toggles(wanted: Wanted, field: str, counted: list[tuple[str, int]], t: Words) -> tuple[Pick, ...]:
    """All, or one of these."""
    everything = Pick(t("complaints_any"), PATH + wanted.address(**{field: ""}), None, not wanted[field])
    return (
        everything,
        *(
            Pick(
                t(f"complaints_pick_{slug}"),
                PATH + wanted.address(**{field: slug}),
                count,
                wanted[field] == slug,
            )
            for slug, count in counted
        ),
    )
