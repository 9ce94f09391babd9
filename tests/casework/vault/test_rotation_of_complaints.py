"""A change of the secret key reaches the persons and query codes of complaints."""

from casework.complaints import parties
from casework.complaints import service as complaints
from casework.db import Database
from casework.vault import rotation
from casework.vault.cipher import Cipher
from casework.vault.sealed import CODES, PARTIES
from tests.casework.customers import people

OLD, NEW = Cipher(b"0" * 32), Cipher(b"1" * 32)
BOTH = Cipher(b"1" * 32, [b"0" * 32])


def rotate(database: Database) -> list[int]:
    return [
        database.run_write(lambda s, k=kind: rotation.reseal(s, BOTH, k)).resealed  # type: ignore[misc]
        for kind in (PARTIES, CODES)
    ]


def test_persons_codes_and_the_way_to_the_same_customer(database: Database) -> None:
    filed = people.file(database, OLD, kind="for_other", parties=people.ACTED_FOR)
    number = filed.complaint.receipt
    assert database.run_read(lambda s: complaints.look_up(s, BOTH, number, filed.code)).receipt == number
    assert rotate(database) == [2, 1]
    assert rotate(database) == [0, 0]
    assert database.run_read(lambda s: complaints.look_up(s, NEW, number, filed.code)).receipt == number
    contact = database.run_read(lambda s: complaints.contact_of(s, NEW, filed.complaint.id))
    assert (contact.name, contact.phone) == (people.NAME, people.PHONE)
    prints = database.run_read(
        lambda s: [row.fingerprint for row in s.execute(parties.table.select().order_by("place"))]
    )
    assert prints == [parties.fingerprint(NEW, people.PHONE), None]


def test_a_duplicate_is_recognised_before_and_after(database: Database) -> None:
    people.file(database, OLD)
    assert people.file(database, BOTH).joined
    rotate(database)
    assert people.file(database, NEW).joined


def test_erased_complaints_need_no_key(database: Database) -> None:
    from casework.complaints.erasure import erase
    from tests.casework.talk import NOW

    filed = people.file(database, OLD)
    database.run_write(lambda s: erase(s, filed.complaint.id, NOW))
    assert rotate(database) == [0, 0]
