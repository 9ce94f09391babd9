"""Routes of the audit: a page of it, and a file."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from casework.audit import service as audit
from casework.audit.groups import ACTIONS
from casework.staff import service as staff
from gateway.desk.audit import files
from gateway.desk.audit.asked import OBJECTS, PAGE, Asked
from gateway.desk.audit.naming import KNOWN, act, change, thing
from gateway.desk.board import names
from gateway.desk.complaint_figures.files import response
from gateway.desk.desk import Desk
from gateway.desk.guard import AuditReader, DeskRoute
from gateway.desk.people.reading import numbers
from gateway.desk.seat import Seat

router = APIRouter(prefix="/desk", route_class=DeskRoute)


@router.get("/audit")
async def page(request: Request, seat: AuditReader) -> Response:
    """Newest first; ``?who=``, ``what=``, ``kind=``, ``object=``, ``first=``, ``last=``, ``before=``."""
    desk = Desk.of(request)
    return await _shown(desk, seat, Asked.of(request.query_params, desk.clock()))


@router.get("/audit.csv")
async def export(request: Request, seat: AuditReader) -> Response:
    """The same as a file, on record; at most 50,000 records."""
    desk = Desk.of(request)
    asked, now = Asked.of(request.query_params, desk.clock()), desk.clock()
    count = await desk.database.read(lambda s: audit.count(s, **asked.wanted))
    if count > files.MOST:
        return await _shown(desk, seat, asked, 422, desk.words("audit_too_many", most=f"{files.MOST:,}"))

    def record(session: Session) -> dict[str, str]:
        told = {**asked.told, "records": count}
        audit.record(session, seat.actor, "audit.exported", "audit", "all", now, after=told)
        return names(session)

    known = await desk.database.write(record)
    name = f"audit-{asked.period.first.isoformat()}-{asked.period.last.isoformat()}"
    return await response(name, "csv", [files.sheet(desk.database, asked, desk.words, known)])


async def _shown(desk: Desk, seat: Seat, asked: Asked, status: int = 200, problem: str = "") -> Response:
    now = desk.clock()
    found, people, counted = await desk.database.read(
        lambda s: (
            audit.search(s, **asked.wanted, before_id=asked.before, limit=PAGE + 1),
            staff.everyone(s),
            numbers(s, now),
        )
    )
    known = {one.id: one.name for one in people}
    shown: dict[str, Any] = {"asked": asked, "records": found[:PAGE], "more": len(found) > PAGE}
    shown |= {"people": people, "names": known, "groups": ACTIONS, "objects": OBJECTS, "problem": problem}
    shown |= {"acts": sorted((act(desk.words, one), one) for one in KNOWN)}
    shown |= {"act": act, "thing": thing, "change": change}
    shown |= {"open_alerts": counted.open_alerts, "overdue": counted.overdue}
    return desk.show("audit.html", seat, status, **shown)
