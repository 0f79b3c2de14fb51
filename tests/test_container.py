"""What can be told of the container's image without building it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from bot.settings import Settings, read_settings
from dialogues.brain import Brain
from dialogues.training import ROOT

_CONTINUED = re.compile(r"\\\n\s*")
_FETCHED = re.compile(r"https?://(?!127\.0\.0\.1)|\b(?:curl|wget|ADD)\b")
_SECRET = re.compile(r"token|secret|password|passwd|api_?key", re.IGNORECASE)
_RUN_BY_ROOT = 2
"""Making the user, and the environment."""


def _instructions() -> list[tuple[str, str]]:
    """Each instruction of the `Containerfile`, with what stands behind it on one line."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if line and not line.startswith("#"))
    return [(line.split()[0], line.partition(" ")[2]) for line in _CONTINUED.sub("", lines).splitlines()]


def _all(name: str) -> list[str]:
    return [rest for instruction, rest in _instructions() if instruction == name]


def _settings() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in _all("ENV") for pair in rest.split())


def _copied() -> list[str]:
    """What is copied from this folder; the last word of each line is where to."""
    return [source for rest in _all("COPY") for source in rest.split()[:-1]]


def test_base_is_pinned_and_names_no_registry() -> None:
    """One slim base of a Python that the launcher takes, from whatever registry the builder uses."""
    (base,) = _all("FROM")
    name, _, tag = base.partition(":")
    version, _, kind = tag.partition("-")
    assert (name, kind) == ("python", "slim")
    launcher = (ROOT / "ehbc").read_text(encoding="utf-8")
    assert f"python{version}" in launcher


def test_nobody_runs_it_as_root() -> None:
    """Root makes the user and the environment; the model is trained and the bot is run by that user."""
    names = [name for name, _ in _instructions()]
    (user,) = _all("USER")
    assert (
        f"useradd --system --create-home --home-dir /var/lib/ehbc --shell /usr/sbin/nologin {user} " in _all("RUN")[0]
    )
    assert names[: names.index("USER")].count("RUN") == _RUN_BY_ROOT
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_nothing_secret_and_nothing_fetched() -> None:
    """No token, and nothing taken from the net but what the lock pins."""
    text = "\n".join(rest for _, rest in _instructions())
    assert _SECRET.findall(text) == []
    assert _FETCHED.findall(text) == []


def test_what_is_copied_is_there_and_not_ignored() -> None:
    """Every path exists, and the list of what is sent to the builder holds these and no other."""
    copied = _copied()
    assert [path for path in copied if not (ROOT / path).exists()] == []
    ignore = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert ignore[0] == "*"
    assert sorted(line.removeprefix("!") for line in ignore if line.startswith("!")) == sorted(copied)
    unwanted = [".env", ".venv", ".ehbc", ".git", "ehbc.sqlite"]
    assert [path for path in unwanted if any(fnmatch(path, line.removeprefix("!")) for line in ignore[1:])] == []


def test_all_that_is_imported_is_copied() -> None:
    """No package of ours that the bot imports stays behind."""
    ours = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    imported = {
        name.split(".")[0]
        for folder in _copied()
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else
                     [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
    }  # fmt: skip
    assert (imported & ours) - set(_copied()) == set()


def test_settings_are_settings() -> None:
    """What the image sets is known to the bot, and the database is on the volume."""
    names = {name.removeprefix("EHBC_").lower() for name in _settings() if name.startswith("EHBC_")}
    assert names - Settings.model_fields.keys() == {"python"}
    (volume,) = _all("VOLUME")
    assert _settings()["EHBC_DATABASE_URL"].startswith(f"sqlite:///{volume}/")
    assert _all("RUN")[0].endswith(f"install -d -o ehbc -g ehbc {_settings()['EHBC_HOME']}")


def test_health_is_asked_where_it_is_answered() -> None:
    """The health check asks this container only, at the address the bot answers on."""
    (check,) = _all("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    assert f"http://{_settings()['EHBC_HEALTH_LISTEN']}/health" in command[-1]
    compile(command[-1], "HEALTHCHECK", "exec")


def test_what_is_copied_is_enough(tmp_path: Path, brain: Brain) -> None:
    """The files of the image start, have no fault, and give the very model that this folder gives."""
    assert brain is not None, "the model is trained"
    for path in _copied():
        source = ROOT / path
        if source.is_dir():
            shutil.copytree(source, tmp_path / path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / path)
    asked = "; ".join(
        (
            "from pathlib import Path",
            "from bot.content import load_bot_content",
            "from dialogues.training import ModelCache",
            "load_bot_content()",
            f"print(ModelCache(Path({str(read_settings().home)!r})).state())",
        )
    )
    for arguments, printed in ((["-m", "bot", "--version"], f"ehbc {_version()}"), (["-c", asked], "current")):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env={}, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", printed)


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])
