"""The commands that show how messages are read."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.cli.arguments import UsageError, known_step
from bot.content import BotContent, load_bot_content
from bot.logs import tell_operator
from bot.settings import Settings
from bot.wiring import load_brain
from dialogues.rules import answer_intents
from nlu.evaluation.answer_set import count_answers, misread_answers, read_answer_set, report_answers
from nlu.evaluation.asked_set import count_asked, is_asked_set, not_found, read_asked_set, report_asked
from nlu.evaluation.danger_set import count_danger, is_danger_set, misjudged, read_danger_set, report_danger
from nlu.evaluation.fact_set import count_facts, is_fact_set, misread_facts, read_fact_set, report_facts
from nlu.evaluation.labelled import Labelled, LabelledFileError, read_labelled
from nlu.evaluation.tab_separated import SUFFIX
from nlu.examples import read_examples
from nlu.personal_data.detector import find_personal_data
from nlu.reading import Reading

if TYPE_CHECKING:
    from dialogues.brain import Brain

_Read = TypeVar("_Read")


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
            "danger": reading.danger.as_json() if reading.danger else None,
            "facts": dict(reading.facts),
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
    if options.plot is not None and not options.plot.lower().endswith(".png"):
        raise UsageError(f"--plot: '{options.plot}' does not end in .png")
    bot_content = load_bot_content()
    file = Path(options.file) if options.file else None
    if file is not None and file.suffix != SUFFIX and _read_set(file, is_fact_set):
        return await _evaluate_facts(file, settings, bot_content, options)
    if file is not None and file.suffix != SUFFIX and _read_set(file, is_asked_set):
        return await _evaluate_asked(file, settings, bot_content, options)
    if file is None or file.suffix != SUFFIX:
        return await _evaluate_intents(file, settings, bot_content, options)
    if options.plot is not None:
        raise UsageError(f"--plot draws intents: a file {SUFFIX} has none")
    of_danger = _read_set(file, is_danger_set)
    return await (_evaluate_danger if of_danger else _evaluate_answers)(file, settings, bot_content, options)


async def _evaluate_intents(
    file: Path | None, settings: Settings, bot_content: BotContent, options: argparse.Namespace
) -> int:
    """Show which intents messages are read as."""
    from nlu.evaluation.report import misread, report
    from nlu.evaluation.scores import evaluate as figures_of

    pairs = await read_file(file, settings, bot_content) if file else _read_folds(options.folds)
    figures = figures_of(pairs, answer_intents(bot_content.flowchart))
    print(report(figures))
    if options.wrong:
        _show_wrong("misread (expected, got, confidence, text)", misread(pairs))
    if options.plot is not None:
        from nlu.evaluation.confusion_plot import draw_confusion

        draw_confusion(figures, Path(options.plot))
    return 0


async def _evaluate_danger(file: Path, settings: Settings, bot_content: BotContent, options: argparse.Namespace) -> int:
    """Show what danger is found, and what is taken for danger."""
    lines = _read_set(file, read_danger_set)
    brain = load_brain(settings, bot_content)
    pairs = [(line, await brain.read_alone(line.text)) for line in lines]
    print(report_danger(count_danger(pairs)))
    if options.wrong:
        _show_wrong("missed, or not left in peace (what it is, got, text)", misjudged(pairs))
    return 0


async def _evaluate_facts(file: Path, settings: Settings, bot_content: BotContent, options: argparse.Namespace) -> int:
    """Show what is read of what messages tell."""
    lines = _read_set(file, read_fact_set)
    brain = load_brain(settings, bot_content)
    pairs = [(line, (await brain.read_alone(line.text)).facts) for line in lines]
    print(report_facts(count_facts(pairs)))
    if options.wrong:
        _show_wrong("misread (- missed, + made up, text)", misread_facts(pairs))
    return 0


async def _evaluate_asked(file: Path, settings: Settings, bot_content: BotContent, options: argparse.Namespace) -> int:
    """Show which page or talk card questions find, each asked in the chat by somebody without a case."""
    from bot.wiring import rehearsing

    lines = _read_set(file, read_asked_set)
    async with rehearsing(settings, bot_content) as rehearsal:
        pairs = [(line, (await rehearsal.ask(line.text)).pages) for line in lines]
    print(report_asked(count_asked(pairs)))
    if options.wrong:
        _show_wrong("not found (asked for, shown, text)", not_found(pairs))
    return 0


async def _evaluate_answers(
    file: Path, settings: Settings, bot_content: BotContent, options: argparse.Namespace
) -> int:
    """Show what the chat makes of answers, each said at its question."""
    from bot.evaluation import UnreachableError, questions_of
    from bot.wiring import rehearsing

    questions = questions_of(bot_content.flowchart)
    lines = _read_set(file, lambda path: read_answer_set(path, questions))
    try:
        async with rehearsing(settings, bot_content) as rehearsal:
            held = [await rehearsal.hold(line) for line in lines]
    except UnreachableError as error:
        raise UsageError(f"{file}: {error}") from error
    print(report_answers(count_answers(held)))
    if options.wrong:
        _show_wrong("misread (question and outcomes accepted, got, text)", misread_answers(held))
    return 0


def _show_wrong(what: str, lines: Iterable[str]) -> None:
    print(f"\n{what}")
    print("\n".join(lines) or "none")


async def read_file(path: Path, settings: Settings, bot_content: BotContent) -> list[tuple[Labelled, Reading]]:
    """Each labelled message of a file with how it is read. Raises `UsageError` with all that is wrong with the file."""
    labelled = _read_set(path, lambda found: read_labelled(found, bot_content.flowchart.positions))
    brain = load_brain(settings, bot_content)
    return [(line, await _read(brain, line.text, line.step)) for line in labelled]


def _read_set(path: Path, read: Callable[[Path], _Read]) -> _Read:
    """What `read` makes of a file. Raises `UsageError` with all that is wrong with it."""
    try:
        return read(path)
    except LabelledFileError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


def _read_folds(folds: int) -> list[tuple[Labelled, Reading]]:
    from nlu.evaluation.cross_validation import cross_validate

    tell_operator(f"ehbc: training {folds} models, each on the examples of the others …")
    return list(cross_validate(read_examples(), folds))
