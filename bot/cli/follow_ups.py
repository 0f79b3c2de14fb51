"""The commands that show what is due, and who did what."""

from __future__ import annotations

import argparse
from datetime import datetime, time, timedelta

from bot.cli.arguments import UsageError, chosen_team, chosen_teams
from bot.cli.table import local, print_table
from bot.clock import BRUSSELS, local_day, system_clock
from bot.content import load_content
from bot.domain.audit import AuditLine, first_broken
from bot.domain.codes import find_case_code
from bot.domain.follow_ups import DueFollowUp
from bot.domain.messages import Address
from bot.domain.notices import NoticeState
from bot.domain.numbers import whole_number
from bot.domain.teams import Member, Role, Team
from bot.logs import tell_operator
from bot.ports.unit_of_work import UnitOfWork
from bot.settings import Settings
from bot.wiring import running_store

_MOST_SHOWN = 1000
_HASH_SHOWN = 16
_DELIVERED = frozenset({NoticeState.SENT, NoticeState.TO_CHANGE, NoticeState.CHANGED})


def _eyes(team: Team) -> Member:
    """Somebody who may see what a coordinator of the team may see: the operator reads the whole database anyway."""
    return Member(0, team.id, team.name, Address("terminal", 0), Role.ADMIN)


async def follow_ups(options: argparse.Namespace, settings: Settings) -> int:
    """Show what is late or due in the coming days, and what became of its reminders; nothing about persons."""
    now = system_clock()
    last_day = local_day(now) + timedelta(days=options.days)
    until = datetime.combine(last_day + timedelta(days=1), time(), BRUSSELS)
    more = False
    rows: list[tuple[str, ...]] = []
    async with running_store(settings, load_content()) as store, store.unit() as unit:
        for team in await chosen_teams(unit, options.team):
            found, _ = await unit.agenda(_eyes(team), until, _MOST_SHOWN + 1)
            more |= len(found) > _MOST_SHOWN
            for due in found[:_MOST_SHOWN]:
                rows.append((team.name, *_told(due, now), await _reminders(unit, due)))  # noqa: PERF401 - awaits
    print_table(("TEAM", "CASE", "KIND", "DUE", "REMINDERS"), rows, without=f"nothing is due in {options.days} days")
    if more:
        tell_operator(f"ehbc: only the first {_MOST_SHOWN} of a team are shown; ask for fewer --days.")
    return 0


def _told(due: DueFollowUp, now: datetime) -> tuple[str, ...]:
    day, today = local_day(due.follow_up.due_at), local_day(now)
    late = f" (late: {(today - day).days} day(s))" if day < today else ""
    return due.case.code, due.follow_up.kind.value, f"{day}{late}"


async def _reminders(unit: UnitOfWork, due: DueFollowUp) -> str:
    """How far the reminders of a follow-up are."""
    notices = await unit.notices_of(due.follow_up.id or 0)
    delivered = [notice.sent_at for notice in notices if notice.state in _DELIVERED and notice.sent_at]
    waiting = sum(notice.state is NoticeState.READY for notice in notices)
    refused = sum(notice.state is NoticeState.REFUSED for notice in notices)
    told = [f"{len(delivered)} sent, last {local(max(delivered))}"] if delivered else []
    told += [f"{waiting} waiting"] * bool(waiting) + [f"{refused} refused"] * bool(refused)
    if due.follow_up.next_at is not None:
        told.append(f"next {local(due.follow_up.next_at)}")
    if due.case.paused_until is not None:
        told.append(f"paused until {due.case.paused_until}")
    return "; ".join(told) or "none"


async def audit_verify(options: argparse.Namespace, settings: Settings) -> int:
    """Check that no line of the audit was changed, put between or taken out."""
    broken = False
    async with running_store(settings, load_content()) as store, store.unit() as unit:
        for team in await chosen_teams(unit, options.team):
            lines = await unit.audit_lines(team.id)
            fault = _fault(lines)
            broken |= fault is not None
            print(f"{team.name}: {f'BROKEN: {fault}' if fault else _whole(lines)}")
    return 1 if broken else 0


def _fault(lines: list[AuditLine]) -> str | None:
    line = first_broken(lines)
    if line is None:
        return None
    expected = lines.index(line) + 1
    missing = f"; line {expected} is missing" if line.number > expected else ""
    told = f"line {line.number} ({local(line.at)}, {line.role}, {line.action})"
    return f"{told} does not follow from the one before it{missing}"


def _whole(lines: list[AuditLine]) -> str:
    if not lines:
        return "no lines yet"
    last = lines[-1]
    # Who wrote this down can see later that no lines were cut off at the end.
    return f"{last.number} lines, whole; the last of {local(last.at)} is {last.hash.hex()[:_HASH_SHOWN]}"


async def audit_show(options: argparse.Namespace, settings: Settings) -> int:
    """Show the last lines of a team's audit."""
    async with running_store(settings, load_content()) as store, store.unit() as unit:
        team = await chosen_team(unit, options.team)
        case_id = await _case_id(unit, team, options.case) if options.case else None
        lines = await unit.audit_lines(team.id)
        shown = [line for line in lines if case_id in {None, line.case_id}][-options.last :]
        rows = [
            (line.number, local(line.at), line.role, str(line.action), await _case_name(unit, line.case_id))
            for line in shown
        ]
    print_table(("LINE", "TIME", "ROLE", "ACTION", "CASE"), rows, without="there are no such lines")
    return 0


async def _case_id(unit: UnitOfWork, team: Team, text: str) -> int:
    """The case that `--case` names, by code, or by number when it was deleted."""
    number = whole_number(text.removeprefix("#"))
    if number is not None:
        return number
    code = find_case_code(text) or text
    case = await unit.reachable_case(code, _eyes(team)) or await unit.closed_case(_eyes(team), code=code)
    if case is None or case.id is None:
        raise UsageError(f"--case: {team.name} has no case '{text}'; a deleted one is known by its number only, as #12")
    return case.id


async def _case_name(unit: UnitOfWork, case_id: int | None) -> str:
    if case_id is None:
        return "-"
    try:
        return (await unit.case_info(case_id)).code
    except LookupError:
        return f"#{case_id} (deleted)"
