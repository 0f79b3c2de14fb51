"""The door through which Rasa comes in without what this bot never runs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Hashable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from dialogues.training import ROOT
from nlu.light_rasa import ABSENT, RASA_VERSION, PlaceholderUsedError, dask_get, light_rasa
from tests.support.program import PATIENCE

NOT_INSTALLED = ("tensorflow", "sanic", "aiohttp", "dask", "pkg_resources", "skops", "keras", "apscheduler")

CHANGES = """
import sys
import scipy
import numpy, packaging.version
real, finders = scipy, list(sys.meta_path)
modules = set(sys.modules)
from nlu.light_rasa import ABSENT, TRAINING_ONLY, light_rasa
with light_rasa():
    import apscheduler.triggers, tensorflow.keras, sklearn.svm, dask, pkg_resources
    import scipy as placeholder
    from numpy import VisibleDeprecationWarning
    from packaging.version import LegacyVersion
    assert placeholder is not real
assert sys.meta_path == finders, sys.meta_path
assert sys.modules["scipy"] is real
replaced = {*ABSENT, *TRAINING_ONLY, "dask", "pkg_resources"}
left = {name for name in sys.modules if name.partition(".")[0] in replaced} - modules
assert not left, left
assert not hasattr(numpy, "VisibleDeprecationWarning")
assert not hasattr(packaging.version, "LegacyVersion")
for name in ("apscheduler", "tensorflow", "dask", "pkg_resources"):
    try:
        __import__(name)
    except ModuleNotFoundError:
        continue
    raise AssertionError(name)
import scipy.sparse
assert scipy.sparse.csr_matrix((1, 1)).shape == (1, 1)
"""

AFTER_AN_ERROR = """
import sys
from nlu.light_rasa import light_rasa
finders = list(sys.meta_path)
try:
    with light_rasa():
        import apscheduler
        raise ZeroDivisionError
except ZeroDivisionError:
    pass
assert sys.meta_path == finders and "apscheduler" not in sys.modules
with light_rasa():
    import apscheduler
"""

TRAINING = """
from nlu.light_rasa import light_rasa
with light_rasa(training=True):
    import scipy
    assert scipy.__version__
"""

HUSH = """
import os
from nlu.light_rasa import light_rasa
with light_rasa():
    from rasa.telemetry import is_telemetry_enabled
    assert not is_telemetry_enabled()
assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"
"""

BRAIN = """
import asyncio, sys
from bot.settings import read_settings
from bot.wiring import load_brain
from bot.content import load_bot_content
brain = load_brain(read_settings(), load_bot_content())
assert asyncio.run(brain.read_alone("hij stuurt lelijke berichten")).intent
heavy = {name.partition(".")[0] for name in sys.modules} & {"sklearn", "scipy", "joblib", "threadpoolctl"}
assert not heavy, heavy
"""

COMMAND_LINE = """
import sys
import bot.cli.main
heavy = {name.partition(".")[0] for name in sys.modules} & {"telegram", "tornado", "PIL", "alembic", "sklearn", "scipy"}
assert not heavy, heavy
"""


def runs(script: str, path: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A script in a Python of its own, with `path` searched first."""
    environment = {**os.environ, "PYTHONPATH": f"{path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def succeeds(script: str) -> None:
    """The script ends well."""
    done = runs(script)
    assert done.returncode == 0, done.stderr


def with_rasa(folder: Path, version: str | None) -> subprocess.CompletedProcess[str]:
    """`light_rasa` where another version of Rasa is installed."""
    note = folder / f"rasa-{version}.dist-info" / "METADATA"
    note.parent.mkdir()
    note.write_text(f"Metadata-Version: 2.1\nName: rasa\nVersion: {version}\n", encoding="utf-8")
    return runs("from nlu.light_rasa import light_rasa\nwith light_rasa():\n    print('imported')", folder)


def test_a_placeholder_in_use_is_named() -> None:
    """Calling something of an absent package fails with a message that names it and says what to do."""
    with light_rasa():
        session = import_module("boto3.session")
        with pytest.raises(PlaceholderUsedError, match=r"boto3\.session\.Session is a placeholder.*ABSENT"):
            session.Session(region_name="eu")


def test_a_deep_placeholder_in_use_is_named() -> None:
    """An attribute of an attribute of an absent package is named in full."""
    with light_rasa():
        tensorflow = import_module("tensorflow")
        with pytest.raises(PlaceholderUsedError, match=r"tensorflow\.keras\.layers\.Dense is a placeholder"):
            tensorflow.keras.layers.Dense(3)


def test_a_placeholder_is_a_base_and_an_exception() -> None:
    """Rasa can subclass what an absent package would give, and name it in an except clause."""
    with light_rasa():
        redis = import_module("redis")
        base = redis.Redis
        assert issubclass(type("Store", (base,), {}), base)
        assert issubclass(redis.exceptions.ConnectionError, Exception)


def test_a_placeholder_has_no_dunders() -> None:
    """What probes a placeholder for a protocol finds none."""
    with light_rasa():
        keras = import_module("keras")
        assert not hasattr(keras, "__version__")
        assert not hasattr(keras.Model, "__len__")


def test_another_rasa_is_refused(tmp_path: Path) -> None:
    """Another release of Rasa is refused with the release that is needed and the one found."""
    done = with_rasa(tmp_path, "3.7.0")
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"rasa {RASA_VERSION} is needed, found 3.7.0" in done.stderr.splitlines()[-1]


def test_the_command_line_refuses_another_rasa(tmp_path: Path) -> None:
    """With another release of Rasa the command line says so in one line, without a traceback."""
    with_rasa(tmp_path, "3.7.0")
    done = runs("from bot.cli.main import main\nraise SystemExit(main(['understand', 'hallo']))", tmp_path)
    assert done.returncode == 1
    assert f"ehbc: rasa {RASA_VERSION} is needed, found 3.7.0" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_rasa_that_is_needed_is_accepted(tmp_path: Path) -> None:
    """The release these placeholders were made for is accepted."""
    assert with_rasa(tmp_path, RASA_VERSION).stdout == "imported\n"


def test_the_block_leaves_nothing_behind() -> None:
    """After the block finder, placeholders, stand-ins and aliases are gone, and what was really loaded is back."""
    succeeds(CHANGES)


def test_an_error_leaves_nothing_behind() -> None:
    """A block that fails cleans up as well, and the next one works."""
    succeeds(AFTER_AN_ERROR)


def test_training_uses_the_real_packages() -> None:
    """While training, the packages of training are the real ones."""
    succeeds(TRAINING)


def test_a_block_in_a_block() -> None:
    """A block inside another changes nothing: what it brought stays until the outer one ends."""
    finders = list(sys.meta_path)
    with light_rasa():
        inside = list(sys.meta_path)
        twilio = import_module("twilio")
        with light_rasa():
            assert sys.meta_path == inside
        assert sys.modules["twilio"] is twilio
        assert sys.meta_path == inside
    assert sys.meta_path == finders
    assert "twilio" not in sys.modules


def test_each_task_runs_once() -> None:
    """The stand-in for dask evaluates a task that two others need once, and gives the targets in order."""
    runs_of: list[str] = []

    def task(name: str, *needs: int) -> int:
        runs_of.append(name)
        return sum(needs) + 1

    graph: dict[Hashable, Any] = {
        "base": (lambda: task("base"),),
        "left": (lambda base: task("left", base), "base"),
        "right": (lambda base, ten: task("right", base, ten), "base", "ten"),
        "ten": 10,
        "unused": (lambda: task("unused"),),
    }
    assert dask_get(graph, ["right", "left", "base", "ten"]) == [12, 2, 1, 10]
    assert sorted(runs_of) == ["base", "left", "right"]


def test_telemetry_is_off() -> None:
    """Rasa reports nothing to anybody."""
    succeeds(HUSH)


@pytest.mark.parametrize("package", NOT_INSTALLED)
def test_the_heavy_packages_are_absent(package: str) -> None:
    """What Rasa asks for and this bot never runs is not installed."""
    assert importlib.util.find_spec(package) is None


def test_what_is_called_absent_is_absent() -> None:
    """No package of the list of absent ones is installed: a placeholder never hides a real one."""
    assert [name for name in ABSENT if importlib.util.find_spec(name) is not None] == []


@pytest.mark.usefixtures("brain")
def test_the_brain_does_without_scikit_learn() -> None:
    """Loading the model and reading a message loads neither scikit-learn nor scipy."""
    succeeds(BRAIN)


def test_the_command_line_starts_light() -> None:
    """Importing the command line loads no Telegram, no web server, no drawing and no migrations."""
    succeeds(COMMAND_LINE)
