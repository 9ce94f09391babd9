"""A change of an answer, from proposal to publication, as two persons make it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.content import reading, service
from casework.content.types import CHECKS, Proposal, Review, Revision, Verdict
from casework.db import Database
from knowledge import Knowledge
from knowledge.versions import digest, digest_of, raw_of

LIN, WU = Actor("lin", "lin", "editor"), Actor("wu", "wu", "editor")
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def published(
    database: Database, known: Knowledge, entry: str, retire: bool = False, **fields: Any
) -> Revision:
    """Publish other fields of an entry, or a new one made of another (``like=``)."""
    like = fields.pop("like", entry)
    raw = None if retire else raw_of(known.entries[like]) | {"id": entry} | fields
    base, filed = (digest(e[entry]) if entry in e else "" for e in (known.entries, known.filed))
    new = Proposal(
        entry, "change", raw, digest_of(raw), base, "公示有变动", str((raw or {}).get("title", ""))
    )

    def work(session: Session) -> Revision:
        verdict = Verdict(reading.version(session), new.digest, base, filed)
        r = service.propose(session, new, LIN, NOW)
        r = service.submit(session, r.id, r.version, verdict, LIN, NOW)
        r = service.review(session, r.id, r.version, Review(True, "同意这样改", CHECKS), WU, NOW)
        return service.publish(session, r.id, r.version, replace(verdict), WU, NOW)

    return database.run_write(work)
