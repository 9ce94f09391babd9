"""Use cases of complaints: file, read, take steps, look up, list, remind. All in the caller's transaction."""

from casework.complaints.attachments import attach
from casework.complaints.clock import clock_of, rungs
from casework.complaints.filing import file
from casework.complaints.guesses import try_code
from casework.complaints.lookup import by_receipt, code_of, look_up
from casework.complaints.parties import contact_of, parties_of, reveal
from casework.complaints.reminders import remind_due
from casework.complaints.rows import events_of, files_of, get, of_conversation
from casework.complaints.taking import take
from casework.complaints.unnaming import cleaned, story_of
from casework.complaints.who import allowed
from casework.complaints.worklist import worklist

__all__ = [
    "allowed",
    "attach",
    "by_receipt",
    "cleaned",
    "clock_of",
    "code_of",
    "contact_of",
    "events_of",
    "file",
    "files_of",
    "get",
    "look_up",
    "of_conversation",
    "parties_of",
    "remind_due",
    "reveal",
    "rungs",
    "story_of",
    "take",
    "try_code",
    "worklist",
]
