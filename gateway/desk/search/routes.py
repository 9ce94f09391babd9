"""Routes of searching: a form, and the page it leads to."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from casework.statuses import CHANNELS, SENDERS
from gateway.desk.desk import Desk
from gateway.desk.guard import DeskRoute, Searcher, SearchForm
from gateway.desk.numbers import number
from gateway.desk.search.asked import LONGEST, Asked
from gateway.desk.search.looking import look

router = APIRouter(prefix="/desk/search", route_class=DeskRoute)


@router.get("")
async def page(request: Request, seat: Searcher) -> Response:
    """The form, and what was found for the wish in the address: sealed, for this person alone."""
    desk, cipher = Desk.of(request), request.app.state.cipher
    sealed, before = request.query_params.get("s", "")[:2_000], request.query_params.get("before", "")
    asked = Asked.opened(cipher, seat.staff.id, sealed)
    seen = await look(desk, cipher, seat, asked, number(before))
    return desk.show(
        "search.html", seat, asked=asked, seen=seen, sealed=sealed, before=before, longest=LONGEST,
        senders=SENDERS, channels=CHANNELS, open_alerts=seen.open_alerts, overdue=seen.overdue,
    )  # fmt: skip


@router.post("")
async def search(request: Request, seat: Searcher, form: SearchForm) -> Response:
    """Take the wish into an address that can be come back to."""
    asked = Asked.of(form)
    sealed = asked.sealed(request.app.state.cipher, seat.staff.id) if asked else ""
    return RedirectResponse(f"/desk/search?s={sealed}#found" if asked else "/desk/search", 303)
