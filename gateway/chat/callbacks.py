"""The number to call back: asked for when no human is there, kept sealed, refusable."""

from sqlalchemy.orm import Session

from bot.text import Finding
from casework.conversations import service as conversations
from casework.tickets import service as tickets
from casework.tickets.types import Ticket
from casework.vault.cipher import Cipher
from gateway.chat.records import CALLBACK
from gateway.chat.replies import Speaker
from gateway.chat.types import Reply, View


class Callbacks:
    """Reads what a waiting customer says to "shall we call you back?"."""

    def __init__(self, speaker: Speaker, cipher: Cipher) -> None:
        self._speaker, self._cipher = speaker, cipher

    def ask(self, session: Session, view: View) -> None:
        """The next message may hold a number."""
        conversations.set_expects(session, view.id, CALLBACK)

    def heard(self, session: Session, view: View, text: str, personal: tuple[Finding, ...]) -> Reply | None:
        """The answer to a number or to a refusal; None when the message is neither."""
        ticket = tickets.open_one(session, view.id)
        if ticket is None:
            return None
        phone = next((found for found in personal if found.kind == "phone"), None)
        if phone is not None:
            return self._given(session, view, ticket, phone)
        if ticket.contact == "asked" and self._speaker.is_button("no_call", text):
            tickets.refuse(session, ticket)
            return self._done(session, view, "callback_refused")
        return None

    def left(self, session: Session, view: View, reply: Reply) -> Reply:
        """Who leaves the queue is still called on the number they left; they are told."""
        ticket = tickets.open_one(session, view.id)
        if ticket is None or not ticket.shown:
            return reply
        stays = self._speaker.say("call_stays", view, phone=ticket.shown)
        return reply | {"text": f"{reply['text']}\n{stays}"}

    def _given(self, session: Session, view: View, ticket: Ticket, phone: Finding) -> Reply:
        tickets.give(session, self._cipher, ticket, phone.value, phone.shown)
        return self._done(session, view, "callback_kept", phone=phone.shown)

    def _done(self, session: Session, view: View, key: str, phone: str = "") -> Reply:
        conversations.set_expects(session, view.id, None)
        return self._speaker.notice(key, view, buttons=("leave",), phone=phone)
