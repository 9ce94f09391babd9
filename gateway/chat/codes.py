"""Query codes in replies: stored as a mark, put in only where the customer of the conversation reads."""

from bot.text import QUERY_CODE
from casework.messages.types import Message
from casework.vault.cipher import Cipher
from casework.vault.codes import open_code
from gateway.chat.replies import Speaker


class Codes:
    """Completes replies on their way to the customer; everybody else sees the mark."""

    def __init__(self, cipher: Cipher, speaker: Speaker) -> None:
        self._cipher, self._speaker = cipher, speaker

    def said(self, message: Message) -> str:
        """The text with its code; with a word instead when the key it was sealed with is gone."""
        sealed = ((message.payload or {}).get("sealed") or {}).get("code")
        if not sealed or QUERY_CODE not in message.text:
            return message.text
        code = open_code(self._cipher, message.conversation_id, sealed)
        return message.text.replace(QUERY_CODE, code or self._speaker.code_gone(message.script or "zh-Hans"))
