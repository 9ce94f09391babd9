"""Routes of the alerts: the work list, one alert, closing it, and how the rules do."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from casework.alerts import service as alerts
from gateway.desk.alarms import count_open, read_alarm
from gateway.desk.board import names
from gateway.desk.complaints.counting import count_overdue
from gateway.desk.desk import Desk, Refused
from gateway.desk.guard import AlertForm, AlertHandler, AlertReader, DeskRoute, FigureReader
from gateway.desk.numbers import named
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat
from gateway.desk.worklist import Filter, Period, meanings, read_figures, read_item, read_worklist

router = APIRouter(prefix="/desk/alerts", route_class=DeskRoute)


@router.get("")
async def worklist(request: Request, seat: AlertReader) -> Response:
    """The open alerts; ``?state=closed``, ``?severity=``, and ``?before=`` to go on."""
    desk, said = Desk.of(request), request.query_params
    wanted = Filter.of(said.get("state", ""), said.get("severity", ""), said.get("before", ""))
    found, late = await desk.database.read(
        lambda s: (read_worklist(s, wanted), count_overdue(s, desk.clock()))
    )
    return desk.show("alerts.html", seat, found=found, wanted=wanted, open_alerts=found.open, overdue=late)


@router.get("/figures")
async def figures(request: Request, seat: FigureReader) -> Response:
    """How each rule did; ``?first=`` and ``?last=`` are days."""
    desk, said = Desk.of(request), request.query_params
    period = Period.of(said.get("first", ""), said.get("last", ""), desk.clock())
    found, count, late = await desk.database.read(
        lambda s: (read_figures(s, period), count_open(s), count_overdue(s, desk.clock()))
    )
    shown: dict[str, Any] = {"figures": found, "period": period, "meanings": meanings(), "open_alerts": count}
    shown["overdue"] = late
    return desk.show("figures.html", seat, **shown)


@router.get("/{alert_id}")
async def alert(request: Request, alert_id: str, seat: AlertReader) -> Response:
    """One alert: facts, grounds, what happened; no word of the customer."""
    return await _show(Desk.of(request), seat, named(alert_id, "alert"))


@router.post("/{alert_id}/close")
async def close(request: Request, alert_id: str, seat: AlertHandler, form: AlertForm) -> Response:
    """Say how it ended; back to where the form was."""
    desk, known, talk = Desk.of(request), named(alert_id, "alert"), form.get("from") == "conversation"
    said = Refused("", str(form.get("outcome") or "")[:32], str(form.get("reason") or ""))
    try:
        closed = await desk.deeds.close_alert(known, said.outcome, said.reason, seat.actor)
    except Refusal as refusal:
        problem = desk.words(f"refused_{refusal.key}", **refusal.values)
        return await _refused(
            desk, seat, known, refusal.status, Refused(problem, said.outcome, said.reason), talk
        )
    where = f"/desk/conversations/{closed.conversation_id}#alarm" if talk else f"/desk/alerts/{known}"
    return RedirectResponse(where, 303)


async def _refused(
    desk: Desk, seat: Seat, alert_id: int, status: int, closing: Refused, talk: bool
) -> Response:
    if not talk:
        return await _show(desk, seat, alert_id, status, closing)
    found = await desk.database.read(lambda session: alerts.get(session, alert_id))
    return await desk.show_case(seat, found.conversation_id, status=status, closing=closing)


async def _show(
    desk: Desk, seat: Seat, alert_id: int, status: int = 200, closing: Refused | None = None
) -> Response:
    item, alarm, known, count, late = await desk.database.read(
        lambda s: (
            read_item(s, alert_id), read_alarm(s, alerts.get(s, alert_id)), names(s), count_open(s),
            count_overdue(s, desk.clock()),
        )
    )  # fmt: skip
    shown: dict[str, Any] = {"item": item, "alarm": alarm, "closing": closing or Refused()}
    shown |= {"names": known, "open_alerts": count, "overdue": late}
    return desk.show("alert.html", seat, status, **shown)
