"""Rasa's file importer, with full labels for our classifier and the knowledge entries' own phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.nlu.content import knowledge, sentences
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
        examples = [_example(*told) for file in self._nlu_files for told in sentences(Path(file))]
        if not examples:
            return TrainingData()
        known = {example.get(TEXT) for example in examples}
        return TrainingData([*examples, *(e for e in phrases() if e.get(TEXT) not in known)])


class Example(Message):
    """A training example that is cheap to copy, to tell apart and to set: Rasa does it many times for each.

    Values of its data are replaced, never changed inside, so copies may share them.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Example:
        copied = object.__new__(Example)
        copied.__dict__.update(self.__dict__)
        copied.data, copied.features = self.data.copy(), list(self.features)
        copied.output_properties = set(self.output_properties)
        return copied

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """See Message; what is there already does not make the fingerprint be reckoned anew."""
        if add_to_output or prop not in self.data or self.data[prop] != info:
            super().set(prop, info, add_to_output)

    def fingerprint(self) -> str:
        """See Message; where all values are texts, they are the fingerprint's whole matter."""
        if self._cached_fingerprint is None and all(type(value) is str for value in self.data.values()):
            matter = repr((sorted(self.data.items()), sorted(self.output_properties)))
            self._cached_fingerprint = blake2b(matter.encode(), digest_size=16).hexdigest()
        found: str = super().fingerprint()
        return found


def _example(intent: str, text: str) -> Example:
    return Example({TEXT: text, INTENT: intent.partition("/")[0], LABEL: intent})


def phrases() -> Iterator[Example]:
    """Titles and other phrasings of all knowledge entries."""
    for entry in knowledge().entries.values():
        for text in dict.fromkeys(_with_numbers(phrase) for phrase in (entry.title, *entry.ask)):
            yield Example({TEXT: text, INTENT: FAQ, LABEL: f"{FAQ}/{entry.id}"})


def _with_numbers(phrase: str) -> str:
    hotlines = knowledge().hotlines
    return re.sub(r"\{hotline:(\w+)\}", lambda match: hotlines[match[1]].number, phrase)
