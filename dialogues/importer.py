"""Rasa's training data importer of this project: domain and rules from the flowchart, examples from `nlu/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dialogues.answers import borrowed
from dialogues.loader import load_flowchart
from dialogues.rules import domain, guide_ids, rules
from nlu.answers import read_answers
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

    Rasa copies all training data each time it merges what several importers gave, and takes a fingerprint of each
    message again and again; there are tens of thousands.
    """

    def fingerprint(self) -> str:
        """What tells it from any other; made once."""
        known: str | None = self.__dict__.get("_cached_fingerprint")
        if known is None:
            known = self.__dict__["_cached_fingerprint"] = repr(sorted(self.data.items()))
        return known

    def __hash__(self) -> int:
        """Of the fingerprint, as Rasa's."""
        return hash(self.fingerprint())

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
        self._nlu_data: TrainingData | None = None

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
        """The examples of `nlu/voorbeelden` and `nlu/antwoorden`."""
        if self._nlu_data is not None:
            return self._nlu_data
        answers = read_answers()
        taught = [(e.text, e.question, e.outcome) for e in answers]
        questions = sorted({e.question for e in answers})
        taught += borrowed(self._flowchart, self._examples, questions)
        asked = [
            TrainingExample({"text": text, "question": question, "answer": outcome})
            for text, question, outcome in taught
        ]
        alone = [TrainingExample.build(text=e.text, intent=e.intent) for e in self._examples]
        self._nlu_data = TrainingData([*alone, *asked])
        return self._nlu_data
