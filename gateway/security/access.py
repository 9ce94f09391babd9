"""Who may touch a conversation: the bearer of its token, or the page's cookie from the same origin."""

import hmac

from starlette.requests import Request

from gateway.errors import Problem
from gateway.security.tokens import Tokens

COOKIE = "xiaobao"
_SAFE = {"GET", "HEAD", "OPTIONS"}


def conversation_of(request: Request, conversation_id: str) -> str:
    """The id in the path if the caller holds its token; 401 without a valid one, 404 with another's."""
    tokens: Tokens = request.app.state.tokens
    bearer = _bearer(request)
    if bearer is None:
        demand_same_origin(request)
    held = tokens.open(bearer if bearer is not None else request.cookies.get(COOKIE, ""))
    if held is None:
        raise Problem(401, "unauthorised", headers={"WWW-Authenticate": "Bearer"})
    # Whether the other conversation exists is nobody's business: the same answer as for an unknown one.
    if not hmac.compare_digest(held.encode(), conversation_id.encode()):
        raise Problem(404, "not_found")
    return held


def demand_same_origin(request: Request) -> None:
    """Refuse what another site makes a browser send with our cookie."""
    site = request.headers.get("sec-fetch-site")
    safe = request.method in _SAFE
    # "none" is the address bar. No page can forge Sec-Fetch-Site; Origin is asked when it is missing.
    if site is not None and (site == "same-origin" or (safe and site == "none")):
        return
    if site is None and (safe or _is_ours(request, request.headers.get("origin", ""))):
        return
    raise Problem(403, "forbidden")


def demand_json(request: Request) -> None:
    """Refuse a body that is not declared as JSON: a form on another site cannot declare it."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "media_type")


def is_internal(request: Request) -> bool:
    """True for our own command line, which shows the internal secret."""
    shown = request.headers.get("x-xiaobao-secret")
    if shown is None:
        return False
    return hmac.compare_digest(shown.encode(), request.app.state.settings.engine_secret.encode())


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_ours(request: Request, origin: str) -> bool:
    public = request.app.state.settings.public_url.rstrip("/")
    if public:
        return origin == public or origin.partition("://")[2] == request.headers.get("host")
    return origin.partition("://")[2] == request.headers.get("host")
