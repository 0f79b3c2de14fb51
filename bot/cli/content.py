"""The commands for what the bot says: `ehbc train`, `ehbc check` and `ehbc draw`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.arguments import known_step
from bot.content import all_faults, load_bot_content
from bot.logs import tell_operator
from bot.settings import Settings
from bot.wiring import ready_model
from dialogues.training import ModelCache


async def train(_options: argparse.Namespace, settings: Settings) -> int:
    """Train the model if need be."""
    load_bot_content()
    cache = ModelCache(settings.home)
    if cache.state() == "current":
        tell_operator("ehbc: the model fits the content; nothing to train.")
    else:
        ready_model(settings.home, tell_operator)
    return 0


async def check(_options: argparse.Namespace, _settings: Settings) -> int:
    """Show every fault, in Dutch, as `path:line: what`."""
    faults = all_faults()
    for fault in faults:
        print(fault)
    print("Alles in orde." if not faults else f"{len(faults)} fout(en) gevonden.", file=sys.stderr)
    return 1 if faults else 0


async def draw(options: argparse.Namespace, _settings: Settings) -> int:
    """Draw the step plan."""
    from dialogues.drawing import draw as draw_chart

    bot_content = load_bot_content()
    if options.step is not None:
        known_step(options.step, bot_content)
    picture = draw_chart(bot_content.flowchart, options.format, options.step)
    if options.out:
        Path(options.out).write_bytes(picture)  # noqa: ASYNC240 - nothing else waits in this process
    else:
        sys.stdout.buffer.write(picture)
    return 0
