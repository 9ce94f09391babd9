"""``xiaobao knowledge gaps``: what customers asked in vain, for whoever writes the answers."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from bot.text import mask
from casework.audit import service as audit
from casework.audit.types import SYSTEM
from casework.feedback import gaps
from casework.feedback.types import Group
from knowledge import Knowledge, load
from xiaobao.terminal import database, settings

# Choices that lead to no answer.
_LEAD_ON = ("human", "menu")
_EXAMPLES, _NEAREST, _LONGEST = 3, 3, 80


def list_gaps(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How far back.")] = 30,
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many groups.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List questions without an answer and answers that did not help, alike ones together, masked."""
    knowledge, now = load(), datetime.now(UTC)
    since = now - timedelta(days=days)
    elsewhere = [knowledge.say(f"button.{key}", "zh-Hans") for key in _LEAD_ON]
    with database(settings()) as opened:
        missed = opened.run_read(lambda s: gaps.missed(s, since, elsewhere))
        after = {"days": days, "questions": len(missed)}
        opened.run_write(
            lambda s: audit.record(s, SYSTEM, "content.gaps_listed", "content", "all", now, after=after)
        )
    groups = gaps.grouped(missed)
    for group in groups[:top]:
        found = described(group, knowledge)
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else _line(found))
    if not as_json:
        typer.echo(f"{len(missed)} questions in {len(groups)} groups since {since:%Y-%m-%d}")


def described(group: Group, knowledge: Knowledge) -> dict[str, Any]:
    """{"count","disliked":{entry: {reason: count}},"examples":[…],"nearest":[{"entry","score"}]}."""
    disliked: dict[str, Counter[str]] = {}
    for question in group.questions:
        if question.entry:
            disliked.setdefault(question.entry, Counter())[question.reason or "none"] += 1
    texts = dict.fromkeys(mask(question.text).text[:_LONGEST] for question in group.questions)
    hits = knowledge.search(group.text, limit=_NEAREST)
    return {
        "count": len(group.questions),
        "disliked": {entry: dict(reasons) for entry, reasons in disliked.items()},
        "examples": list(texts)[:_EXAMPLES],
        "nearest": [{"entry": hit.entry, "score": round(hit.score, 2)} for hit in hits],
    }


def _line(found: dict[str, Any]) -> str:
    near = ", ".join(f"{hit['entry']} {hit['score']}" for hit in found["nearest"]) or "nothing near"
    disliked = "".join(
        f"  did not help: {entry} ({', '.join(f'{reason} {n}' for reason, n in reasons.items())})\n"
        for entry, reasons in found["disliked"].items()
    )
    said = "\n".join(f"  {text!r}" for text in found["examples"])
    return f"{found['count']:4}  near: {near}\n{disliked}{said}"
