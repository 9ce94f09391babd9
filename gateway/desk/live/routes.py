"""Route of the supervisor's board: the page, which its script also fetches when a stream says so."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from gateway.desk.desk import Desk
from gateway.desk.guard import DeskRoute, Supervisor
from gateway.desk.live.reading import read_live
from gateway.desk.people.reading import numbers

router = APIRouter(prefix="/desk/live", route_class=DeskRoute)


@router.get("")
async def live(request: Request, seat: Supervisor) -> Response:
    """How it stands now, and today's figures."""
    desk = Desk.of(request)
    now = desk.clock()
    found, counted = await desk.database.read(
        lambda s: (read_live(s, desk.duty.roster(s), now), numbers(s, now))
    )
    return desk.show(
        "live_board.html", seat, live=found, open_alerts=counted.open_alerts, overdue=counted.overdue
    )
