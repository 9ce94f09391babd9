"""Takes personal data out of a text before anything is stored: cards, codes, passwords."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.text.masking import identities, secrets
from bot.text.masking.cards import cards
from bot.text.masking.model import Finding, Masked, Span
from bot.text.masking.phones import phones, shown
from bot.text.masking.runs import runs
from bot.text.masking.shadow import shadow
from bot.text.resources import load_yaml

__all__ = ["MASK_LABEL", "Finding", "Masked", "mask", "strip_labels"]

_LABELS = load_yaml("labels")
MASK_LABEL = re.compile(rf"{re.escape(_LABELS['opening'])}[^\[\]]{{1,12}}{re.escape(_LABELS['closing'])}")


def mask(text: str) -> Masked:
    """The text with every secret replaced by a label and phone numbers shown in part; linear."""
    spans = _without_overlap(_candidates(shadow(text)))
    findings = tuple(_finding(text, span) for span in spans)
    pieces, position = [], 0
    for finding in findings:
        pieces += [text[position : finding.start], finding.shown]
        position = finding.end
    return Masked("".join([*pieces, text[position:]]), findings)


def strip_labels(text: str) -> str:
    """The text without the labels that `mask` put in."""
    return MASK_LABEL.sub("", text)


def _candidates(plain: str) -> list[Span]:
    """All candidates, the surest kind first."""
    found = list(runs(plain))
    numbers = [
        span for run in found for span in (*identities.mainland(run), *cards(run), *identities.within(run))
    ]
    sure = [*identities.elsewhere(plain), *numbers]
    card_numbers = [span for span in numbers if span.kind == "card"]
    beside = [span for card in card_numbers for span in secrets.beside(plain, card)]
    security = list(secrets.security_codes(plain))
    expiry = secrets.expiry_dates(plain, has_card=bool(card_numbers or security))
    return [
        *sure,
        *beside,
        *expiry,
        *security,
        *(span for run in found for span in phones(run)),
        *secrets.codes(plain),
        *secrets.passwords(plain),
    ]


def _without_overlap(candidates: Iterable[Span]) -> list[Span]:
    """Earlier candidates win; of a later one, what they leave of it is kept."""
    taken: list[Span] = []
    for candidate in candidates:
        pieces = [candidate]
        for span in taken:
            pieces = [rest for piece in pieces for rest in _minus(piece, span)]
        taken += pieces
    return sorted(taken, key=lambda span: span.start)


def _minus(piece: Span, span: Span) -> list[Span]:
    if piece.end <= span.start or span.end <= piece.start:
        return [piece]
    ends = ((piece.start, span.start), (span.end, piece.end))
    return [Span(piece.kind, piece.label, start, end) for start, end in ends if end > start]


def _finding(text: str, span: Span) -> Finding:
    if span.kind == "phone":
        value = text[span.start : span.end]
        return Finding("phone", span.start, span.end, value, shown(value), secret=False)
    label = f"{_LABELS['opening']}{_LABELS[span.label]}{_LABELS['closing']}"
    return Finding(span.kind, span.start, span.end, "", label, secret=True)
