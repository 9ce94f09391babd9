"""Everything a caller of casework has to be ready for."""


class CaseworkError(Exception):
    """Base of the errors a service raises on purpose."""


class NotFoundError(CaseworkError):
    """There is no such row, or it belongs to somebody else."""

    def __init__(self, what: str) -> None:
        super().__init__(f"no such {what}")
        self.what = what


class DeletedError(NotFoundError):
    """It was there and its customer deleted it; a tombstone stays."""


class ValueRefusedError(CaseworkError, ValueError):
    """A plain value is outside what the field may hold."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field


class TransitionError(CaseworkError):
    """The state machine has no such step from where the conversation stands."""

    def __init__(self, step: str, owner: str) -> None:
        super().__init__(f"{step} is not possible while {owner} owns the conversation")
        self.step = step
        self.owner = owner


class AlertClosedError(TransitionError):
    """The alert was closed before: how it ended stays as it was said then."""

    def __init__(self) -> None:
        CaseworkError.__init__(self, "the alert is closed")
        self.step, self.owner = "close", "closed"


class ComplaintStepError(TransitionError):
    """A complaint has no such step from the state it is in."""

    def __init__(self, step: str, state: str) -> None:
        CaseworkError.__init__(self, f"{step} is not possible while the complaint is {state}")
        self.step, self.owner, self.state = step, state, state


class TooLateError(ComplaintStepError):
    """The time for this step has run out: a review after its window, an extension after the last day."""


class AlreadyRatedError(ComplaintStepError):
    """The customer has been asked for a score and has given one, or said that they would not."""


class StaleError(CaseworkError):
    """The complaint has moved on since the caller read it: read it again, then decide again."""

    def __init__(self, seen: int, version: int) -> None:
        super().__init__(f"version {seen} was seen, the complaint is at version {version}")
        self.seen, self.version = seen, version


class NotOwnerError(CaseworkError):
    """A staff member acts on a conversation that is not theirs."""


class NotAllowedError(CaseworkError):
    """The staff member may not do this. `why`: role, own_decision (who decided does not review), overrun."""

    def __init__(self, said: str = "", why: str = "role") -> None:
        super().__init__(said)
        self.why = why


class NotFreeError(CaseworkError):
    """A conversation cannot be put into these hands. `why`: absent, away, disabled, full, own_full."""

    def __init__(self, why: str, held: int = 0, capacity: int = 0) -> None:
        super().__init__(f"{why}: has {held} of {capacity}")
        self.why, self.held, self.capacity = why, held, capacity


class LoginError(CaseworkError):
    """Name or password is wrong, or the account is disabled: one error for all three."""


class ThrottledError(CaseworkError):
    """Too many failed attempts; try again in `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after:.0f} s")
        self.retry_after = retry_after


class TooMuchError(CaseworkError):
    """A customer has added so much to one complaint that nobody could read more of it."""

    def __init__(self) -> None:
        super().__init__("too many additions to one complaint")


class DatabaseBusyError(CaseworkError):
    """The database did not take the work in time; nothing was stored."""


class DatabaseClosedError(CaseworkError):
    """The database was closed; nothing was stored."""
