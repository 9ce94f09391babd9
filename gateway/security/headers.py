"""Security headers on every response (pure ASGI: no task, no copy of the body)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    )
)
_ALWAYS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
_NO_REFERRER = (b"referrer-policy", b"no-referrer")
_SAME_ORIGIN = (b"referrer-policy", b"same-origin")


class SecurityHeaders:
    """Adds the fixed headers; ``no-store`` under /api unless the route set its own Cache-Control."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        always = dict(_ALWAYS)
        if https:
            always["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        self._app = app
        self._always = [(name.encode(), value.encode()) for name, value in always.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass through, adding headers when the response starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        private = scope["path"].startswith("/api/")
        # A page's forms would say "Origin: null" under no-referrer, and browsers without Sec-Fetch-Site could
        # not be told from another site; same-origin tells other sites just as little.
        fixed = [*self._always, _NO_REFERRER if private else _SAME_ORIGIN]

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *fixed]
                if private and not any(name.lower() == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, guarded)
