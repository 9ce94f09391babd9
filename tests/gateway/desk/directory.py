"""A directory for tests: discovery, authorise, token with PKCE, keys; it can be made to lie."""

import base64
import hashlib
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "xiaobao-desk", "not-a-real-secret"


class Directory:
    """``claims`` are of whoever signs in, ``lies`` replaces them; ``key`` signs, ``keys`` are shown."""

    def __init__(self) -> None:
        self.issuer = ""
        self.key = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
        self.keys = [self.key]
        self.claims: dict[str, Any] = {"sub": "s-0001"}
        self.lies: dict[str, Any] = {}
        # How tokens are signed, and whether answers are promised to name the issuer, and do.
        self.algorithm, self.promises, self.names_itself = "RS256", False, True
        self.asked: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self.about)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)
        self.app.get("/keys")(self.jwks)

    async def about(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        promised = {"authorization_response_iss_parameter_supported": self.promises}
        return (
            promised
            | {"issuer": self.issuer}
            | {name: f"{self.issuer}/{path}" for name, path in ends.items()}
        )

    async def authorize(self, request: Request) -> Response:
        said, code = dict(request.query_params), secrets.token_urlsafe(16)
        assert said["response_type"] == "code"
        assert said["code_challenge_method"] == "S256"
        self.asked[code] = said
        answer = {"code": code, "state": said["state"]} | ({"iss": self.issuer} if self.names_itself else {})
        return RedirectResponse(f"{said['redirect_uri']}?{urlencode(answer)}", 303)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.asked.pop(str(form["code"]), None)
        digest = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or asked["code_challenge"] != proof
            or asked["redirect_uri"] != form["redirect_uri"]
            or request.headers.get("authorization") != f"Basic {basic}"
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        token = self._signed(told | self.claims | self.lies)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + "."
        if self.algorithm == "HS256":
            # The public key taken for a shared secret.
            secret = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, secret)
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, claims, self.key)

    async def jwks(self) -> Any:
        return KeySet(self.keys).as_dict(private=False)
