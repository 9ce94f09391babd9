"""Numbers in an address."""

from casework.errors import NotFoundError


def number(said: str) -> int:
    """The number; NotFoundError for anything else."""
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise NotFoundError("complaint")
    return int(said)
