"""Takes personal data out of a text before anything is stored: cards, codes, passwords."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable

from bot.text.masking import addresses, identities, names, secrets
from bot.text.masking.asked import asked_name
from bot.text.masking.cards import cards
from bot.text.masking.model import Finding, Masked, Span
from bot.text.masking.phones import asked_phones, phones, shown
from bot.text.masking.receipts import codes
from bot.text.masking.runs import runs
from bot.text.masking.shadow import shadow, visible
from bot.text.resources import load_yaml

__all__ = ["MASK_LABEL", "QUERY_CODE", "TYPED_CODE", "Finding", "Masked", "mask", "strip_labels"]

_LABELS = load_yaml("labels")
MASK_LABEL = re.compile(rf"{re.escape(_LABELS['opening'])}[^\[\]]{{1,12}}{re.escape(_LABELS['closing'])}")
# What a stored reply says in place of a complaint's query code, and what a typed one is shown as.
QUERY_CODE = f"{_LABELS['opening']}{_LABELS['query_code']}{_LABELS['closing']}"
TYPED_CODE: str = _LABELS["typed_code"]


# Without a digit, a Latin letter, a sign for one or a numeral there is nothing to find.
_WORTH_A_LOOK = re.compile("[0-9a-z·•●*零一二三四五六七八九]")


def mask(text: str, *, contact_asked: bool = False, by_customer: bool = True) -> Masked:
    """The text with every secret replaced by a label, phone numbers and names shown in part; linear.

    A name counts where it is introduced; with `contact_asked` (the customer was asked who they are, or for a
    phone number) also when it is the answer, and any number that may be a telephone's. E-mail addresses and
    WeChat ids stay in what is not `by_customer`: staff write where to turn to.
    """
    seen, places = visible(text)
    plain = shadow(seen)
    spans = _without_overlap(
        [*codes(plain, seen), *_candidates(plain, by_customer=by_customer), *names.names(seen, plain)], plain
    )
    if contact_asked:
        spans = _without_overlap([*spans, *asked_phones(plain)], plain)
        named = any(span.kind == "name" for span in spans)
        spans = spans if named else _without_overlap([*spans, *asked_name(seen, plain, spans)], plain)
    findings = tuple(_finding(text, plain, span, places) for span in spans)
    pieces, position = [], 0
    for finding in findings:
        pieces += [text[position : finding.start], finding.shown]
        position = finding.end
    return Masked("".join([*pieces, text[position:]]), findings)


def strip_labels(text: str) -> str:
    """The text without the labels that `mask` put in."""
    return MASK_LABEL.sub("", text)


def _candidates(plain: str, *, by_customer: bool) -> list[Span]:
    """All candidates, the surest kind first."""
    if not _WORTH_A_LOOK.search(plain):
        return []
    found = list(runs(plain))
    finders = (identities.mainland, cards, identities.within)
    numbers = [span for run in found for finder in finders for span in finder(run)]
    card_numbers = [span for span in numbers if span.kind == "card"]
    return [
        *identities.elsewhere(plain),
        *numbers,
        *secrets.beside(plain, card_numbers),
        *secrets.secrets(plain, has_card=bool(card_numbers)),
        *(addresses.addresses(plain) if by_customer else ()),
        *(span for run in found for span in phones(run)),
    ]


def _without_overlap(candidates: Iterable[Span], plain: str) -> list[Span]:
    """Earlier candidates win; of a later one, what they leave of it is kept. Sorted by place."""
    taken: list[Span] = []
    for candidate in candidates:
        for start, end in _free(candidate, taken):
            # A blank or a comma that is left over hides nothing.
            whole = end - start == candidate.end - candidate.start
            if whole or any(map(str.isalnum, plain[start:end])):
                insort(taken, Span(candidate.kind, candidate.label, start, end), key=_start)
    return taken


def _free(candidate: Span, taken: list[Span]) -> list[tuple[int, int]]:
    """The parts of a candidate that no other span has taken."""
    free: list[tuple[int, int]] = []
    position = candidate.start
    index = max(bisect_right(taken, candidate.start, key=_start) - 1, 0)
    while index < len(taken) and taken[index].start < candidate.end:
        if taken[index].start > position:
            free.append((position, taken[index].start))
        position = max(position, taken[index].end)
        index += 1
    return [*free, (position, candidate.end)] if position < candidate.end else free


def _start(span: Span) -> int:
    return span.start


def _finding(text: str, plain: str, span: Span, places: list[int] | None) -> Finding:
    start, end = (places[span.start], places[span.end]) if places else (span.start, span.end)
    if span.kind == "code":
        return Finding("code", start, end, text[start:end], TYPED_CODE, secret=False)
    if span.kind in ("email", "wechat"):
        return Finding(span.kind, start, end, text[start:end], addresses.shown(text[start:end]), secret=False)
    if span.kind in ("phone", "name"):
        value = text[start:end]
        part = shown(plain[span.start : span.end]) if span.kind == "phone" else names.shown(value)
        return Finding(span.kind, start, end, value, part, secret=False)
    label = f"{_LABELS['opening']}{_LABELS[span.label]}{_LABELS['closing']}"
    return Finding(span.kind, start, end, "", label, secret=True)
