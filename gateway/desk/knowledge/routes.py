"""Routes of the answers: lists, one answer, its history, the files to take away."""

import asyncio
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from casework.audit import service as audit
from casework.content import reading
from casework.content.types import Filter
from casework.errors import NotFoundError
from casework.statuses import CONTENT_STATES, OPEN_CONTENT
from gateway.desk.complaint_figures.files import response
from gateway.desk.desk import Desk
from gateway.desk.guard import DeskRoute, KnowledgeReader, KnowledgeReviewer
from gateway.desk.knowledge import changing, files
from gateway.desk.knowledge.library import Library, Wanted
from gateway.desk.numbers import number
from knowledge.models import GROUPS
from knowledge.overlay import Published
from knowledge.overlay.patching import patch

PAGE = 50
router = APIRouter(prefix="/desk/knowledge", route_class=DeskRoute)
router.include_router(changing.router)


@router.get("")
async def answers(request: Request, seat: KnowledgeReader) -> Response:
    """The answers in force; ``?q=``, ``?group=``, ``?due=1``."""
    library, wanted = Library.of(request), Wanted.of(request.query_params)
    items = library.found(wanted, await library.opened())
    due = len(library.found(Wanted(due=True), {}))
    start = number(request.query_params.get("from", ""), 4) or 0
    shown: dict[str, Any] = {
        "items": items[start : start + PAGE],
        "wanted": wanted,
        "groups": GROUPS,
        "due_count": due,
    }
    shown |= {"count": len(items), "next": start + PAGE if len(items) > start + PAGE else 0}
    return await library.show(seat, "knowledge.html", **shown, retired=library.retired())


@router.get("/changes")
async def worklist(request: Request, seat: KnowledgeReader) -> Response:
    """Changes that somebody has to go on with; ``?state=``, ``?q=``, ``?before=``."""
    library, said = Library.of(request), request.query_params
    state, words = said.get("state", ""), said.get("q", "").strip()[:100]
    states = (state,) if state in CONTENT_STATES else tuple(OPEN_CONTENT) if state != "all" else ()
    before = number(said.get("before", ""))
    wanted = Filter(states=states, words=words, before=before, limit=PAGE + 1)
    found = await library.desk.database.read(lambda s: reading.worklist(s, wanted))
    shown: dict[str, Any] = {"found": found[:PAGE], "more": len(found) > PAGE, "state": state, "words": words}
    return await library.show(seat, "knowledge_changes.html", **shown)


@router.get("/history")
async def history(request: Request, seat: KnowledgeReader) -> Response:
    """Every step, newest first; ``?q=``, ``?entry=``, ``?before=``."""
    library, wanted = Library.of(request), _asked(request)
    found = await library.desk.database.read(lambda s: reading.history(s, wanted))
    shown: dict[str, Any] = {"found": found[:PAGE], "more": len(found) > PAGE, "wanted": wanted}
    return await library.show(seat, "knowledge_history.html", **shown)


@router.get("/history.{kind}")
async def history_file(request: Request, kind: str, seat: KnowledgeReader) -> Response:
    """The same as a file: csv, xlsx or json."""
    if kind not in ("csv", "xlsx", "json"):
        raise NotFoundError("file")
    desk, asked = Desk.of(request), _asked(request)
    wanted = Filter(entry=asked.entry, words=asked.words, limit=files.MOST)
    read = partial(files.read, desk.database, wanted, "history", kind, seat.actor, desk.clock())
    found = await asyncio.to_thread(read)
    if kind != "json":
        return await response("answers-history", kind, [files.sheet(found, desk.words)])
    return _saved(files.as_json(found), "answers-history.json", "application/json")


@router.get("/published.diff")
async def published(request: Request, seat: KnowledgeReviewer) -> Response:
    """What is published beside the files, as a patch that ``git apply`` takes."""
    library = Library.of(request)
    await library.following.look()
    force = library.following.force
    changes = [Published(r.entry_id, r.body, r.file_digest) for r in force.revisions.values()]
    made = await asyncio.to_thread(patch, changes)
    now, after = library.desk.clock(), {"version": force.version, "changes": len(changes)}
    await library.desk.database.write(
        lambda s: audit.record(s, seat.actor, "content.patch_exported", "content", "all", now, after=after)
    )
    return _saved(made.encode(), f"answers-{force.version}.diff", "text/x-diff")


@router.get("/entries/{entry_id}")
async def entry(request: Request, entry_id: str, seat: KnowledgeReader) -> Response:
    """One answer in every wording, with what was published of it before."""
    library = Library.of(request)
    await library.following.look()
    found = library.entry(entry_id)
    item = library.item(found, await library.opened())
    before = await library.desk.database.read(lambda s: reading.published_of(s, entry_id))
    in_force = entry_id in library.desk.knowledge.entries
    shown: dict[str, Any] = {"item": item, "published": before, "in_force": in_force}
    return await library.show(seat, "knowledge_entry.html", **shown, sources=library.desk.knowledge.sources)


def _asked(request: Request) -> Filter:
    said = request.query_params
    return Filter(
        entry=said.get("entry", "")[:64],
        words=said.get("q", "").strip()[:100],
        before=number(said.get("before", "")),
        limit=PAGE + 1,
    )


def _saved(content: bytes, name: str, media: str) -> Response:
    return Response(
        content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
