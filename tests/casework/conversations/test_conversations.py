"""Conversations: opening, settings, deletion."""

from pathlib import Path

import pytest

from casework.conversations import service as conversations
from casework.db import Database
from casework.errors import DeletedError, NotFoundError, ValueRefusedError
from casework.events import service as events
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from tests.casework.talk import NOW, Talk


def test_a_new_conversation_belongs_to_the_bot(database: Database) -> None:
    talk = Talk(database, elder_hint=True)
    found = talk.read(conversations.get)
    assert (found.owner, found.agent_id, found.region, found.elder_hint) == ("bot", None, None, True)
    assert (found.script, found.script_pinned, found.mode) == ("zh-Hans", False, "standard")
    assert found.created_at == found.updated_at == NOW
    assert [e.type for e in talk.read(events.after)] == ["created"]


def test_ids_are_random_short_and_safe_in_urls(database: Database) -> None:
    ids = {Talk(database).id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(id_) == 22 and id_.isascii() and id_.isalnum() for id_ in ids)


def test_update_sets_what_is_given_and_says_so_once(talk: Talk) -> None:
    after = talk.write(conversations.update, NOW, script="zh-Hant-HK", script_pinned=True, region="HK")
    assert (after.script, after.script_pinned, after.region, after.mode) == (
        "zh-Hant-HK",
        True,
        "HK",
        "standard",
    )
    talk.write(conversations.update, NOW, script="zh-Hant-HK")
    changed = [e.payload for e in talk.read(events.after) if e.type == "updated"]
    assert changed == [{"script": "zh-Hant-HK", "script_pinned": True, "region": "HK"}]


@pytest.mark.parametrize("change", [{"script": "zh"}, {"region": "US"}, {"mode": "huge"}])
def test_unknown_values_are_refused(talk: Talk, change: dict[str, str]) -> None:
    with pytest.raises(ValueRefusedError):
        talk.write(conversations.update, NOW, **change)


def test_an_unknown_conversation_is_not_found(database: Database) -> None:
    with pytest.raises(NotFoundError):
        database.run_read(lambda s: conversations.get(s, "nobody"))


def test_deletion_erases_what_was_said_and_keeps_that_it_happened(talk: Talk) -> None:
    message = talk.accept(text="我叫王小明").message
    talk.answer(message.id, "您好，王小明")
    talk.write(handoffs.request, "customer", {"topic": "王小明的投诉"}, NOW)
    before = [(e.id, e.type) for e in talk.read(events.after)]
    talk.write(conversations.delete, NOW)
    after = talk.read(events.after)
    assert [(e.id, e.type) for e in after] == [*before, (after[-1].id, "deleted")]
    assert "王小明" not in repr(after)
    assert "王小明" not in repr(talk.history())
    assert [m.payload for m in talk.history()] == [None, None]
    assert talk.read(handoffs.open_one) is None
    assert talk.database.run_read(lambda s: handoffs.waiting(s)) == ()
    with pytest.raises(DeletedError):
        talk.read(conversations.get)
    with pytest.raises(DeletedError):
        talk.write(conversations.delete, NOW)


def test_deletion_keeps_values_of_a_filed_complaint_and_erases_the_others(talk: Talk) -> None:
    cipher = Cipher(b"k" * 32)
    phone, name = (
        talk.database.run_write(lambda s, k=kind, v=value: vault.keep(s, cipher, talk.id, k, v, "***", NOW))  # type: ignore[misc]
        for kind, value in (("phone", "13800138000"), ("name", "王小明"))
    )
    talk.write(vault.keep_for, [phone.token], "K7F3M2")
    talk.write(conversations.delete, NOW)
    assert talk.database.run_read(lambda s: vault.resolve(s, cipher, talk.id, phone.token)) == "13800138000"
    with pytest.raises(NotFoundError):
        talk.database.run_read(lambda s: vault.resolve(s, cipher, talk.id, name.token))
    kept, erased = sorted(talk.read(vault.values_of), key=lambda v: v.kind, reverse=True)
    assert (kept.kept_for, kept.erased_at) == ("K7F3M2", None)
    assert (erased.shown, erased.erased_at) == (None, NOW)


def test_deleted_text_is_gone_from_the_file_itself(sqlite_url: str, tmp_path: Path) -> None:
    secret = "只有我知道的一句话" * 40
    with Database(sqlite_url) as database:
        talk, other = Talk(database), Talk(database)
        for n in range(30):
            talk.answer(talk.accept(f"c{n}", f"{secret}{n}").message.id, secret)
            other.accept(f"c{n}", "别人的话")
    everything = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    assert secret.encode() in everything
    with Database(sqlite_url) as database:
        database.run_write(lambda s: conversations.delete(s, talk.id, NOW))
        assert len(database.run_read(lambda s: messages.history(s, other.id))) == 30
    everything = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    assert secret.encode()[:60] not in everything
