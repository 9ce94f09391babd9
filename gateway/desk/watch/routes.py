"""Routes of the watch: the list, one flag with its acts, and what the auditor says of it."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from casework.audit import service as audit
from casework.errors import NotAllowedError, TransitionError, ValueRefusedError
from casework.statuses import WatchState
from casework.watch import rules, service
from gateway.desk.audit.naming import act, change, thing
from gateway.desk.board import names
from gateway.desk.desk import Desk
from gateway.desk.guard import DeskRoute, Watcher, WatchForm
from gateway.desk.numbers import named
from gateway.desk.people.reading import numbers
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat

router = APIRouter(prefix="/desk/watch", route_class=DeskRoute)
_LONGEST = 1_000  # characters that are shown again when refused
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What stood in a form that was refused."""

    state: str = ""
    reason: str = ""


@router.get("")
async def worklist(request: Request, seat: Watcher) -> Response:
    """What is not explained yet; ``?state=explained`` for the rest."""
    desk, now = Desk.of(request), Desk.of(request).clock()
    state = "explained" if request.query_params.get("state") == "explained" else "due"
    found, known, counted = await desk.database.read(
        lambda s: (service.worklist(s, state=state, limit=_PAGE), names(s), numbers(s, now))
    )
    shown: dict[str, Any] = {"flags": found, "names": known, "state": state}
    return desk.show("watch.html", seat, **shown, open_alerts=counted.open_alerts, overdue=counted.overdue)


@router.get("/{flag_id}")
async def flag(request: Request, flag_id: str, seat: Watcher) -> Response:
    """One flag: the rule, and the acts that it held for."""
    return await _shown(Desk.of(request), seat, named(flag_id, "flag"))


@router.post("/{flag_id}")
async def review(request: Request, flag_id: str, seat: Watcher, form: WatchForm) -> Response:
    """Explained, or handed on; with a reason."""
    desk, number = Desk.of(request), named(flag_id, "flag")
    said = Said(str(form.get("state") or "")[:16], str(form.get("reason") or "")[:_LONGEST])
    try:
        await _review(desk, seat, number, said)
    except Refusal as refusal:
        problem = desk.words(f"refused_{refusal.key}", **refusal.values)
        return await _shown(desk, seat, number, refusal.status, problem, said)
    return RedirectResponse("/desk/watch", 303)


async def _review(desk: Desk, seat: Seat, flag_id: int, said: Said) -> None:
    state: WatchState = "escalated" if said.state == "escalated" else "explained"
    if said.state not in ("explained", "escalated"):
        raise Refusal("watch_state")
    now = desk.clock()
    try:
        await desk.database.write(lambda s: service.review(s, seat.actor, flag_id, state, said.reason, now))
    except ValueRefusedError:
        raise Refusal("watch_reason") from None
    except TransitionError:
        raise Refusal("watch_changed", 409) from None
    except NotAllowedError:
        raise Refusal("watch_own", 403) from None


async def _shown(
    desk: Desk, seat: Seat, flag_id: int, status: int = 200, problem: str = "", said: Said | None = None
) -> Response:
    now = desk.clock()

    def read(session: Any) -> Any:
        found = service.get(session, flag_id)
        return found, audit.by_ids(session, found.evidence), names(session), numbers(session, now)

    found, records, known, counted = await desk.database.read(read)
    rule = next((one for one in rules.load() if one.rule == found.rule), None)
    shown: dict[str, Any] = {"flag": found, "records": records, "names": known, "rule": rule}
    shown |= {"problem": problem, "said": said or Said(), "act": act, "thing": thing, "change": change}
    shown |= {"open_alerts": counted.open_alerts, "overdue": counted.overdue}
    return desk.show("watch_flag.html", seat, status, **shown)
