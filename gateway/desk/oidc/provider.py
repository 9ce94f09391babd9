"""The directory: what it says of itself, its keys, and whom it vouches for.

OpenID Connect Core 1.0, sections 3.1.2, 3.1.3.7; RFC 7636 (PKCE, S256); RFC 9207 (issuer in the answer).
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx

TIMEOUT: Final = 10.0
_FRESH: Final = 3600.0  # seconds for which metadata is believed
_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA"]
_LEEWAY: Final = 60  # seconds by which clocks may differ


class DirectoryError(Exception):
    """The directory cannot be reached, or says what may not be believed; the text is for the log."""


@dataclass(slots=True)
class Provider:
    """``secret`` may be empty for public clients; ``http`` is closed by its maker."""

    issuer: str
    client_id: str
    secret: str
    http: httpx.AsyncClient
    _metadata: dict[str, Any] = field(default_factory=dict)
    _read_at: float = 0.0
    _keys: Any = None

    async def address(self, back: str, state: str, nonce: str, verifier: str, now: datetime) -> str:
        """Where the browser goes to sign in."""
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        endpoint = str((await self._about(now))["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def is_answer_of(self, said: Mapping[str, str], now: datetime) -> bool:
        """Whether an answer names this issuer, or none where the directory does not promise to."""
        promised = (await self._about(now)).get("authorization_response_iss_parameter_supported") is True
        return said.get("iss", "" if promised else self.issuer) == self.issuer

    async def claims(self, code: str, back: str, nonce: str, verifier: str, now: datetime) -> dict[str, Any]:
        """What the directory says of who signed in; DirectoryError unless all of it can be believed."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        form |= {"client_id": self.client_id, "code_verifier": verifier}
        auth = httpx.BasicAuth(self.client_id, self.secret) if self.secret else None
        endpoint = str((await self._about(now))["token_endpoint"])
        told = await self._json("POST", endpoint, data=form, auth=auth or httpx.USE_CLIENT_DEFAULT)
        return await self._believed(str(told.get("id_token") or ""), nonce, now)

    async def _believed(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()), leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer}, aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce}, sub={"essential": True}, exp={"essential": True},
            iat={"essential": True},
        )  # fmt: skip
        for again in (False, True):
            try:
                found = jwt.decode(token, await self._key_set(now, again=again), algorithms=_ALGORITHMS)
                rules.validate(found.claims)
            except (JoseError, ValueError) as wrong:
                # A key that is not known yet: directories change theirs.
                if again:
                    raise DirectoryError(f"id token: {type(wrong).__name__}") from None
                continue
            several = isinstance(found.claims["aud"], list) and len(found.claims["aud"]) > 1
            if found.claims.get("azp", "" if several else self.client_id) != self.client_id:
                raise DirectoryError("id token: azp")
            return dict(found.claims)
        raise DirectoryError("id token")

    async def _about(self, now: datetime) -> dict[str, Any]:
        if not self._metadata or now.timestamp() - self._read_at > _FRESH:
            found = await self._json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - found.keys()
            if found.get("issuer") != self.issuer or missing:
                raise DirectoryError("metadata")
            self._metadata, self._read_at = found, now.timestamp()
        return self._metadata

    async def _key_set(self, now: datetime, *, again: bool) -> Any:
        from joserfc.jwk import KeySet

        if self._keys is None or again:
            raw = await self._json("GET", str((await self._about(now))["jwks_uri"]))
            self._keys = KeySet.import_key_set(raw)  # type: ignore[arg-type]
        return self._keys

    async def _json(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        try:
            answer = await self.http.request(method, url, **more)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as wrong:
            raise DirectoryError(f"{method}: {type(wrong).__name__}") from None
        if not isinstance(found, dict):
            raise DirectoryError("no object")
        return found
