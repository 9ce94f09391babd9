"""A customer gets what is theirs: all they said and were told, nothing internal, nobody else's data."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import insert

from casework.audit import service as audit
from casework.base import table_of
from casework.complaints import service as complaints
from casework.complaints.types import Deed
from casework.customers import copying
from casework.db import Database
from casework.errors import NotAllowedError, NotFoundError, ValueRefusedError
from casework.files.store import FileStore
from casework.handoffs import service as handoffs
from casework.tickets import service as tickets
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from casework.wechat.models import WechatMediaRow
from tests.casework.customers import people
from tests.casework.files.samples import picture
from tests.casework.talk import NOW, Talk

CIPHER = Cipher(b"0" * 32)
WHY = "客户书面申请复制个人信息"


def copy(database: Database, actor: Any = people.BOSS, reason: str = WHY, **of: str) -> tuple[Any, Any]:
    return database.run_write(lambda s: copying.copy(s, CIPHER, actor, reason, NOW, **of))


def flat(data: Any) -> str:
    return orjson.dumps(data, default=str).decode()


def test_it_holds_messages_complaints_events_and_attachments(database: Database, tmp_path: Path) -> None:
    talk = Talk(database)
    talk.answer(talk.accept(text="你好小宝").message.id, "您好")
    filed = people.file(database, CIPHER, talk.id)
    store = FileStore(tmp_path, CIPHER)
    key = people.attach(database, store, filed, talk.id)
    data, files = copy(database, conversation_id=talk.id)
    (chat,), (complaint,) = data["conversations"], data["complaints"]
    assert [m["text"] for m in chat["messages"]] == ["你好小宝", "您好"]
    assert complaint["receipt"] == filed.complaint.receipt
    assert complaint["persons"] == [
        {"role": "complainant", "name": people.NAME, "phone": people.PHONE, "id_number": people.ID}
    ]
    assert complaint["events"][0]["kind"] == "filed"
    ((path, file),) = files
    assert file.key == key
    assert path == complaint["attachments"][0]["path"]


def test_the_receipt_leads_to_the_same_data(database: Database) -> None:
    talk = Talk(database)
    filed = people.file(database, CIPHER, talk.id)
    by_chat, by_receipt = (
        copy(database, conversation_id=talk.id),
        copy(database, receipt=filed.complaint.receipt.lower().replace("-", " ")),
    )
    assert by_chat == by_receipt


def test_nothing_internal_is_in_it(database: Database) -> None:
    filed = people.file(database, CIPHER)
    take = people.take
    take(database, filed.complaint.id, Deed("note", text="内部看法:客户难缠"))
    take(database, filed.complaint.id, Deed("accept"))
    take(database, filed.complaint.id, Deed("joint", reason="需要会同处理", departments=("卡部",)))
    data, _ = copy(database, receipt=filed.complaint.receipt)
    said = flat(data)
    written = ("内部看法", "agent1", "xiaoli", "卡部", "会同")
    for inner in (*written, "assignee", "department", "agent_suspected", "sure"):
        assert inner not in said
    assert filed.code not in said


def test_files_that_staff_keep_with_it_are_not_in_it(database: Database, tmp_path: Path) -> None:
    filed, store = people.file(database, CIPHER), FileStore(tmp_path, CIPHER)
    inner = store.keep("内部核查记录.jpg", picture())
    database.run_write(lambda s: complaints.attach(s, filed.complaint.id, inner, people.AGENT, NOW))
    data, files = copy(database, receipt=filed.complaint.receipt)
    assert files == ()
    assert "内部核查" not in flat(data)
    assert [event["kind"] for event in data["complaints"][0]["events"]] == ["filed"]


def test_of_other_persons_only_the_masked_form(database: Database) -> None:
    talk = Talk(database)
    for value, kind in ((people.OTHER_PHONE, "phone"), (people.PHONE, "phone"), (people.OTHER, "name")):
        shown = value[:1] + "**"
        talk.write(lambda s, id_, v=value, k=kind, m=shown: vault.keep(s, CIPHER, id_, k, v, m, NOW))
    people.file(database, CIPHER, talk.id, kind="for_other", parties=people.ACTED_FOR)
    data, _ = copy(database, conversation_id=talk.id)
    said = flat(data)
    assert people.OTHER not in said
    assert people.OTHER_PHONE not in said
    assert people.PHONE in said
    assert [v["value"] for v in data["conversations"][0]["personal_values"]].count(people.PHONE) == 1


def test_without_a_complaint_the_values_of_the_chat_are_opened(database: Database) -> None:
    talk = Talk(database)
    talk.write(lambda s, id_: vault.keep(s, CIPHER, id_, "phone", people.PHONE, "138****8000", NOW))
    data, _ = copy(database, conversation_id=talk.id)
    assert data["conversations"][0]["personal_values"][0]["value"] == people.PHONE


def call_back(talk: Talk, phone: str, shown: str) -> None:
    handoff = talk.write(handoffs.request, "customer", None, NOW).handoff
    ticket = talk.write(tickets.open_for, handoff.id, "hours", NOW)
    talk.database.run_write(lambda s: tickets.give(s, CIPHER, ticket, phone, shown))
    talk.database.run_write(lambda s: tickets.call_reached(s, ticket.id, people.AGENT, NOW))


def test_calls_that_were_asked_for_are_in_it_but_not_who_called(database: Database) -> None:
    talk, other = Talk(database), Talk(database)
    call_back(talk, "+86" + people.PHONE, "138****8000")
    call_back(other, "+86" + people.OTHER_PHONE, "139****2222")
    data, _ = copy(database, conversation_id=talk.id)
    (found,) = data["conversations"][0]["callbacks"]
    assert found == {
        "state": "called", "contact": "given", "opened_at": NOW, "called_at": NOW, "outcome": None,
        "closed_at": None, "phone": "+86" + people.PHONE,
    }  # fmt: skip
    assert people.AGENT.id not in flat(data)
    assert people.OTHER_PHONE not in flat(data)


def test_a_number_to_call_that_may_be_anothers_stays_masked(database: Database) -> None:
    talk = Talk(database)
    call_back(talk, "+86" + people.OTHER_PHONE, "139****2222")
    people.file(database, CIPHER, talk.id, kind="for_other", parties=people.ACTED_FOR)
    data, _ = copy(database, conversation_id=talk.id)
    assert data["conversations"][0]["callbacks"][0]["phone"] == "139****2222"
    assert people.OTHER_PHONE not in flat(data)


def test_a_number_that_is_erased_is_not_in_it(database: Database) -> None:
    talk = Talk(database)
    handoff = talk.write(handoffs.request, "customer", None, NOW).handoff
    ticket = talk.write(tickets.open_for, handoff.id, "hours", NOW)
    talk.database.run_write(lambda s: tickets.refuse(s, ticket))
    data, _ = copy(database, conversation_id=talk.id)
    (found,) = data["conversations"][0]["callbacks"]
    assert (found["contact"], found["phone"]) == ("refused", None)


def test_another_customer_is_not_in_it(database: Database) -> None:
    talk, other = Talk(database), Talk(database)
    other.accept(text="别人的话")
    people.file(database, CIPHER, other.id, story="别人的投诉内容很长", cause="attitude")
    data, _ = copy(database, conversation_id=talk.id)
    assert "别人" not in flat(data)


def test_a_supervisor_with_a_reason_on_the_record(database: Database) -> None:
    talk = Talk(database)
    filed = people.file(database, CIPHER, talk.id)
    with pytest.raises(NotAllowedError):
        copy(database, actor=people.AGENT, conversation_id=talk.id)
    with pytest.raises(ValueRefusedError):
        copy(database, reason="  x ", conversation_id=talk.id)
    with pytest.raises(NotFoundError):
        copy(database, conversation_id="nobody")
    assert database.run_read(lambda s: audit.search(s, action="customer.exported")) == ()
    copy(database, conversation_id=talk.id)
    (found,) = database.run_read(lambda s: audit.search(s, action="customer.exported"))
    assert (found.actor_id, found.object_id, found.reason) == ("boss", talk.id, WHY)
    assert found.after == {"complaints": [filed.complaint.receipt], "attachments": 0}
    assert people.PHONE not in json.dumps(found.after)


def test_pictures_sent_in_the_chat_are_in_it(database: Database) -> None:
    talk = Talk(database)
    message = talk.accept(text="（图片）").message
    row = {
        "conversation_id": talk.id, "message_id": message.id, "kind": "image", "state": "kept", "attempts": 1,
        "file_key": "k", "content_type": "image/jpeg", "size": 3, "next_at": NOW, "created_at": NOW,
    }  # fmt: skip
    database.run_write(lambda s: s.execute(insert(table_of(WechatMediaRow)), row))
    data, files = copy(database, conversation_id=talk.id)
    assert data["conversations"][0]["sent"][0]["path"] == f"messages/{message.id}.jpeg"
    assert [(path, file.key) for path, file in files] == [(f"messages/{message.id}.jpeg", "k")]
