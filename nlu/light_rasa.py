"""Import Rasa Open Source without what this bot never runs.

Rasa 3.6.21 imports, at start, the SDK of every channel, broker and neural network it knows: 171 packages and 2.5 GB
for a bot that uses a linear classifier and RulePolicy. `pyproject.toml` therefore replaces Rasa's declared requirements
(`[[tool.uv.dependency-metadata]]`) and this module lets Rasa's own, unchanged code import all the same:

* an absent package becomes a *placeholder*: it can be imported and subclassed; calling it raises
  `PlaceholderUsedError`;
* `dask` and `pkg_resources`, of which Rasa uses one and two functions, become those functions;
* two names that newer numpy and packaging moved or dropped are put back while Rasa is imported.

All of it is in place only inside `light_rasa()`: finder and placeholders are gone on leaving, so that other libraries
that probe for optional packages (python-telegram-bot for apscheduler) still find them absent.

To undo it: remove the dependency metadata, install rasa==3.6.21 on Python 3.10, and let `light_rasa()` do nothing.
"""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import logging
import os
import sys
import tempfile
import types
import warnings
from abc import ABCMeta
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any, NoReturn

RASA_VERSION = "3.6.21"

ABSENT = (
    "aio_pika", "aiogram", "aiohttp", "aiormq", "apscheduler", "boto3", "cachecontrol", "colorclass", "coloredlogs",
    "colorhash", "fbmessenger", "google", "jwt", "keras", "mattermostwrapper", "networkx",
    "portalocker", "prompt_toolkit", "pydot", "pymongo", "pytz", "questionary", "randomname", "redis", "requests",
    "rocketchat_API", "safetensors", "sanic", "sanic_cors", "sanic_jwt", "sentry_sdk", "skops", "sklearn",
    "sklearn_crfsuite",
    "slack_sdk", "socketio", "spacy", "tensorflow", "tensorflow_addons", "terminaltables",
    "transformers", "twilio", "ujson", "webexteamssdk",
)  # fmt: skip
"""Top-level packages that Rasa names at import and that this project does without."""

UNUSED = ("matplotlib",)
"""Packages that are installed for ends of our own; Rasa's import of them would only cost time."""

TRAINING_ONLY = ("scipy",)
"""Packages that are installed but take a second and 60 MB to import: our own component needs them, in training only."""


class PlaceholderUsedError(ImportError):
    """Something of an absent package was called."""


class RasaVersionError(RuntimeError):
    """Another Rasa is installed than the one these placeholders were made for."""


class _PlaceholderMeta(ABCMeta):
    """A class that gives more of its kind for every attribute and refuses to be called."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{cls.__module__}.{cls.__qualname__}", name)

    def __call__(cls, *_args: object, **_kwargs: object) -> NoReturn:
        raise PlaceholderUsedError(
            f"{cls.__module__}.{cls.__qualname__} is a placeholder: Rasa called into a package that this project "
            f"leaves out. Add the package to pyproject.toml and take it from ABSENT in nlu/light_rasa.py."
        )


def _placeholder(module: str, name: str) -> type:
    # Exception as a base: Rasa both subclasses what it imports and names it in `except` clauses.
    return _PlaceholderMeta(name, (Exception,), {"__module__": module})


class _PlaceholderModule(types.ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(self.__name__, name)


class _PlaceholderFinder(MetaPathFinder, Loader):
    """Finds a placeholder for every module of the given top-level packages."""

    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] in self._packages:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _PlaceholderModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """A placeholder has nothing to execute."""


def dask_get(graph: Mapping[Hashable, Any], targets: Sequence[Hashable]) -> list[Any]:
    """What Rasa uses of dask: evaluate `targets` of a task graph `{key: (callable, *keys) | value}`, each task once."""
    done: dict[Hashable, Any] = {}

    def value(key: Hashable) -> Any:
        if key not in done:
            task = graph[key]
            is_task = isinstance(task, tuple) and callable(task[0])
            done[key] = task[0](*[value(need) for need in task[1:]]) if is_task else task
        return done[key]

    return [value(target) for target in targets]


def _stand_ins() -> dict[str, types.ModuleType]:
    dask = types.ModuleType("dask")
    dask.get = dask_get  # type: ignore[attr-defined]
    pkg_resources = types.ModuleType("pkg_resources")
    pkg_resources.get_distribution = importlib.metadata.distribution  # type: ignore[attr-defined]
    pkg_resources.resource_filename = _resource_filename  # type: ignore[attr-defined]
    return {"dask": dask, "pkg_resources": pkg_resources}


def _resource_filename(module: str, path: str) -> str:
    """The file beside `module`'s own, or inside it when it is a package."""
    loaded = sys.modules.get(module) or importlib.import_module(module)
    return str(Path(str(loaded.__file__)).parent / path)


def _check_version() -> None:
    try:
        found = importlib.metadata.version("rasa")
    except importlib.metadata.PackageNotFoundError:
        found = "none"
    if found != RASA_VERSION:
        raise RasaVersionError(
            f"rasa {RASA_VERSION} is needed, found {found}: the placeholders in nlu/light_rasa.py "
            f"are made for that release"
        )


def _silence() -> None:
    """Keep Rasa from writing what people type, or anything to the home folder, before it is imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    # Rasa's trainer draws thousands of progress bars unless this says that nobody reads them.
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(Path(tempfile.gettempdir()) / "ehbc-unused"))
    import structlog

    # Unconfigured structlog prints every message's text at debug level.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    logging.getLogger("rasa").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", message=r".*jsonpickle", category=Warning)
    warnings.filterwarnings("ignore", message=r"datetime.datetime.utcnow", category=DeprecationWarning)


@contextmanager
def _aliases() -> Iterator[None]:
    import numpy as np
    import packaging.version

    added: list[tuple[Any, str]] = []
    for owner, name, value in (
        (np, "VisibleDeprecationWarning", np.exceptions.VisibleDeprecationWarning),
        (packaging.version, "LegacyVersion", type("LegacyVersion", (), {})),
    ):
        if name not in vars(owner):
            setattr(owner, name, value)
            added.append((owner, name))
    try:
        yield
    finally:
        for owner, name in added:
            delattr(owner, name)


_active = False


@contextmanager
def light_rasa(*, training: bool = False) -> Iterator[None]:
    """Inside this block Rasa can be imported, trained and loaded; a block inside another changes nothing.

    Args:
        training: leave `TRAINING_ONLY` real.

    Raises:
        RasaVersionError: another release of Rasa is installed.
    """
    global _active  # noqa: PLW0603 - sys.modules, which the block changes, is one per process too
    if _active:
        yield
        return
    _check_version()
    _silence()
    packages = frozenset((*ABSENT, *UNUSED) if training else (*ABSENT, *UNUSED, *TRAINING_ONLY))
    finder = _PlaceholderFinder(packages)
    stand_ins = _stand_ins()
    replaced = packages | stand_ins.keys()
    # What is really there is put back on leaving: only Rasa is to see the placeholders.
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in replaced}
    for name in kept:
        del sys.modules[name]
    sys.modules.update(stand_ins)
    sys.meta_path.insert(0, finder)
    _active = True
    try:
        with _aliases():
            yield
    finally:
        _active = False
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.partition(".")[0] in replaced]:
            del sys.modules[name]
        sys.modules.update(kept)
