"""Templates and what they are given."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.text import detect_script
from casework.statuses import DISLIKES, VERDICTS
from gateway.chat.places import Place
from gateway.chat.types import Item, View
from gateway.pages.assets import Assets
from gateway.pages.look import GROUNDS, LOOKS
from gateway.pages.steps import steps
from gateway.pages.text import blocks
from gateway.pages.visit import Visit
from gateway.pages.words import FIRST, Words

LIMIT = 2000
# Mainland, Hong Kong, Macau and Taiwan share one clock; the browser's script shows the reader's own.
_CLOCK = timezone(timedelta(hours=8))
_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a page shows besides its own content."""

    words: Words
    visit: Visit
    form_token: str
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat as it stands: ``draft`` and ``problem`` after a refusal, ``deleted`` after a deletion.

    ``earlier`` is set when older items are left out.
    """

    items: tuple[Item, ...] = ()
    cursor: int = 0
    draft: str = ""
    problem: str = ""
    deleted: bool = False
    earlier: bool = False
    place: Place | None = None


def environment(assets: Assets) -> Environment:
    """Jinja with escaping always on and an error for every name a template gets wrong."""
    env = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(asset=assets.url, uuid=uuid4, looks=LOOKS, grounds=GROUNDS, first=FIRST, limit=LIMIT)
    env.globals.update(verdicts=VERDICTS, dislikes=DISLIKES)
    env.filters["written"] = detect_script
    env.filters.update(blocks=blocks, steps=steps, clock=clock, safe_link=safe_link, safe_dial=safe_dial)
    return env


def render(env: Environment, template: str, page: Page, **values: Any) -> str:
    """A template with the page's frame."""
    return env.get_template(template).render(
        t=page.words,
        words=page.words,
        say=page.words.say,
        script=page.words.script,
        region=page.words.region,
        mode=page.words.mode,
        visit=page.visit,
        view=page.view,
        form_token=page.form_token,
        **values,
    )


def clock(moment: str | None) -> str:
    """``HH:MM`` of an ISO 8601 moment; empty when there is none."""
    try:
        return datetime.fromisoformat(moment or "").astimezone(_CLOCK).strftime("%H:%M")
    except ValueError:
        return ""


def safe_link(url: str | None) -> str:
    """The address of a source when it is https, else nothing: no other scheme becomes a link."""
    return url if url and url.startswith("https://") else ""


def safe_dial(number: str | None) -> str:
    """What to dial when it is digits, else nothing: a number is a link, never anything else."""
    return number if number and re.fullmatch(r"\+?[0-9]{2,20}", number) else ""
