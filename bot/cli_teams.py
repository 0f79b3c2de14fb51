"""The commands for teams and invitations."""

from __future__ import annotations

import argparse
from datetime import timedelta

from bot.cli_errors import UsageError
from bot.clock import system_clock
from bot.codes import new_invitation_code
from bot.records import Role
from bot.settings import Settings
from bot.wiring import load_house, running_store, tell_operator


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
