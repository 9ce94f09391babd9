"""What the routes of complaints are given: the room, and the number in the address.

After who asks: nobody learns what an address is worth who may not open it.
"""

from typing import Annotated

from fastapi import Depends, Request

from gateway.desk.complaints.room import Room
from gateway.desk.numbers import named


async def _room(request: Request) -> Room:
    return Room.of(request)


async def _known(complaint_id: str) -> int:
    return named(complaint_id, "complaint")


TheRoom = Annotated[Room, Depends(_room)]
Known = Annotated[int, Depends(_known)]
