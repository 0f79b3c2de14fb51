"""The commands that show how messages are read."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.arguments import UsageError, known_step
from bot.content import BotContent, load_bot_content
from bot.logs import tell_operator
from bot.settings import Settings
from bot.wiring import load_brain
from dialogues.rules import answer_intents
from nlu.evaluation.labelled import Labelled, LabelledFileError, read_labelled
from nlu.examples import read_examples
from nlu.personal_data.detector import find_personal_data
from nlu.reading import Reading

if TYPE_CHECKING:
    from dialogues.brain import Brain


async def understand(options: argparse.Namespace, settings: Settings) -> int:
    """Show how messages are read."""
    bot_content = load_bot_content()
    if options.step is not None:
        known_step(options.step, bot_content)
    brain = load_brain(settings, bot_content)
    for text in options.text or _stdin_lines():
        reading = await _read(brain, text, options.step)
        shown = {
            "text": text,
            "intent": reading.intent,
            "confidence": round(reading.confidence, 4),
            "runners_up": [[name, round(confidence, 4)] for name, confidence in reading.runners_up],
            "safety": reading.safety,
            "personal_data": [dataclasses.asdict(found) for found in find_personal_data(text)],
        }
        print(json.dumps(shown, ensure_ascii=False), flush=True)
    return 0


async def _read(brain: Brain, text: str, step: str | None) -> Reading:
    return await brain.read(text, step, {}) if step else await brain.read_alone(text)


def _stdin_lines() -> Iterator[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)


async def evaluate(options: argparse.Namespace, settings: Settings) -> int:
    """Show how well labelled messages are read."""
    from nlu.evaluation import report as evaluation_report
    from nlu.evaluation import scores as evaluation

    if options.plot is not None and not options.plot.lower().endswith(".png"):
        raise UsageError(f"--plot: '{options.plot}' does not end in .png")
    bot_content = load_bot_content()
    file = Path(options.file) if options.file else None
    pairs = await read_file(file, settings, bot_content) if file else _read_folds(options.folds)
    figures = evaluation.evaluate(pairs, answer_intents(bot_content.flowchart))
    print(evaluation_report.report(figures))
    if options.wrong:
        print("\nmisread (expected, got, confidence, text)")
        print("\n".join(evaluation_report.misread(pairs)) or "none")
    if options.plot is not None:
        from nlu.evaluation.confusion_plot import draw_confusion

        draw_confusion(figures, Path(options.plot))
    return 0


async def read_file(path: Path, settings: Settings, bot_content: BotContent) -> list[tuple[Labelled, Reading]]:
    """Each labelled message of a file with how it is read. Raises `UsageError` with all that is wrong with the file."""
    try:
        labelled = read_labelled(path, bot_content.flowchart.positions)
    except LabelledFileError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    brain = load_brain(settings, bot_content)
    return [(line, await _read(brain, line.text, line.step)) for line in labelled]


def _read_folds(folds: int) -> list[tuple[Labelled, Reading]]:
    from nlu.evaluation.cross_validation import cross_validate

    tell_operator(f"ehbc: training {folds} models, each on the examples of the others …")
    return list(cross_validate(read_examples(), folds))
