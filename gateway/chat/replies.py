"""Replies: those of the engine brought into shape, and those the system says itself."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.text import MASK_LABEL, SCRIPTS, Script, convert, normalise
from gateway.chat.types import Reply, View
from knowledge import Knowledge
from knowledge.models import BANK
from knowledge.placeholders import hotlines_in
from knowledge.sentences import Voice
from xiaobao.settings import Settings

_KINDS = {"answer", "choices", "prompt", "notice", "handoff"}
_MOST_BUTTONS, _MOST_SOURCES, _MOST_HOTLINES = 8, 12, 6
_MOST_LINKS = 6
_LONGEST = 4000
_LONGEST_SEALED = 200
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,31}")
_DIGEST = re.compile(r"[0-9a-f]{16}")
_PAGE = re.compile(r"/(?:learn|cards)(?:/[a-z0-9_]{1,64}){0,3}")


def from_engine(raw: dict[str, Any], script: Script) -> Reply:
    """A reply as an action uttered it: the fields customers get, and what it ``expects`` to hear next."""
    kind = raw.get("kind")
    return {
        "sender": "bot",
        "kind": kind if kind in _KINDS else "answer",
        "text": str(raw["text"])[:_LONGEST],
        "buttons": _rows(raw.get("buttons"), ("title", "value"), _MOST_BUTTONS),
        "sources": _rows(raw.get("sources"), ("title", "article", "verified_on", "url"), _MOST_SOURCES),
        "hotlines": _rows(raw.get("hotlines"), ("number", "dial", "name"), _MOST_HOTLINES),
        "links": _links(raw.get("links")),
        "urgent": bool(raw.get("urgent")),
        "entry": raw.get("entry") if isinstance(raw.get("entry"), str) else None,
        "version": _slug(raw.get("version"), _DIGEST),
        "script": script,
        "expects": _slug(raw.get("expects")),
        "sealed": _sealed(raw.get("sealed")),
    }


def expected(replies: Sequence[Reply]) -> str | None:
    """What the last question among them wants to hear (name, phone, story …)."""
    return next((reply["expects"] for reply in reversed(replies) if reply.get("expects")), None)


class Speaker:
    """Says the system's own sentences in a conversation's script, region and mode."""

    def __init__(self, knowledge: Knowledge, settings: Settings) -> None:
        self._knowledge = knowledge
        names = settings.bank_name, settings.bank_hotline
        self._voice = Voice(knowledge.sentences, knowledge.hotlines, *names)

    def say(self, key: str, view: View, **values: object) -> str:
        """One sentence of ``knowledge/sentences/gateway.yml``."""
        return self._knowledge.say(f"gateway.{key}", view.script, view.region, view.mode, **values)

    def placed(self, view: View) -> str:
        """That it is remembered where they are."""
        place = self._knowledge.say(f"page.region_{(view.region or 'CN').lower()}", view.script)
        return self.say("placed", view, place=place)

    def code_gone(self, script: str) -> str:
        """What stands in place of a query code that can no longer be shown."""
        return self._knowledge.say("gateway.code_gone", script if script in SCRIPTS else "zh-Hans")

    def notice(
        self,
        key: str,
        view: View,
        *,
        buttons: Sequence[str] = (),
        emergency: bool = False,
        first: bool = False,
        **values: object,
    ) -> Reply:
        """A system reply; ``emergency`` names the region's emergency numbers too, ``first`` of all."""
        titles = [self.say(f"button_{button}", view) for button in buttons]
        text = self.say(key, view, **values)
        # The fallback names the numbers itself.
        if emergency and key != "fallback":
            if_urgent = self.say("if_urgent", view)
            text = f"{if_urgent}\n{text}" if first else f"{text}\n{if_urgent}"
        return {
            "sender": "system",
            "kind": "notice",
            "text": text,
            "buttons": [{"title": title, "value": title} for title in titles],
            "sources": [],
            "hotlines": self.hotlines(view, emergency=emergency),
            "urgent": False,
            "entry": key,
            "script": view.script,
        }

    def answer(self, entry: str, view: View) -> Reply:
        """A reviewed entry, said by the system itself when the engine cannot."""
        shown = self._knowledge.render(entry, view.script, view.region or "CN", view.mode)
        return {
            "sender": "bot",
            "kind": "answer",
            "text": shown.text,
            "buttons": [],
            "sources": [asdict(source) for source in shown.sources],
            "hotlines": [asdict(hotline) for hotline in shown.hotlines],
            "urgent": shown.urgent,
            "entry": entry,
            "version": shown.version,
            "script": view.script,
        }

    def titled(self, text: str) -> str | None:
        """The entry whose title this is, where the engine cannot know it: it was published since."""
        entry = self._knowledge.by_title(text) if self._knowledge.news else None
        return entry if entry in self._knowledge.news else None

    def called(self, text: str) -> str | None:
        """The entry whose title or other phrasing the text is."""
        return self._knowledge.by_title(text)

    def knows(self, entry: str) -> bool:
        """Whether there is such an entry."""
        return entry in self._knowledge.entries

    def masked(self, view: View, text: str) -> list[Reply]:
        """What was removed from a message, by the labels in it, and never to send it again; else nothing."""
        labels = dict.fromkeys(MASK_LABEL.findall(text))
        names = [convert(label.strip("[]").rpartition(":")[2], view.script) for label in labels]
        return [self.notice("masked", view, kinds="、".join(names))] if names else []

    def hotlines(self, view: View, *, emergency: bool) -> list[dict[str, str]]:
        """Numbers to tap: those for an emergency in the region first, then the bank's."""
        named = self._emergency(view) if emergency else ()
        # 110 stands once, though it is the police's number in two places.
        shown: dict[str, str] = {}
        for id_ in [*named, BANK]:
            shown.setdefault(self._voice.dial(id_), id_)
        return [self._row(id_, view.script) for dial, id_ in shown.items() if dial][:_MOST_HOTLINES]

    def is_button(self, key: str, text: str) -> bool:
        """True when the text is what the button says, or one of the words for it, in any script."""
        titles = {self._knowledge.say(f"gateway.button_{key}", script) for script in SCRIPTS}
        words = self._knowledge.listed(f"gateway.words_{key}")
        return text.strip() in titles or normalise(text).strip("。.!！ ") in words

    def is_word(self, key: str, text: str) -> bool:
        """True when the text is one of the words of ``dialogue.words_{key}`` and nothing else."""
        return normalise(text).strip("。.!！?？~～ ") in self._knowledge.listed(f"dialogue.words_{key}")

    def _emergency(self, view: View) -> tuple[str, ...]:
        # Those the honest fallback names: which numbers count in a region is decided in the content, once.
        sentence = self._knowledge.sentences["gateway.fallback"]
        return hotlines_in(sentence.wording(view.script, view.region).text)

    def _row(self, hotline: str, script: Script) -> dict[str, str]:
        voice = self._voice
        return {
            "number": voice.number(hotline, script),
            "dial": voice.dial(hotline),
            "name": voice.hotline_name(hotline, script),
        }


def _links(raw: Any) -> list[dict[str, str]]:
    """Only to pages of ours that are everybody's."""
    rows = _rows(raw, ("title", "href"), _MOST_LINKS)
    return [row for row in rows if row["title"] and _PAGE.fullmatch(row["href"])]


def _slug(raw: Any, form: re.Pattern[str] = _SLUG) -> str | None:
    return raw if isinstance(raw, str) and form.fullmatch(raw) else None


def _sealed(raw: Any) -> dict[str, str] | None:
    code = raw.get("code") if isinstance(raw, dict) else None
    return {"code": code} if isinstance(code, str) and len(code) <= _LONGEST_SEALED else None


def _rows(raw: Any, names: tuple[str, ...], most: int) -> list[dict[str, str]]:
    rows = raw if isinstance(raw, list) else []
    return [
        {name: str(row.get(name) or "") for name in names} for row in rows[:most] if isinstance(row, dict)
    ]
