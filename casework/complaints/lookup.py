"""Finding a complaint by its receipt and query code: wrong and unknown look the same and take as long."""

import hmac
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from casework.complaints import receipt, rows
from casework.complaints.types import Complaint
from casework.errors import NotFoundError
from casework.vault.cipher import Cipher

_a = rows.complaints.c
_SEALED_BY_ID = select(_a.receipt, _a.code_sealed).where(_a.id == bindparam("complaint"))
_SEALED_BY_RECEIPT = select(_a.id, _a.code_sealed).where(_a.receipt == bindparam("receipt"))
_NOBODYS: Final = "XB-2222-22222"
# No code: it never equals what somebody types.
_NO_CODE: Final = "------"


def by_receipt(session: Session, said: str) -> Complaint:
    """The complaint, from a receipt in any case, with or without hyphens and blanks; NotFoundError."""
    return rows.by_receipt(session, receipt.normal_receipt(said))


def look_up(session: Session, cipher: Cipher, said: str, code: str) -> Complaint:
    """The complaint for its customer; one NotFoundError for an unknown receipt and for a wrong code."""
    number = _number(said)
    row = session.execute(_SEALED_BY_RECEIPT, {"receipt": number}).one_or_none()
    kept = bytes(row.code_sealed) if row is not None and row.code_sealed is not None else None
    # Nothing found: seal and open all the same, so that the answer takes its time.
    known = cipher.open(kept or cipher.seal(_NO_CODE, place_of_code(number)), place_of_code(number))
    right = hmac.compare_digest(known.encode(), receipt.normal_code(code).encode())
    if row is None or kept is None or not right:
        raise NotFoundError("complaint")
    return rows.get(session, row.id)


def code_of(session: Session, cipher: Cipher, complaint_id: int) -> str:
    """The query code, for the customer's own receipt; NotFoundError when it is erased."""
    row = session.execute(_SEALED_BY_ID, {"complaint": complaint_id}).one_or_none()
    if row is None or row.code_sealed is None:
        raise NotFoundError("complaint")
    return cipher.open(bytes(row.code_sealed), place_of_code(row.receipt))


def place_of_code(number: str) -> str:
    """What a sealed code is bound to."""
    return f"complaint/{number}/code"


def _number(said: str) -> str:
    try:
        return receipt.normal_receipt(said)
    except NotFoundError:
        return _NOBODYS
