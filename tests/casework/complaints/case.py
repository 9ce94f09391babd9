"""One complaint, driven in single transactions as the callers do; the clock moves by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from casework.audit.types import Actor
from casework.complaints import service as complaints
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.time_left import Clock
from casework.complaints.types import Complaint, Deed, Event, Filed, NewComplaint
from casework.db import Database
from casework.staff import service as staff
from casework.vault.cipher import Cipher

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 10:00 on a Monday in Shanghai
CIPHER = Cipher(b"k" * 32)
BOSS = Actor("s0", "root", "supervisor", "10.0.0.1")
NAME, PHONE, ID_NUMBER = "欧阳明月", "13800138000", "310101199003071233"
CONTACT = Contact(NAME, PHONE, ID_NUMBER, "moon@example.com", "上海市浦东新区世纪大道1号")
NEW = NewComplaint(
    door="web",
    script="zh-Hans",
    region="CN",
    story="上周在网点办卡，柜员没有说明年费，被扣了两百元。",
    wish="退还年费并道歉",
    parties=(NewParty("complainant", CONTACT),),
    happened_from=date(2026, 10, 26),
    happened_to=date(2026, 10, 30),
    happened_said="上周",
    place_said="人民路网点",
    branch="人民路支行",
    amount=Decimal("200"),
    channel="branch",
    business="debit",
    cause="fee",
    sure=0.7,
)


def matter(conversation: str, number: int) -> NewComplaint:
    """A complaint of a person and a story of its own."""
    party = NewParty("complainant", Contact("李四", f"137{number:08}"))
    said = {"story": f"第{number}件事。", "happened_from": None, "happened_to": None}
    return replace(NEW, conversation_id=conversation, parties=(party,), **said)  # type: ignore[arg-type]


def hired(database: Database, name: str, role: Any) -> Actor:
    """An account that is there."""
    return database.run_write(lambda s: staff.add(s, BOSS, name, role, "hash", NOW)).actor("10.0.0.9")


class Case:
    """A filed complaint with its staff: an agent, a supervisor, and another one who approves."""

    def __init__(self, database: Database, actor: Actor | None = None, **changes: Any) -> None:
        self.database = database
        self.now = NOW
        self.agent = hired(database, "xiaoli", "agent")
        self.boss = hired(database, "laowang", "supervisor")
        self.other = hired(database, "laozhang", "supervisor")
        self.new = replace(NEW, **changes)
        self.filed = self.file(self.new, actor)
        self.id = self.filed.complaint.id
        self.customer = customer(self.filed.complaint.receipt)

    def file(self, new: NewComplaint, actor: Actor | None = None) -> Filed:
        who = actor or customer(new.conversation_id or "web")
        return self.database.run_write(lambda s: complaints.file(s, CIPHER, new, who, self.now))

    def take(self, step: str, actor: Actor | None = None, **values: Any) -> Complaint:
        return self.do(Deed(step, **values), actor)

    def do(self, deed: Deed, actor: Actor | None = None) -> Complaint:
        who = actor or self.agent
        return self.database.run_write(lambda s: complaints.take(s, self.id, deed, who, self.now))

    def get(self) -> Complaint:
        return self.read(complaints.get)

    def events(self, **values: Any) -> tuple[Event, ...]:
        found: tuple[Event, ...] = self.read(complaints.events_of, **values)
        return found

    def read(self, service: Any, *args: Any, **values: Any) -> Any:
        return self.database.run_read(lambda s: service(s, self.id, *args, **values))

    def clock(self, today: date | None = None) -> Clock:
        return complaints.clock_of(self.get(), self.events(), today or self.now.date())

    def later(self, days: float) -> "Case":
        self.now += timedelta(days=days)
        return self
