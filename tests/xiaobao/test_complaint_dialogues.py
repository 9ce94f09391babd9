"""Complaints taken down by the whole product, as customers talk: every dialogue ends with what is stored."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.text import fold
from casework.audit.types import SYSTEM, Actor
from casework.complaints import drafts, service
from casework.complaints.calendar import day_of
from casework.complaints.types import Complaint, Deed
from casework.db import Database
from casework.staff import login
from casework.vault.cipher import Cipher
from tests.talk import Talk
from xiaobao import model
from xiaobao.stack import Stack, temporary_stack

pytestmark = pytest.mark.stack
DIALOGUES = [
    dialogue
    for file in sorted(Path(__file__).with_name("complaint_dialogues").glob("*.yml"))
    for dialogue in yaml.safe_load(file.read_text(encoding="utf-8"))
]
# How the two questions that depend on the classifier's doubt are put, in both modes.
DOUBTS = {
    "product": ("这件事主要和哪项业务有关", "和什么业务有关"),
    "cause": ("您最想反映的是哪方面的问题", "主要是哪方面的问题"),
}


@pytest.fixture(scope="module")
def house() -> Iterator[Stack]:
    """One stack for all dialogues: they share a bank, as customers do."""
    model.ensure_trained()
    with temporary_stack(rate_messages_per_minute=10**6, rate_conversations_per_minute=10**6) as running:
        yield running


@pytest.fixture(scope="module")
def database(house: Stack) -> Iterator[Database]:
    with Database(house.settings.database) as opened:
        yield opened


@pytest.fixture(scope="module")
def staff(database: Database) -> Actor:
    made = login.add_account(database, SYSTEM, "caseworker", "agent", datetime.now(UTC))
    return Actor(made.staff.id, made.staff.name, made.staff.role)


class Customer:
    """Talks as the dialogue says, and remembers receipt and code."""

    def __init__(self, house: Stack, database: Database, staff: Actor, dialogue: dict[str, Any]) -> None:
        self.house, self.database, self.staff = house, database, staff
        self.wishes, self.classes = dialogue.get("wishes", {}), dialogue.get("classes", {})
        self.talk = Talk(house, **self.wishes)
        self.first = self.talk.id
        self.receipt = self.code = ""
        self.lines: list[str] = []

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        return self.database.run_read(lambda s: service.of_conversation(s, self.first))

    def turn(self, turn: dict[str, Any]) -> None:
        if "say" in turn:
            self._say(turn)
        if turn.get("leave_queue"):
            self.talk.http.delete(f"{self.talk.path}/handoff").raise_for_status()
        if turn.get("again"):
            self.talk.close()
            self.talk = Talk(self.house, **self.wishes)
        for step in turn.get("staff", ()):
            self._work(step)

    def _say(self, turn: dict[str, Any]) -> None:
        self.lines.append(f"> {turn['say']}")
        body = self.talk.say(turn["say"].format(receipt=self.receipt, code=self.code))
        said = "\n".join(reply["text"] for reply in body["replies"])
        plain = fold(said)
        self.lines.append(plain)
        plain = self._settled(plain)
        self._remember(plain)
        missing = [word for word in turn.get("hears", ()) if word not in plain]
        assert not missing, f"after {turn['say']!r}: no {missing} in {said}"
        wrong = [word for word in turn.get("never", ()) if word in plain]
        assert not wrong, f"after {turn['say']!r}: {wrong} in {said}"
        assert body["owner"] == turn.get("owner", "bot"), said
        buttons = [fold(b["title"]) for reply in body["replies"] for b in reply["buttons"]]
        assert set(turn.get("buttons", ())) <= set(buttons), buttons

    def _settled(self, said: str) -> str:
        """Answers what is asked only when the classifier is in doubt, and goes on."""
        for doubt, questions in DOUBTS.items():
            if any(question in said for question in questions):
                body = self.talk.say(self.classes[doubt])
                self.lines += [f"> {self.classes[doubt]}", *(reply["text"] for reply in body["replies"])]
                more = fold("\n".join(reply["text"] for reply in body["replies"]))
                assert not any(question in more for question in questions), more
                return said + self._settled(more)
        return said

    def _remember(self, said: str) -> None:
        if "查询码" in said and "XB-" in said and "一起" not in said:
            at = said.index("XB-")
            self.receipt = said[at : at + 13]
            self.code = said.split("查询码")[1].lstrip("：:还是 ")[:6]

    def _work(self, step: dict[str, Any]) -> None:
        deed, now = Deed(**step), datetime.now(UTC)
        found = self.complaints[0]
        # Who decided does not review.
        actor = SYSTEM if deed.step == "decide_review" else self.staff
        self.database.run_write(lambda s: service.take(s, found.id, deed, actor, now))


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[d["name"] for d in DIALOGUES])
def test_dialogue(house: Stack, database: Database, staff: Actor, dialogue: dict[str, Any]) -> None:
    customer = Customer(house, database, staff, dialogue)
    try:
        for turn in dialogue["turns"]:
            customer.turn(turn)
        check(customer, database, house, dialogue["then"])
    except AssertionError as error:
        error.add_note("\n".join(customer.lines))
        raise
    finally:
        customer.talk.close()


def check(customer: Customer, database: Database, house: Stack, then: dict[str, Any]) -> None:
    """What is in the database when the customer leaves."""
    found = customer.complaints
    assert len(found) == then.get("filed", 1)
    open_ = database.run_read(lambda s: drafts.open_draft(s, customer.first))
    assert (open_ is not None and bool(open_.answers)) == then.get("draft", False)
    if found:
        stored = {name: plain(getattr(found[0], name)) for name in then.get("fields", {})}
        assert stored == {name: wanted(value) for name, value in then.get("fields", {}).items()}
        sealed(found[0], database, house, then.get("contact", {}))
    for event in then.get("events", ()):
        kinds = [e.kind for e in database.run_read(lambda s: service.events_of(s, found[0].id))]
        assert event in kinds


def sealed(complaint: Complaint, database: Database, house: Stack, contact: dict[str, str]) -> None:
    cipher = Cipher(house.settings.key)
    opened = database.run_read(lambda s: service.contact_of(s, cipher, complaint.id))
    assert {name: getattr(opened, name) for name in contact} == contact


def plain(value: Any) -> Any:
    """As YAML writes it."""
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def wanted(value: Any) -> Any:
    """A field as it must be; "-1d" is yesterday."""
    ago = re.fullmatch(r"-(\d+)d", value) if isinstance(value, str) else None
    return str(day_of(datetime.now(UTC)) - timedelta(days=int(ago[1]))) if ago else value


def test_there_are_thirty_whole_intakes_in_both_scripts() -> None:
    whole = [d for d in DIALOGUES if d["then"].get("filed", 1)]
    traditional = [d for d in whole if any(fold(t.get("say", "")) != t.get("say", "") for t in d["turns"])]
    assert len(whole) >= 30
    assert len(traditional) >= 10


def test_no_name_and_no_number_lies_open(house: Stack) -> None:
    secrets = {value for d in DIALOGUES for value in d["then"].get("contact", {}).values()}
    digits = {value.removeprefix("+86").encode() for value in secrets if value.startswith("+86")}
    names = {value.encode() for value in secrets if not value.startswith("+")}
    for path in house.settings.data_dir.rglob("*"):
        if path.is_file():
            stored = path.read_bytes()
            assert [one for one in digits | names if one in stored] == [], path
