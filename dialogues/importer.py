"""Rasa's training data importer of this project: domain and rules from the flowchart, examples from `nlu/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dialogues.loader import load_flowchart
from dialogues.rules import domain, guide_ids, rules
from nlu.examples import read_examples
from nlu.light_rasa import light_rasa

with light_rasa():
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
    from rasa.shared.core.training_data.structures import StoryGraph
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData
    from rasa.shared.utils.io import read_yaml_file


class TrainingExample(Message):
    """A message to learn from, which no component changes.

    Rasa copies all training data each time it merges what several importers gave, and there are tens of thousands.
    """

    def __deepcopy__(self, _memo: dict[int, Any]) -> TrainingExample:
        """Itself."""
        return self


class FlowchartImporter(TrainingDataImporter):
    """Gives Rasa what the step plan and the examples say; named under `importers:` in config.yml."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        **_own_keys: Any,
    ) -> None:
        self._config_file = config_file
        self._flowchart = load_flowchart()
        self._guides = guide_ids()
        self._examples = read_examples()

    def get_domain(self) -> Domain:
        """The domain of the flowchart."""
        intents = sorted({example.intent for example in self._examples})
        return Domain.from_dict(domain(self._flowchart, self._guides, intents))

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """One rule per arrow and intent."""
        parsed = {"version": "3.1", "rules": rules(self._flowchart, self._guides)}
        return StoryGraph(YAMLStoryReader().read_from_parsed_yaml(parsed))

    def get_config(self) -> dict[str, Any]:
        """The recipe of config.yml."""
        return dict(read_yaml_file(str(Path(self._config_file)))) if self._config_file else {}

    def get_config_file_for_auto_config(self) -> str | None:
        """None: the recipe is complete, Rasa must not rewrite it."""
        return None

    def get_nlu_data(self, language: str | None = "nl") -> TrainingData:
        """The examples of `nlu/voorbeelden`."""
        return TrainingData([TrainingExample.build(text=e.text, intent=e.intent) for e in self._examples])
