"""Every message of a customer is screened for fraud before it is stored, whoever owns the conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.fraud.answers import entry_for, staged
from bot.fraud.detector import Detector
from bot.fraud.finding import CALM, Finding
from bot.fraud.types import load_types
from bot.text import normalise
from casework.alerts import service as alerts
from casework.alerts.types import Evidence as StoredEvidence
from casework.alerts.types import Finding as StoredFinding
from casework.alerts.types import Noted
from casework.db import Database
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Accepted
from casework.statuses import Stage
from knowledge import Knowledge
from xiaobao.settings import Settings

log = structlog.get_logger("gateway.screening")
# A story is told in one sitting.
_SITTING = timedelta(minutes=30)
_RECENT = 16  # messages of all sides
_MOST_EVIDENCE = 40


class Titles:
    """Which entry's title a text is; follows what is published."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge, self._version = knowledge, -1
        self._known: dict[str, str] = {}

    def entry(self, text: str) -> str | None:
        """None when it is none."""
        if self._version != self._knowledge.version:
            self._version = self._knowledge.version
            self._known = {normalise(entry.title): id_ for id_, entry in self._knowledge.entries.items()}
        return self._known.get(normalise(text))


@dataclass(frozen=True, slots=True)
class Screener:
    """Screens with what the customer said just before; a tapped title says its stage, or nothing at all."""

    detector: Detector
    plain: Detector
    titles: "Titles"
    database: Database

    @staticmethod
    def made(settings: Settings, knowledge: Knowledge, database: Database) -> "Screener":
        """With the trained model; without one the rules decide alone, and the log says so."""
        own = frozenset(filter(None, map(str.strip, settings.bank_domains.split(","))))
        # Content that is read at the first alarm is read, and wrong content refused, before anybody writes.
        entry_for({"stage": "paid"}), staged("emergency_scam"), load_types()
        path = settings.fraud_model
        detector = _detector(path, path.stat().st_mtime_ns if path.exists() else 0, own)
        return Screener(detector, detector.without_model(), Titles(knowledge), database)

    async def screen(
        self, conversation_id: str, text: str, now: datetime, before: int | None = None
    ) -> Finding:
        """What the message says, by itself or as the end of a story; ``before``: its id if it is stored."""
        title = self.titles.entry(text) if len(text) < 100 else None
        if title is not None:
            return staged(title)
        earlier = await self.database.read(lambda session: _earlier(session, conversation_id, now, before))
        try:
            return self.detector.screen(text, earlier)
        except Exception as error:  # noqa: BLE001 - a fault of screening must not cost the customer's message
            log.error("screening_failed", error=type(error).__name__)
            return self._by_rules(text)

    def _by_rules(self, text: str) -> Finding:
        try:
            return self.plain.screen(text)
        except Exception as error:  # noqa: BLE001 - see above
            log.error("screening_failed", error=type(error).__name__, by="rules")
            return CALM


@lru_cache(maxsize=2)
def _detector(path: Path, _written: int, own: frozenset[str]) -> Detector:
    """Read once for each version of the file: it takes a second."""
    try:
        return Detector.trained(path, own)
    except (OSError, ValueError) as error:
        log.error("fraud_model_unusable", error=type(error).__name__)
        return Detector(own_domains=own)


def note(session: Session, accepted: Accepted, finding: Finding, now: datetime) -> Noted | None:
    """Open or update the conversation's alert; a waiting or served conversation is raised in the queue."""
    if not finding.alarming:
        return None
    message = accepted.message
    noted = alerts.note(session, message.conversation_id, message.id, stored(finding, len(message.text)), now)
    if finding.urgent and accepted.owner != "bot":
        handoffs.request(session, message.conversation_id, "fraud", None, now, urgency=noted.alert.severity)
    return noted


def stored(finding: Finding, length: int) -> StoredFinding:
    """The finding as casework keeps it: offsets and slugs, no words of the customer."""
    stage: Stage = finding.stage  # type: ignore[assignment]
    places = [
        StoredEvidence(start, min(end, length), e.rule, e.explain)
        for e in finding.evidence
        for start, end in (e.spans or ((0, 0),))
        if start <= length
    ]
    facts = finding.facts.told() | {name: True for name in ("story", "pasted") if getattr(finding, name)}
    return StoredFinding(
        stage=stage,
        type=finding.type,
        severity=finding.severity,
        score=round(finding.score, 4),
        person=finding.person,
        evidence=tuple(places[:_MOST_EVIDENCE]),
        facts=facts,
    )


def flagged(finding: Finding) -> dict[str, Any] | None:
    """The alert in the API's words; None when there is none."""
    if not finding.alarming:
        return None
    return {
        "stage": finding.stage,
        "type": finding.type,
        "severity": finding.severity,
        "score": round(finding.score, 3),
    }


def _earlier(session: Session, conversation_id: str, now: datetime, before: int | None) -> list[str]:
    recent = messages.recent(session, conversation_id, _RECENT, before)
    return [m.text for m in recent if m.sender == "customer" and now - m.created_at <= _SITTING]
