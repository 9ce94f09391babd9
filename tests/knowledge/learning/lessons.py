"""One good lesson of each kind, as written in a file; tests spoil copies of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_DATED = {
    "entry": "scammed",
    "sources": [{"source": "page"}],
    "verified_on": "2026-11-22",
    "review_by": "2027-05-22",
}


def _question(ask: str, right: int) -> dict[str, Any]:
    options: list[dict[str, Any]] = [{"text": f"第{'一二三'[at]}种做法"} for at in range(3)]
    options[right]["right"] = True
    return {"ask": ask, "options": options, "why": "真警察不会叫您瞒着家人，先打{hotline:cn_110}问一问。"}


QUIZ: dict[str, Any] = {
    "topic": "police",
    "title": "冒充公检法",
    **_DATED,
    "questions": [
        _question("电话里的人说他是警察。您怎么办？", 1),
        _question("他叫您不要告诉家人。您怎么办？", 0),
        _question("他要您把钱转走。您怎么办？", 2),
        _question("他要您下载一个软件。您怎么办？", 0),
        _question("您已经照做了。您怎么办？", 1),
    ],
}
STORY: dict[str, Any] = {
    "id": "wang_police",
    "title": "王阿姨挂断了电话",
    "topic": "police",
    **_DATED,
    "story": "王阿姨接到一个电话，对方说她的卡有问题。她挂断电话，打{hotline:cn_110}一问，才知道是骗子。",
    "lesson": "先挂断，再核实。",
}
CARD: dict[str, Any] = {
    "id": "hang_up",
    "title": "接到这种电话，马上挂断",
    **_DATED,
    "lines": ["自称警察，要您转账", "叫您瞒着家人", "叫您下载软件"],
    "numbers": {
        "CN": ["cn_110", "bank"],
        "HK": ["hk_adcc_18222"],
        "MO": ["mo_993"],
        "TW": ["tw_165"],
    },
    "tip": "把卡片贴在电话旁边。",
}
CAMPAIGN: dict[str, Any] = {
    "id": "march",
    "title": "3·15消费者权益保护宣传",
    "from": "03-08",
    "to": "03-22",
    "about": "这段时间，一起看看怎样防骗。",
    "stories": ["wang_police"],
    "quizzes": ["police"],
    "entries": ["complain"],
}
INSTEAD = {"cn_110": {"HK": "hk_999", "MO": "mo_993", "TW": "tw_110"}}
GOOD: dict[str, dict[str, Any]] = {
    "quizzes": QUIZ,
    "stories": STORY,
    "cards": CARD,
    "campaigns": CAMPAIGN,
}


def write(root: Path, *, leave_out: str = "", **lessons: dict[str, Any]) -> Path:
    """Put the good lessons under ``root``/learning, or others in their place; the file has the id's name."""
    for kind, lesson in {**GOOD, **lessons}.items():
        if kind != leave_out:
            put(root, kind, lesson)
    (root / "learning" / "numbers.yml").write_text(yaml.safe_dump(INSTEAD), encoding="utf-8")
    return root


def put(root: Path, kind: str, lesson: dict[str, Any], name: str = "") -> None:
    """One more lesson."""
    folder = root / "learning" / kind
    folder.mkdir(parents=True, exist_ok=True)
    stem = name or lesson.get("topic" if kind == "quizzes" else "id", "nameless")
    (folder / f"{stem}.yml").write_text(yaml.safe_dump(lesson, allow_unicode=True), encoding="utf-8")
