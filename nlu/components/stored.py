"""Rasa's contract of a component that learns: how it is made, stored with the model, and loaded from it."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, Self

from nlu.light_rasa import light_rasa

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphComponent
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.nlu.classifiers.classifier import IntentClassifier


class StoredComponent(GraphComponent, IntentClassifier):
    """A component whose `train` ends with `stored()`, and which says how what it learnt is written and read."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource

    @abstractmethod
    def write_to(self, folder: Path) -> None:
        """Write what was learnt."""

    @abstractmethod
    def read_from(self, folder: Path) -> None:
        """Take over what `write_to` wrote."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """An untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """The trained component of a stored model. Raises `ValueError` when the model holds none."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.read_from(Path(folder))
        return component

    def stored(self) -> Resource:
        """Store what was learnt with the model."""
        with self._storage.write_to(self._resource) as folder:
            self.write_to(Path(folder))
        return self._resource
