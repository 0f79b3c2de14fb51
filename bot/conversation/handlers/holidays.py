"""Answers to the question who has a case during a holiday."""

from __future__ import annotations

from datetime import date

from bot.clock import local_day
from bot.conversation.context import TurnContext
from bot.conversation.handlers.care_team import ask_care_team
from bot.domain.audit import Action
from bot.domain.button_ids import HolidayAction, HolidayTap
from bot.domain.outcomes import Outcome, Refusal, said
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence


async def answer_holiday(tap: HolidayTap, context: TurnContext) -> Outcome | Refusal:
    """What a button of the question leads to; from the first school day after the holiday on it is late."""
    case = await context.unit.case(tap.case_id, context.member) if context.member else None
    if case is None or context.member is None:
        return Refusal(Sentence.DOSSIER_ANDER if context.member else Sentence.LID_NODIG)
    if local_day(context.now) >= tap.back:
        return Refusal(Sentence.KNOP_LAAT)
    await context.show(case)
    match tap.action:
        case HolidayAction.KEEP:
            owner = (await context.unit.case_info(tap.case_id)).owner
            is_mine = owner is not None and owner.id == context.member.id
            if not is_mine and not may(context.member, Permission.TAKE_OVER):
                return Refusal(Sentence.MAG_NIET)
            await context.unit.set_owner(tap.case_id, context.member)
            await context.note(Action.TOOK_OVER, tap.case_id)
            return _until(tap.back, Sentence.VAKANTIE_HOUDEN)
        case HolidayAction.PAUSE:
            await context.unit.pause_case(tap.case_id, tap.back)
            await context.note(Action.CHANGED, tap.case_id)
            return _until(tap.back, Sentence.VAKANTIE_PAUZE)
        case HolidayAction.HAND_OVER:
            asked = await ask_care_team(tap.case_id, context)
            return said(asked.sentence) if isinstance(asked, Refusal) else _until(tap.back, Sentence.VAKANTIE_DOORGEVEN)


def _until(back: date, sentence: Sentence) -> Outcome:
    return Outcome("command", sentence, day=back)
