"""Files of figures and of the complaints behind them; each export is on the record."""

import asyncio
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO, Final

from starlette.responses import Response

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.complaints.figures import listing
from casework.complaints.figures.listing import Listed
from casework.complaints.figures.types import Scope
from casework.db import Database
from gateway.desk.complaint_figures.naming import Names
from gateway.desk.complaint_figures.sheets import Sheet
from gateway.desk.complaint_figures.writing import MEDIA, to_csv, to_xlsx

# Complaints in a file that is made while somebody waits; the command line has no such limit.
MOST: Final = 50_000
_HEADS: Final = (
    *(
        "cfig_receipt",
        "cfig_received_at",
        "cfig_of_door",
        "cfig_of_region",
        "cfig_of_branch",
        "cfig_department",
    ),
    *("cfig_of_channel", "cfig_of_business", "cfig_of_cause", "cfig_of_state", "cfig_kind", "cfig_people"),
    *(
        "cfig_amount",
        "cfig_currency",
        "cfig_responded_at",
        "cfig_decided_at",
        "cfig_closed_at",
        "cfig_in_time",
    ),
    *(
        "cfig_extension",
        "cfig_times_reopened",
        "cfig_regulator",
        "cfig_outcome",
        "cfig_stars",
        "cfig_is_demo",
    ),
)


def write(out: BinaryIO, kind: str, tables: Iterable[Sheet], notes: Sequence[str] = ()) -> None:
    """As CSV or XLSX; blocks."""
    (to_xlsx if kind == "xlsx" else to_csv)(out, tables, notes)


def complaints(database: Database, scope: Scope, names: Names) -> Sheet:
    """The list of complaints, read in chunks while it is written; blocks then."""
    head = tuple(names.t(key) for key in _HEADS)
    return Sheet("list", names.t("cfig_list"), head, (_row(one, names) for one in _read(database, scope)))


async def response(name: str, kind: str, tables: Iterable[Sheet], notes: Sequence[str] = ()) -> Response:
    """A file to be saved."""
    out = io.BytesIO()
    await asyncio.to_thread(write, out, kind, tables, notes)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(out.getvalue(), media_type=MEDIA[kind], headers=headers)


async def recorded(
    database: Database, actor: Actor, now: Any, what: str, kind: str, scope: dict[str, object]
) -> None:
    """Who took which file when."""
    await database.write(partial(record, actor=actor, now=now, what=what, kind=kind, scope=scope))


def record(session: Any, actor: Actor, now: Any, what: str, kind: str, scope: dict[str, object]) -> None:
    """The same in a transaction."""
    audit.record(
        session, actor, f"complaints.{what}_exported", "complaints", "all", now, after={**scope, "file": kind}
    )


def _read(database: Database, scope: Scope) -> Iterator[Listed]:
    last: Listed | None = None
    while found := database.run_read(partial(listing.chunk, scope=scope, after=last)):
        yield from found
        last = found[-1]


def _row(one: Listed, names: Names) -> tuple[Any, ...]:
    t = names.t
    return (
        one.receipt, one.received_at, names.of("door", one.door), names.of("region", one.region),
        one.branch, one.department, names.of("channel", one.channel), names.of("business", one.business),
        names.of("cause", one.cause), names.of("state", one.state), t.label("kind", one.kind), one.people,
        one.amount, one.currency, one.first_response_at, one.decided_at, one.closed_at,
        names.yes(one.on_time), one.extension_days, one.reopened, names.yes(one.by_regulator),
        names.outcome(one.outcome), one.satisfaction, names.yes(one.demo),
    )  # fmt: skip
