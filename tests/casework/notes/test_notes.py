"""Notes: appended only, masked, for staff, at their place, emptied with the conversation."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework.audit import service as audit
from casework.audit.types import Actor
from casework.conversations import service as conversations
from casework.customers import copying
from casework.db import Database
from casework.errors import DeletedError, NotAllowedError, ValueRefusedError
from casework.notes import service as notes
from casework.notes.types import Note
from casework.vault.cipher import Cipher
from tests.casework.talk import NOW, Talk

LIN, CHEN = Actor("s1", "lin", "agent"), Actor("s2", "chen", "agent")
BOSS = Actor("s3", "boss", "supervisor")


def add(talk: Talk, words: str, actor: Actor = LIN) -> Note:
    made: Note = talk.write(notes.add, actor, words, NOW)
    return made


def test_a_note_stands_behind_the_message_that_was_newest(talk: Talk) -> None:
    add(talk, "客户之前来过")
    first = talk.accept("c1").message
    add(talk, "等客户回电", CHEN)
    found = talk.read(notes.of_conversation)
    assert [(n.kind, n.staff_id, n.text, n.after_id) for n in found] == [
        ("note", "s1", "客户之前来过", 0),
        ("note", "s2", "等客户回电", first.id),
    ]


def test_secrets_are_masked_and_the_audit_holds_no_word(talk: Talk, database: Database) -> None:
    made = add(talk, "卡号6222020200112233445，密码是abc12345，手机13812345678")
    assert "6222020200112233445" not in made.text
    assert "abc12345" not in made.text
    assert "13812345678" not in made.text
    [found] = database.run_read(lambda s: audit.search(s, action="note.added"))
    assert (found.actor_name, found.object_id, found.after) == ("lin", talk.id, {"note_id": made.id})
    assert "卡号" not in repr(found)


def test_the_same_note_sent_twice_is_one(talk: Talk) -> None:
    assert add(talk, "等回电") == add(talk, "等回电")
    add(talk, "等回电", CHEN)
    add(talk, "等回电")
    assert len(talk.read(notes.of_conversation)) == 3


@pytest.mark.parametrize("words", ["", " \n", "\u200b", "。", "字" * 1001])
def test_empty_and_too_long_ones_are_refused(talk: Talk, words: str) -> None:
    with pytest.raises(ValueRefusedError):
        add(talk, words)
    assert talk.read(notes.of_conversation) == ()


def test_only_who_handles_conversations_writes_notes(talk: Talk) -> None:
    for role in ("auditor", "editor"):
        with pytest.raises(NotAllowedError):
            add(talk, "等回电", Actor("s9", "x", role))  # type: ignore[arg-type]


def test_the_database_itself_refuses_to_change_or_remove_a_note(talk: Talk, database: Database) -> None:
    add(talk, "等回电")
    for statement in (
        "UPDATE notes SET text = 'x'",
        "UPDATE notes SET text = '', kind = 'passed'",
        "DELETE FROM notes",
    ):
        with pytest.raises(DBAPIError):
            database.run_write(lambda s, statement=statement: s.execute(text(statement)))  # type: ignore[misc]
    assert talk.read(notes.of_conversation)[0].text == "等回电"


def test_deleting_the_conversation_empties_its_notes(talk: Talk) -> None:
    other = Talk(talk.database)
    add(talk, "等回电")
    add(other, "别人的")
    talk.write(conversations.delete, NOW)
    assert [(n.kind, n.text) for n in talk.read(notes.of_conversation)] == [("note", "")]
    assert other.read(notes.of_conversation)[0].text == "别人的"
    with pytest.raises(DeletedError):
        add(talk, "再写")


def test_the_customer_s_copy_of_their_data_has_none(talk: Talk, database: Database) -> None:
    talk.accept("c1", "你好")
    add(talk, "内部备注甲")
    data, _ = database.run_write(
        lambda s: copying.copy(s, Cipher(b"k" * 32), BOSS, "客户要求", NOW, conversation_id=talk.id)
    )
    assert "你好" in repr(data)
    assert "内部备注甲" not in repr(data)
