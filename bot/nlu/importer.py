"""Rasa's file importer, with the knowledge entries' titles as the responses of the `faq` examples."""

from __future__ import annotations

import warnings

from knowledge import load
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT_RESPONSE_KEY, RESPONSE
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.names import entry_of

# The intent classifier chooses the entry itself: it is the response selector that Rasa misses.
_NO_SELECTOR = "You have defined training data with examples for training a response selector"


class KnowledgeImporter(RasaFileImporter):
    """The answers stand in `knowledge/`, not in the domain; Rasa still wants a response for each example."""

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        """The examples of `data/nlu`, each `faq/<id>` with its entry's title (if there is such an entry)."""
        warnings.filterwarnings("ignore", message=_NO_SELECTOR)
        data = super().get_nlu_data(language)
        entries = load().entries
        for example in data.training_examples:
            entry = entries.get(entry_of(example.get(INTENT_RESPONSE_KEY) or ""))
            if entry:
                example.set(RESPONSE, entry.title)
        return data
