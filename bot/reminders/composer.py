"""From notices to messages: what is said is read when it is sent, not when it was planned."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calendar.hours import ReminderHours
from bot.clock import local_day
from bot.domain.follow_ups import CaseInfo, DueFollowUp, FollowUp
from bot.domain.messages import Address, Reply
from bot.domain.notices import Notice, NoticeKind, NoticeState
from bot.domain.permissions import Permission, may
from bot.domain.teams import Member
from bot.ports.unit_of_work import UnitOfWork
from bot.reminders.agenda import read_agenda
from bot.reminders.escalation_policy import LOOK_AGAIN
from bot.reminders.notice_texts import MOST_LINES, Line, NoticeTexts
from bot.reminders.recipients import Recipients, TeamRecipients

_log = logging.getLogger(__name__)

MOST_SINGLE = 5
"""More reminders than this for one address go as one message."""
ANSWERS = frozenset({NoticeKind.TAKEN, NoticeKind.LATER_TODAY})
"""They answer somebody who waits, and go out at any hour."""
_ESCALATED = frozenset({NoticeKind.REMINDER, NoticeKind.CONSULTATION})
_OF_A_CASE = _ESCALATED | {NoticeKind.HOLIDAY, NoticeKind.SILENT, NoticeKind.HANDED_OVER}
"""Of no use once their case is closed."""
_REST = _ESCALATED | {NoticeKind.HOLIDAY, NoticeKind.SILENT}
"""Not asked while their case is paused."""
_ENDED = frozenset({NoticeState.TO_CHANGE, NoticeState.CHANGED})


@dataclass(frozen=True)
class OutgoingMessage:
    """One message to send, or to put in the place of one that was sent."""

    notices: tuple[Notice, ...]
    reply: Reply

    @property
    def message_key(self) -> str | None:
        """The message to change; None for a new one."""
        first = self.notices[0]
        return first.message_key if first.state is NoticeState.TO_CHANGE else None

    @property
    def attempts(self) -> int:
        """How often it was tried, this time included."""
        return max(notice.attempts for notice in self.notices)


@dataclass(frozen=True)
class Sorted:
    """What is to be done with the notices for one address."""

    messages: tuple[OutgoingMessage, ...]
    later: tuple[tuple[Notice, datetime], ...]
    """Not to be sent before these moments."""
    moot: tuple[Notice, ...]
    """Never to be sent: they no longer hold, or whom they are for has left."""


class Composer:
    """Writes the messages for the addresses of one transaction."""

    def __init__(
        self, unit: UnitOfWork, texts: NoticeTexts, recipients: Recipients, now: datetime, warning: timedelta
    ) -> None:
        self._unit = unit
        self._texts = texts
        self._recipients = recipients
        self._now = now
        self._warning = warning
        self._follow_ups: dict[int, FollowUp | None] = {}
        self._cases: dict[int, CaseInfo | None] = {}

    async def sort(self, address: Address, notices: Sequence[Notice]) -> Sorted:
        """Write what holds now, in the order of the notices."""
        member = await self._unit.member(address)
        messages: list[OutgoingMessage] = []
        later: list[tuple[Notice, datetime]] = []
        moot: list[Notice] = []
        due: list[tuple[Notice, Reply]] = []
        changed: dict[str | None, list[Notice]] = {}
        for notice in notices:
            if notice.state is NoticeState.TO_CHANGE:
                changed.setdefault(notice.message_key, []).append(notice)
                continue
            try:
                written = await self._write(notice, member)
            except (LookupError, ValueError) as error:
                # One that cannot be written must not hold up the others.
                _log.error("notice %s: %s", notice.id, type(error).__name__)
                written = self._now + LOOK_AGAIN
            if isinstance(written, Reply):
                due.append((notice, written))
            elif written is None:
                moot.append(notice)
            else:
                later.append((notice, written))
        for message_key, of_message in changed.items():
            if message_key is None:
                moot.extend(of_message)
            else:
                messages.append(OutgoingMessage(tuple(of_message), await self._now_says(of_message[0], message_key)))
        messages.extend(await self._bundled(due))
        return Sorted(tuple(messages), tuple(later), tuple(moot))

    async def _now_says(self, notice: Notice, message_key: str) -> Reply:
        """What a message that was sent says now: a bundle by its lines, one notice by what became of it."""
        together = await self._unit.notice_by_message(notice.address, message_key)
        if len(together) > 1:
            return await self._bundle(together)
        if notice.kind in _ESCALATED:
            return self._texts.became(await self._due(notice), notice.round)
        return self._texts.gone()

    async def _write(self, notice: Notice, member: Member | None) -> Reply | datetime | None:
        """What a notice says; or from when on; or nothing, when it no longer holds."""
        recipients = await self._recipients.of_team(notice.team_id)
        if not _belongs(notice, member, recipients):
            return None
        hours = recipients.hours
        if notice.kind not in ANSWERS and (moment := hours.first_moment(self._now)) > self._now:
            return moment
        case = await self._case(notice.case_id)
        if notice.kind in _OF_A_CASE and (case is None or case.closed):
            return None
        today = local_day(self._now)
        if notice.kind in _REST and case and case.paused_until is not None and today < case.paused_until:
            tomorrow = hours.calendar.add_school_days(today, 1)
            return hours.at(tomorrow, hours.start)
        if notice.kind in _ESCALATED | ANSWERS:
            return self._of_follow_up(notice, case, await self._follow_up(notice))
        if case is not None:
            return self._of_case(notice, case, hours, member)
        return await self._of_team(notice, member)

    def _of_follow_up(self, notice: Notice, case: CaseInfo | None, follow_up: FollowUp | None) -> Reply | None:
        if case is None or follow_up is None:
            return None
        due = DueFollowUp(follow_up, case)
        if notice.kind is NoticeKind.TAKEN:
            return self._texts.taken(due)
        if notice.kind is NoticeKind.LATER_TODAY:
            return self._texts.later(due)
        if not follow_up.is_open or follow_up.revision != notice.round:
            return None
        write = self._texts.consultation if notice.kind is NoticeKind.CONSULTATION else self._texts.reminder
        return write(due, notice.level)

    def _of_case(self, notice: Notice, case: CaseInfo, hours: ReminderHours, member: Member | None) -> Reply | None:
        today = local_day(self._now)
        match notice.kind:
            case NoticeKind.HOLIDAY if notice.day is not None and today < notice.day:
                holiday = hours.calendar.upcoming_holiday(notice.day)
                back = hours.calendar.next_school_day(holiday.last + timedelta(days=1))
                to_owner = case.owner is not None and case.owner.address == notice.address
                # In a group whoever taps is looked at.
                may_keep = to_owner or member is None or may(member, Permission.TAKE_OVER)
                return self._texts.holiday(case, holiday.name, back, to_owner=to_owner, may_keep=may_keep)
            case NoticeKind.SILENT:
                return self._texts.silent(case)
            case NoticeKind.HANDED_OVER:
                return self._texts.handed_over(case)
            case NoticeKind.UNDELIVERED:
                return self._texts.undelivered(case)
            case _:
                return None

    async def _of_team(self, notice: Notice, member: Member | None) -> Reply | None:
        match notice.kind:
            case NoticeKind.SUMMARY if member and notice.day == local_day(self._now):
                agenda = await read_agenda(self._unit, member, self._now)
                return self._texts.summary(agenda) if agenda.follow_ups else None
            case NoticeKind.PURGE if notice.cases is not None:
                return self._texts.purge(notice.cases, round(self._warning / timedelta(hours=1)))
            case NoticeKind.UNDELIVERED:
                return self._texts.undelivered(None)
            case NoticeKind.GROUP_LOST:
                return self._texts.group_lost()
            case _:
                return None

    async def _bundled(self, due: Iterable[tuple[Notice, Reply]]) -> list[OutgoingMessage]:
        """One message each; of too many reminders one message, in the place of the first."""
        due = list(due)
        reminders = [notice for notice, _ in due if notice.kind is NoticeKind.REMINDER]
        together = reminders if len(reminders) > MOST_SINGLE else []
        messages = []
        for notice, reply in due:
            if together and notice is together[0]:
                messages.append(OutgoingMessage(tuple(together), await self._bundle(together)))
            elif not together or notice.kind is not NoticeKind.REMINDER:
                messages.append(OutgoingMessage((notice,), reply))
        return messages

    async def _bundle(self, notices: Sequence[Notice]) -> Reply:
        lines = []
        for notice in notices[:MOST_LINES]:
            due = await self._due(notice)
            answered = due is None or due.case.closed or not _runs(due.follow_up, notice)
            lines.append(Line(due, answered or notice.state in _ENDED))
        waiting = sum(not line.ended for line in lines)
        waiting += sum(notice.state not in _ENDED for notice in notices[MOST_LINES:])
        return self._texts.bundle(lines, len(notices), waiting)

    async def _due(self, notice: Notice) -> DueFollowUp | None:
        follow_up, case = await self._follow_up(notice), await self._case(notice.case_id)
        return DueFollowUp(follow_up, case) if follow_up is not None and case is not None else None

    async def _follow_up(self, notice: Notice) -> FollowUp | None:
        if notice.follow_up_id is None:
            return None
        if notice.follow_up_id not in self._follow_ups:
            self._follow_ups[notice.follow_up_id] = await self._unit.follow_up(notice.follow_up_id)
        return self._follow_ups[notice.follow_up_id]

    async def _case(self, case_id: int | None) -> CaseInfo | None:
        if case_id is None:
            return None
        if case_id not in self._cases:
            try:
                self._cases[case_id] = await self._unit.case_info(case_id)
            except LookupError:
                self._cases[case_id] = None
        return self._cases[case_id]


def _runs(follow_up: FollowUp, notice: Notice) -> bool:
    """Whether the round of a reminder still goes on."""
    return follow_up.is_open and follow_up.revision == notice.round


def _belongs(notice: Notice, member: Member | None, recipients: TeamRecipients) -> bool:
    """Whether an address is still one of the team's: somebody of the team who can be reached, or its group."""
    if member is not None:
        return member.team_id == notice.team_id and member.reachable
    return recipients.group == notice.address
