"""Cross-validation: every example read by a network that never saw it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from nlu.components.classifier import Taught, chances_and_parts, learn, parts_of
from nlu.danger import ReadMessage, find_danger
from nlu.evaluation.labelled import Labelled
from nlu.evidence import count_evidence
from nlu.examples import Example
from nlu.reading import Reading, reading_of

RECIPE = Path(__file__).parents[2] / "config.yml"
_SEED = 0


def cross_validate(examples: Sequence[Example], folds: int) -> Iterator[tuple[Labelled, Reading]]:
    """Each example with how it is read by a network trained on the other folds, with the settings of the recipe.

    The same folds every time. Near-duplicates may fall on both sides, but the examples hold none (a test tells).
    Raises `ValueError` for fewer than two folds.
    """
    if folds < 2:  # noqa: PLR2004 - one fold would leave nothing to learn from
        raise ValueError("cross-validation needs at least two folds")
    shuffled = list(examples)
    random.Random(_SEED).shuffle(shuffled)  # noqa: S311 - folds, not secrets
    classifier, detector = (
        _settings("nlu.components.classifier.MessageClassifier"),
        _settings("nlu.components.safety.SafetyDetector"),
    )
    for fold in range(folds):
        learnt = [example for n, example in enumerate(shuffled) if n % folds != fold]
        network = learn([Taught(example.text, "", example.intent) for example in learnt], classifier)
        evidence = count_evidence((example.text, example.intent) for example in learnt)
        for example in shuffled[fold::folds]:
            by_intent, _, parts = chances_and_parts(network, example.text, "", parts_of(example.text))
            ranked = sorted(by_intent.items(), key=lambda item: -item[1])
            found = find_danger(ReadMessage(example.text, by_intent, parts), evidence, detector)
            yield Labelled(example.text, example.intent), reading_of(ranked, found.danger if found else None)


def _settings(component: str) -> dict[str, Any]:
    pipeline: list[dict[str, Any]] = yaml.safe_load(RECIPE.read_text(encoding="utf-8"))["pipeline"]
    return next(settings for settings in pipeline if settings["name"] == component)
