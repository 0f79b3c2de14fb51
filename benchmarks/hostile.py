"""The longest messages Telegram lets through, of the kinds that cost most: milliseconds to read, and to find names."""

from __future__ import annotations

import asyncio
import random
import time

from benchmarks.figures import RUNS, show
from bot.content import load_bot_content
from bot.settings import Settings
from bot.wiring import load_brain
from nlu.examples import read_examples
from nlu.personal_data.detector import find_personal_data

LONGEST = 4_096


def messages() -> dict[str, str]:
    """What each is -> its text of 4,096 characters."""
    draw = random.Random(0)
    words = " ".join(example.text for example in draw.sample(read_examples(), 400))
    anything = "".join(chr(draw.choice([*range(32, 0xD800), *range(0xE000, 0x1FFFF)])) for _ in range(LONGEST))
    repeated = {
        "words of many messages": words,
        "capitalised words": words.title(),
        "digits": "0472 11 22 33 ",
        "one long word": "x",
        "signs": "?!.,;:@/#-",
        "e-mail-like": "a.b@c.",
        "link-like": "https://a.b/",
        "hyphens": "a-b-",
        "spaces": " ",
        "emoji": "😡",
        "choices": "1 of 2 of ",
        "corrections": "nee wacht, ik bedoel ",
        "danger": "hij wil niet meer leven en stuurt een mes naar ",
        "dates": "volgende week dinsdag 12/3 ",
        "accents": "e\u0301\u0301\u0301",
    }
    return {"any characters": anything} | {
        what: (text * (LONGEST // len(text) + 1))[:LONGEST] for what, text in repeated.items()
    }


async def main() -> None:
    """Print a line per kind of message."""
    brain = load_brain(Settings(), load_bot_content())
    for what, text in messages().items():
        read, names = [], []
        for _ in range(RUNS):
            start = time.perf_counter()
            await brain.hear(text, "ernst", {})
            middle = time.perf_counter()
            find_personal_data(text)
            read.append((middle - start) * 1_000)
            names.append((time.perf_counter() - middle) * 1_000)
        show(f"{what}: read", read, "ms")
        show(f"{what}: personal data", names, "ms")


if __name__ == "__main__":
    asyncio.run(main())
