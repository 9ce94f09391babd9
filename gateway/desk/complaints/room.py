"""The parts of the complaints' desk in one place, and how its pages are shown."""

from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from casework.errors import StaleError
from gateway.complaints.uploads import Room as Memory
from gateway.desk.alarms import count_open
from gateway.desk.complaints.case import Case, choices, laws, read_case, record_view, seen_lately
from gateway.desk.complaints.counting import count_overdue, today_of
from gateway.desk.complaints.deeds import Bulk, ComplaintDeeds
from gateway.desk.complaints.filtering import Wanted
from gateway.desk.complaints.forms import Filled
from gateway.desk.complaints.history import kind_of, lines
from gateway.desk.complaints.picks import choices as rarer
from gateway.desk.complaints.picks import picks
from gateway.desk.complaints.telling import Teller
from gateway.desk.complaints.worklist import read_list
from gateway.desk.desk import Desk
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat

# Bytes that uploads of staff may hold in memory together.
_UPLOADS: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class Revealed:
    """A personal value that is shown this once."""

    role: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Room:
    """What the routes of complaints work with; ``most``: the ceiling of small compensation."""

    desk: Desk
    deeds: ComplaintDeeds
    uploads: Memory
    most: int

    @staticmethod
    def made(state: Any, desk: Desk) -> "Room":
        """The room of an application whose desk is there."""
        teller = Teller(desk.words.voice, desk.knowledge.sentences)
        most = state.settings.small_compensation_max
        deeds = ComplaintDeeds(
            state.database, state.hub, teller, state.cipher, state.files, state.clock, most
        )
        return Room(desk, deeds, Memory(_UPLOADS), most)

    @staticmethod
    def of(request: Request) -> "Room":
        """The application's own."""
        room: Room = request.app.state.complaint_desk
        return room

    async def show(self, seat: Seat, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page with the numbers of the header."""
        now = self.desk.clock()
        alerts, overdue = await self.desk.database.read(lambda s: (count_open(s), count_overdue(s, now)))
        return self.desk.show(template, seat, status, open_alerts=alerts, overdue=overdue, **values)

    async def show_list(
        self, seat: Seat, wanted: Wanted, *, status: int = 200, bulk: Bulk | None = None, problem: str = ""
    ) -> HTMLResponse:
        """The work list; after a bulk assignment with what came of it."""
        t, today = self.desk.words, today_of(self.desk.clock())
        found = await self.desk.database.read(lambda s: read_list(s, wanted, seat.staff.id, today))
        shown: dict[str, Any] = {"wanted": wanted, "found": found, "bulk": bulk, "problem": problem}
        shown |= {"groups": picks(wanted, found, t), "choices": rarer(found, t)}
        return await self.show(seat, "complaints.html", status, **shown)

    async def case(self, seat: Seat, complaint_id: int) -> Case:
        """A complaint, its view on record; NotFoundError."""
        now, actor, database = self.desk.clock(), seat.actor, self.desk.database
        case, seen = await database.read(
            lambda s: (read_case(s, complaint_id, actor, now), seen_lately(s, complaint_id, actor, now))
        )
        if not seen:
            await database.write(lambda s: record_view(s, complaint_id, actor, now))
        return case

    async def show_case(
        self,
        seat: Seat,
        complaint_id: int,
        *,
        status: int = 200,
        filled: Filled | None = None,
        revealed: Revealed | None = None,
        joined: bool = False,
    ) -> HTMLResponse:
        """A complaint's page, with what was typed into a form that was not done."""
        case, t = await self.case(seat, complaint_id), self.desk.words
        shown: dict[str, Any] = {
            "case": case, "filled": filled or Filled(), "revealed": revealed, "joined": joined,
            "most": f"{self.most:,}", "laws": laws(), "words": seat.signed_in.may("handle_complaints"),
            "choices": lambda field: choices(case, field, seat.staff.id, t),
            "lines": lambda event: lines(event, case.names, t), "kind_of": lambda event: kind_of(event, t),
        }  # fmt: skip
        return await self.show(seat, "complaint.html", status, **shown)

    async def not_done(
        self, seat: Seat, complaint_id: int, filled: Filled, why: Refusal | StaleError
    ) -> HTMLResponse:
        """The complaint's page with why a step was not done; for the second of two, what changed."""
        if isinstance(why, StaleError):
            case = await self.case(seat, complaint_id)
            said, changed = self.desk.words("case_stale"), case.after(why.seen)
            stale = replace(filled, problem=said, changed=changed)
            return await self.show_case(seat, complaint_id, status=409, filled=stale)
        refused = replace(filled, problem=self.problem(why))
        return await self.show_case(seat, complaint_id, status=why.status, filled=refused)

    def problem(self, refusal: Refusal) -> str:
        """A refusal in words; ``field`` in it is the end of a field's sentence key."""
        t, values = self.desk.words, dict(refusal.values)
        if "field" in values:
            values["field"] = t.label("field", str(values["field"]))
        return t(f"refused_{refusal.key}", **values)
