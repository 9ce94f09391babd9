"""What a customer does with a complaint that is open in the browser: add, withdraw, ask for review, rate."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casework.complaints.types import Deed
from casework.errors import (
    AlreadyRatedError,
    NotAllowedError,
    TooMuchError,
    TransitionError,
    ValueRefusedError,
)
from casework.files.types import KeptFile
from gateway.complaints.cases import held, shown
from gateway.complaints.front import Front, address_of, is_ours
from gateway.complaints.typed import Typed, typed
from gateway.complaints.uploads import Form
from gateway.pages.service import Pages

SCORES = {"5": 5, "4": 4, "3": 3, "2": 2, "1": 1, "none": None}


async def supplement(request: Request, form: Form, receipt: str) -> Response:
    """Words, files or both."""
    front, given = Front.of(request), typed(form.fields)
    if wrong := await _refusal(request, form, receipt):
        return wrong
    errors = {"text": "long_story"} if "text" in given.too_long else {}
    if not given.get("text") and not form.files and not form.refused:
        errors = {"text": "text"}
    if errors:
        return await _again(request, receipt, "supplement", errors, given)
    # Only now are files stored: this form holds on to none of them.
    files, refused = await front.service.keep(form.files, address_of(request))
    if why := form.refused or refused:
        await front.service.drop(files)
        return await _again(request, receipt, "supplement", {"files": f"files_{why}"}, given)
    if not given.get("text"):
        return await _attach(request, receipt, files)
    return await _take(request, receipt, "supplement", Deed("supplement", text=given.get("text")), files)


async def withdraw(request: Request, form: Form, receipt: str) -> Response:
    """Only with the button that says so."""
    if wrong := await _refusal(request, form, receipt):
        return wrong
    return await _take(request, receipt, "withdraw", Deed("withdraw"))


async def review(request: Request, form: Form, receipt: str) -> Response:
    """With or without a reason."""
    given = typed(form.fields)
    if wrong := await _refusal(request, form, receipt):
        return wrong
    return await _take(request, receipt, "review", Deed("request_review", text=given.get("text") or None))


async def rate(request: Request, form: Form, receipt: str) -> Response:
    """A score from 1 to 5, or none; nothing is chosen beforehand."""
    if wrong := await _refusal(request, form, receipt):
        return wrong
    said = form.get("score")
    if said not in SCORES:
        return await _again(request, receipt, "rate", {"score": "score"}, typed({}))
    return await _take(request, receipt, "rate", Deed("rate", score=SCORES[said]))


async def _refusal(request: Request, form: Form, receipt: str) -> Response | None:
    """A form of another page or browser; a complaint that is not open here: its page asks for the code."""
    session = await Pages.of(request).sessions.find(request)
    if await held(request, receipt) is None:
        return await shown(request, session, receipt)
    if is_ours(request, session, form):
        return None
    return await shown(request, session, receipt, 403, errors={"text": "origin"})


async def _attach(request: Request, receipt: str, files: Sequence[KeptFile]) -> Response:
    async def work() -> str:
        await Front.of(request).service.attach(receipt, files)
        return receipt

    return await _done(request, receipt, "files", work)


async def _take(
    request: Request, receipt: str, what: str, deed: Deed, files: Sequence[KeptFile] = ()
) -> Response:
    async def work() -> str:
        return (await Front.of(request).service.take(receipt, deed, files)).receipt

    return await _done(request, receipt, what, work)


async def _done(request: Request, receipt: str, what: str, work: Callable[[], Awaitable[str]]) -> Response:
    opened = "supplement" if what == "files" else what
    try:
        return RedirectResponse(f"/complaints/{await work()}?done={what}#done", 303)
    except AlreadyRatedError:
        return await _again(request, receipt, "", {"text": "rated"}, typed({}), 409)
    except (TransitionError, NotAllowedError):
        return await _again(request, receipt, "", {"text": "step"}, typed({}), 409)
    except TooMuchError:
        return await _again(request, receipt, opened, {"text": "too_much"}, typed({}))
    except ValueRefusedError as error:
        errors = {"files": "files_too_many"} if error.field == "file" else {"text": "value"}
        return await _again(request, receipt, opened, errors, typed({}))


async def _again(
    request: Request, receipt: str, opened: str, errors: dict[str, str], given: Typed, status: int = 422
) -> Response:
    session = await Pages.of(request).sessions.find(request)
    return await shown(request, session, receipt, status, errors=errors, given=given, opened=opened)
