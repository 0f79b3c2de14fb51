"""`ehbc follow-ups`: what is due, and what became of its reminders."""

from __future__ import annotations

import argparse
from datetime import datetime, time, timedelta

from bot.cli.arguments import chosen_teams, operator_of
from bot.cli.table import local, print_table
from bot.clock import BRUSSELS, local_day, system_clock
from bot.content import load_bot_content
from bot.domain.follow_ups import DueFollowUp
from bot.domain.notices import NoticeState
from bot.logs import tell_operator
from bot.ports.unit_of_work import UnitOfWork
from bot.settings import Settings
from bot.wiring import running_store

_MOST_SHOWN = 1000
_DELIVERED = frozenset({NoticeState.SENT, NoticeState.TO_CHANGE, NoticeState.CHANGED})


async def follow_ups(options: argparse.Namespace, settings: Settings) -> int:
    """Show what is late or due in the coming days, and what became of its reminders; nothing about persons."""
    now = system_clock()
    last_day = local_day(now) + timedelta(days=options.days)
    until = datetime.combine(last_day + timedelta(days=1), time(), BRUSSELS)
    more = False
    rows: list[tuple[str, ...]] = []
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        for team in await chosen_teams(unit, options.team):
            found, _ = await unit.agenda(operator_of(team), until, _MOST_SHOWN + 1)
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
    notices = await unit.notices_of(due.follow_up.id)
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
