"""What may not be retired is what the code and its data name."""

import re
from pathlib import Path

from knowledge import load
from knowledge.overlay import needed

ROOT = Path(__file__).parents[3]
ROOMS = ("actions", "bot/fraud", "gateway/pages", "gateway/chat")
# Words of ours that are also the name of an entry.
OTHERWISE = {"mediation"}


def test_every_entry_that_is_named_in_code_is_needed() -> None:
    texts = [
        path.read_text("utf-8")
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".yml") and "__pycache__" not in path.parts
    ]
    whole = "\n".join(texts)
    named = {id_ for id_ in load().entries if re.search(rf"(?<![\w/]){id_}(?!\w)", whole)} - OTHERWISE
    assert named - set(needed().entries) == set(), "name them in knowledge/needed.yml"
