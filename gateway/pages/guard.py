"""Forms are taken only from our own pages: the browser says so, and the form's token proves it."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request

from gateway.pages.visit import COOKIE, Visits

_PATH = re.compile(r"/(?:[A-Za-z0-9_.~-]+/)*[A-Za-z0-9_.~-]*(?:\?[A-Za-z0-9_.=&-]*)?")


def same_origin(request: Request) -> bool:
    """What the browser itself says about where a post comes from; silence leaves it to the token."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def from_here(request: Request) -> bool:
    """Whether a page was asked for by hand or from our own; another site's link may not change a chat."""
    site = request.headers.get("sec-fetch-site")
    return site in ("same-origin", "none") or (site is None and same_origin(request))


def is_ours(request: Request, visits: Visits, form: FormData) -> bool:
    """Whether a form was made for this browser and its present visit."""
    visit, token = visits.read(request.cookies.get(COOKIE)), form.get("form_token")
    return isinstance(token, str) and visits.accepts(visit, token)


def own_path(value: object) -> str:
    """A path of this site that a form names to come back to, else ``/``."""
    return value if isinstance(value, str) and len(value) <= 300 and _PATH.fullmatch(value) else "/"
