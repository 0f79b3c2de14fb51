"""A model is trained again when something changed that it is made of, and for nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.content import BotContent
from dialogues import training
from dialogues.rules import guide_ids
from dialogues.training import ROOT, content_fingerprint
from nlu.components.asked import AskedReader
from nlu.components.classifier import MessageClassifier
from nlu.components.facts import FactReader
from nlu.components.open_step import OpenStepReader
from nlu.components.safety import SafetyDetector

MAKING = """
import os, sys
from pathlib import Path

ROOT = Path.cwd()
used = set()

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        used.add(Path(os.fsdecode(arguments[0])).resolve())

sys.addaudithook(note)
from dialogues.importer import FlowchartImporter
from nlu.asked import PAGE, NOTHING, read_asked_examples
from nlu.components.asked import AskedReader, learn_asked
from nlu.components.asked import AskedReader
from nlu.components.classifier import Taught, learn
from nlu.components.facts import FactReader
from nlu.evidence import count_evidence
from nlu.fact_learning import FactSettings, learn_facts
from nlu.fact_patterns import read_fact_patterns
from nlu.facts import read_fact_examples

importer = FlowchartImporter("config.yml")
importer.get_domain(), importer.get_stories(), importer.get_config()
made = importer.get_nlu_data().training_examples
told = [Taught(m.get("text"), m.get("question") or "", m.get("answer") or m.get("intent")) for m in made]
learn(told[::300], {"hidden": 4, "epochs": 1, "out_of_scope": 0.5, "temperature": 1.0})
count_evidence((one.text, one.output) for one in told[::300] if not one.question)
read_fact_patterns()
learn_facts(read_fact_examples()[::200], FactSettings(hidden=4, epochs=1))
asked = [(one.text, one.answers) for one in read_asked_examples()[::20]]
learn_asked(asked, {"hidden": 4, "epochs": 1, "row_rate": 0.1})
used |= {Path(module.__file__).resolve() for module in sys.modules.values() if getattr(module, "__file__", None)}
for path in used:
    if path.is_relative_to(ROOT) and not path.is_relative_to(Path(sys.prefix)):
        print("uses", path.relative_to(ROOT).as_posix())
"""
"""All that training does, but for Rasa's own part and most of the sums."""


def test_what_a_model_is_made_of() -> None:
    """Every module and file that training uses is in the fingerprint, and nothing else is."""
    made = subprocess.run([sys.executable, "-c", MAKING], cwd=ROOT, capture_output=True, text=True, check=True)
    used = {line.removeprefix("uses ") for line in made.stdout.splitlines() if line.startswith("uses ")}
    used = {path for path in used if Path(path).suffix != ".pyc" and Path(path).name != "__init__.py"}
    named = {path.relative_to(ROOT).as_posix() for pattern in training._MADE_OF for path in ROOT.glob(pattern)}
    assert used == named


@pytest.mark.parametrize("component", [MessageClassifier, SafetyDetector, OpenStepReader, FactReader, AskedReader])
def test_every_setting_stands_in_the_recipe(
    component: type[MessageClassifier | SafetyDetector | OpenStepReader | FactReader],
) -> None:
    """What a component does without a setting can change without a change of the model: so each is set."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    (settings,) = (part for part in pipeline if part["name"] == f"{component.__module__}.{component.__name__}")
    assert settings.keys() - {"name"} == component.get_default_config().keys()


def test_the_guides_are_those_of_the_content(bot_content: BotContent) -> None:
    """Rules are made for exactly the guides that are read."""
    assert set(guide_ids()) == set(bot_content.content.guides)


@pytest.mark.parametrize("file", ["nlu/features.py", "nlu/voorbeelden/ja.txt", "dialogues/stappenplan.yml"])
def test_a_change_changes_the_fingerprint(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more byte in one of its files, and the model is another."""
    for pattern in training._MADE_OF:
        for path in ROOT.glob(pattern):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    before = content_fingerprint()
    monkeypatch.setattr(training, "ROOT", tmp_path)
    assert content_fingerprint() == before
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes() + b"\n")
    assert content_fingerprint() != before
