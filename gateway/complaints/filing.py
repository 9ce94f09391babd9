"""A filled-in form on its way to a receipt."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.intake.elsewhere import elsewhere
from casework.complaints.types import NewComplaint
from casework.errors import TooMuchError, ValueRefusedError
from gateway.complaints.checking import Refused, checked
from gateway.complaints.danger import Danger
from gateway.complaints.front import Front, address_of, circumstances, is_ours, show
from gateway.complaints.keeping import Waiting
from gateway.complaints.keys import Key
from gateway.complaints.limits import MOST_FILES
from gateway.complaints.service import Done
from gateway.complaints.typed import Typed, typed
from gateway.complaints.uploads import Form
from gateway.errors import Problem
from gateway.pages.service import Pages
from gateway.pages.session import Session

log = structlog.get_logger("gateway.complaints")
# What casework calls a value, and where it was typed.
_TYPED_AS = {"happened_from": "when", "place_said": "branch", "parties": "name", "contact": "phone"}
_FIELDS = ("story", "wish", "when", "branch", "business", "amount", "name", "phone", "email", "people")


@dataclass(frozen=True, slots=True)
class Try:
    """One submission of the form."""

    session: Session
    given: Typed
    kept: tuple[Waiting, ...] = ()

    def sure(self, request: Request) -> Response:
        """What was written, and the question whether to file it."""
        return show(
            request, self.session, "sure.html", given=self.given, kept=self.kept, form_id=form_id(self.given)
        )

    def again(self, request: Request, errors: Mapping[str, str], status: int = 422) -> Response:
        """The form with everything typed, and what has to be changed."""
        return show(
            request, self.session, "new.html", status, given=self.given, errors=dict(errors), kept=self.kept,
            form_id=form_id(self.given),
        )  # fmt: skip


async def submitted(request: Request, form: Form) -> Response:
    """File what the form says, or show it again."""
    session = await Pages.of(request).sessions.find(request)
    attempt = Try(session, typed(form.fields))
    if not is_ours(request, session, form):
        return attempt.again(request, {"story": "origin"}, 403)
    kept, wrong = await _kept(request, session, form)
    attempt = replace(attempt, kept=kept)
    try:
        # In a thread: the first time it reads word lists and a model.
        new = await asyncio.to_thread(checked, attempt.given, circumstances(request, session), wrong)
        if asked := _asked(request, attempt, new, form.get("sure")):
            return asked
        return await _file(request, attempt, new)
    except Refused as refused:
        return attempt.again(request, refused.errors)
    except ValueRefusedError as error:
        return attempt.again(request, {_field(error): "value"})
    except TooMuchError:
        return attempt.again(request, {"story": "too_much"})


async def restyled(request: Request, form: Form) -> Response:
    """The form with everything typed so far, as the page is wished to be."""
    sessions = Pages.of(request).sessions
    session = await sessions.find(request)
    attempt = Try(session, typed(form.fields))
    if not is_ours(request, session, form):
        return attempt.again(request, {"story": "origin"}, 403)
    kept, wrong = await _kept(request, session, form)
    session = await sessions.wear(session, _wishes(form))
    return replace(attempt, session=session, kept=kept).again(request, wrong, 200)


async def _kept(request: Request, session: Session, form: Form) -> tuple[tuple[Waiting, ...], dict[str, str]]:
    """The files so far, and why others are not among them."""
    front = Front.of(request)
    kept, wrong = await front.keep(form, session.visit.nonce, address_of(request))
    if len(kept) <= MOST_FILES:
        return kept, wrong
    await front.service.drop([one.file for one in kept[MOST_FILES:]])
    return kept[:MOST_FILES], {"files": "files_too_many"}


def _wishes(form: Form) -> Mapping[str, str]:
    """What a button chooses; what is ticked in the settings counts only when they are saved."""
    if not form.get("set"):
        return form.fields
    return {name: form.get(f"set_{name}") for name in ("script", "region", "mode")}


def _asked(request: Request, attempt: Try, new: NewComplaint, sure: str) -> Response | None:
    """In large text they are asked before it is filed; never where an alarm would wait for it."""
    if sure == "no":
        return attempt.again(request, {}, 200)
    large = Pages.of(request).words(request, attempt.session).mode == "large"
    if sure == "yes" or not large or Front.of(request).service.guard.look(new.story).entry:
        return None
    return attempt.sure(request)


async def _file(request: Request, attempt: Try, new: NewComplaint) -> Response:
    front = Front.of(request)
    danger = front.service.guard.look(new.story)
    if danger.entry:
        attempt, new = await _with_chat(request, attempt, new)
    done = await front.service.file(_key(request, attempt), new, [one.file for one in attempt.kept], danger)
    return _receipt(request, attempt, done, danger)


async def _with_chat(request: Request, attempt: Try, new: NewComplaint) -> tuple[Try, NewComplaint]:
    """The customer's conversation, a new one if need be: an alarm needs somewhere to be answered."""
    try:
        session, conversation_id = await Pages.of(request).sessions.opened(request)
    except Problem as problem:
        log.warning("no_chat_for_alarm", problem=problem.key)
        return attempt, new
    return replace(attempt, session=session), replace(new, conversation_id=conversation_id)


def _receipt(request: Request, attempt: Try, done: Done, danger: Danger) -> Response:
    front, pages, given = Front.of(request), Pages.of(request), attempt.given
    other = elsewhere(done.complaint.story, request.app.state.settings.bank_name)
    key = Key(
        done.complaint.receipt, front.keys.now(), filed=True, joined=done.joined, entry=danger.entry or "",
        secrets=given.secrets, elsewhere=other.slug if other else "",
    )  # fmt: skip
    response = RedirectResponse(f"/complaints/{done.complaint.receipt}", 303)
    pages.sessions.keep(response, attempt.session)
    front.keys.give(request, response, attempt.session.visit.nonce, key)
    return response


def form_id(given: Typed) -> str:
    """The form's own id, kept from try to try; a new one for a new form."""
    try:
        return str(UUID(given.get("form_id")))
    except ValueError:
        return str(uuid4())


def _key(request: Request, attempt: Try) -> str:
    """The same form with the same words is the same complaint, however often it is sent."""
    words: Sequence[str] = [attempt.given.get(field) for field in _FIELDS]
    return Front.of(request).key_for("form", attempt.session.visit.nonce, form_id(attempt.given), *words)


def _field(error: ValueRefusedError) -> str:
    field = _TYPED_AS.get(error.field, error.field)
    return field if field in _FIELDS else "story"
