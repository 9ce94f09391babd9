"""What of the vault is sealed, for changing the secret key."""

from typing import Final

from casework.base import table_of
from casework.vault.models import PersonalValueRow
from casework.vault.rotation import Prints, Sealed

_table = table_of(PersonalValueRow)
_c = _table.c

PERSONAL_VALUES: Final = Sealed(
    "personal values",
    _table,
    _c.token,
    _c.sealed,
    (_c.conversation_id, _c.kind),
    lambda row: f"{row[_c.conversation_id]}/{row[_c.kind]}/{row[_c.token]}",
    Prints(
        _c.fingerprint,
        lambda row: f"{row[_c.conversation_id]}/{row[_c.kind]}",
        (_c.conversation_id, _c.kind),
    ),
)
