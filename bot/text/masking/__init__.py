"""Takes personal data out of a text before anything is stored: cards, codes, passwords."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.text.masking import addresses, identities, names, secrets
from bot.text.masking.asked import asked_name
from bot.text.masking.cards import cards
from bot.text.masking.model import Finding, Masked, Span
from bot.text.masking.phones import asked_phones, phones, shown, spelt_phones
from bot.text.masking.receipts import codes
from bot.text.masking.runs import Run, runs
from bot.text.masking.shadow import Readings, readings, visible
from bot.text.resources import load_yaml

__all__ = ["MASK_LABEL", "QUERY_CODE", "TYPED_CODE", "Finding", "Masked", "mask", "strip_labels"]

_LABELS = load_yaml("labels")
MASK_LABEL = re.compile(rf"{re.escape(_LABELS['opening'])}[^\[\]]{{1,12}}{re.escape(_LABELS['closing'])}")
# What a stored reply says in place of a complaint's query code, and what a typed one is shown as.
QUERY_CODE = f"{_LABELS['opening']}{_LABELS['query_code']}{_LABELS['closing']}"
TYPED_CODE: str = _LABELS["typed_code"]


# Without a digit, a Latin letter, a sign for one or a numeral there is nothing to find.
_NUMERALS = re.compile("[零一二三四五六七八九壹贰叁肆伍陆柒捌玖〇○幺]{3}")
_WORTH_A_LOOK = re.compile("[0-9a-z·•●*零一二三四五六七八九]")


def mask(text: str, *, contact_asked: bool = False, by_customer: bool = True) -> Masked:
    """The text with every secret replaced by a label, phone numbers and names shown in part; linear.

    A name counts where it is introduced; with `contact_asked` (the customer was asked who they are, or for a
    phone number) also when it is the answer, and any number that may be a telephone's. E-mail addresses and
    WeChat ids stay in what is not `by_customer`: staff write where to turn to.
    """
    seen, places = visible(text)
    read = readings(seen)
    spans = _found(seen, read, by_customer=by_customer)
    if contact_asked:
        asked = (span for plain in (read.apart, read.joined) for span in asked_phones(plain))
        spans = _without_overlap([*spans, *asked], read)
        named = any(span.kind == "name" for span in spans)
        answer = () if named else asked_name(seen, read.words, spans)
        spans = _without_overlap([*spans, *answer], read)
    findings = tuple(_finding(text, read.joined, span, places) for span in spans)
    pieces, position = [], 0
    for finding in findings:
        pieces += [text[position : finding.start], finding.shown]
        position = finding.end
    return Masked("".join([*pieces, text[position:]]), findings)


def strip_labels(text: str) -> str:
    """The text without the labels that `mask` put in."""
    return MASK_LABEL.sub("", text)


def _found(seen: str, read: Readings, *, by_customer: bool) -> list[Span]:
    """What there is in any reading: codes, then numbers and secrets, then names."""
    coded = [span for plain in read.all for span in codes(plain, seen)]
    introduced = names.names(seen, read.words)
    return _without_overlap([*coded, *_candidates(read, by_customer=by_customer), *introduced], read)


def _candidates(read: Readings, *, by_customer: bool) -> list[Span]:
    """All candidates, the surest kind first, and of a kind the surest reading."""
    if not _WORTH_A_LOOK.search(read.joined):
        return []
    surest, *others = read.all
    found = {plain: list(runs(plain)) for plain in read.all}
    numbers = list(_numbers(surest, found[surest]))
    more = {plain: list(_numbers(plain, found[plain])) for plain in others}
    card_numbers = [span for span in chain(numbers, *more.values()) if span.kind == "card"]
    # A secret may well be longer than needed, a number may not: it is used.
    told = dict.fromkeys((read.joined, *read.all))
    return [
        *numbers,
        *secrets.beside(read.joined, card_numbers),
        *(span for plain in told for span in secrets.secrets(plain, has_card=bool(card_numbers))),
        *(addresses.addresses(surest) if by_customer else ()),
        *_phones(found[surest]),
        *(span for plain in others for span in (*more[plain], *_phones(found[plain]))),
        *(spelt_phones(read.words, read.joined) if others else ()),
    ]


def _phones(found: list[Run]) -> Iterator[Span]:
    for run in found:
        yield from phones(run)


def _numbers(plain: str, found: list[Run]) -> Iterator[Span]:
    """Identity numbers and cards of one reading."""
    yield from identities.elsewhere(plain)
    for run in found:
        for finder in (identities.mainland, cards, identities.within):
            yield from finder(run)


def _without_overlap(candidates: Iterable[Span], read: Readings) -> list[Span]:
    """Earlier candidates win; of a later one, what they leave of it is kept. Sorted by place."""
    taken: list[Span] = []
    for candidate in candidates:
        for start, end in _free(candidate, taken):
            whole = end - start == candidate.end - candidate.start
            if whole or _hides(candidate.kind, read, start, end):
                insort(taken, Span(candidate.kind, candidate.label, start, end), key=_start)
    return taken


def _hides(kind: str, read: Readings, start: int, end: int) -> bool:
    """Whether what is left over says anything; of a number a blank, a comma or a single 三 does not."""
    left = read.words[start:end]
    if kind == "name" or _NUMERALS.search(left):
        return any(map(str.isalnum, left))
    return any(c.isascii() and c.isalnum() and read.apart[at].isalnum() for at, c in enumerate(left, start))


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
