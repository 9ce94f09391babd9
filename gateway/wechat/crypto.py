"""Encrypting and decrypting as the platform does, by wechatpy; signatures are checked elsewhere."""

import secrets
from datetime import datetime

from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException

from gateway.wechat.refusing import Refused
from xiaobao.settings import Settings


class _Prp(PrpCrypto):  # type: ignore[misc] # wechatpy has no types
    """With random bytes nobody can foresee: the platform's IV is fixed, they alone make two texts differ."""

    def get_random_string(self) -> str:
        """16 characters."""
        return secrets.token_hex(8)


class _Crypto(WeChatCrypto):  # type: ignore[misc]
    def decrypted(self, encrypted: str) -> str:
        return str(_Prp(self.key).decrypt(encrypted, self.app_id))

    def encrypt_message(self, msg: str, nonce: str, timestamp: str | None = None) -> str:
        return str(self._encrypt_message(msg, nonce, timestamp, _Prp))


def decrypt(encrypted: str, settings: Settings) -> str:
    """The plain text of what was verified already; Refused."""
    try:
        return _crypto(settings).decrypted(encrypted)
    except InvalidAppIdException:
        raise Refused("wrong_app") from None
    except Exception:  # noqa: BLE001 - the library raises whatever broke: length, padding, base64, UTF-8
        raise Refused("undecipherable") from None


def encrypt(xml: str, settings: Settings, now: datetime) -> str:
    """A reply in its envelope, signed."""
    stamp = str(int(now.timestamp()))
    return _crypto(settings).encrypt_message(xml, secrets.token_hex(8), stamp)


def _crypto(settings: Settings) -> _Crypto:
    token, key = settings.wechat_token.get_secret_value(), settings.wechat_aes_key.get_secret_value()
    return _Crypto(token, key, settings.wechat_app_id)
