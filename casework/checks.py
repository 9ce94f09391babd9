"""Small checks of plain values, shared by the services."""

from collections.abc import Collection

from casework.errors import ValueRefusedError


def one_of(field: str, value: str, allowed: Collection[str]) -> str:
    """`value` if it is one of `allowed`, else ValueRefusedError."""
    if value not in allowed:
        raise ValueRefusedError(field, f"must be one of {', '.join(sorted(allowed))}")
    return value


def sized(field: str, value: str, longest: int, shortest: int = 1) -> str:
    """`value` if its length is within bounds, else ValueRefusedError."""
    if not shortest <= len(value) <= longest:
        raise ValueRefusedError(field, f"must have {shortest} to {longest} characters")
    return value
