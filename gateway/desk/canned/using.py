"""Count the replies that were sent: what is used most is offered first."""

from collections.abc import Awaitable

from sqlalchemy.orm import Session

from casework.canned import service as canned
from gateway.desk.desk import Desk
from gateway.desk.seat import Seat
from knowledge.canned import load_canned

_MOST = 5  # of one message


async def counted(desk: Desk, seat: Seat, used: str, deed: Awaitable[None]) -> None:
    """Do the deed; if it is not refused, count what it was written with (keys, parted by blanks)."""
    await deed
    keys, now = dict.fromkeys(used[:400].split()[:_MOST]), desk.clock()
    if not keys:
        return

    def work(session: Session) -> None:
        known = {*load_canned(), *(one.key for one in canned.usable(session, seat.staff.id))}
        for key in keys:
            if key in known:
                canned.count_use(session, seat.staff.id, key, now)

    await desk.database.write(work)
