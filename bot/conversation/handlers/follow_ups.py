"""Answers to follow-ups: done, put off, another day, no longer needed. Every button holds for one revision only."""

from __future__ import annotations

from datetime import date, timedelta

from bot.calendar.dates.reader import (
    DateFound,
    ImpossibleDate,
    NotADate,
    NotASchoolDay,
    PastDate,
    TooFar,
    find_date,
    read_date,
)
from bot.clock import local_day
from bot.conversation.context import TurnContext
from bot.conversation.handlers.cases import stay
from bot.conversation.handlers.handler import picked_up
from bot.domain.audit import Action
from bot.domain.button_ids import LATER, FollowUpAction, FollowUpTap, day_of
from bot.domain.follow_up_planning import hours_of, proposed_day
from bot.domain.follow_ups import (
    FollowUp,
    FollowUpState,
    Found,
    NewFollowUp,
    StaleFollowUpError,
    WaiveReason,
    agree,
    done,
    end,
    put_off,
    waive,
)
from bot.domain.notices import NewNotice, NoticeKind
from bot.domain.outcomes import Outcome, Refusal, said, said_about
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence
from dialogues.steps import FollowUpKind
from nlu.choices import asks_for_a_reminder, wants_another_day

AGAIN_DAYS = 7
"""Calendar days after which is looked again when it did not get better (F14)."""
_LATER_HOURS = timedelta(hours=3)


async def tapped(tap: FollowUpTap, revision: int | None, context: TurnContext) -> Outcome | Refusal:
    """What a button on a follow-up leads to."""
    follow_up = await context.unit.follow_up(tap.follow_up_id)
    case = await context.unit.case(follow_up.case_id, context.member) if follow_up and context.member else None
    if follow_up is None or case is None or context.member is None:
        return Refusal(Sentence.OPV_ANDER if context.member else Sentence.LID_NODIG)
    if tap.action is FollowUpAction.SHOW:
        await context.resume(case)
        return said(Sentence.DOSSIER_VERDER)
    if not follow_up.is_open:
        return Refusal(Sentence.OPV_AL_BEANTWOORD)
    if revision != follow_up.revision:
        return Refusal(Sentence.OPV_VERANDERD)
    await context.show(case)
    try:
        return await _act(tap, follow_up, context)
    except StaleFollowUpError:
        return Refusal(Sentence.OPV_VERANDERD)


async def _act(tap: FollowUpTap, follow_up: FollowUp, context: TurnContext) -> Outcome | Refusal:
    match tap.action:
        case FollowUpAction.DONE:
            return _asks(Sentence.OPV_GEDAAN_VRAAG, tap)
        case FollowUpAction.FOUND if tap.argument in set(Found):
            return await _found(follow_up, Found(tap.argument), context)
        case FollowUpAction.WAIVE if not tap.argument:
            return _asks(Sentence.OPV_NIET_VRAAG, tap)
        case FollowUpAction.WAIVE if tap.argument in set(WaiveReason):
            waived = waive(follow_up, WaiveReason(tap.argument), context.role, context.now)
            return await _save(waived, Sentence.OPV_VERVALLEN, context)
        case FollowUpAction.PUT_OFF | FollowUpAction.AGREE:
            return await _another_day(tap, follow_up, context)
        case _:
            return Refusal(Sentence.KNOP_ONBEKEND)


async def _another_day(tap: FollowUpTap, follow_up: FollowUp, context: TurnContext) -> Outcome | Refusal:
    putting_off = tap.action is FollowUpAction.PUT_OFF
    if not tap.argument:
        ask = Sentence.OPV_UITSTEL_VRAAG if putting_off else Sentence.OPV_DAG_VRAAG
        return _asks(ask, tap, putting_off=putting_off)
    if putting_off and tap.argument == LATER:
        return await _later(follow_up, context)
    day = day_of(tap.argument)
    if day is None or day < local_day(context.now):
        return Refusal(Sentence.KNOP_LAAT)
    return await _on(day, follow_up, context, putting_off=putting_off)


def _asks(sentence: Sentence, tap: FollowUpTap, *, putting_off: bool = False) -> Outcome:
    return said_about(tap.follow_up_id, sentence, putting_off=putting_off)


async def _found(follow_up: FollowUp, found: Found, context: TurnContext) -> Outcome | Refusal:
    if (found is Found.TAKEN) != (follow_up.kind is FollowUpKind.CONSULTATION):
        return Refusal(Sentence.KNOP_ONBEKEND)
    if found is Found.TAKEN:
        return await _take_up(follow_up, context)
    saved = await _save(done(follow_up, found, context.role, context.now), Sentence.OPV_KLAAR, context)
    if found is Found.BETTER:
        return saved
    again = await _plan_again(follow_up.case_id, follow_up.kind, context)
    return said_about(again.id, Sentence.OPV_OPNIEUW)


async def _plan_again(case_id: int, kind: FollowUpKind, context: TurnContext) -> FollowUp:
    hours = hours_of(await context.team())
    due = hours.at(proposed_day(hours, context.now, AGAIN_DAYS), hours.start)
    return await context.add_follow_up(NewFollowUp(case_id, kind, due))


async def _take_up(follow_up: FollowUp, context: TurnContext) -> Outcome | Refusal:
    if context.member is None or not may(context.member, Permission.ANSWER_CONSULTATION):
        return Refusal(Sentence.OPV_ANDER)
    await _tell_asker(follow_up, NoticeKind.TAKEN, context)
    await context.unit.join_case(follow_up.case_id, context.member)
    return await _save(done(follow_up, Found.TAKEN, context.role, context.now), Sentence.OVERLEG_OPGENOMEN, context)


async def _later(follow_up: FollowUp, context: TurnContext) -> Outcome | Refusal:
    if follow_up.kind is not FollowUpKind.CONSULTATION or not may(context.member, Permission.ANSWER_CONSULTATION):
        return Refusal(Sentence.KNOP_ONBEKEND)
    await _tell_asker(follow_up, NoticeKind.LATER_TODAY, context)
    until = hours_of(await context.team()).first_moment(context.now + _LATER_HOURS)
    return await _save(put_off(follow_up, until), Sentence.OPV_UITGESTELD, context)


async def _tell_asker(follow_up: FollowUp, kind: NoticeKind, context: TurnContext) -> None:
    info = await context.unit.case_info(follow_up.case_id)
    if info.owner is not None and context.member is not None and info.owner.id != context.member.id:
        notice = NewNotice(
            info.owner.address, kind, info.team_id, info.id, follow_up.id, follow_up.revision, next_at=context.now
        )
        await context.unit.add_notice(notice)


async def _on(day: date, follow_up: FollowUp, context: TurnContext, *, putting_off: bool) -> Outcome:
    hours = hours_of(await context.team())
    day = hours.calendar.next_school_day(day)
    moment = max(hours.at(day, hours.start), hours.first_moment(context.now))
    changed = put_off(follow_up, moment) if putting_off else agree(follow_up, moment)
    return await _save(changed, Sentence.OPV_UITGESTELD if putting_off else Sentence.OPV_AFGESPROKEN, context)


async def _save(follow_up: FollowUp, sentence: Sentence, context: TurnContext) -> Outcome:
    await context.save_follow_up(follow_up)
    await context.note(Action.FOLLOWED_UP, follow_up.case_id)
    return said_about(follow_up.id, sentence)


async def dated(text: str, awaited: Outcome, context: TurnContext) -> Outcome | Refusal | None:
    """What a typed day leads to while one is asked for; None when the text is no day."""
    if context.member is None or text.isdecimal():
        return None
    follow_up = await context.unit.follow_up(awaited.about) if awaited.about is not None else None
    case = await context.unit.case(follow_up.case_id, context.member) if follow_up else None
    if follow_up is None or case is None or not follow_up.is_open:
        return None
    reading = read_date(text, local_day(context.now), hours_of(await context.team()).calendar)
    if isinstance(reading, NotADate):
        return None
    await context.show(case)
    try:
        return await _understood(reading, follow_up, context, putting_off=awaited.putting_off)
    except StaleFollowUpError:
        return Refusal(Sentence.OPV_VERANDERD)


async def _understood(
    reading: DateFound | NotASchoolDay | PastDate | ImpossibleDate | TooFar,
    follow_up: FollowUp,
    context: TurnContext,
    *,
    putting_off: bool,
) -> Outcome:
    which = follow_up.id
    if isinstance(reading, PastDate):
        return said_about(which, Sentence.OPV_DAG_VOORBIJ, putting_off=putting_off)
    if isinstance(reading, ImpossibleDate):
        return said_about(which, Sentence.OPV_DAG_BESTAAT_NIET, putting_off=putting_off)
    if isinstance(reading, TooFar):
        return said_about(which, Sentence.OPV_DAG_TE_VER, putting_off=putting_off)
    saved = await _on(reading.day, follow_up, context, putting_off=putting_off)
    if isinstance(reading, NotASchoolDay):
        return said_about(which, Sentence.OPV_GEEN_SCHOOLDAG)
    return saved


async def remind(text: str, context: TurnContext) -> Outcome | Refusal:
    """Somebody asks for a reminder: on the day the text names, else one of some days to choose."""
    missing = await picked_up(context)
    if missing is not None:
        return missing
    case = context.stored_case
    if context.practising or case is None:
        return said(Sentence.HERINNER_OEFEN)
    follow_up = await context.follow_up_of_step()
    if follow_up is None:
        step = context.flowchart.positions[case.step]
        follow_up = await _plan_again(case.id, step.followed, context)
    reading = find_date(text, local_day(context.now), hours_of(await context.team()).calendar)
    if isinstance(reading, NotADate):
        return said_about(follow_up.id, Sentence.OPV_DAG_VRAAG)
    try:
        return await _understood(reading, follow_up, context, putting_off=False)
    except StaleFollowUpError:
        return Refusal(Sentence.OPV_VERANDERD)


async def planned(text: str, context: TurnContext) -> Outcome | Refusal:
    """Something is planned: on a day that the text names it is followed up; without one the step just waits."""
    if context.stored_case is None or context.practising:
        return await stay(context)
    reading = find_date(text, local_day(context.now), hours_of(await context.team()).calendar)
    return said(Sentence.ACT_GEPLAND) if isinstance(reading, NotADate) else await remind(text, context)


async def corrected(text: str, context: TurnContext) -> Outcome | Refusal | None:
    """Another day in the place of the one that was agreed right before; None when the text names none."""
    day = await _day_in(text, context) if wants_another_day(text) else None
    return await remind(text, context) if day is not None else None


async def agree_beside(text: str, context: TurnContext) -> None:
    """Agree the day that a text names for a reminder, beside what else it did; nothing when it names none."""
    if asks_for_a_reminder(text) and await _day_in(text, context) is not None:
        await remind(text, context)


async def _day_in(text: str, context: TurnContext) -> date | None:
    """The day to come that a text names while a real case is open."""
    if context.stored_case is None or context.practising or context.stored_case.closed_at is not None:
        return None
    reading = find_date(text, local_day(context.now), hours_of(await context.team()).calendar)
    return reading.day if isinstance(reading, DateFound | NotASchoolDay) else None


async def closed_done(context: TurnContext) -> Outcome:
    """What still ran when the case was closed had been followed up."""
    case = context.stored_case
    if case is None:
        return said(Sentence.DOSSIER_GEEN)
    for follow_up in await context.unit.follow_ups(case.id):
        if follow_up.state is FollowUpState.WAIVED and follow_up.reason == WaiveReason.CLOSED:
            ended = end(follow_up, FollowUpState.DONE, None, context.role, context.now)
            await context.save_follow_up(ended)
    await context.note(Action.FOLLOWED_UP, case.id)
    return said(Sentence.OPV_SLUIT_KLAAR)
