"""Which classes a complaint has: what the customer chose, and what its words say for the rest."""

from dataclasses import dataclass
from typing import Literal, cast

import structlog

from bot.intake.classes import OTHER, load_classes
from casework.statuses import Business, Cause, ComplaintChannel

log = structlog.get_logger("gateway.complaints")


@dataclass(frozen=True, slots=True)
class Classified:
    """The three dimensions; ``sure`` is the lowest confidence of those that were guessed, 1.0 without any."""

    channel: ComplaintChannel
    business: Business
    cause: Cause
    sure: float
    by: Literal["auto", "customer"]


def classified(text: str, channel: str, business: str) -> Classified:
    """Chosen slugs stand ('' or an unknown one: not chosen); the rest is read from the words."""
    known = load_classes()
    chosen = {"channel": channel, "business": business}
    chosen = {name: slug for name, slug in chosen.items() if slug in known[name].classes}
    slugs, sure = dict(chosen), 1.0
    for name, (slug, confidence) in _guessed(text).items():
        if name not in slugs:
            slugs[name], sure = slug, min(sure, confidence)
    by: Literal["auto", "customer"] = "customer" if len(chosen) == 2 else "auto"
    return Classified(
        cast(ComplaintChannel, slugs["channel"]),
        cast(Business, slugs["business"]),
        cast(Cause, slugs["cause"]),
        round(sure, 4),
        by,
    )


def _guessed(text: str) -> dict[str, tuple[str, float]]:
    try:
        from bot.intake.classify import classify

        found = classify(text)
        guesses = {"channel": found.channel, "business": found.business, "cause": found.cause}
        return {name: (guess.slug, guess.confidence) for name, guess in guesses.items()}
    except Exception as error:  # noqa: BLE001 - a fault of guessing must not cost the complaint
        log.error("classifying_failed", error=type(error).__name__)
        return dict.fromkeys(("channel", "business", "cause"), (OTHER, 0.0))
