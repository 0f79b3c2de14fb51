"""Messages per second through the Bot API, on loopback: one process, many chats, nothing lost or out of order."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time

from benchmarks.figures import RUNS, show
from bot.channels.telegram.client import quiet_logs
from bot.channels.telegram.serve import Parts, serve
from bot.clock import system_clock
from bot.domain.messages import Address
from bot.domain.teams import Role
from bot.settings import Settings
from bot.wiring import png_of, running_conversation
from tests.support.bot_api import BotApiDouble

CHATS, MESSAGES = 20, 10
TOKEN = "123456:BENCH"


def main() -> None:
    """Print the rate."""
    show("messages answered through the Bot API", [asyncio.run(_rate()) for _ in range(RUNS)], "/s", 1)


async def _rate() -> float:
    quiet_logs()
    with tempfile.TemporaryDirectory() as folder:
        async with BotApiDouble(token=TOKEN) as api:
            settings = Settings(
                telegram_token=TOKEN, telegram_api_url=api.base_url, database_url=f"sqlite:///{folder}/b.sqlite"
            )
            async with running_conversation(settings) as (conversation, store, bot_content):
                async with store.unit() as unit:
                    team = await unit.add_team("School", system_clock())
                    for number in range(1, CHATS + 1):
                        await unit.add_member(team, Address("telegram", str(number)), Role.TEACHER)
                parts = Parts(settings, conversation, bot_content.texts, png_of(bot_content), lambda _: None)
                serving = asyncio.create_task(serve(parts))
                phones = [api.phone(user_id=number) for number in range(1, CHATS + 1)]
                begin = time.perf_counter()
                for number in range(MESSAGES):
                    for phone in phones:
                        await phone.send(f"/start ONBEKENDE{number}")
                for phone in phones:
                    for _ in range(MESSAGES):
                        await phone.next(timeout=60)
                rate = CHATS * MESSAGES / (time.perf_counter() - begin)
                serving.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await serving
                return rate


if __name__ == "__main__":
    main()
