"""The page's words and telephone numbers in one script, region and mode."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.text import Mode, Region, Script, convert_characters
from casework.statuses import DISLIKES, VERDICTS
from gateway.chat.places import Place
from gateway.chat.types import Item
from knowledge import Knowledge
from knowledge.sentences import Voice

# Which numbers stand at the top of the page; the numbers themselves are in knowledge/hotlines.yml.
HELP: Mapping[Region, tuple[str, ...]] = {
    "CN": ("cn_110", "cn_96110", "bank"),
    "HK": ("hk_999", "hk_adcc_18222", "bank"),
    "MO": ("mo_993", "mo_88007777", "bank"),
    "TW": ("tw_110", "tw_165", "bank"),
}
# The first questions: what the button says, and the entry it leads to.
QUICK: Mapping[str, str] = {
    "scammed": "emergency_scam",
    "is_scam": "scam_types_all",
    "complain": "complaint_how",
    "rights": "rights_all",
    "card": "card_stolen",
}

# Which of them are offered, in this order; "human" and "status" (how a complaint stands) lead elsewhere.
FIRST: Mapping[Mode, tuple[str, ...]] = {
    "standard": ("scammed", "is_scam", "complain", "rights", "card", "human"),
    "large": ("scammed", "human", "complain", "is_scam", "card", "status"),
}

# What the browser's script says; {names} in them are filled in there.
_IN_SCRIPT: Mapping[str, tuple[str, ...]] = {
    "you": (), "bot": (), "bot_name": (), "bot_kind": (), "agent": (), "agent_name": (), "system": (),
    "urgent": (), "masked": (), "sources": ("count",), "verified": ("date",), "new_window": (),
    "hotlines_label": (), "buttons_label": (), "read_aloud": (), "read_stop": (),
    "read_all": (), "read_on": (), "read_off": (), "read_all_label": (), "read_failed": (),
    "speed_label": (), "speed_slow": (), "speed_normal": (), "speed_fast": (),
    "tongue_label": (), "tongue_auto": (), "tongue_cantonese": (),
    "dictate": (), "dictate_label": (), "dictate_on": (), "dictate_listening": (), "dictate_check": (),
    "dictate_privacy": (), "dictate_start": (), "dictate_leave": (), "dictate_denied": (),
    "dictate_silent": (), "dictate_missing": (), "dictate_network": (), "dictate_unable": (),
    "counter_left": ("left",), "counter_over": ("over",), "empty": (), "too_long": ("limit",), "thinking": (),
    "sending": (), "unsent": (), "unsent_why": (), "answer_waits": (), "refused": ("why",), "offline": (),
    "online": (), "new_below": (), "ended": (), "owner_queue": (), "owner_ahead": ("ahead",),
    "owner_first": (), "owner_absent": (), "owner_agent": (), "agent_named": ("name", "number"),
    "agent_numbered": ("number",), "error_start": (), "error_cookies": (),
    "rate_ask": (), "rate_why": (), "rate_thanks": (), "step_next": ("number", "total"), "step_back": (),
    **{f"rate_{one}": () for one in (*VERDICTS, *DISLIKES)},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dial:
    """A number to call: short label, full name, as shown, as dialled."""

    label: str
    name: str
    number: str
    dial: str


@dataclass(frozen=True, slots=True)
class Words:
    """Says ``page.*`` sentences; call it with the key after the dot."""

    knowledge: Knowledge
    voice: Voice
    script: Script
    region: Region
    mode: Mode

    def __call__(self, key: str, **values: object) -> str:
        """One sentence of ``knowledge/sentences/page.yml``."""
        return self.voice.say(f"page.{key}", self.script, self.region, self.mode, values)

    def say(self, key: str) -> str:
        """A sentence of another page: a link there is called what the page is called."""
        return self.voice.say(key, self.script, self.region, self.mode, {})

    def said_in(self, script: Script, key: str) -> str:
        """A sentence in another script than the page's: the name of that script."""
        return self.voice.say(f"page.{key}", script, self.region, self.mode, {})

    def for_script(self) -> dict[str, str]:
        """The sentences the browser's script needs, with their {names} left open."""
        return {
            key: self(key, **{name: f"{{{name}}}" for name in names}) for key, names in _IN_SCRIPT.items()
        }

    def waiting(self, place: Place | None) -> str:
        """What the bar says of who waits: the place, or that no human is there."""
        if place is None:
            return self("owner_queue")
        if place.absent:
            return self("owner_absent")
        return self("owner_ahead", ahead=place.ahead) if place.ahead else self("owner_first")

    def speaker(self, item: Item) -> str:
        """How an agent is shown: 人工客服 小陈（工号0012）; a name is converted by character only."""
        known = item.get("speaker") or {}
        name, number = known.get("name", ""), known.get("number", "")
        if name and number:
            return self("agent_named", name=convert_characters(name, self.script), number=number)
        return self("agent_numbered", number=number) if number else self("agent_name")

    def quick(self, key: str) -> str:
        """What a first question sends: its own words if they lead to its entry, else the entry's title."""
        said, entry = self(f"quick_{key}"), QUICK[key]
        if self.knowledge.by_title(said) == entry:
            return said
        return self.knowledge.render(entry, self.script, self.region, self.mode).title

    def help(self) -> tuple[Dial, ...]:
        """The region's emergency numbers and the bank's; a number that is not set is left out."""
        return tuple(self._dial(key) for key in HELP[self.region] if self.voice.dial(key))

    def _dial(self, key: str) -> Dial:
        voice = self.voice
        name, number = voice.hotline_name(key, self.script), voice.number(key, self.script)
        return Dial(self(f"dial_{key}"), name, number, voice.dial(key))
