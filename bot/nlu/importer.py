"""Rasa's file importer, with full labels for our classifier and the knowledge entries' own phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.nlu.content import knowledge
from bot.nlu.names import FAQ, LABEL


class KnowledgeImporter(RasaFileImporter):
    """Reads `data/nlu`, then adds each entry's title and `ask` phrases as examples of `faq/<id>`.

    The key behind `faq/` becomes our label instead of Rasa's response key: the answers stand in
    `knowledge/`, and Rasa would ask for a response selector and a response for every example.
    """

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        """The labelled examples; a phrase of the knowledge that is already one is not repeated.

        They are all Chinese: Rasa asks for several languages, and the files are read but once.
        """
        return self._all()

    @cached_method
    def _all(self) -> TrainingData:
        data = super().get_nlu_data("zh")
        if not data.training_examples:
            return data
        known = {example.get(TEXT) for example in data.training_examples}
        examples = [_labelled(example) for example in data.training_examples]
        return TrainingData([*examples, *(e for e in phrases() if e.get(TEXT) not in known)])


class Example(Message):
    """A training example that is cheap to copy and to set: Rasa does both many times over for each.

    Values of its data are replaced, never changed inside, so copies may share them.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        copied = Example(self.data, set(self.output_properties), self.time, list(self.features))
        copied._cached_fingerprint = self._cached_fingerprint
        return copied

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """See Message; what is there already does not make the fingerprint be reckoned anew."""
        if add_to_output or prop not in self.data or self.data[prop] != info:
            super().set(prop, info, add_to_output)


def _labelled(example: Message) -> Example:
    label = example.get_full_intent()
    kept = {key: value for key, value in example.data.items() if key != INTENT_RESPONSE_KEY}
    return Example({**kept, LABEL: label})


def phrases() -> Iterator[Example]:
    """Titles and other phrasings of all knowledge entries."""
    for entry in knowledge().entries.values():
        for text in dict.fromkeys(_with_numbers(phrase) for phrase in (entry.title, *entry.ask)):
            yield Example({TEXT: text, INTENT: FAQ, LABEL: f"{FAQ}/{entry.id}"})


def _with_numbers(phrase: str) -> str:
    hotlines = knowledge().hotlines
    return re.sub(r"\{hotline:(\w+)\}", lambda match: hotlines[match[1]].number, phrase)
