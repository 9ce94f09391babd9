"""Routes of entering a complaint that came by telephone, at a branch, by letter, from the regulator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from casework.complaints import duplicates, parties, service
from casework.complaints.checking import checked
from casework.complaints.types import Filed, NewComplaint
from casework.errors import ValueRefusedError
from casework.files.types import FileRefusedError, KeptFile
from casework.filings.service import file_once
from gateway.complaints.front import Front
from gateway.complaints.uploads import Form, Upload, read_form
from gateway.desk.complaints import same
from gateway.desk.complaints.case import CLASSES
from gateway.desk.complaints.counting import today_of
from gateway.desk.complaints.entering import DOORS_HERE, FIELDS, Entry, read_entry
from gateway.desk.complaints.forms import Filled
from gateway.desk.complaints.given import Known, TheRoom
from gateway.desk.complaints.room import Room
from gateway.desk.guard import ComplaintHandler, DeskRoute
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat
from gateway.errors import Problem
from gateway.security.access import demand_same_origin

router = APIRouter(route_class=DeskRoute)


@asynccontextmanager
async def sent(request: Request, seat: Seat) -> AsyncIterator[Form]:
    """A form with files, of our own page and of this session. Problem 403, 413."""
    demand_same_origin(request)
    room = Room.of(request)
    async with read_form(request, room.uploads) as form:
        if not room.desk.seats.accepts(seat, form.get("form_token")):
            raise Problem(403, "forbidden")
        yield form


@router.get("/new")
async def ask(request: Request, seat: ComplaintHandler) -> Response:
    """The empty form."""
    return await _show(request, seat, Entry())


@router.post("/new")
async def enter(request: Request, seat: ComplaintHandler) -> Response:
    """Check what was typed, with what is proposed; and file it when staff have seen that."""
    async with sent(request, seat) as form:
        read = read_entry(form.fields, Room.of(request).desk.clock())
        if read.new is None:
            return await _show(request, seat, read.entry, 422)
        if form.get("do") != "file":
            return await _show(request, seat, await _looked_at(request, seat, read.entry, read.new))
        return await _file(request, seat, form, read.entry, read.new)


@router.post("/{complaint_id}/files")
async def attach(request: Request, seat: ComplaintHandler, room: TheRoom, known: Known) -> Response:
    """Add an attachment."""
    async with sent(request, seat) as form:
        refused = await _added(room, known, form, seat)
    if refused:
        return await room.not_done(seat, known, Filled("file"), refused)
    return RedirectResponse(f"/desk/complaints/{known}#files", 303)


async def _added(room: Room, complaint_id: int, form: Form, seat: Seat) -> Refusal | None:
    """Why not, when a file was not kept. Not raised: a frozen refusal cannot pass a context manager."""
    if form.refused or not form.files:
        return Refusal("file")
    shown = form.get("shown") == "yes"
    try:
        for upload in form.files:
            await room.deeds.attach(complaint_id, upload.name, bytes(upload.data), seat.actor, shown=shown)
    except Refusal as refused:
        return refused
    return None


async def _looked_at(request: Request, seat: Seat, entry: Entry, new: NewComplaint) -> Entry:
    """The form with who else complained by this telephone, and what it would be added to; on record."""
    room, cipher = Room.of(request), request.app.state.cipher
    now = room.desk.clock()
    phones = [party.contact.phone for party in new.parties if party.contact.phone]

    def read(session: Session) -> Entry:
        prints = parties.fingerprints(cipher, new.parties)
        joins = duplicates.find(session, checked(new, now), prints, now)
        return replace(entry, same=same.of_phones(session, cipher, phones), joins=joins)

    try:
        found = await room.desk.database.read(read)
    except ValueRefusedError as refused:
        return replace(entry, checked=False, wrong=(refused.field,))
    await room.desk.database.write(lambda s: same.record_look(s, seat.actor, cipher, phones, found.same, now))
    return found


async def _file(request: Request, seat: Seat, form: Form, entry: Entry, new: NewComplaint) -> Response:
    room = Room.of(request)
    try:
        kept = await _kept(request, form)
        filed = await _filed(request, seat, form, new, kept)
    except FileRefusedError:
        refusal = replace(entry, problem=room.desk.words("refused_file"))
        return await _show(request, seat, refusal, 422)
    except ValueRefusedError as refused:
        return await _show(request, seat, replace(entry, checked=False, wrong=(refused.field,)), 422)
    where = f"{filed.complaint.id}?joined" if filed.joined else f"{filed.complaint.id}/filed"
    return RedirectResponse(f"/desk/complaints/{where}", 303)


async def _kept(request: Request, form: Form) -> tuple[KeptFile, ...]:
    if form.refused:
        raise FileRefusedError("too_large")
    store = request.app.state.files

    async def keep(upload: Upload) -> KeptFile:
        kept: KeptFile = await store.keep_soon(upload.name, bytes(upload.data))
        return kept

    return tuple([await keep(upload) for upload in form.files])


async def _filed(
    request: Request, seat: Seat, form: Form, new: NewComplaint, kept: tuple[KeptFile, ...]
) -> Filed:
    """File it with its files, all or nothing; the same form with the same words files nothing."""
    desk, cipher = Room.of(request).desk, request.app.state.cipher
    now, key = desk.clock(), _key(request, seat, form, kept)

    def work(session: Session) -> Filed:
        made = file_once(session, cipher, key, new, seat.actor, now)
        known = {file.sha256 for file in service.files_of(session, made.complaint.id)}
        for file in kept:
            if file.sha256 not in known:
                service.attach(session, made.complaint.id, file, seat.actor, now, inside=made.inside)
        return made

    try:
        return await desk.database.write(work)
    except IntegrityError:
        # The same form a second time at the same moment: by now the first one is stored.
        return await desk.database.write(work)


def _key(request: Request, seat: Seat, form: Form, kept: tuple[KeptFile, ...]) -> str:
    """A name for the form with its words and files: other words are another complaint, never lost."""
    words = (form.get(name) for name in ("form_id", *FIELDS))
    return Front.of(request).key_for("desk", seat.staff.id, *words, *(file.sha256 for file in kept))


async def _show(request: Request, seat: Seat, entry: Entry, status: int = 200) -> Response:
    values: dict[str, Any] = {
        "form_id": entry.get("form_id") or str(uuid4()),
        "doors": DOORS_HERE,
        "dimensions": CLASSES.items(),
    }
    values |= {"today": today_of(Room.of(request).desk.clock())}
    return await Room.of(request).show(seat, "complaint_new.html", status, entry=entry, **values)
