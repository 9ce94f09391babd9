"""The borders between the rooms (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WEB = {"fastapi", "starlette", "uvicorn", "sanic", "httpx", "aiohttp"}
DATABASE = {"sqlalchemy", "alembic", "psycopg", "sqlite3"}
OURS = {"actions", "bot", "casework", "gateway", "knowledge", "xiaobao"}
# Room: what of ours it may import, and what it never may.
ROOMS = {
    "bot/text": ({"bot.text"}, WEB | DATABASE | {"rasa", "rasa_sdk"}),
    "bot/fraud": ({"bot.text", "bot.memory", "bot.fraud"}, WEB | DATABASE | {"rasa", "rasa_sdk"}),
    "bot/intake": ({"bot.text", "bot.fraud.model", "bot.intake"}, WEB | DATABASE | {"rasa", "rasa_sdk"}),
    "bot/nlu": (
        {"bot.text", "bot.memory", "bot.fraud", "bot.intake", "bot.nlu", "knowledge"},
        {"casework", "fastapi", "starlette"},
    ),
    "knowledge": ({"bot.text", "knowledge"}, WEB | DATABASE | {"rasa", "rasa_sdk"}),
    "casework": ({"bot.text", "casework", "xiaobao.settings"}, WEB | {"rasa", "rasa_sdk"}),
    "actions": (
        {"actions", "bot.text", "bot.fraud", "bot.intake", "knowledge", "casework", "xiaobao.settings"},
        {"gateway", "rasa"},
    ),
    "gateway": (
        {"gateway", "bot.text", "bot.fraud", "bot.intake", "knowledge", "casework", "xiaobao.settings"},
        {"rasa"},
    ),
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= (
                {node.module} if node.module not in OURS else {f"{node.module}.{a.name}" for a in node.names}
            )
    return found


def inside(name: str, allowed: set[str]) -> bool:
    return any(name == a or name.startswith(a + ".") for a in allowed)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed, never = ROOMS[room]
    for path in (ROOT / room).rglob("*.py"):
        for name in imports(path):
            assert not inside(name, never), f"{path.relative_to(ROOT)} imports {name}"
            if name.split(".")[0] in OURS:
                assert inside(name, allowed), f"{path.relative_to(ROOT)} imports {name}"


def test_only_bot_nlu_and_the_channel_import_rasa() -> None:
    for path in ROOT.glob("[a-z]*/**/*.py"):
        room = path.relative_to(ROOT).as_posix()
        if (
            room.startswith(("bot/nlu/", "engine/", "tests/", "bench/stock/"))
            or room == "bot/channel.py"
            or ".venv" in room
        ):
            continue
        assert not any(inside(n, {"rasa"}) for n in imports(path)), room
