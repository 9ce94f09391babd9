"""Published changes over the files: laid on, checked by the lint, compared, and given back as a patch."""

from knowledge.overlay.gate import Needed, needed, problems_of, retiring
from knowledge.overlay.laying import Laid, Published, laid
from knowledge.overlay.reading import read_raw

__all__ = ["Laid", "Needed", "Published", "laid", "needed", "problems_of", "read_raw", "retiring"]
