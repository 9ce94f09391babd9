"""What graph components have in common that learn nothing: they are made of their configuration alone."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage


class Configured(GraphComponent):
    """A component whose settings stand in `config.yml`; nothing of it is kept in the model."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Configured:
        """Made anew at every start: a changed list or threshold takes effect without training."""
        return cls(config)
