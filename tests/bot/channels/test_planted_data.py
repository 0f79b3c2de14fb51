"""What people type about people is found nowhere: database, free pages, log of the database, logs, backup, export."""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.content import BotContent
from bot.export.csv_file import write_csv
from bot.export.figures import figures
from bot.export.report import draw_report
from bot.export.words import FigureWords
from bot.settings import Settings
from bot.store.backup import back_up
from dialogues.brain import Brain
from dialogues.steps import APPROACH
from tests.support.bot_api import BotApiDouble
from tests.support.planted import found_in
from tests.support.planted_crowd import PlantedCrowd
from tests.support.telegram.phone import ServedBot
from tests.support.walking import RestartableBot
from tests.support.web.served import Served


class _Log(logging.Handler):
    """Keeps everything that anybody logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Whatever anybody logs, however unimportant; pytest does not get it, as it would take its time."""
    root, log = logging.getLogger(), _Log()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = [log]
    root.setLevel(logging.DEBUG)
    try:
        yield log.lines
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def files(folder: Path, pattern: str) -> dict[str, bytes]:
    """What stands in files, by name."""
    return {path.name: path.read_bytes() for path in folder.glob(pattern)}


async def test_nothing_about_anybody_is_kept(  # noqa: PLR0917 - fixtures
    bot: ServedBot, api: BotApiDouble, brain: Brain, bot_content: BotContent, clock: Clock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Thousands of messages with names, numbers, addresses and links leave no trace in anything that was written."""
    walked = RestartableBot(f"sqlite:///{tmp_path / 'ehbc.sqlite'}", bot_content, brain, clock)
    with everything_logged() as log:
        await walked.start()
        await walked.found_team()
        crowd = PlantedCrowd(walked)
        await crowd.at_every_position()
        await crowd.at_every_command()
        await crowd.where_a_day_is_asked()
        await crowd.as_codes()
        await crowd.as_taps()
        await crowd.in_groups_and_pictures()
        await crowd.in_the_terminal(monkeypatch)
        bot.start()
        await crowd.on_telegram(api)
        await bot.polls()
        await bot.stop()
        web = Served(walked.store, brain, bot_content, Settings(_env_file=None))
        await web.start()
        await crowd.on_the_web(web)
        for visitor in web.visitors:
            await visitor.leaves()
        await web.stop()
    assert crowd.said >= 3000
    assert found_in(crowd.text().encode())
    api.refusals.clear()
    written = files(tmp_path, "ehbc.sqlite*")
    assert {"ehbc.sqlite", "ehbc.sqlite-wal"} <= written.keys()
    written["log"] = "\n".join(set(log)).encode(errors="backslashreplace")

    async with walked.store.unit() as unit:
        counted = await unit.counted(walked.team_id, bot_content.flowchart.results())
        told = await unit.facts_counted(walked.team_id)
    assert sum(sort.cases for sort in counted) > 50
    await back_up(walked.url, tmp_path / "monday.backup")
    words = FigureWords(bot_content.texts, bot_content.flowchart.names_of(APPROACH))
    years = figures(counted, {step.id: step.title for step in bot_content.flowchart.positions.values()}, words, told)
    write_csv(years, tmp_path / "cijfers.csv", words)
    for ending in ("png", "pdf"):
        path = tmp_path / f"verslag.{ending}"
        draw_report("Atheneum De Brug", years, years[-1], day=date(2026, 11, 23), path=path, words=words)
    await walked.stop()
    for pattern in ("monday.backup", "cijfers.csv", "verslag.*"):
        written |= files(tmp_path, pattern)
    streams = re.findall(rb"stream\r?\n(.*?)endstream", written["verslag.pdf"], re.DOTALL)
    written["page"] = b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")
    written["terminal"] = "".join((*capfd.readouterr(), *bot.lines)).encode()
    assert {name: found for name, content in written.items() if (found := found_in(content))} == {}
