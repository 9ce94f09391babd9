"""Routes of changes: propose, write anew, submit, review, publish, take back."""

from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from casework.content import reading
from casework.content.types import CHECKS, Body, Review, Revision
from casework.statuses import ContentKind
from gateway.desk.guard import DeskRoute, KnowledgeEditor, KnowledgeForm, KnowledgeReader
from gateway.desk.knowledge import form as forms
from gateway.desk.knowledge.change import shown
from gateway.desk.knowledge.deeds import Editing
from gateway.desk.knowledge.library import Library
from gateway.desk.numbers import named, number
from gateway.desk.refusal import Refusal
from gateway.desk.seat import Seat
from knowledge.models import CONFIDENCES, GROUPS

router = APIRouter(route_class=DeskRoute)
_LONGEST_NOTE = 1000


@router.get("/new")
async def new(request: Request, seat: KnowledgeEditor) -> Response:
    """An empty form."""
    return await _form(Library.of(request), seat, "new", {}, {"confidence": "high"})


@router.post("/new")
async def propose_new(request: Request, seat: KnowledgeEditor, form: KnowledgeForm) -> Response:
    """Begin an answer that there was not."""
    library, said = Library.of(request), forms.typed(form)
    id_, group = str(form.get("id") or "").strip()[:64], str(form.get("group") or "")
    about = {"id": id_, "group": group if group in GROUPS else GROUPS[0]}
    if not forms.is_slug(id_):
        return await _form(library, seat, "new", about, said, form, Refusal("content_id"))
    return await _proposed(library, seat, "new", about, said, form)


@router.get("/entries/{entry_id}/change")
async def change(request: Request, entry_id: str, seat: KnowledgeEditor) -> Response:
    """The form with the wording in force."""
    library = Library.of(request)
    library.entry(entry_id)
    raw = library.raw(entry_id) or {}
    return await _form(library, seat, "change", {"id": entry_id} | raw, forms.values_of(raw))


@router.post("/entries/{entry_id}/change")
async def propose_change(
    request: Request, entry_id: str, seat: KnowledgeEditor, form: KnowledgeForm
) -> Response:
    """Begin a change of it."""
    library = Library.of(request)
    former = library.raw(library.entry(entry_id).id) or {
        "id": entry_id,
        "group": library.entry(entry_id).group,
    }
    return await _proposed(library, seat, "change", former, forms.typed(form), form)


@router.post("/entries/{entry_id}/retire")
async def retire(request: Request, entry_id: str, seat: KnowledgeEditor, form: KnowledgeForm) -> Response:
    """Begin that it is not said any more."""
    library, why = Library.of(request), _note(form, "reason")
    library.entry(entry_id)
    try:
        made = await Editing(library).propose(seat.actor, entry_id, "retire", None, why)
    except Refusal as refusal:
        return await _refused(library, seat, refusal, f"/desk/knowledge/entries/{entry_id}")
    return _to(made)


@router.get("/changes/{revision_id}")
async def one(request: Request, revision_id: str, seat: KnowledgeReader) -> Response:
    """One change: the difference, what the lint says, how it reads, what happened."""
    library = Library.of(request)
    return await _page(library, seat, await _found(library, revision_id))


@router.get("/changes/{revision_id}/edit")
async def edit(request: Request, revision_id: str, seat: KnowledgeEditor) -> Response:
    """The form with the change's text."""
    library = Library.of(request)
    found = await _found(library, revision_id)
    return await _form(library, seat, "edit", _about(found), forms.values_of(found.body or {}), found=found)


@router.post("/changes/{revision_id}/edit")
async def write(request: Request, revision_id: str, seat: KnowledgeEditor, form: KnowledgeForm) -> Response:
    """Write it anew."""
    library, said = Library.of(request), forms.typed(form)
    found = await _found(library, revision_id)
    body = forms.raw_from(said, _about(found))
    try:
        await Editing(library).edit(seat.actor, found, _version(form), body, _note(form, "reason"))
    except Refusal as refusal:
        return await _form(library, seat, "edit", _about(found), said, form, refusal, found)
    return _to(found)


@router.post("/changes/{revision_id}/submit")
async def submit(request: Request, revision_id: str, seat: KnowledgeEditor, form: KnowledgeForm) -> Response:
    """Give it to a second person."""
    library = Library.of(request)
    found = await _found(library, revision_id)
    return await _done(library, seat, found, form, Editing(library).submit(seat.actor, found, _version(form)))


@router.post("/changes/{revision_id}/review")
async def review(request: Request, revision_id: str, seat: KnowledgeEditor, form: KnowledgeForm) -> Response:
    """The second person's opinion: agree, or give it back."""
    library = Library.of(request)
    found = await _found(library, revision_id)
    checks = tuple(check for check in CHECKS if form.get(f"check_{check}"))
    said = Review(form.get("do") == "agree", _note(form, "opinion"), checks)
    deed = Editing(library).review(seat.actor, found, _version(form), said)
    return await _done(library, seat, found, form, deed)


@router.post("/changes/{revision_id}/withdraw")
async def withdraw(
    request: Request, revision_id: str, seat: KnowledgeEditor, form: KnowledgeForm
) -> Response:
    """Give it up."""
    library = Library.of(request)
    found = await _found(library, revision_id)
    deed = Editing(library).withdraw(seat.actor, found, _version(form), _note(form, "withdraw_reason"))
    return await _done(library, seat, found, form, deed)


@router.post("/changes/{revision_id}/publish")
async def publish(request: Request, revision_id: str, seat: KnowledgeEditor, form: KnowledgeForm) -> Response:
    """Say it to customers."""
    library = Library.of(request)
    found = await _found(library, revision_id)
    return await _done(
        library, seat, found, form, Editing(library).publish(seat.actor, found, _version(form))
    )


@router.post("/changes/{revision_id}/roll-back")
async def roll_back(
    request: Request, revision_id: str, seat: KnowledgeEditor, form: KnowledgeForm
) -> Response:
    """Say an earlier wording again."""
    library = Library.of(request)
    found = await _found(library, revision_id)
    to = number(str(form.get("to") or ""))
    deed = Editing(library).roll_back(seat.actor, found, _version(form), _note(form, "back_reason"), to)
    return await _done(library, seat, found, form, deed)


async def _proposed(
    library: Library, seat: Seat, kind: ContentKind, former: Body, said: dict[str, str], form: FormData
) -> Response:
    body = forms.raw_from(said, former)
    try:
        made = await Editing(library).propose(seat.actor, former["id"], kind, body, _note(form, "reason"))
    except Refusal as refusal:
        return await _form(library, seat, kind, former, said, form, refusal)
    return _to(made)


async def _done(
    library: Library, seat: Seat, found: Revision, form: FormData, deed: Awaitable[Revision]
) -> Response:
    try:
        return _to(await deed)
    except Refusal as refusal:
        now = await library.desk.database.read(lambda s: reading.get(s, found.id))
        return await _page(library, seat, now, refusal, form)


async def _page(
    library: Library, seat: Seat, found: Revision, refusal: Refusal | None = None, form: Any = None
) -> Response:
    seen = await shown(library, found, seat.staff.id, seat.staff.role)
    status = refusal.status if refusal else 200
    values: dict[str, Any] = {"seen": seen, "r": found, "checks": CHECKS, "problem": _said(library, refusal)}
    return await library.show(seat, "knowledge_change.html", status, **values, form=form or {})


async def _form(
    library: Library, seat: Seat, do: str, about: Body, said: dict[str, str], form: Any = None,
    refusal: Refusal | None = None, found: Revision | None = None,
) -> Response:  # fmt: skip
    why = _note(form, "reason") if form else (found.reason if found else "")
    known = library.desk.knowledge
    values: dict[str, Any] = {
        "do": do, "about": about, "said": said, "why": why, "problem": _said(library, refusal), "r": found,
        "base": forms.BASE, "regional": forms.REGIONAL, "facts": forms.ABOUT, "regions": forms.REGIONS,
        "groups": GROUPS, "confidences": CONFIDENCES, "hotlines": known.hotlines, "sources": known.sources,
    }  # fmt: skip
    return await library.show(seat, "knowledge_form.html", refusal.status if refusal else 200, **values)


async def _refused(library: Library, seat: Seat, refusal: Refusal, back: str) -> Response:
    said = {"problem": _said(library, refusal), "back": back}
    return await library.show(seat, "knowledge_refused.html", refusal.status, **said)


async def _found(library: Library, revision_id: str) -> Revision:
    id_ = named(revision_id, "revision")
    return await library.desk.database.read(lambda s: reading.get(s, id_))


def _about(found: Revision) -> Body:
    return {"id": found.entry_id, "group": GROUPS[0]} | (found.body or {})


def _said(library: Library, refusal: Refusal | None) -> str:
    return library.desk.words(f"refused_{refusal.key}", **refusal.values) if refusal else ""


def _version(form: FormData) -> int:
    return number(str(form.get("version") or "")) or 0


def _note(form: Any, name: str) -> str:
    return str(form.get(name) or "").replace("\r\n", "\n")[: _LONGEST_NOTE * 2]


def _to(found: Revision) -> Response:
    return RedirectResponse(f"/desk/knowledge/changes/{found.id}", 303)
