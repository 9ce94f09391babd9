"""Steps with a change of an answer, each checked by the lint of the files where that counts."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from casework.audit.types import Actor
from casework.content import errors, reading, service
from casework.content.types import Body, Proposal, Review, Revision, Verdict
from casework.errors import CaseworkError, NotAllowedError, StaleError, ValueRefusedError
from casework.statuses import ContentKind
from gateway.desk.knowledge.library import Library
from gateway.desk.refusal import Refusal
from knowledge.models import Problem
from knowledge.overlay import problems_of, read_raw, retiring
from knowledge.versions import digest_of, raw_of


@dataclass(frozen=True, slots=True)
class Checked:
    """What the lint says of a text, for the step and for people."""

    verdict: Verdict
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Editing:
    """The steps; each a transaction. Refusal with a sentence for staff, NotFoundError."""

    library: Library

    async def checked(self, entry_id: str, kind: ContentKind, body: Body | None) -> Checked:
        """Read what is in force anew, and ask the lint."""
        library = self.library
        await library.following.look()
        problems = await asyncio.to_thread(self._problems, entry_id, kind, body)
        base, filed = library.digests(entry_id)
        rules = tuple(dict.fromkeys(problem.rule for problem in problems))
        version, before = library.desk.knowledge.version, library.raw(entry_id)
        return Checked(Verdict(version, digest_of(body), base, filed, rules, before), problems)

    async def propose(
        self, actor: Actor, entry_id: str, kind: ContentKind, body: Body | None, why: str
    ) -> Revision:
        """Begin a change."""
        new = self._proposal(entry_id, kind, body, why)
        return await self._do(lambda s, now: service.propose(s, new, actor, now))

    async def edit(
        self, actor: Actor, found: Revision, version: int, body: Body | None, why: str
    ) -> Revision:
        """Write a change anew."""
        new = self._proposal(found.entry_id, found.kind, body, why)
        return await self._do(lambda s, now: service.edit(s, found.id, version, new, actor, now))

    async def submit(self, actor: Actor, found: Revision, version: int) -> Revision:
        """Give it to a second person."""
        said = (await self.checked(found.entry_id, found.kind, found.body)).verdict
        return await self._do(lambda s, now: service.submit(s, found.id, version, said, actor, now))

    async def review(self, actor: Actor, found: Revision, version: int, said: Review) -> Revision:
        """The second person's opinion."""
        return await self._do(lambda s, now: service.review(s, found.id, version, said, actor, now))

    async def withdraw(self, actor: Actor, found: Revision, version: int, why: str) -> Revision:
        """Give it up."""
        return await self._do(lambda s, now: service.withdraw(s, found.id, version, why, actor, now))

    async def publish(self, actor: Actor, found: Revision, version: int) -> Revision:
        """Say it to customers: here when this returns, elsewhere a moment later."""
        said = (await self.checked(found.entry_id, found.kind, found.body)).verdict
        done = await self._do(lambda s, now: service.publish(s, found.id, version, said, actor, now))
        await self.library.following.look()
        return done

    async def roll_back(
        self, actor: Actor, found: Revision, version: int, why: str, to: int | None
    ) -> Revision:
        """Say an earlier wording again: a published one, or the file's."""
        said = None
        if to is not None:
            earlier = await self.library.desk.database.read(lambda s: reading.get(s, to))
            said = (await self.checked(found.entry_id, "restore", earlier.body)).verdict
        done = await self._do(
            lambda s, now: service.roll_back(s, found.id, version, why, actor, now, to, said)
        )
        await self.library.following.look()
        return done

    def _problems(self, entry_id: str, kind: ContentKind, body: Body | None) -> tuple[Problem, ...]:
        knowledge = self.library.desk.knowledge
        known = {*knowledge.filed, *knowledge.entries, *self.library.following.force.revisions}
        if kind == "new" and entry_id in known:
            return (Problem("", entry_id, "duplicate-id", ""),)
        if body is None:
            return retiring(knowledge.entries, entry_id)
        return problems_of(knowledge.files, knowledge.entries, body)

    def _proposal(self, entry_id: str, kind: ContentKind, body: Body | None, why: str) -> Proposal:
        before, body = self.library.raw(entry_id), _plainly(body)
        words = [str(v) for v in (body or {}).values() if isinstance(v, str)]
        title = str((body or before or {}).get("title") or "")[:200]
        base = digest_of(before)
        return Proposal(entry_id, kind, body, digest_of(body), base, why, title, "\n".join(words))

    async def _do(self, step: Callable[[Session, Any], Revision]) -> Revision:
        now = self.library.desk.clock()
        try:
            return await self.library.desk.database.write(lambda session: step(session, now))
        except CaseworkError as error:
            raise _refusal(error) from None


def _plainly(body: Body | None) -> Body | None:
    """As a file would give it back, if it reads: what is equal then has one digest."""
    if body is None:
        return None
    entry, problems = read_raw(body)
    return body if problems else raw_of(entry)


_REFUSALS: Final[tuple[tuple[type[CaseworkError], str, int], ...]] = (
    (StaleError, "stale", 409),
    (errors.ContentStepError, "step", 409),
    (errors.OutdatedError, "outdated", 409),
    (errors.ContentRefusedError, "lint", 422),
    (NotAllowedError, "role", 403),
    (ValueRefusedError, "words", 422),
)
_NOT_ALLOWED: Final = {"own_decision": "own", "not_author": "author"}


def _refusal(error: CaseworkError) -> Refusal | CaseworkError:
    if isinstance(error, errors.AlreadyOpenError):
        return Refusal("content_open", 409, {"number": error.revision_id})
    if isinstance(error, NotAllowedError) and error.why in _NOT_ALLOWED:
        return Refusal(f"content_{_NOT_ALLOWED[error.why]}", 403)
    if isinstance(error, errors.ContentRefusedError) and error.rules == ("checks",):
        return Refusal("content_checks")
    known = (Refusal(f"content_{key}", code) for kind, key, code in _REFUSALS if isinstance(error, kind))
    return next(known, error)
