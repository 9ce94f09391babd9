"""What the desk does not do, in words for staff."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal(Exception):
    """A refusal: HTTP status, sentence key under ``desk.refused_``, and the values of that sentence."""

    key: str
    status: int = 422
    values: dict[str, object] = field(default_factory=dict)
