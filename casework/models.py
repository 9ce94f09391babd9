"""All models in one place, for migrations and for checking that they agree."""

from casework.alerts.models import AlertEventRow, AlertRow
from casework.audit.models import AuditRow
from casework.base import Base
from casework.canned.models import CannedRow, CannedUseRow
from casework.complaints.models import (
    ComplaintDraftRow,
    ComplaintEventRow,
    ComplaintFileRow,
    ComplaintPartyRow,
    ComplaintRow,
    ComplaintTextRow,
    LookupFailureRow,
)
from casework.content.models import ContentEventRow, ContentRevisionRow, ContentVersionRow
from casework.conversations.models import ConversationRow
from casework.deliveries.models import DeliveryRow
from casework.duty.models import DutyRoundRow, DutyRow, OfferRow
from casework.events.models import EventRow
from casework.feedback.models import FeedbackRow
from casework.filings.models import FilingRow
from casework.handoffs.models import HandoffRow
from casework.messages.models import MessageRow
from casework.notes.models import NoteRow
from casework.reads.models import ReadRow
from casework.search.models import SearchCursorRow, SearchEntryRow
from casework.staff.models import LoginFailureRow, StaffIdentityRow, StaffRow, StaffSessionRow
from casework.tickets.models import TicketRow
from casework.vault.models import PersonalValueRow
from casework.watch.models import WatchFlagRow
from casework.wechat.models import (
    WechatInboxRow,
    WechatMediaRow,
    WechatPassRow,
    WechatSignatureRow,
    WechatTokenRow,
    WechatUserRow,
)

metadata = Base.metadata

__all__ = [
    "AlertEventRow",
    "AlertRow",
    "AuditRow",
    "CannedRow",
    "CannedUseRow",
    "ComplaintDraftRow",
    "ComplaintEventRow",
    "ComplaintFileRow",
    "ComplaintPartyRow",
    "ComplaintRow",
    "ComplaintTextRow",
    "ContentEventRow",
    "ContentRevisionRow",
    "ContentVersionRow",
    "ConversationRow",
    "DeliveryRow",
    "DutyRoundRow",
    "DutyRow",
    "EventRow",
    "FeedbackRow",
    "FilingRow",
    "HandoffRow",
    "LoginFailureRow",
    "LookupFailureRow",
    "MessageRow",
    "NoteRow",
    "OfferRow",
    "PersonalValueRow",
    "ReadRow",
    "SearchCursorRow",
    "SearchEntryRow",
    "StaffIdentityRow",
    "StaffRow",
    "StaffSessionRow",
    "TicketRow",
    "WatchFlagRow",
    "WechatInboxRow",
    "WechatMediaRow",
    "WechatPassRow",
    "WechatSignatureRow",
    "WechatTokenRow",
    "WechatUserRow",
    "metadata",
]
