"""Runs in the stock environment: ``python -m bench.stock.parse MODEL QUESTIONS.json LABELS.json``."""

import asyncio
import json
import sys
from pathlib import Path

from rasa.core.agent import Agent


async def labels(model: str, questions: list[str]) -> list[str]:
    agent = Agent.load(model)
    return [label(await agent.parse_message(q)) for q in questions]


def label(parsed: dict) -> str:
    name = parsed["intent"]["name"] or "nlu_fallback"
    if name != "faq":
        return name
    return parsed["response_selector"]["faq"]["response"]["intent_response_key"]


if __name__ == "__main__":
    model, source, target = sys.argv[1:]
    found = asyncio.run(labels(model, json.loads(Path(source).read_text("utf-8"))))
    Path(target).write_text(json.dumps(found), "utf-8")
