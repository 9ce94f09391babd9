"""A process that files complaints from drafts as fast as it can: `filer.py URL CONVERSATIONS`.

Each line on standard output is the receipt, the code and the conversation of a complaint that was committed.
"""

import sys
from datetime import UTC, datetime

from casework.complaints import drafts
from casework.db import Database
from tests.casework.complaints.case import CIPHER, matter


def main(url: str, conversations: list[str]) -> None:
    with Database(url) as database:
        for number, conversation in enumerate(conversations):
            now = datetime.now(UTC)
            new = matter(conversation, number)
            for field in ("story", "wish", "phone"):
                database.run_write(lambda s: drafts.put(s, conversation, field, "说了", now))  # noqa: B023
            filed = database.run_write(lambda s: drafts.file_draft(s, CIPHER, conversation, new, now))  # noqa: B023
            sys.stdout.write(f"{filed.complaint.receipt} {filed.code} {conversation}\n")
            sys.stdout.flush()


main(sys.argv[1], sys.argv[2].split(","))
