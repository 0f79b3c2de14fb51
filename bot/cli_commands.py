"""What each command does. Every function takes the parsed options and the settings, and gives the exit status."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import clock_from, system_clock
from bot.codes import new_invitation_code
from bot.records import Role
from bot.settings import Settings
from bot.wiring import House, load_brain, load_house, png_of, running_conversation, running_store, tell_operator
from dialogues.faults import nearest
from dialogues.model import ModelCache
from nlu.personal_data import find_personal_data
from nlu.reading import Reading

if TYPE_CHECKING:
    from dialogues.brain import Brain


class UsageError(Exception):
    """An option or setting that cannot be followed; the message names it."""


async def chat(options: argparse.Namespace, settings: Settings) -> int:
    """Talk in the terminal."""
    from bot.channels.json_lines import open_lines, run_json_lines
    from bot.channels.screen import Screen
    from bot.channels.terminal import PRACTICE_ADDRESS, Terminal
    from bot.practice_team import join_practice_team

    # Practice of its own: what is tried here must not stand among a school's cases.
    database = options.db or f"sqlite:///{settings.home / 'chat.sqlite'}"
    settings = settings.model_copy(update={"database_url": database})
    clock = clock_from(options.at) if options.at else system_clock
    async with running_conversation(settings, clock) as (conversation, store, _):
        await join_practice_team(store, PRACTICE_ADDRESS, clock())
        screen = Screen(PRACTICE_ADDRESS)
        if options.json:
            await run_json_lines(conversation, screen, *open_lines())
        else:
            await Terminal(conversation, screen).run()
    return 0


async def telegram(_options: argparse.Namespace, settings: Settings) -> int:
    """Run on Telegram until told to stop."""
    if not settings.telegram_token.get_secret_value():
        raise UsageError("EHBC_TELEGRAM_TOKEN is not set; get a token from BotFather (see README)")
    from bot.channels.telegram.run import run_telegram

    async with running_conversation(settings) as (conversation, _, house):
        return await run_telegram(settings, conversation, house.texts, png_of(house), tell_operator)


async def train(_options: argparse.Namespace, settings: Settings) -> int:
    """Train the model if need be."""
    load_house()
    cache = ModelCache(settings.home)
    if cache.state() == "current":
        tell_operator("ehbc: the model fits the content; nothing to train.")
    else:
        from bot.wiring import ready_model

        ready_model(settings.home, tell_operator)
    return 0


async def check(_options: argparse.Namespace, _settings: Settings) -> int:
    """Show every fault, in Dutch, as `path:line: what`."""
    from bot.checking import all_faults

    faults = all_faults()
    for fault in faults:
        print(fault)
    print("Alles in orde." if not faults else f"{len(faults)} fout(en) gevonden.", file=sys.stderr)
    return 1 if faults else 0


async def understand(options: argparse.Namespace, settings: Settings) -> int:
    """Show how messages are read."""
    house = load_house()
    if options.step is not None:
        _known_step(options.step, house)
    brain = load_brain(settings, house)
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


def _known_step(step: str, house: House) -> None:
    known = house.flowchart.positions
    if step not in known:
        raise UsageError(
            f"--step: there is no step '{step}'.{nearest(step, known).replace('Bedoel je', 'Did you mean')}"
        )


async def evaluate(options: argparse.Namespace, settings: Settings) -> int:
    """Show how well labelled messages are read."""
    from nlu import evaluation

    if options.plot is not None and not options.plot.lower().endswith(".png"):
        raise UsageError(f"--plot: '{options.plot}' does not end in .png")
    house = load_house()
    try:
        labelled = evaluation.read_labelled(Path(options.file), house.flowchart.positions)
    except evaluation.LabelledFileError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{options.file}: {error.strerror}") from error
    brain = load_brain(settings, house)
    pairs = [(line, await _read(brain, line.text, line.step)) for line in labelled]
    figures = evaluation.evaluate(pairs)
    print(evaluation.report(figures))
    if options.wrong:
        print("\nmisread (expected, got, confidence, text)")
        print("\n".join(evaluation.misread(pairs)) or "none")
    if options.plot is not None:
        from nlu.confusion_plot import draw_confusion

        draw_confusion(figures, Path(options.plot))
    return 0


async def draw(options: argparse.Namespace, _settings: Settings) -> int:
    """Draw the step plan."""
    from dialogues.drawing import draw as draw_chart

    house = load_house()
    if options.step is not None:
        _known_step(options.step, house)
    picture = draw_chart(house.flowchart, options.format, options.step)
    if options.out:
        Path(options.out).write_bytes(picture)  # noqa: ASYNC240 - nothing else waits in this process
    else:
        sys.stdout.buffer.write(picture)
    return 0


async def team_add(options: argparse.Namespace, settings: Settings) -> int:
    """Add a team."""
    name = options.name.strip()
    longest = 100
    if not name or len(name) > longest or not name.isprintable():
        raise UsageError(f"NAME: a team's name has 1 to {longest} printable characters")
    async with running_store(settings, load_house()) as store, store.unit() as unit:
        if await unit.team_id(name) is not None:
            raise UsageError(f"NAME: there is a team '{name}' already")
        await unit.add_team(name, system_clock())
    print(f"Team '{name}' added. Invite people with: ehbc invite zorgteam")
    return 0


async def team_list(_options: argparse.Namespace, settings: Settings) -> int:
    """List the teams."""
    async with running_store(settings, load_house()) as store, store.unit() as unit:
        for name in await unit.team_names():
            print(name)
    return 0


async def invite(options: argparse.Namespace, settings: Settings) -> int:
    """Make an invitation."""
    code = new_invitation_code()
    expires = system_clock() + timedelta(days=options.days or settings.invitation_days)
    async with running_store(settings, load_house()) as store, store.unit() as unit:
        names = await unit.team_names()
        if not names:
            raise UsageError("there is no team yet; add one with: ehbc team add NAME")
        if options.team is None and len(names) > 1:
            raise UsageError(f"--team: there are several teams, name one of: {', '.join(names)}")
        name = options.team or names[0]
        team_id = await unit.team_id(name)
        if team_id is None:
            raise UsageError(f"--team: there is no team '{name}'; there is {', '.join(names)}")
        await unit.add_invitation(team_id, Role(options.role), code, expires, options.uses)
    print(f"Code:  {code}   ({options.role}, {name}, {options.uses} use(s), until {expires:%Y-%m-%d %H:%M} UTC)")
    print(f"Chat:  /start {code}")
    username = await _bot_username(settings)
    if username:
        print(f"Link:  https://t.me/{username}?start={code}")
    return 0


async def _bot_username(settings: Settings) -> str | None:
    """The bot's name on Telegram, for the deep link; None, with a word why, when it cannot be asked."""
    if not settings.telegram_token.get_secret_value():
        tell_operator("ehbc: no deep link, because EHBC_TELEGRAM_TOKEN is not set; the code works all the same.")
        return None
    from bot.channels.telegram.connection import ask_username

    return await ask_username(settings, tell_operator)
