"""Plays Rasa between the actions of a form: which action runs, what becomes of its events."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.complaints.care import ActionComplaintCare, ActionEndComplaintCare
from actions.complaints.care_form import ValidateComplaintCareForm
from actions.complaints.filed import ActionSubmitComplaint
from actions.complaints.form import ActionBeginComplaint, ValidateComplaintForm
from actions.complaints.store import Store
from actions.dialogue import ActionHandoff
from actions.faq import ActionSearch
from actions.fraud import ActionFlagFraud
from casework.complaints import drafts, service
from casework.complaints.types import Complaint, Draft
from casework.conversations import service as conversations

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
FORMS: dict[str, tuple[Action, Action]] = {
    "complaint_form": (ValidateComplaintForm(), ActionSubmitComplaint()),
    "complaint_care_form": (ValidateComplaintCareForm(), ActionEndComplaintCare()),
}
STARTS: dict[str, Action] = {
    "file_complaint": ActionBeginComplaint(),
    "resume_complaint": ActionBeginComplaint(),
    "report_fraud": ActionFlagFraud(),
}


class Teller:
    """One conversation; `say` gives the replies of a turn."""

    def __init__(self, store: Store, **wishes: str) -> None:
        self.store = store
        self.wishes = wishes
        self.slots: dict[str, Any] = {}
        self.loop: str | None = None
        self.replies: list[dict[str, Any]] = []
        self.id = store.database.run_write(
            lambda s: conversations.create(s, "web", "zh-Hans", None, "standard", NOW)
        ).id

    @property
    def draft(self) -> Draft | None:
        return self.store.database.run_read(lambda s: drafts.open_draft(s, self.id))

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        return self.store.database.run_read(lambda s: service.of_conversation(s, self.id))

    @property
    def text(self) -> str:
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def asked(self) -> str | None:
        return self.slots.get("requested_slot") if self.loop else None

    def say(self, text: str, intent: str = "inform", **message: Any) -> str:
        metadata = {"script": "zh-Hans", **self.wishes, **message.pop("metadata", {})}
        heard = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "metadata": metadata, **message}
        self.replies = []
        if self.loop:
            self._turn(heard)
        else:
            self._rule(heard)
        return self.text

    def _turn(self, heard: dict[str, Any]) -> None:
        validate, end = FORMS[str(self.loop)]
        events = self._run(validate, heard, [{"event": "user"}])
        slots = [e["name"] for e in events if e["event"] == "slot"]
        if slots == ["requested_slot"] and self.slots["requested_slot"] is not None:
            before = self.loop
            self._rule(heard)
            if self.loop != before:
                return
            self._run(validate, heard, [{"event": "user"}, {"event": "action_execution_rejected"}])
        if self.slots["requested_slot"] is None:
            self.loop = None
            self._run(end, heard, [])

    def _rule(self, heard: dict[str, Any]) -> None:
        intent = heard["intent"]["name"]
        care = ActionComplaintCare() if intent.startswith("complaint_") else None
        human = ActionHandoff() if intent == "ask_human" else None
        action = STARTS.get(intent) or care or human or ActionSearch()
        for event in self._run(action, heard, []):
            if event["event"] == "followup":
                self.loop = event["name"]
                self.slots["requested_slot"] = None
                self._run(FORMS[event["name"]][0], heard, [{"event": "user"}])

    def _run(self, action: Action, heard: dict[str, Any], past: list[Any]) -> list[Any]:
        dispatcher = CollectingDispatcher()
        tracker = Tracker(self.id, dict(self.slots), heard, past, False, None, {"name": self.loop}, None)
        found = action.run(dispatcher, tracker, {})
        events = list(asyncio.run(found) if asyncio.iscoroutine(found) else found)  # type: ignore[arg-type]
        # As over HTTP: a rejected validation leaves nothing behind but what was uttered.
        self.slots |= {e["name"]: e["value"] for e in events if e["event"] == "slot"}
        self.replies += [message["custom"] for message in dispatcher.messages]
        return events
