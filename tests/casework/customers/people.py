"""Complaints filed for the tests of what happens to a customer's data."""

from datetime import datetime
from typing import Any

from casework.audit.types import Actor
from casework.complaints import service as complaints
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.types import Deed, Filed, NewComplaint
from casework.db import Database
from casework.files.store import FileStore
from casework.vault.cipher import Cipher
from tests.casework.files.samples import picture
from tests.casework.talk import NOW

NAME, PHONE, ID = "王小明", "13800138000", "110101199003070134"
OTHER, OTHER_PHONE = "李代表", "13911112222"
AGENT = Actor("agent1", "xiaoli", "agent")
BOSS = Actor("boss", "boss", "supervisor")
OWN = (NewParty("complainant", Contact(NAME, PHONE, ID)),)
ACTED_FOR = (*OWN, NewParty("authorised", Contact(OTHER, OTHER_PHONE)))


def file(database: Database, cipher: Cipher, conversation_id: str | None = None, **more: Any) -> Filed:
    new = NewComplaint(
        **{
            "door": "chat",
            "script": "zh-Hans",
            "region": "CN",
            "story": "信用卡被多收了两次年费",
            "wish": "退还年费",
            "parties": OWN,
            "conversation_id": conversation_id,
            "business": "credit",
            "cause": "fee",
            **more,
        }
    )
    actor = customer(conversation_id) if conversation_id else AGENT
    return database.run_write(lambda s: complaints.file(s, cipher, new, actor, NOW))


def take(
    database: Database, complaint_id: int, deed: Deed, now: datetime = NOW, actor: Actor = AGENT
) -> None:
    database.run_write(lambda s: complaints.take(s, complaint_id, deed, actor, now))


def withdraw(database: Database, complaint_id: int, now: datetime = NOW) -> None:
    take(database, complaint_id, Deed("withdraw", reason="客户来电要求撤回"), now)


def attach(database: Database, store: FileStore, filed: Filed, conversation_id: str | None = None) -> str:
    kept = store.keep("年费账单.jpg", picture())
    actor = customer(conversation_id or filed.complaint.receipt)
    database.run_write(lambda s: complaints.attach(s, filed.complaint.id, kept, actor, NOW))
    return kept.key
