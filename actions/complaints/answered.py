"""An answer is kept: what a new story tells and takes away, and what has to be said with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions import replies
from actions.complaints import asides, besides, telling
from actions.complaints.flow import STORY, Answers, flow
from actions.complaints.heard import Heard
from actions.complaints.speaking import notice, say
from actions.complaints.turned import Turned, ask_next
from actions.replies import Reply


def keep(heard: Heard, answers: Answers, asked: str, value: dict[str, Any]) -> Turned:
    """Keep the answer to the question and ask the next one."""
    kept: dict[str, Any] = told(heard, answers, value) if asked == STORY else {asked: value}
    if asked in answers:
        kept["changed"] = asked
    if value.get("more") and asked != STORY:
        kept |= asides.told_besides(value["more"], heard, {**answers, **kept})
    elif asked in ("when", "place", "amount"):
        # 那个柜台的小伙子还笑我: the counter answers the question, the rest is more of the story.
        kept |= asides.more(heard, {**answers, **kept})
    if asked not in (STORY, "name", "phone", "confirm"):
        kept |= besides.told(heard, {**answers, **kept}, asked)
    kept |= asides.contacts(heard, {**answers, **kept}, asked)
    return kept_on(heard, answers, kept)


def told(heard: Heard, answers: Answers, value: dict[str, Any]) -> dict[str, Any]:
    """What a story leaves in the draft; the tries before it are in it."""
    tried = {asides.TRIED: None} if asides.TRIED in answers else {}
    return {STORY: value, **tried, **_retold(value["text"], answers, heard)}


def kept_on(heard: Heard, answers: Answers, kept: Mapping[str, Any], *said: str) -> Turned:
    """Keep these and ask what is open; what has to be said with them is said once."""
    now = merged(answers, kept)
    turned = ask_next(heard, now, *said, *_notes(heard, answers, now))
    return replace(turned, kept=dict(kept), said=(*_warnings(heard, answers, now), *turned.said))


def merged(answers: Answers, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The draft as it will be."""
    return {name: one for name, one in {**answers, **kept}.items() if one is not None}


def said_with(heard: Heard, old: Answers, new: Answers) -> list[Reply]:
    """What has to be said with a story before the form asks anything."""
    return [*_warnings(heard, old, new), *(notice(text) for text in _notes(heard, old, new))]


def _retold(story: str, answers: Answers, heard: Heard) -> dict[str, Any]:
    """A new story takes away what only the old one had told."""
    old = {
        name: None
        for name in telling.TOLD_FIELDS
        if name in answers and (answers[name] or {}) and _from_story(answers[name])
    }
    mine = {name for name in answers if name not in old}
    return old | {name: one for name, one in telling.told(story, heard.today).items() if name not in mine}


def _from_story(value: Any) -> bool:
    return not isinstance(value, dict) or value.get("by", STORY) == STORY


def _notes(heard: Heard, old: Answers, new: Answers) -> list[str]:
    whose = new.get("whose")
    told = whose and whose != old.get("whose")
    return [say(f"whose_{whose['kind']}", heard.turn)] if whose and told else []


def _warnings(heard: Heard, old: Answers, new: Answers) -> list[Reply]:
    """Said once, before the next question: an agent behind it, and whose business it is."""
    said: list[Reply] = []
    if new.get("agent") and not old.get("agent"):
        said.append(_bare(replies.answer("agent_warning", heard.turn)))
    found = new.get("elsewhere_found")
    if found and found != old.get("elsewhere_found"):
        said.append(_way(flow().elsewhere[found], heard))
    return said


def _way(way: Mapping[str, str], heard: Heard) -> Reply:
    entry = way.get("entry")
    return _bare(replies.answer(entry, heard.turn)) if entry else notice(say(way["sentence"], heard.turn))


def _bare(reply: Reply) -> Reply:
    # Its buttons would lead away from the question below.
    return reply | {"buttons": []}
