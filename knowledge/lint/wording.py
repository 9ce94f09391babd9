"""Rules on form: length, script, placeholders, hedges, and a way back from every script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text import Script, convert, fold, normalise
from knowledge.models import Entry, Problem, Sentence, Variant
from knowledge.placeholders import leftovers, variables_in
from knowledge.texts import Text

LONGEST = {"answer": 300, "plain": 120}
_HANT: tuple[Script, ...] = ("zh-Hant-TW", "zh-Hant-HK")
_HEDGE = re.compile(
    r"以[^。；]{1,40}为准|(?:请|要|可以?|最好|务必|先)[^。；]{0,24}(?:核实|核对|确认)"
    r"|向[^。；]{1,30}(?:确认|核实|核对|查询|咨询)"
)
_QUESTION = re.compile(r"[？?]$|[吗呢]$|怎么|如何|什么|哪|多久|多少|几|谁|能不能|可不可以|有没有|是不是")
_NEED = re.compile(r"^(?:我|请|帮|想|要|需|被|有人|家人|对方|收到|接到|查|办|转|找|换|让)")


def script(text: Text) -> Iterator[Problem]:
    """``not-simplified``: content is written in simplified, the converter does the rest."""
    folded = "" if text.verbatim else fold(text.text)
    wrong = [a for a, b in zip(text.text, folded) if a != b and not a.isascii()]  # noqa: B905 - fold is 1:1
    if wrong:
        message = f"{text.field}: not simplified: {''.join(dict.fromkeys(wrong))}"
        yield Problem(text.file, text.entry, "not-simplified", message)


def round_trip(text: Text) -> Iterator[Problem]:
    """``round-trip``: a converted text must be understood as the one it came from."""
    if text.verbatim:
        return
    plain = leftovers(text.text)
    wanted = normalise(convert(plain, "zh-Hans"))
    for way in _HANT:
        back = normalise(convert(plain, way))
        if back != wanted:
            message = f"{text.field}: {way}: {_difference(wanted, back)}"
            yield Problem(text.file, text.entry, "round-trip", message)


def placeholders(text: Text) -> Iterator[Problem]:
    """``placeholder``: a stray brace or marker."""
    if re.search(r"[{}]", leftovers(text.text)):
        yield Problem(text.file, text.entry, "placeholder", f"{text.field}: a brace that is no placeholder")
    if not _balanced(text.text):
        yield Problem(text.file, text.entry, "placeholder", f"{text.field}: unbalanced ⟦⟧ or 《》")


def same_variables(sentence: Sentence) -> Iterator[Problem]:
    """``sentence-placeholders``: every wording of a sentence asks for the same variables."""
    wanted = variables_in(sentence.base.text)
    known = (sentence.base, *sentence.regions.values(), *sentence.open.values())
    wordings = [w for v in known for w in (v.text, v.plain) if w]
    for wording in wordings:
        if variables_in(wording) != wanted:
            message = f"{sorted(wanted)} in the text, {sorted(variables_in(wording))} in “{wording[:20]}…”"
            yield Problem(sentence.file, sentence.key, "sentence-placeholders", message)


def lengths(entry: Entry, filled: dict[str, str]) -> Iterator[Problem]:
    """``too-long``: after placeholders, an answer has 300 characters, a plain one 120."""
    for name, text in filled.items():
        longest = LONGEST.get(name.rpartition(".")[2])
        if longest and len(text) > longest:
            message = f"{name}: {len(text)} characters, at most {longest}"
            yield Problem(entry.file, entry.id, "too-long", message)


def title_form(entry: Entry) -> Iterator[Problem]:
    """``title-form``: a title is a question or a need in the customer's words."""
    if not (_QUESTION.search(entry.title) or _NEED.search(entry.title)):
        message = f"“{entry.title}” is no question and no need"
        yield Problem(entry.file, entry.id, "title-form", message)


def hedges(entry: Entry) -> Iterator[Problem]:
    """``hedge-missing``: what is only probably right must say so, in every wording."""
    if entry.confidence != "medium":
        return
    variants: dict[str, Variant] = {"": entry.text, **{f"regions.{r}.": v for r, v in entry.regions.items()}}
    for prefix, v in variants.items():
        for name, texts in (("answer", (v.answer, *v.steps)), ("plain", (v.plain, *v.plain_steps))):
            if not _HEDGE.search("。".join(texts)):
                message = f"{prefix}{name}: confidence is medium, but nothing says 以…为准 or 请…核实"
                yield Problem(entry.file, entry.id, "hedge-missing", message)


def _balanced(text: str) -> bool:
    return all(re.fullmatch(f"[^{a}{b}]*(?:{a}[^{a}{b}]*{b}[^{a}{b}]*)*", text) for a, b in ("⟦⟧", "《》"))


def _difference(wanted: str, back: str) -> str:
    start = next((i for i, (a, b) in enumerate(zip(wanted, back)) if a != b), min(len(wanted), len(back)))  # noqa: B905
    near = slice(max(0, start - 4), start + 8)
    return f"“{wanted[near]}” comes back as “{back[near]}”"
