"""Whether typed words do what the button does which they name: on every screen, for every button, in every wording.

    python -m benchmarks.typed_words [--one-in 1]

Prints the share for choices of a step and for other buttons by kind of wording, and every text that did something else.
It takes some minutes; `tests/bot/conversation/test_typed_words.py` tries a part.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from bot.content import load_bot_content
from bot.settings import read_settings
from bot.wiring import load_brain
from tests.support.screens import Stage, ways
from tests.support.talk import MONDAY
from tests.support.typed_words import Try, share, table, tries


async def try_all(one_in: int) -> list[Try]:
    """Try one in so many of the wordings."""
    content = load_bot_content()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'ehbc.sqlite'}"
        stage = Stage(url, content, load_brain(read_settings(), content), lambda: MONDAY)
        await stage.open()
        tried = [one for way in ways(content, lambda: MONDAY) for one in await tries(stage, way, one_in=one_in)]
        await stage.close()
    return tried


def main() -> None:
    """Try, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one-in", type=int, default=1)
    tried = asyncio.run(try_all(parser.parse_args().one_in))
    print(table(tried))
    print(f"{len({one.screen for one in tried})} screens, {len(tried)} tries, {share(tried):.2%} did what the tap does")


if __name__ == "__main__":
    main()
