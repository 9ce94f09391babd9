"""Words on a complaint without what is known of its persons: before they are stored, or compared."""

from contextlib import suppress
from dataclasses import replace

from sqlalchemy.orm import Session

from casework.complaints import parties
from casework.complaints.types import Deed, NewComplaint
from casework.complaints.wording import masked, storable, without
from casework.errors import NotFoundError
from casework.vault.cipher import Cipher, SealError


def cleaned(session: Session, cipher: Cipher, complaint_id: int, deed: Deed) -> Deed:
    """The deed with its words as they may be stored; to be called before `take`."""

    def clean(text: str | None) -> str | None:
        return without_own(session, cipher, complaint_id, text).strip() if text else text

    return replace(deed, text=clean(deed.text), reason=clean(deed.reason))


def story_of(new: NewComplaint) -> str:
    """The story of a complaint that is not filed yet, as it will be stored."""
    text = storable(new.story).strip()
    for party in new.parties:
        text = without(text, party.contact, parties.shown_of(party.contact))
    return masked(text)


def without_own(session: Session, cipher: Cipher, complaint_id: int, text: str) -> str:
    """The text with the parties' names, numbers and addresses in their masked forms, secrets hidden."""
    text = storable(text)
    for party in parties.parties_of(session, complaint_id):
        # Erased, or its key is gone: then only the masked form is known.
        with suppress(NotFoundError, SealError):
            contact = parties.opened(session, cipher, complaint_id, party.id)
            text = without(text, contact, parties.shown_of(contact))
    return parties.without_names(session, complaint_id, masked(text))
