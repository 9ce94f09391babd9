"""Routes of the figures of complaints: the page, its charts, its files, the yearly report."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from casework.complaints.demo import service as demo
from casework.complaints.figures import listing
from casework.complaints.figures import service as figures
from casework.complaints.figures.types import Figures
from casework.errors import NotFoundError
from gateway.desk.complaint_figures import files, page, sheets
from gateway.desk.complaint_figures.asked import PATH, Asked, year_of
from gateway.desk.complaint_figures.charts import CHARTS, Theme
from gateway.desk.complaint_figures.naming import Names
from gateway.desk.complaint_figures.shelf import Shelf
from gateway.desk.complaints.room import Room
from gateway.desk.guard import DeskRoute, FigureReader
from gateway.desk.seat import Seat
from gateway.desk.words import CLOCK

router = APIRouter(prefix=PATH, route_class=DeskRoute)
_KINDS: Final = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class _Here:
    """What every route works with."""

    room: Room
    shelf: Shelf
    names: Names
    today: date
    asked: Asked

    @staticmethod
    def of(request: Request) -> "_Here":
        room, shelf = Room.of(request), request.app.state.figure_shelf
        today = room.desk.clock().astimezone(CLOCK).date()
        return _Here(room, shelf, Names(room.desk.words), today, Asked.of(request.query_params, today))

    @property
    def days(self) -> str:
        scope = self.asked.scope
        return f"{'demo-' if scope.demo else ''}{scope.first}-{scope.last}"

    async def has_demo(self) -> bool:
        return await self.room.desk.database.read(demo.is_there)

    async def recorded(self, seat: Seat, what: str, kind: str, scope: dict[str, object]) -> None:
        desk = self.room.desk
        await files.recorded(desk.database, seat.actor, desk.clock(), what, kind, scope)


@router.get("")
async def show(request: Request, seat: FigureReader) -> Response:
    """All figures of a period; ``?first=``, ``?last=``, a dimension, ``?demo=1``."""
    return await _page(_Here.of(request), seat)


@router.get("/yearly")
async def yearly(request: Request, seat: FigureReader) -> Response:
    """The yearly public report's tables; ``?year=``."""
    here = _Here.of(request)
    found, is_demo = await _year(request, here), here.asked.scope.demo
    shown: dict[str, Any] = {"tables": sheets.yearly(found, here.names), "year": found.scope.first.year}
    shown |= {"demo": is_demo, "today": here.today, "cell": sheets.shown, "has_demo": await here.has_demo()}
    return await here.room.show(seat, "complaint_yearly.html", **shown)


@router.get("/yearly.{kind}")
async def yearly_file(request: Request, kind: str, seat: FigureReader) -> Response:
    """The same as a file."""
    here, known = _Here.of(request), _kind(kind)
    found, t = await _year(request, here), here.names.t
    year, is_demo = found.scope.first.year, here.asked.scope.demo
    notes = [t("cfig_yearly_of", year=year), t("cfig_yearly_source")] + [t("cfig_demo_hint")] * is_demo
    await here.recorded(seat, "yearly", known, {"year": year, "demo": is_demo})
    name = f"{'demo-' if is_demo else ''}complaints-yearly-{year}"
    return await files.response(name, known, sheets.yearly(found, here.names), notes)


@router.get("/tables.{kind}")
async def tables(request: Request, kind: str, seat: FigureReader) -> Response:
    """All tables of the page as a file."""
    here, known = _Here.of(request), _kind(kind)
    found = await here.shelf.count(here.asked.scope)
    await here.recorded(seat, "figures", known, here.asked.audited())
    whole = sheets.everything(found, here.names)
    return await files.response(
        f"complaint-figures-{here.days}", known, whole, page.notes(here.asked, here.names)
    )


@router.get("/list.{kind}")
async def complaints(request: Request, kind: str, seat: FigureReader) -> Response:
    """The complaints behind the figures, without persons and words."""
    here, known, database = _Here.of(request), _kind(kind), Room.of(request).desk.database
    scope = here.asked.scope
    if await database.read(lambda s: listing.count(s, scope)) > files.MOST:
        problem = here.names.t("cfig_too_many", most=sheets.shown(files.MOST))
        return await _page(here, seat, status=422, problem=problem)
    await here.recorded(seat, "list", known, here.asked.audited())
    return await files.response(
        f"complaints-{here.days}", known, [files.complaints(database, scope, here.names)]
    )


@router.get("/{name}.svg")
async def chart(request: Request, name: str, seat: FigureReader) -> Response:  # noqa: ARG001 - must be signed in
    """A chart of the page; ``?theme=dark``."""
    here = _Here.of(request)
    if name not in CHARTS:
        raise NotFoundError("chart")
    theme: Theme = "dark" if request.query_params.get("theme") == "dark" else "light"
    drawn = await here.shelf.chart(here.asked.scope, name, here.names, theme)
    return Response(drawn, media_type="image/svg+xml")


async def _page(here: _Here, seat: Seat, status: int = 200, problem: str = "") -> Response:
    found, asked, names = await here.shelf.count(here.asked.scope), here.asked, here.names
    shown: dict[str, Any] = {
        "found": found, "asked": asked, "problem": problem, "cell": sheets.shown,
        "totals": sheets.totals(found, names), "sections": page.sections(found, names),
        "choices": page.choices(asked, found, names), "quick": page.quick(asked, here.today, names),
        "notes": page.notes(asked, names), "has_demo": await here.has_demo(),
    }  # fmt: skip
    return await here.room.show(seat, "complaint_figures.html", status, **shown)


async def _year(request: Request, here: _Here) -> Figures:
    year, is_demo = year_of(request.query_params.get("year", ""), here.today), here.asked.scope.demo
    return await here.room.desk.database.read(lambda s: figures.yearly(s, year, demo=is_demo))


def _kind(kind: str) -> str:
    if kind not in _KINDS:
        raise NotFoundError("file")
    return kind
