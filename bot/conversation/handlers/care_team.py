"""The care team: asked to look along, and all cases of its school."""

from __future__ import annotations

import re

from bot.conversation.context import TurnContext
from bot.conversation.handlers.handler import open_case_id, picked_up
from bot.domain.audit import Action
from bot.domain.follow_up_planning import hours_of
from bot.domain.follow_ups import NewFollowUp, open_of
from bot.domain.outcomes import Outcome, Refusal, said
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence
from dialogues.steps import FollowUpKind

_CARE_TEAM = re.compile(r"\b(zorg ?(team|leerkracht\w*)|zoco|zorgco\w*|leerling(en)?begeleid\w*)\b")
_WISH = re.compile(
    r"\b(vra(ag|gt|gen)|overleg(gen)?|(mee ?)?kijk(t|en)?|mee ?volgen|erbij|inschakelen|schakel|betrekken|help(en|t)?|"
    r"hulp|verwittig(en)?|bel(len)?|roep(en)?|contacte(er|ren)|laat)\b"
)
"""Not what was done already: "we hebben overlegd met het zorgteam" answers the plan's question."""


async def consult(context: TurnContext) -> Outcome:
    """Ask the care team to look along (F06); they get the code and the step, nothing else."""
    missing = await picked_up(context)
    case_id = open_case_id(context)
    if case_id is None:
        return missing or said(Sentence.HERINNER_OEFEN if context.practising else Sentence.DOSSIER_GEEN)
    asked = await ask_care_team(case_id, context)
    return said(asked.sentence) if isinstance(asked, Refusal) else asked


async def ask_care_team(case_id: int, context: TurnContext) -> Outcome | Refusal:
    """Ask the care team to look along with the case the context shows, also while its member practises with another.

    A refusal when there is nobody to ask.
    """
    if open_of(await context.follow_ups(), FollowUpKind.CONSULTATION) is not None:
        return said(Sentence.OVERLEG_LOOPT)
    team = await context.team()
    if team.group is None and not await context.unit.members(team.id, Permission.ASKED_FIRST):
        return Refusal(Sentence.OVERLEG_NIEMAND)
    when = hours_of(team).first_moment(context.now)
    await context.add_follow_up(NewFollowUp(case_id, FollowUpKind.CONSULTATION, when))
    await context.note(Action.ASKED_CARE_TEAM, case_id)
    return said(Sentence.OVERLEG_GEVRAAGD)


async def school(context: TurnContext) -> Outcome:
    """Every open case of the school, for who may see them."""
    return said(Sentence.SCHOOL_TITEL if may(context.member, Permission.SEE_ALL) else Sentence.SCHOOL_MAG_NIET)


def asks_for_care_team(text: str) -> bool:
    """Whether a text names the care team and something that could be asked of it."""
    folded = text.casefold()
    return bool(_CARE_TEAM.search(folded) and _WISH.search(folded))
