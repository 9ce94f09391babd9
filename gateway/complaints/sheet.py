"""What stands on a receipt: the same for the page that is printed and for the PDF."""

from dataclasses import dataclass
from datetime import datetime

from gateway.complaints.service import Case
from gateway.complaints.telling import told
from gateway.complaints.words import ComplaintWords


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows``: label and value, the number first (after "demo"); ``bank`` is the author of the PDF."""

    receipt: str
    bank: str
    rows: tuple[tuple[str, str], ...]
    story: str
    wish: str


def sheet_of(c: ComplaintWords, case: Case, code: str, now: datetime) -> Sheet:
    """The receipt of a case; ``code`` is "" when it may not be shown any more."""
    words = told(c, case)
    bank = c.words.voice.bank_name(c.words.script)
    rows = [
        (c("demo"), c("demo_notice") if words.demo else ""),
        (c("receipt"), words.receipt),
        (c("code"), code or c("code_once")),
        (c("print_bank"), bank),
        (c("by_name"), words.name),
        (c("received_on"), words.received_on),
        (c("filed_on"), words.filed_on),
        (c("state"), words.state),
        (c("why_refused"), words.why_refused if case.complaint.state == "refused" else ""),
        (c("due"), words.due),
        (c("business_shown"), words.business),
        (c("files_shown"), "、".join(words.files)),
        (c("print_made"), c.moment(now)),
    ]
    return Sheet(words.receipt, bank, tuple(row for row in rows if row[1]), words.story, words.wish)
