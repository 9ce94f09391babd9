"""The parts of the complaint pages in one place, and how a page is shown."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse

from gateway.complaints.checking import Circumstances
from gateway.complaints.danger import Guard
from gateway.complaints.keeping import Cloakroom, Waiting
from gateway.complaints.keys import Keys
from gateway.complaints.service import Complaints
from gateway.complaints.typed import Typed
from gateway.complaints.uploads import Form, Room
from gateway.complaints.words import ComplaintWords
from gateway.pages.guard import same_origin
from gateway.pages.service import Pages
from gateway.pages.session import Session
from gateway.pages.words import Words
from gateway.security.secrets import derived

NOTHING = Typed({})


@dataclass(frozen=True, slots=True)
class Urgent:
    """What helps now: the text and the numbers of a reviewed entry."""

    text: str
    hotlines: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """What the routes work with."""

    service: Complaints
    keys: Keys
    cloakroom: Cloakroom
    room: Room
    secret: bytes

    @staticmethod
    def made(state: Any) -> "Front":
        """The front of an application whose chat service is there."""
        settings = state.settings
        guard = Guard(state.screener, state.chat, state.database)
        https = urlsplit(settings.public_url).scheme == "https"
        service = Complaints(
            state.database, state.cipher, state.files, guard, state.clock, state.settings.bank_region
        )
        keys = Keys(settings, state.clock, https=https)
        return Front(service, keys, Cloakroom(settings), Room(), derived(settings, "filing").encode())

    @staticmethod
    def of(request: Request) -> "Front":
        """The application's own."""
        front: Front = request.app.state.complaints
        return front

    def key_for(self, *parts: str) -> str:
        """A name for what was sent that tells nothing of it: the same parts, the same name."""
        return hmac.new(self.secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    async def keep(self, form: Form, nonce: str, who: str) -> tuple[tuple[Waiting, ...], dict[str, str]]:
        """The files of a form of the address ``who``, those of the last try too; and "files" when wrong."""
        now = self.keys.now()
        before = self.cloakroom.fetch(form, nonce, now)
        kept, refused = await self.service.keep(form.files, who)
        why = form.refused or refused
        held = [*before, *(self.cloakroom.hold(one, nonce, now) for one in kept)]
        return tuple(held), {"files": f"files_{why}"} if why else {}


def address_of(request: Request) -> str:
    """Where a request comes from."""
    address: str = request.app.state.addresses.of(request)
    return address


def words_for(request: Request, session: Session) -> ComplaintWords:
    """The complaint pages' words for a browser."""
    return ComplaintWords(Pages.of(request).words(request, session))


def show(request: Request, session: Session, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page as a response."""
    c = words_for(request, session)
    defaults = {"errors": {}, "given": NOTHING, "secrets": (), "urgent": None, "here": ""}
    shown = defaults | values | {"errors": told(c, values.get("errors", {}))}
    return Pages.of(request).show(request, session, f"complaints/{template}", status, c=c, **shown)


def told(c: ComplaintWords, errors: Mapping[str, str]) -> dict[str, str]:
    """Errors as sentences, by field."""
    return {field: c(f"wrong_{key}") for field, key in errors.items()}


def is_ours(request: Request, session: Session, form: Form) -> bool:
    """Whether a form was made for this browser."""
    return same_origin(request) and Pages.of(request).visits.accepts(session.visit, form.get("form_token"))


def circumstances(request: Request, session: Session) -> Circumstances:
    """Where a complaint filed on this page comes from."""
    words = Pages.of(request).words(request, session)
    conversation = session.view.id if session.view else None
    return Circumstances(
        words.script, words.region, words.mode, Front.of(request).service.today(), conversation
    )


def urgent_of(words: Words, entry: str) -> Urgent | None:
    """The reviewed entry of an emergency; None when there is none of that name."""
    if entry not in words.knowledge.entries:
        return None
    shown = words.knowledge.render(entry, words.script, words.region, words.mode)
    return Urgent(shown.text, tuple(shown.hotlines))
