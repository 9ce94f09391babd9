"""The end of a request of the platform: what its answer carries, marked and kept in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from casework.deliveries import service as deliveries
from casework.deliveries.types import Carried, Owed
from casework.errors import NotFoundError
from casework.messages.rows import by_client_id
from casework.vault.cipher import Cipher, SealError
from casework.wechat import inbox, users
from casework.wechat.inbox import Letter
from casework.wechat.users import User
from gateway.chat.records import view_of
from gateway.chat.types import View
from gateway.wechat.arrival import MESSAGES, SUCCESS, Passive
from gateway.wechat.composing import Composer, Fitted

_TEXT: Final = "text:"
_TRANSFER: Final = "transfer"
# Their own request shows nothing to the customer, who has left or opens a page.
_SILENT: Final = frozenset({"unsubscribe", "view"})


@dataclass(frozen=True, slots=True)
class Closed:
    """What the request is answered; in ``waits`` something is open that only a push can bring."""

    said: Passive
    waits: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """Composes and marks, inside the caller's transaction; locks user, letter, conversation in this order."""

    cipher: Cipher
    composer: Composer
    clock: Callable[[], datetime]
    push: bool

    def close(
        self, session: Session, letter: Letter, said: Passive | None, late: Callable[[], bool]
    ) -> Closed | None:
        """Answer with `said`, and with what is stored and open where that has no words.

        None: nothing was ready. What was closed before is answered as it was then. `late`: the platform has
        gone by now. Gives None, and closes nothing, while the platform's next try is what keeps the message.
        """
        user, letter = inbox.locked(session, letter)
        if letter.closed_at is not None:
            return Closed(self.again(letter))
        waits = self.push
        if said is None and letter.tries < inbox.TRIES and not _kept_here(session, user, letter):
            return None
        if said is None:
            said = SUCCESS if self.push else Passive(self._busy(session, user))
        elif said == SUCCESS and _carries(user, letter) and not (letter.tries >= inbox.TRIES and late()):
            # The last try that comes too late is nobody's: what it would carry must stay open.
            said, waits = self._open(session, user)
        inbox.close(session, self.cipher, letter, user.conversation_id, _sealable(said), self.clock())
        return Closed(said, user.conversation_id if waits else None)

    def again(self, letter: Letter) -> Passive:
        """What a closed letter was answered with."""
        try:
            kept = inbox.reply_of(self.cipher, letter)
        except SealError:
            return SUCCESS
        return Passive(kept.removeprefix(_TEXT)) if kept.startswith(_TEXT) else Passive(transfer=bool(kept))

    def _open(self, session: Session, user: User) -> tuple[Passive, bool]:
        """As much of what is open as one message takes, marked as said; and whether anything is left."""
        if user.conversation_id is None:
            return SUCCESS, False
        now = self.clock()
        owed = deliveries.owed(session, user.conversation_id, now)
        waiting = [(one.message, one.delivery.parts) for one in owed]
        try:
            fitted = self.composer.fit(session, waiting, now, more=not self.push)
        except NotFoundError:
            return SUCCESS, False
        deliveries.replied(session, _carried(owed, fitted), now)
        if fitted.choices is not None:
            users.offer(session, user.id, fitted.choices, now)
        return Passive(fitted.text), fitted.left

    def _busy(self, session: Session, user: User) -> str:
        try:
            found = conversations.get(session, user.conversation_id or "")
        except NotFoundError:
            return self.composer.say(View("", "zh-Hans", False, None, "standard", "bot"), "busy")
        return self.composer.say(view_of(found), "busy")


def _kept_here(session: Session, user: User, letter: Letter) -> bool:
    """What the customer said stands in the chat; events say nothing."""
    if letter.kind not in MESSAGES:
        return True
    mark = inbox.mark(letter.key)
    return user.conversation_id is not None and by_client_id(session, user.conversation_id, mark) is not None


def _carries(user: User, letter: Letter) -> bool:
    return user.subscribed and letter.kind not in _SILENT


def _carried(owed: Sequence[Owed], fitted: Fitted) -> list[Carried]:
    """The deliveries behind the messages of a text."""
    ids = {one.message.id: one.delivery.id for one in owed}
    whole = [Carried(ids[message]) for message in fitted.whole]
    if fitted.part is None:
        return whole
    message, parts = fitted.part
    return [*whole, Carried(ids[message], parts, whole=False)]


def _sealable(said: Passive) -> str:
    if said.transfer:
        return _TRANSFER
    return f"{_TEXT}{said.text}" if said.text else ""
