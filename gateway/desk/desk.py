"""The desk's parts in one place, made once for an application, and how its pages are shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from casework.db import Database
from gateway.chat.hub import Hub
from gateway.chat.typing import is_here, is_typing
from gateway.desk.board import Board, read_board, urgent
from gateway.desk.canned.offering import Ready, offered
from gateway.desk.deeds import Deeds
from gateway.desk.duty.duty import Duty
from gateway.desk.duty.handing import Handing, Passing
from gateway.desk.duty.looking import lookers
from gateway.desk.nav import places
from gateway.desk.reading import Case, read_case, record_view, seen_lately, topic_of
from gateway.desk.seat import Seat, Seats
from gateway.desk.shared import Shared
from gateway.desk.words import Words
from gateway.pages import assets
from gateway.pages.render import environment
from knowledge import Knowledge
from knowledge.sentences import Voice


@dataclass(frozen=True, slots=True)
class Refused:
    """A closing that was refused: why, and what stood in the form."""

    problem: str = ""
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with."""

    hub: Hub
    database: Database
    knowledge: Knowledge
    seats: Seats
    deeds: Deeds
    duty: Duty
    handing: Handing
    words: Words
    env: Environment
    clock: Callable[[], datetime]
    # Of the bank's own directory; empty without one.
    issuer: str = ""
    shared: Shared = field(default_factory=Shared)

    @staticmethod
    def made(state: Any) -> "Desk":
        """The desk of an application whose chat service is there."""
        knowledge, settings = state.knowledge, state.settings
        voice = Voice(knowledge.sentences, knowledge.hotlines, settings.bank_name, settings.bank_hotline)
        words = Words(voice, frozenset(knowledge.sentences))
        env = environment(assets.load())
        env.globals.update(t=words, urgent=urgent, places=places, wechat_push=settings.wechat_push)
        seats = Seats(state.database, settings, state.addresses, state.clock)
        carried = settings.agent_capacity
        deeds = Deeds(state.database, state.hub, words, state.clock, carried)
        duty = Duty(state.database, state.clock, carried)
        handing = Handing(state.database, state.hub, words, state.clock, carried)
        return Desk(
            state.hub, state.database, knowledge, seats, deeds, duty, handing, words, env, state.clock,
            settings.oidc_issuer,
        )  # fmt: skip

    @staticmethod
    def of(request: Request) -> "Desk":
        """The application's own."""
        desk: Desk = request.app.state.desk
        return desk

    def show(self, template: str, seat: Seat | None = None, status: int = 200, **values: Any) -> HTMLResponse:
        """A page for one staff member; no cache may keep it."""
        now = self.clock()
        html = self.env.get_template(f"desk/{template}").render(seat=seat, now=now, **values)
        return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})

    async def leave(self, seat: Seat, *, unless: str = "") -> None:
        """End a session; what they have goes back to the queue, except when ``unless`` is them again."""
        if seat.staff.id != unless and seat.signed_in.may("desk"):
            await self.handing.leave(seat.staff)
        await self.seats.end(seat)

    async def board(self, seat: Seat, *, everything: bool = False) -> Board:
        """Who waits and who is with whom."""
        staff_id, now = seat.staff.id, self.clock()
        common = await self.shared.common(self.database, now)
        return await self.database.read(
            lambda s: read_board(s, staff_id, now, self.duty.roster(s), everything=everything, common=common)
        )

    async def case(self, seat: Seat, conversation_id: str, before: int | None = None) -> Case:
        """A conversation, its view on record; NotFoundError, DeletedError."""
        now, actor = self.clock(), seat.actor
        case, seen = await self.database.read(
            lambda session: (
                read_case(session, conversation_id, before),
                seen_lately(session, conversation_id, actor, now),
            )
        )
        if not seen:
            await self.database.write(lambda session: record_view(session, conversation_id, actor, now))
        return case

    async def show_case(
        self, seat: Seat, conversation_id: str, *, status: int = 200, before: int | None = None, **state: Any
    ) -> HTMLResponse:
        """A conversation's page; ``state`` after a deed: ``draft``, ``preview``, ``problem``, ``closing``."""
        case, board = await self.case(seat, conversation_id, before), await self.board(seat)
        colleagues = await self.database.read(self.duty.roster)
        shown: dict[str, Any] = {
            "draft": "",
            "preview": "",
            "problem": "",
            "closing": Refused(),
            "passing": Passing(),
            "memo": "",
            "used": "",
        } | state
        shown |= {
            "case": case,
            "colleagues": colleagues,
            "lookers": sorted(
                case.names[id_]
                for id_ in lookers(self.hub, conversation_id) - {seat.staff.id}
                if id_ in case.names
            ),
            "here": is_here(self.hub, conversation_id),
            "typing": is_typing(self.hub, conversation_id, "customer"),
            "ready": await self._ready(seat, case),
            "alarm": case.alarm,
            "before": before,
            "topic": topic_of(case, self.knowledge),
        }
        shown |= {
            "board": board,
            "open_alerts": board.alerts,
            "overdue": board.overdue,
            "view": "open",
            "current": conversation_id,
        }
        return self.show("conversation.html", seat, status, mine=case.is_with(seat.staff.id), **shown)

    async def _ready(self, seat: Seat, case: Case) -> tuple[Ready, ...]:
        """The replies to choose from; nobody else's conversation needs them."""
        if not case.is_with(seat.staff.id):
            return ()
        return await self.database.read(lambda s: offered(s, case.conversation, seat.staff, self.words))
