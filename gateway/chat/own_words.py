"""What the gateway answers itself, for the engine would only guess: a number of nothing, no to large text."""

from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.messages import service as messages
from casework.messages.types import Message
from gateway.chat.choices import bare, last_offered
from gateway.chat.records import CALLBACK
from gateway.chat.replies import Speaker
from gateway.chat.types import Reply, View

_RECENT = 12  # messages


class OwnWords:
    """Knows the words by the content (gateway.words_…)."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def may_be(self, text: str) -> bool:
        """Whether it is worth a look into the database."""
        return bare(text) or self._speaker.is_button("no_large", text)

    def words(self, session: Session, view: View, message: Message) -> Reply | None:
        """The answer to a message that means nothing beyond this page; None for every other."""
        if self._speaker.is_button("no_large", message.text):
            return self._speaker.notice("large_declined", view)
        if not bare(message.text):
            return None
        if conversations.get(session, view.id).expects not in (None, CALLBACK):
            return None
        return self._no_such_choice(session, view, message)

    def _no_such_choice(self, session: Session, view: View, message: Message) -> Reply | None:
        """A number that chooses nothing: what was offered is offered again.

        A choice of a quiz is a number itself, and the engine's.
        """
        choices = last_offered(messages.recent(session, view.id, _RECENT, message.id))
        if any(choice["value"] == message.text for choice in choices):
            return None
        if not choices:
            return self._speaker.notice("nothing_offered", view, buttons=("human",))
        return self._speaker.notice("no_such_choice", view) | {"buttons": list(choices)}
