"""Files that were good while the form was not: kept in the store, named in the form by a signed token.

The sweep removes what no complaint names after half an hour (gateway.ops.sweeping); a token ends before that.
"""

import hashlib
from dataclasses import asdict, dataclass

from itsdangerous import BadData, URLSafeSerializer

from casework.files.types import KeptFile
from gateway.complaints.limits import MOST_FILES
from gateway.complaints.uploads import Form
from gateway.security.secrets import derived
from xiaobao.settings import Settings

_GOOD_FOR = 25 * 60  # seconds


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kept file and its token."""

    name: str
    token: str
    file: KeptFile


class Cloakroom:
    """Signs tokens of kept files, each for one browser."""

    def __init__(self, settings: Settings) -> None:
        self._signer = URLSafeSerializer(
            derived(settings, "kept-files").encode(), "kept", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def hold(self, file: KeptFile, nonce: str, now: int) -> Waiting:
        """A token for a kept file."""
        return Waiting(file.name, str(self._signer.dumps([nonce, now, asdict(file)])), file)

    def fetch(self, form: Form, nonce: str, now: int) -> tuple[Waiting, ...]:
        """The files whose tokens a form brings back and that are still there."""
        tokens = [form.get(f"kept_{number}") for number in range(1, MOST_FILES + 1)]
        return tuple(found for found in (self._open(token, nonce, now) for token in tokens) if found)

    def _open(self, token: str, nonce: str, now: int) -> Waiting | None:
        try:
            whose, since, values = self._signer.loads(token)
            file = KeptFile(**values)
        except (BadData, TypeError, ValueError):
            return None
        if whose != nonce or not 0 <= now - since < _GOOD_FOR:
            return None
        return Waiting(file.name, token, file)
