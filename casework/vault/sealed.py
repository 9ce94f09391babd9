"""Everything in the database that is sealed, for changing the secret key."""

import json
from typing import Final

from casework.base import table_of
from casework.complaints.lookup import place_of_code
from casework.complaints.models import ComplaintPartyRow, ComplaintRow
from casework.complaints.parties import phone_key, place_of
from casework.tickets.models import TicketRow
from casework.tickets.service import place_of as place_of_ticket
from casework.vault.models import PersonalValueRow
from casework.vault.rotation import Prints, Sealed
from casework.wechat.models import WechatUserRow
from casework.wechat.users import place_of as place_of_openid

_values, _parties, _complaints = map(table_of, (PersonalValueRow, ComplaintPartyRow, ComplaintRow))
_tickets = table_of(TicketRow)
_followers = table_of(WechatUserRow)
_v, _p, _c, _t, _f = _values.c, _parties.c, _complaints.c, _tickets.c, _followers.c

PERSONAL_VALUES: Final = Sealed(
    "personal values",
    _values,
    _v.token,
    _v.sealed,
    (_v.conversation_id, _v.kind),
    lambda row: f"{row[_v.conversation_id]}/{row[_v.kind]}/{row[_v.token]}",
    Prints(
        _v.fingerprint,
        lambda row: f"{row[_v.conversation_id]}/{row[_v.kind]}",
        (_v.conversation_id, _v.kind),
    ),
)


def _phone(contact: str) -> str | None:
    phone = json.loads(contact)["phone"]
    return phone_key(phone) if phone else None


PARTIES: Final = Sealed(
    "persons of complaints",
    _parties,
    _p.id,
    _p.sealed,
    (_p.complaint_id,),
    lambda row: place_of(row[_p.complaint_id], row[_p.id]),
    Prints(_p.fingerprint, lambda _: "complaint/phone", of=_phone),
)
CODES: Final = Sealed(
    "query codes",
    _complaints,
    _c.id,
    _c.code_sealed,
    (_c.receipt,),
    lambda row: place_of_code(row[_c.receipt]),
)
TICKETS: Final = Sealed(
    "numbers to call back",
    _tickets,
    _t.id,
    _t.sealed,
    (),
    lambda row: place_of_ticket(row[_t.id]),
    Prints(_t.fingerprint, lambda _: "complaint/phone", of=phone_key),
)
WECHAT_USERS: Final = Sealed(
    "followers on WeChat",
    _followers,
    _f.id,
    _f.sealed,
    (_f.app_id,),
    lambda row: place_of_openid(row[_f.app_id]),
    Prints(_f.fingerprint, lambda row: place_of_openid(row[_f.app_id])),
)
SEALED: Final = (PERSONAL_VALUES, PARTIES, CODES, TICKETS, WECHAT_USERS)
