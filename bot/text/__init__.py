"""Chinese text: script detection, folding, conversion and masking; pure Python, no rasa, web or database."""

from bot.text.amounts import amount_of
from bot.text.characters import convert_characters
from bot.text.cleaning import clean
from bot.text.conversion import convert, round_trips, warm
from bot.text.folding import fold
from bot.text.masking import MASK_LABEL, QUERY_CODE, TYPED_CODE, Finding, Masked, mask, strip_labels
from bot.text.normalising import normalise, synonym_changes, synonyms
from bot.text.regions import named_regions, named_towns, suggest_region
from bot.text.scripts import detect_script
from bot.text.types import MODES, REGIONS, SCRIPTS, Mode, Region, Script

__all__ = [
    "MASK_LABEL",
    "MODES",
    "QUERY_CODE",
    "REGIONS",
    "SCRIPTS",
    "TYPED_CODE",
    "Finding",
    "Masked",
    "Mode",
    "Region",
    "Script",
    "amount_of",
    "clean",
    "convert",
    "convert_characters",
    "detect_script",
    "fold",
    "mask",
    "named_regions",
    "named_towns",
    "normalise",
    "round_trips",
    "strip_labels",
    "suggest_region",
    "synonym_changes",
    "synonyms",
    "warm",
]
