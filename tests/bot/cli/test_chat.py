"""`ehbc chat`: for programs as JSON lines, for people in a terminal."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.program import PATIENCE, Program

KEYS = {"case", "step", "turn", "intent", "confidence", "asks", "danger", "pages", "facts", "heard", "replies"}


@pytest.fixture
def chat(home: Path, tmp_path: Path) -> Program:
    """The program with an empty database."""
    return Program(home, settings={"EHBC_DATABASE_URL": f"sqlite:///{tmp_path / 'ehbc.sqlite'}"})


def test_json_lines(chat: Program, tmp_path: Path) -> None:
    """Each line in gives one object out; `#ID` taps; another process goes on with the case; --db and --at hold."""
    store = ("--db", f"sqlite:///{tmp_path / 'other.sqlite'}", "--at", "2026-12-24T09:00")
    opened, tapped, unknown = chat.lines("chat", "--json", *store, said="/nieuw\n#meldt_iemand_anders\n#niets\n")
    assert all(line.keys() == KEYS for line in (opened, tapped, unknown))
    assert {"text", "choices", "points"} == opened["replies"][-1].keys()
    assert {"id", "label"} == opened["replies"][-1]["choices"][0].keys()
    assert (tapped["turn"], tapped["step"], tapped["intent"], tapped["confidence"]) == (
        "move", "melding_door_derde", None, 1.0)  # fmt: skip
    assert unknown["step"] == "melding_door_derde"
    assert "maandag 4 januari" in json.dumps(tapped, ensure_ascii=False)
    (resumed,) = chat.lines("chat", "--json", *store, said="/verder")
    assert (resumed["case"], resumed["step"]) == (opened["case"], "melding_door_derde")
    assert (tmp_path / "other.sqlite").exists()
    assert not (tmp_path / "ehbc.sqlite").exists()


def test_hostile_lines(chat: Program) -> None:
    """Empty, endless, invisible and undecodable lines each get their answer, and the case stays as it was."""
    hostile = [b"", b"x" * 100_000, bytes(range(1, 10)) + b"\x1b[31m", b"\xff\xfe\x80", b"#", b"#" + b"9" * 5_000,
               "\u202e\u0660".encode(), b"#dossier." + b"9" * 40, b"#gids.ernst." + b"9" * 40]  # fmt: skip
    said = b"\n".join([b"/nieuw", *hostile, b"#meldt_iemand_anders"])
    first, *middle, last = chat.lines("chat", "--json", said=said)
    assert len(middle) == len(hostile)
    assert all(line["replies"] and line["case"] == first["case"] for line in middle)
    assert last["step"] == "melding_door_derde"


def test_no_lines(chat: Program) -> None:
    """The end of input is the end, without a word."""
    done = chat.run("chat", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Programs hear Ctrl-C, as at a keyboard; tests run in the background may have inherited that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
def test_interrupted_and_left(chat: Program) -> None:
    """Ctrl-C, and a reader that goes away, end the program without a traceback."""
    pipe = subprocess.PIPE
    for leaving in (True, False):
        with subprocess.Popen(
            chat.command("chat", "--json"), env=chat.environment, stdin=pipe, stdout=pipe, stderr=pipe
        ) as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            process.stdin.write(b"hallo\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["turn"] == "command"
            if leaving:
                process.stdout.close()
                process.stdin.write(b"hallo\n")
                process.stdin.close()
            else:
                process.send_signal(signal.SIGINT)
                # On a busy machine the end of its input would else be seen before the signal.
                time.sleep(1)
                process.stdin.close()
            assert process.wait(PATIENCE) == (1 if leaving else 130)
            assert b"Traceback" not in process.stderr.read()


def in_terminal(chat: Program, said: bytes) -> str:
    """What a person sees who types this, and then Ctrl-D."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        chat.command("chat"), env=chat.environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as done:
        os.close(theirs)
        seen = b""
        waiting = [*said.splitlines(keepends=True), b"\x04"]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and select.select([ours], [], [], PATIENCE)[0]:
            try:
                seen += os.read(ours, 65_536)
            except OSError:
                break
            if waiting and seen.endswith(b"> "):
                os.write(ours, waiting.pop(0))
                seen += b"\n"
        os.close(ours)
        assert done.wait(PATIENCE) == 0
    return seen.decode()


@pytest.mark.parametrize("colours", [True, False])
def test_a_terminal(colours: bool, chat: Program) -> None:
    """A number chooses what stands beside it; there are colours, unless NO_COLOR is set."""
    chat.settings.update({"TERM": "xterm"} if colours else {"TERM": "xterm", "NO_COLOR": "1"})
    seen = in_terminal(chat, b"/nieuw\n2\n")
    assert "Wil die het zelf vertellen" in " ".join(seen.split()) or "Iemand anders meldt het" in seen
    assert "Tot later." in seen
    assert ("\x1b[36m" in seen) is colours


def test_no_colours_in_a_file(chat: Program) -> None:
    """What is not a terminal gets no colours."""
    done = chat.run("chat", said="/nieuw\n2\n")
    assert done.returncode == 0
    assert "\x1b[" not in done.stdout
    assert "Iemand anders meldt het" in done.stdout
