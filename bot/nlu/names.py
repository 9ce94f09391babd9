"""Keys our components set on a message, and the labels they share."""

# Set by KnowledgeImporter on training examples: `greet`, `faq/right_know`.
LABEL = "label"
# Set by FoldNormaliser.
SCRIPT = "script"
FOLDED = "folded"
NORMALISED = "normalised"
# Set by LinearIntentClassifier.
FAQ_RANKING = "faq_ranking"
KNOWN_SHARE = "known_share"
# The entry of the second question, when a message holds two.
ALSO = "also"
# Set by FallbackGate: why the message was not understood.
FALLBACK_REASON = "fallback_reason"
# Set by FreeTextGate: whether the message asks something.
ASKS = "asks"

FAQ = "faq"
FALLBACK = "nlu_fallback"
INFORM = "inform"
FILE = "file_complaint"
REVIEW = "complaint_review"
STATUS = "complaint_status"


def entry_of(label: str) -> str:
    """`faq/right_know` -> `right_to_know`; empty for a dialogue act."""
    intent, _, entry = label.partition("/")
    return entry if intent == FAQ else ""
