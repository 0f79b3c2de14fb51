"""The trained Rasa model: a cache of the content, made when the content's fingerprint changed, never committed."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import platform
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogues.rules import guide_ids
from nlu.light_rasa import RASA_VERSION, light_rasa

ROOT = Path(__file__).parent.parent
_MADE_OF = (
    "config.yml", "dialogues/stappenplan.yml", "dialogues/aids.py", "dialogues/answers.py", "dialogues/faults.py",
    "dialogues/flowchart.py", "dialogues/importer.py", "dialogues/loader.py", "dialogues/points.py",
    "dialogues/rules.py", "dialogues/steps.py", "dialogues/yaml_nodes.py", "nlu/answers.py",
    "nlu/antwoorden/*.txt", "nlu/asked.py", "nlu/begrippen.yml", "nlu/components/asked.py",
    "nlu/components/classifier.py", "nlu/components/facts.py",
    "nlu/components/stored.py", "nlu/evidence.py", "nlu/examples.py",
    "nlu/fact_learning.py", "nlu/fact_network.py", "nlu/fact_patterns.py", "nlu/facts.py",
    "nlu/feiten/*.jsonl", "nlu/feiten/patronen/*.yml", "nlu/features.py", "nlu/learning.py", "nlu/light_rasa.py",
    "nlu/network.py",
    "nlu/needed_words.py", "nlu/normalise.py", "nlu/segments.py",
    "nlu/spelling.yml", "nlu/voorbeelden/*.txt", "nlu/vragen/*.jsonl",
    "nlu/woorden/ook_juist.txt", "nlu/woorden/voornamen.txt",
    "nlu/woorden/woordenlijst.txt.gz", "nlu/word_lists.py",
)  # fmt: skip
"""What a model is made of: the importer, the classifier, what is counted as evidence of danger, all they read and all
they are written with (a test tells).

Of the guides only the names count. Of the other components a model holds the settings, of config.yml.
"""


class TrainingError(Exception):
    """Rasa could not make a model of the content."""


@dataclass(frozen=True)
class ModelCache:
    """Where the model is kept: `model.tar.gz` and `model.json` (fingerprint of the content, checksum of the model)."""

    folder: Path

    @property
    def path(self) -> Path:
        """The model."""
        return self.folder / "model.tar.gz"

    @property
    def _note(self) -> Path:
        return self.folder / "model.json"

    def state(self) -> str:
        """`current`, `missing`, `outdated` (other content or versions) or `damaged`."""
        if not self.path.is_file() or not self._note.is_file():
            return "missing"
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            checksum, fingerprint = note["sha256"], note["fingerprint"]
        except (ValueError, KeyError, TypeError):
            return "damaged"
        if checksum != _sha256(self.path.read_bytes()):
            return "damaged"
        return "current" if fingerprint == content_fingerprint() else "outdated"

    def train(self) -> None:
        """Train on the content and replace the model in one step; the old one stays until the new one is whole.

        Raises:
            TrainingError: Rasa refused the content, or wrote no model.
            OSError: the folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        fingerprint = content_fingerprint()
        with tempfile.TemporaryDirectory(dir=self.folder) as work:
            _train_into(Path(work))
            made = Path(work) / "model.tar.gz"
            if not made.is_file():
                raise TrainingError("Rasa wrote no model")
            note = Path(work) / "model.json"
            sha256 = _sha256(made.read_bytes())
            note.write_text(json.dumps({"fingerprint": fingerprint, "sha256": sha256}), encoding="utf-8")
            # A crash between the two leaves a note that does not fit the model: "damaged", and it is trained again.
            made.replace(self.path)
            note.replace(self._note)


def content_fingerprint() -> str:
    """One hash of everything a model is made of: content, recipe, components, versions."""
    files = sorted(path for pattern in _MADE_OF for path in ROOT.glob(pattern))
    parts = [f"{path.relative_to(ROOT)} {_sha256(path.read_bytes())}" for path in files]
    return _sha256("\n".join([RASA_VERSION, *platform.python_version_tuple()[:2], *guide_ids(), *parts]).encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _train_into(folder: Path) -> None:
    with light_rasa(training=True), silent_rasa():
        import rasa.engine.recipes.default_components
        import rasa.graph_components.validators.default_recipe_validator
        import rasa.model_training
        from rasa.shared.exceptions import RasaException

        try:
            rasa.model_training.train(
                domain="",
                config=str(ROOT / "config.yml"),
                training_files=[],
                output=str(folder),
                fixed_model_name="model",
                force_training=True,
            )
        except RasaException as error:
            raise TrainingError(str(error)) from error


@contextlib.contextmanager
def silent_rasa() -> Iterator[None]:
    """Keep Rasa's prints and known, harmless warnings from the terminal; errors are raised as ever."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        for known in (r"(?s).*Slot auto-fill", r"(?s).*jsonpickle", r"(?s).*utcnow", r"(?s).*filter.*extraction"):
            warnings.filterwarnings("ignore", message=known)
        yield
