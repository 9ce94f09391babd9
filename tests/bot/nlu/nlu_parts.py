"""Components outside a pipeline: created, trained, persisted and loaded as Rasa does it."""

from pathlib import Path
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.fold import FoldNormaliser
from bot.nlu.names import LABEL

Part = TypeVar("Part", bound=GraphComponent)
RESOURCE = Resource("part")


def create(kind: type[Part], directory: Path, **config: Any) -> Part:
    """A component with its default configuration, changed by `config`."""
    return kind.create({**kind.get_default_config(), **config}, *_surroundings(directory))


def load(kind: type[Part], directory: Path, **config: Any) -> Part:
    """The component that was trained in the same directory."""
    return kind.load({**kind.get_default_config(), **config}, *_surroundings(directory))


def _surroundings(directory: Path) -> tuple[LocalModelStorage, Resource, ExecutionContext]:
    return LocalModelStorage(directory), RESOURCE, ExecutionContext(GraphSchema({}), "test")


def message(text: str, **data: Any) -> Message:
    """A message as it leaves the first component."""
    return folder().process([Message({TEXT: text, **data})])[0]


def folder() -> FoldNormaliser:
    return FoldNormaliser()


def training(examples: dict[str, list[str]]) -> TrainingData:
    """Training data after the first component."""
    made = [
        Message({TEXT: text, INTENT: label.partition("/")[0], LABEL: label})
        for label, texts in examples.items()
        for text in texts
    ]
    return folder().process_training_data(TrainingData(made))
