"""Settings: environment or ``.env``, prefix ``XIAOBAO_``; every one is documented in docs/settings.md."""

import hmac
import os
import re
import secrets
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings of the three processes; a wrong value stops the start with one clear line."""

    model_config = SettingsConfigDict(
        env_prefix="XIAOBAO_", env_file=ROOT / ".env", extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    engine_url: str = ""
    engine_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    database_url: str = ""
    data_dir: Path = ROOT / "var"
    redis_url: str = ""
    secret_key: SecretStr = SecretStr("")
    previous_keys: SecretStr = SecretStr("")
    bank_name: str = Field(default="本行", min_length=1, max_length=40)
    bank_hotline: str = Field(default="", pattern=r"^[0-9 +\-]{0,20}$")
    bank_region: Literal["CN", "HK", "MO", "TW"] = "CN"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    engine_timeout: float = Field(default=5.0, gt=0, le=30)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+/?)?$")
    rate_messages_per_minute: int = Field(default=30, ge=1)
    rate_conversations_per_minute: int = Field(default=60, ge=1)
    rate_per_address_per_minute: int = Field(default=1200, ge=1)
    bank_domains: str = Field(default="", pattern=r"^[a-z0-9.,\- ]{0,500}$")
    trusted_proxies: str = ""
    metrics_token: SecretStr = SecretStr("")
    # In the complaint's currency, all of one complaint together; the bank sets its own.
    small_compensation_max: int = Field(default=5000, ge=0)
    # Conversations one agent has at once, unless their account says otherwise.
    agent_capacity: int = Field(default=5, ge=1, le=50)
    # Minutes of silence after which a conversation goes back; 0: never.
    agent_idle_minutes: int = Field(default=30, ge=0, le=1440)
    auto_assign: bool = False
    keep_chats_days: int = Field(default=180, ge=30)
    keep_drafts_days: int = Field(default=30, ge=1)
    # Three years, one of them a leap year.
    keep_complaints_days: int = Field(default=1096, ge=1096)
    keep_sessions_days: int = Field(default=90, ge=7)
    retention_daily: bool = True
    office_hours: str = "always"
    # The bank's own directory (OpenID Connect); none: passwords of the product's own.
    oidc_issuer: str = Field(default="", pattern=r"^(https://[^\s]+|http://(127\.0\.0\.1|localhost)[^\s]*)?$")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_create: bool = False
    oidc_name_claim: str = "preferred_username"
    oidc_role_claim: str = "roles"
    local_sign_in: bool = True
    break_glass: str = ""
    # The WeChat Official Account; without an AppID there is no such channel.
    wechat_app_id: str = Field(default="", pattern=r"^(wx[0-9A-Za-z]{4,30})?$")
    wechat_secret: SecretStr = SecretStr("")
    wechat_token: SecretStr = SecretStr("")
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_mode: Literal["aes", "compatible", "plain"] = "aes"
    # Whether the account may push (customer-service messages): verified service accounts may.
    wechat_push: bool = True
    wechat_transfer: bool = False
    wechat_account: str = Field(default="", pattern=r"^[0-9A-Za-z_\-]{0,64}$")
    wechat_api: str = Field(
        default="https://api.weixin.qq.com",
        pattern=r"^(https://[^\s/?#@]+|http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?)/?$",
    )

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("oidc_client_id is missing beside oidc_issuer")
        if not self.local_sign_in and not (self.oidc_issuer and self.break_glass.strip()):
            raise ValueError("local_sign_in may be false only with oidc_issuer and break_glass names")
        if self.wechat_app_id and (missing := self._wechat_lacks()):
            raise ValueError(f"{missing} beside wechat_app_id")
        return self

    def _wechat_lacks(self) -> str:
        if not self.wechat_token.get_secret_value():
            return "wechat_token is missing"
        encrypted, key = self.wechat_mode != "plain", self.wechat_aes_key.get_secret_value()
        if encrypted != bool(key):
            return f"wechat_aes_key is {'missing' if encrypted else 'set, but wechat_mode is plain'}"
        lacks_secret = self.wechat_push and not self.wechat_secret.get_secret_value()
        return "wechat_secret is missing" if lacks_secret else ""

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        for part in filter(None, map(str.strip, value.split(","))):
            ip_network(part, strict=False)
        return value

    @field_validator("office_hours")
    @classmethod
    def _understood(cls, value: str) -> str:
        from casework.hours.service import parse

        parse(value)
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @field_validator("previous_keys")
    @classmethod
    def _each_long_enough(cls, value: SecretStr) -> SecretStr:
        if any(len(key) < 32 for key in _parts(value)):
            raise ValueError("each must have at least 32 characters")
        return value

    @field_validator("wechat_token")
    @classmethod
    def _as_the_platform_takes_it(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"([0-9A-Za-z]{3,32})?", value.get_secret_value()):
            raise ValueError("must have 3 to 32 letters or digits")
        return value

    @field_validator("wechat_aes_key")
    @classmethod
    def _whole_key(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"([0-9A-Za-z+/]{43})?", value.get_secret_value()):
            raise ValueError("must have 43 characters, as the platform shows it")
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://, rediss:// or unix://")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:///, postgresql:// or postgresql+psycopg://")
        return value.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def database(self) -> str:
        """The database URL in force: the setting, or a SQLite file under the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'xiaobao.db'}"

    @property
    def fraud_model(self) -> Path:
        """What training writes beside the engine's model."""
        return ROOT / "models" / "fraud.json"

    @property
    def engine(self) -> str:
        """Base URL of the engine, without a trailing slash."""
        return (self.engine_url or f"http://127.0.0.1:{self.engine_port}").rstrip("/")

    @property
    def base_url(self) -> str:
        """Where this machine reaches the gateway."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{host}:{self.port}"

    @property
    def tracker(self) -> str:
        """The engine's tracker store: beside the main database."""
        url = self.database_url.replace("+psycopg", "", 1)
        return url if url.startswith("postgresql") else f"sqlite:///{self.data_dir / 'tracker.db'}"

    @property
    def engine_secret(self) -> str:
        """What the gateway shows the engine; derived, so both sides agree without a second setting."""
        return hmac.new(self.key, b"engine", "sha256").hexdigest()

    @property
    def files_dir(self) -> Path:
        """Where attachments are kept, encrypted; nothing under it is ever served."""
        return self.data_dir / "files"

    @property
    def older_keys(self) -> tuple[bytes, ...]:
        """Other secret keys under which personal values may still be sealed."""
        return tuple(key.encode() for key in _parts(self.previous_keys))

    @cached_property
    def key(self) -> bytes:
        """The secret key: the setting, or 32 bytes made on first use and kept (0600)."""
        given = self.secret_key.get_secret_value()
        return given.encode() if given else _kept_key(self.data_dir / "secret.key")


def _parts(value: SecretStr) -> list[str]:
    return [part.strip() for part in value.get_secret_value().split(",") if part.strip()]


def _kept_key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return path.read_bytes().strip()
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    try:
        # A hard link is atomic and refuses to replace: processes starting together end with one whole key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes().strip()
