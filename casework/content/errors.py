"""Why a step with a change of an answer is not done."""

from casework.errors import CaseworkError


class ContentStepError(CaseworkError):
    """The change has no such step from the state it is in."""

    def __init__(self, step: str, state: str) -> None:
        super().__init__(f"{step} is not possible while the change is {state}")
        self.step, self.state = step, state


class ContentRefusedError(CaseworkError):
    """The lint refuses the text, or it is not the text that was checked; `rules` are the lint's codes."""

    def __init__(self, rules: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(rules) or "another text was checked")
        self.rules = rules


class AlreadyOpenError(CaseworkError):
    """Somebody's change of the same answer is open: `revision_id`."""

    def __init__(self, revision_id: int) -> None:
        super().__init__(f"revision {revision_id} is open")
        self.revision_id = revision_id


class OutdatedError(CaseworkError):
    """Another wording is in force than the one this change was made from or checked against."""
