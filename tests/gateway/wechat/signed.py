"""Requests as the platform would sign them, at a fixed time, for tests without a gateway."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from xiaobao.settings import Settings
from xiaobao.wechat_simulator.callbacks import Callbacks, Fields
from xiaobao.wechat_simulator.sealing import xml
from xiaobao.wechat_simulator.world import Account, World

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OPENID = "oCustomerNumberOne0000000001"
Signed = tuple[dict[str, str], bytes]


class Platform(Callbacks):
    """Signs in one mode; `sign` takes XML or fields."""

    def __init__(self, mode: str = "aes", now: datetime = NOW, **account: Any) -> None:
        super().__init__(World(Account(mode=mode, **account), lambda: now))  # type: ignore[arg-type]

    def sign(self, message: str | Fields) -> Signed:
        return self.signed(message if isinstance(message, str) else xml(message))

    def text(self, said: str, openid: str = OPENID) -> Fields:
        return self.message(openid, "text", ("Content", said))


def settings_for(mode: str = "aes", **changes: Any) -> Settings:
    account = Account()
    return Settings.model_validate(
        {
            "wechat_app_id": account.app_id,
            "wechat_secret": SecretStr(account.secret),
            "wechat_token": SecretStr(account.token),
            "wechat_aes_key": SecretStr("" if mode == "plain" else account.aes_key),
            "wechat_mode": mode,
        }
        | changes
    )


def changed(fields: Fields, **values: object) -> Fields:
    """The same message with other values."""
    return [(name, values.get(name, value)) for name, value in fields]


def without(query: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in names}
