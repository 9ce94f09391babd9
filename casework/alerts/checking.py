"""What a finding may hold: known words, offsets inside the message, and nothing a customer wrote."""

import re
from dataclasses import replace
from math import isfinite
from typing import Any

from casework.alerts.types import Evidence, Finding
from casework.checks import one_of, sized
from casework.errors import ValueRefusedError
from casework.statuses import ALARMING, PERSONS, URGENCIES

_SLUG = re.compile(r"[a-z][a-z0-9_./-]{0,63}")


def checked(finding: Finding, length: int) -> Finding:
    """The finding with plain JSON facts; ValueRefusedError when it raises no alert or does not fit.

    `length` is that of the stored message's text.
    """
    one_of("stage", finding.stage, ALARMING)
    one_of("severity", finding.severity, URGENCIES[1:])
    if finding.person is not None:
        one_of("person", finding.person, PERSONS)
    if finding.type is not None:
        _slug("type", finding.type)
    if not 0 <= finding.score <= 1:
        raise ValueRefusedError("score", "must be between 0 and 1")
    for evidence in finding.evidence:
        _check_evidence(evidence, length)
    return replace(finding, facts={_slug("facts", name): _fact(v) for name, v in finding.facts.items()})


def _check_evidence(evidence: Evidence, length: int) -> None:
    sized("rule", evidence.rule, 64)
    sized("explain", evidence.explain, 200, 0)
    if not 0 <= evidence.start <= evidence.end <= length:
        raise ValueRefusedError("evidence", "must lie inside the message's text")


def _slug(field: str, value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise ValueRefusedError(field, "must be a slug")
    return value


def _fact(value: Any) -> Any:
    """A slug, not a sentence: what the customer wrote stays in the message, which they can delete."""
    match value:
        case None | bool() | int():
            return value
        case float() if isfinite(value):
            return value
        case str():
            return _slug("facts", value)
        case list() | tuple():
            return [_fact(item) for item in value]
        case _:
            raise ValueRefusedError("facts", "must be numbers, slugs and booleans")
