"""The whole product in processes of its own, trained and ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xiaobao import model
from xiaobao.stack import Stack, private_settings


@contextmanager
def living_stack(folder: Path, **changes: Any) -> Iterator[Stack]:
    """Its data lies in the folder and stays there; its processes end with the context."""
    model.ensure_trained()
    # Many tests share one: what one customer may do in a minute is tested elsewhere.
    calm = {f"rate_{of}_per_minute": 10**6 for of in ("messages", "conversations", "per_address")}
    stack = Stack(private_settings(folder, **{**calm, **changes}), folder / "output.log")
    try:
        stack.start()
        stack.wait(120)
        yield stack
    finally:
        stack.stop()
