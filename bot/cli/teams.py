"""The commands for teams, their members, and invitations."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import timedelta

from bot.cli.arguments import NO_TEAM, UsageError, chosen_team, chosen_teams
from bot.cli.table import local, print_table, yes_no
from bot.clock import system_clock
from bot.content import load_bot_content
from bot.domain.audit import SYSTEM, Action
from bot.domain.codes import new_invitation_code
from bot.domain.teams import Member, Role, Team
from bot.logs import tell_operator
from bot.ports.unit_of_work import UnitOfWork
from bot.settings import Settings
from bot.wiring import running_store


async def team_add(options: argparse.Namespace, settings: Settings) -> int:
    """Add a team."""
    name = options.name.strip()
    longest = 100
    if not name or len(name) > longest or not name.isprintable():
        raise UsageError(f"NAME: a team's name has 1 to {longest} printable characters")
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        if await unit.team_id(name) is not None:
            raise UsageError(f"NAME: there is a team '{name}' already")
        now = system_clock()
        await unit.add_audit(await unit.add_team(name, now), SYSTEM, Action.SCHOOL_ADDED, None, now)
    print(f"Team '{name}' added. Invite people with: ehbc invite zorgteam")
    return 0


async def team_list(_options: argparse.Namespace, settings: Settings) -> int:
    """List the teams: members by role, group, hours and days off."""
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        teams = sorted(await unit.teams(), key=lambda team: team.name)
        rows = [(team, await unit.members(team.id)) for team in teams]
    head = ("TEAM", *(role.value.upper() for role in Role), "GROUP", "GROUP TOO", "HOURS", "DAYS OFF")
    print_table(head, (_told(team, members) for team, members in rows), without=NO_TEAM)
    return 0


def _told(team: Team, members: list[Member]) -> tuple[object, ...]:
    counts = Counter(member.role for member in members)
    group = "linked" if team.group else "none"
    hours = f"{team.day_start:%H:%M}-{team.day_end:%H:%M}"
    return (team.name, *(counts[role] for role in Role), group, yes_no(team.group_too), hours, len(team.days_off))


async def team_members(options: argparse.Namespace, settings: Settings) -> int:
    """List members; their addresses only when asked for."""
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        teams = await chosen_teams(unit, options.team)
        rows = [(member, len(await unit.cases(member))) for team in teams for member in await unit.members(team.id)]
    head = ["ID", "TEAM", "ROLE", "CHANNEL", "REACHABLE", "SUMMARY", "OPEN CASES", *["ADDRESS"] * options.addresses]
    shown = ([*_listed(member, cases), *[member.address.key] * options.addresses] for member, cases in rows)
    print_table(head, shown, without="nobody has joined yet; invite people with: ehbc invite ROLE")
    return 0


def _listed(member: Member, cases: int) -> tuple[object, ...]:
    reached = (yes_no(member.reachable), yes_no(member.summary))
    return (member.id, member.team_name, member.role.value, member.address.channel, *reached, cases)


async def team_remove(options: argparse.Namespace, settings: Settings) -> int:
    """Remove a member: no access from now on."""
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        member = await _member(unit, options.member)
        owned = await _owned(unit, member)
        await unit.remove_member(member.id)
        await unit.add_audit(member.team_id, SYSTEM, Action.LEFT_TEAM, None, system_clock())
    print(f"Member {member.id} ({member.role}, {member.team_name}) is removed: no access from now on.")
    if owned:
        print(f"{owned} open case(s) have no owner now; the care team is reminded of them until somebody takes over.")
    return 0


async def _member(unit: UnitOfWork, member_id: int) -> Member:
    for team in await unit.teams():
        for member in await unit.members(team.id):
            if member.id == member_id:
                return member
    raise UsageError(f"MEMBER_ID: there is no member {member_id}; see: ehbc team members")


async def _owned(unit: UnitOfWork, member: Member) -> int:
    owners = [(await unit.case_info(case.id)).owner for case in await unit.cases(member)]
    return sum(owner is not None and owner.id == member.id for owner in owners)


async def invite(options: argparse.Namespace, settings: Settings) -> int:
    """Make an invitation."""
    code = new_invitation_code()
    expires = system_clock() + timedelta(days=options.days or settings.invitation_days)
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        team = await chosen_team(unit, options.team)
        await unit.add_invitation(team.id, Role(options.role), code, expires, options.uses)
        await unit.add_audit(team.id, SYSTEM, Action.INVITED, None, system_clock())
    print(f"Code:  {code}   ({options.role}, {team.name}, {options.uses} use(s), until {local(expires)})")
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
    from bot.channels.telegram.client import ask_username

    return await ask_username(settings, tell_operator)


async def invitations(options: argparse.Namespace, settings: Settings) -> int:
    """List the invitations that can still be used, or take one back."""
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        known = await unit.invitations(system_clock())
        if options.withdraw is None:
            rows = [(i.id, i.team_name, i.role.value, i.uses_left, local(i.expires_at)) for i in known]
            print_table(("ID", "TEAM", "ROLE", "USES LEFT", "UNTIL"), rows, without="there are no open invitations")
        elif withdrawn := next((i for i in known if i.id == options.withdraw), None):
            if await unit.withdraw_invitation(withdrawn.id):
                await unit.add_audit(withdrawn.team_id, SYSTEM, Action.INVITATION_WITHDRAWN, None, system_clock())
            print(f"Invitation {options.withdraw} is withdrawn: its code no longer lets anybody in.")
        else:
            raise UsageError(f"--withdraw: there is no open invitation {options.withdraw}; see: ehbc invitations")
    return 0
