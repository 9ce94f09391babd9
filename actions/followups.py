"""Short questions about the last answer: 要钱吗, 那要多久, 不满意呢, 哪条法律规定的, 再说一遍."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml

from actions import replies
from actions.context import Turn, knowledge
from bot.text import normalise
from knowledge.models import Entry

_FILE = Path(__file__).resolve().parent.parent / "knowledge" / "followups.yml"
FAQ, _UNSURE = "faq", "nlu_fallback"
_SIGNS = re.compile(r"[\s，,。.！!？?~～、]+")
_AGAIN, _LAW = "again", "law"
# A lone "do I have to pay?" after these may be about the fraud.
_FRAUD = "fraud"
_COST = "免费"
# 依据为何 alone is understood as a question about the basis of the rights.
_BASIS, _RIGHTS, _OF_RIGHTS = "rights_basis", "rights", "权"
_HALF = 0.1  # chance from which the classifier has half heard something
_SHORT = 18  # characters that rather follow than begin something
# What leans on something said before.
_LEANS = re.compile(
    r"^(?:那|咁|噉|如果|要是|万一|但|可是|不过|还有|所以)|呢$"
    r"|的话(?:要|会|还|呢|我)|人家|对方|他们|她们|佢|这个|那个|呢个|嗰个|这样|那样|它"
)


@dataclass(frozen=True)
class Kind:
    """How something is asked, and by which words titles and answers show that they tell it."""

    asked: frozenset[str]
    titled: tuple[str, ...]
    told: tuple[str, ...]
    order: tuple[str, ...]

    def told_by(self, text: str) -> bool:
        """Whether an answer says it."""
        return any(word in text for word in self.told)

    @property
    def of_topic(self) -> bool:
        """Whether it can only be about the answer itself: once more, or by which law."""
        return bool({_AGAIN, _LAW} & {*self.order})


def about(topic: str | None, turn: Turn) -> tuple[str, ...]:
    """The entries that answer such a question after `topic`; none when it is no such question.

    One entry is the answer; several are only its neighbours, to choose from.
    """
    kind, entries = _kind_after(topic, turn), knowledge().entries
    if kind is None or topic is None or topic not in entries:
        return ()
    if kind.of_topic:
        return (topic,)
    if entries[topic].urgent:
        return ()
    if entries[topic].group == _FRAUD and _COST in kind.told:
        # 那我要不要交钱 behind a trick: what to do about the trick, never that something is free.
        return (topic,)
    near = [entries[one] for one in entries[topic].related if one in entries]
    ways = {
        "guess": _guess(entries[topic], turn),
        "titled": next((one.id for word in kind.titled for one in near if word in one.title), None),
        "told": topic if kind.told_by(knowledge().render(topic, region=turn.region).text) else None,
    }
    found = next((ways[way] for way in kind.order if ways[way]), None)
    return (found,) if found else tuple(one.id for one in near if not one.urgent)


def said(found: tuple[str, ...], topic: str, turn: Turn) -> replies.Reply:
    """The topic once more as it was asked for, another entry, or entries to choose from."""
    kind = _kind_after(topic, turn)
    if len(found) > 1:
        return replies.choices(found, turn, calm=True)
    if found != (topic,):
        return replies.answer(found[0], turn)
    if kind and _LAW in kind.order:
        return _rests_on(topic, turn)
    if kind and _AGAIN in kind.order:
        plain = replace(turn, mode="large")
        return replies.headed("simply", topic, plain)
    return replies.headed("about_topic", topic, turn)


def calm_about(topic: str | None, turn: Turn) -> tuple[str, ...]:
    """As `about`, for words that may be an alarm: only after an answer that is not about fraud."""
    known = knowledge().entries.get(topic or "")
    return about(topic, turn) if known and known.group != _FRAUD and not known.urgent else ()


def _rests_on(topic: str, turn: Turn) -> replies.Reply:
    """The laws and notices of the answer; they stand in the sources too."""
    reply = replies.answer(topic, turn)
    most = len(reply["sources"]) if turn.mode == "standard" else 1
    named = "；".join(source["title"] + (source["article"] or "") for source in reply["sources"][:most])
    title = replies.titled(topic, turn)["title"]
    text = knowledge().say("dialogue.law", **turn.style, title=title, sources=named)
    return reply | {"text": text}


def _guess(topic: Entry, turn: Turn) -> str | None:
    """The classifier's entry, when it is of the same matter; half heard is enough behind an answer."""
    if turn.intent not in (FAQ, _UNSURE) or not turn.ranking or turn.ranking[0][1] < _HALF:
        return None
    entry = knowledge().entries[turn.ranking[0][0]]
    return entry.id if entry != topic and entry.group == topic.group else None


def leaning(topic: str | None, turn: Turn, *, heard: bool = False) -> list[str]:
    """To choose from, for a few words that lean on the last answer and are hardly understood alone.

    First what the classifier half heard of the same matter, then the answer, then what stands next to it.
    With `heard` every few words do, without it those that say so: 那怎么弄开.
    """
    known, plain = knowledge().entries, normalise(turn.text)
    if topic is None or topic not in known or known[topic].urgent or not 2 < len(plain) <= _SHORT:
        return []
    if not heard and not leans(turn):
        return []
    near = known[topic].related
    likely = [one for one, chance in turn.ranking if chance >= _HALF]
    half = [one for one in likely if one in near or known[one].group == known[topic].group]
    calm = [one for one in (*half[:1], topic, *near) if one in known and not known[one].urgent]
    return list(dict.fromkeys(calm))[:3]


def leans(turn: Turn) -> bool:
    """Few words that say themselves that something was said before: 那怎么弄开, 不去的话会怎样."""
    plain = normalise(turn.text)
    return len(plain) <= _SHORT and _LEANS.search(plain) is not None


def kind_of(text: str) -> Kind | None:
    """What a message asks when it asks nothing else."""
    kinds, around = _kinds()
    clauses = [clause for clause in _SIGNS.split(normalise(text)) if around.sub("", clause)]
    bare = "".join(clauses)
    found = _asking(kinds, bare, around.sub("", bare))
    if found or not clauses or len(bare) > _SHORT:
        return found
    # 讲那么多听不懂，简单讲就好: only what is about the answer itself may come last.
    last = _asking(kinds, clauses[-1])
    return last if last and last.of_topic else None


def _asking(kinds: tuple[Kind, ...], *texts: str) -> Kind | None:
    return next((kind for text in dict.fromkeys(texts) for kind in kinds if text in kind.asked), None)


def _kind_after(topic: str | None, turn: Turn) -> Kind | None:
    kind = kind_of(turn.text)
    behind = knowledge().entries.get(topic or "")
    if kind or behind is None or not turn.ranking or len(turn.text) > _SHORT:
        return kind
    basis = turn.ranking[0][0] == _BASIS and behind.group != _RIGHTS
    return _law() if basis and _OF_RIGHTS not in normalise(turn.text) else None


def _law() -> Kind:
    return next(kind for kind in _kinds()[0] if _LAW in kind.order)


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[Kind, ...], re.Pattern[str]]:
    data = yaml.safe_load(_FILE.read_text("utf-8"))
    around = "|".join(sorted(map(re.escape, map(normalise, data.pop("around"))), key=len, reverse=True))
    # From both ends only: 呢 within a word stays.
    ends = re.compile(f"^(?:{around})+|(?:{around})+$")
    return tuple(_kind(one, ends) for one in data.values()), ends


def _kind(one: dict[str, list[str]], ends: re.Pattern[str]) -> Kind:
    asked = set(map(normalise, one["asked"]))
    bare = {ends.sub("", word) for word in asked}
    return Kind(
        frozenset(asked | {word for word in bare if len(word) > 1}),
        tuple(one["titled"]),
        tuple(one["told"]),
        tuple(one["order"]),
    )
