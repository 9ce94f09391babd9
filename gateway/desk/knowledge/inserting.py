"""A reviewed answer for the reply: searched beside a conversation, worded as the customer would read it."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.errors import NotFoundError
from gateway.desk.desk import Desk
from gateway.desk.guard import Agent, AgentForm, DeskRoute
from gateway.desk.knowledge.library import Library
from knowledge import Knowledge

FOUND: Final = 6
_LEAST: Final = 0.15
router = APIRouter(prefix="/desk/conversations/{conversation_id}/answers", route_class=DeskRoute)


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer in the customer's script, region and size of words."""

    entry: str
    title: str
    text: str
    expired: bool


@router.get("")
async def search(request: Request, conversation_id: str, seat: Agent) -> Response:
    """The answers that fit ``?q=``."""
    desk, words = Desk.of(request), request.query_params.get("q", "").strip()[:200]
    found = await _conversation(desk, conversation_id)
    offers = offered(desk.knowledge, found, words)
    mine = found.owner == "agent" and found.agent_id == seat.staff.id
    shown: dict[str, Any] = {"c": found, "words": words, "offers": offers, "mine": mine}
    return await Library.of(request).show(seat, "knowledge_insert.html", **shown)


@router.post("")
async def insert(request: Request, conversation_id: str, seat: Agent, form: AgentForm) -> Response:
    """The conversation with the answer behind what stands in the box; nothing is sent."""
    desk, entry = Desk.of(request), str(form.get("entry") or "")
    found = await _conversation(desk, conversation_id)
    if entry not in desk.knowledge.entries:
        raise NotFoundError("entry")
    draft = str(form.get("draft") or "")[:2_000].strip()
    text = text_of(desk.knowledge, found, entry)
    return await desk.show_case(seat, conversation_id, draft="\n".join(filter(None, [draft, text])))


def offered(knowledge: Knowledge, found: Conversation, words: str) -> list[Offer]:
    """The best answers, best first."""
    hits = [hit for hit in knowledge.search(words, FOUND) if hit.score >= _LEAST] if words else []
    late, region = knowledge.expired(), found.region or "CN"
    shown = [knowledge.render(hit.entry, found.script, region, found.mode) for hit in hits]
    return [Offer(one.entry, one.title, one.text, one.entry in late) for one in shown]


def text_of(knowledge: Knowledge, found: Conversation, entry: str) -> str:
    """An answer as this customer reads it."""
    return knowledge.render(entry, found.script, found.region or "CN", found.mode).text


async def _conversation(desk: Desk, conversation_id: str) -> Conversation:
    return await desk.database.read(lambda session: conversations.get(session, conversation_id))
