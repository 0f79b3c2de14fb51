"""What each command does to a context. A command answers with an outcome; the presenter says it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from bot.conversation.context import TurnContext
from bot.conversation.handlers.care_team import CARE_BOUND, CARE_COMMANDS
from bot.conversation.handlers.picking_up import picked_up
from bot.conversation.handlers.registry import Command, says, shows
from bot.conversation.practice_cases import PRACTICE_CODE
from bot.domain import cases
from bot.domain.audit import Action
from bot.domain.codes import new_practice_revision
from bot.domain.outcomes import Outcome, said
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence

START_BUTTONS = (
    ("nieuw_dossier", Sentence.KNOP_NIEUW),
    ("overzicht", Sentence.KNOP_DOSSIERS),
    ("gids", Sentence.KNOP_GIDS),
    ("oefen", Sentence.KNOP_OEFEN),
)

SLASH: Mapping[str, tuple[str, str]] = {
    "start": ("welkom", "Begin hier"),
    "nieuw": ("nieuw_dossier", "Een nieuw dossier openen"),
    "verder": ("verder", "Verdergaan met je dossier"),
    "vandaag": ("vandaag", "Wat je moet opvolgen"),
    "dossiers": ("overzicht", "Je open dossiers"),
    "terug": ("terug", "Een stap terug"),
    "pauze": ("pauze", "Stoppen voor nu"),
    "gids": ("gids", "Alle onderwerpen om te lezen"),
    "lsd": ("lsd", "Tips voor het gesprek (LSD)"),
    "ouders": ("ouders", "Het contact met de ouders"),
    "hulplijnen": ("hulplijnen", "Nummers en websites voor hulp"),
    "schema": ("schema", "Het stappenplan als tekening"),
    "overleg": ("overleg", "Het zorgteam vragen om mee te kijken"),
    "deel": ("deel", "Een collega mee laten opvolgen"),
    "overnemen": ("neem_over", "Dit dossier zelf opvolgen"),
    "clb": ("clb", "Dit dossier doorgeven aan het CLB"),
    "school": ("school", "Alle open dossiers van de school (zorgteam)"),
    "bord": ("bord", "Aanmelden op de webpagina"),
    "dagoverzicht": ("dagoverzicht", "Elke schooldag een overzicht, aan of uit"),
    "koppel": ("koppel", "De groep van het zorgteam koppelen"),
    "oefen": ("oefen", "Oefenen zonder dat iets bewaard wordt"),
    "stop": ("stop", "Stoppen met oefenen"),
    "sluit": ("afsluiten", "Dit dossier afsluiten"),
    "wis": ("wis_dossier", "Dit dossier voorgoed wissen"),
    "verlaat": ("verlaat", "Je team verlaten"),
    "hulp": ("hulp", "Hoe werkt dit?"),
    "privacy": ("privacy", "Wat ik bewaar, en wat niet"),
}
"""What people can type: `/name` -> the command it runs and its description."""


async def _thanks(context: TurnContext) -> Outcome:
    # A "dank je" ends the talk: no question is asked again.
    return said(Sentence.BEDANKT_DOSSIER if context.case and not context.practising else Sentence.BEDANKT)


async def _new(context: TurnContext) -> Outcome:
    if context.case is not None and not context.practising and context.case.closed_at is None:
        return said(Sentence.DOSSIER_NIEUW_VRAAG)
    return await _new_anyway(context)


async def _new_anyway(context: TurnContext) -> Outcome:
    if context.member is None:
        return said(Sentence.LID_NODIG)
    if not may(context.member, Permission.OPEN_CASES):
        return said(Sentence.CLB_OPENT_NIET)
    await context.leave()
    code = await context.unit.free_code()
    await context.open(cases.open_case(context.flowchart, code, context.role, context.now))
    return said(Sentence.DOSSIER_OPEN)


async def _on(context: TurnContext) -> Outcome:
    if context.case is not None:
        return said("hier")
    return await picked_up(context) or said(Sentence.DOSSIER_VERDER)


async def _back(context: TurnContext) -> Outcome:
    if context.case is None:
        return said(Sentence.DOSSIER_GEEN)
    change = cases.step_back(context.flowchart, context.case, context.log, context.role, context.now)
    if change is None:
        return said(Sentence.TERUG_BEGIN)
    await context.change(change)
    return said(Sentence.TERUG)


async def _pause(context: TurnContext) -> Outcome:
    if context.case is None:
        return said(Sentence.DOSSIER_GEEN)
    if context.practising:
        return await _stop(context)
    if context.member is not None:
        await context.unit.set_current(context.member, None)
    return said(Sentence.PAUZE)


async def _ask_to_close(context: TurnContext) -> Outcome:
    return await picked_up(context) or said(Sentence.SLUIT_VRAAG)


async def _close(context: TurnContext) -> Outcome:
    if context.case is None:
        return said(Sentence.DOSSIER_GEEN)
    if context.case.closed_at is None:
        await context.change(cases.close(context.flowchart, context.case, context.role, context.now))
    return said(Sentence.GESLOTEN)


async def _reopen(context: TurnContext) -> Outcome:
    if context.case is None or context.case.closed_at is None:
        return said("hier" if context.case else Sentence.DOSSIER_GEEN)
    change = cases.step_back(context.flowchart, context.case, context.log, context.role, context.now)
    if change is None:
        raise ValueError(f"{context.case.code} is closed but was never anywhere else")
    await context.change(change)
    if context.member is not None and context.case.id is not None and not context.practising:
        await context.unit.join_case(context.case.id, context.member)
    return said(Sentence.HEROPEND)


async def _ask_to_delete(context: TurnContext) -> Outcome:
    if context.practising:
        return await _stop(context)
    if context.case is not None:
        return said(Sentence.WIS_VRAAG)
    found = await context.unit.cases(context.member) if context.member else []
    if not found:
        return said(Sentence.DOSSIER_GEEN)
    if len(found) == 1:
        await context.show(found[0])
        return said(Sentence.WIS_VRAAG)
    return said(Sentence.WIS_KIES)


async def _delete(context: TurnContext) -> Outcome:
    if context.case is None or context.case.id is None:
        return said(Sentence.DOSSIER_GEEN)
    await context.unit.delete_case(context.case.id)
    await context.note(Action.DELETED, context.case.id)
    return said(Sentence.WIS_GEDAAN)


async def _practise(context: TurnContext) -> Outcome:
    change = cases.open_case(context.flowchart, PRACTICE_CODE, context.role, context.now)
    change = dataclasses.replace(change, case=dataclasses.replace(change.case, revision=new_practice_revision()))
    practice = context.practices.start(context.address, change)
    context.case, context.log = practice.case, practice.events
    return Outcome("practice", Sentence.OEFEN_START)


async def _not_yet(context: TurnContext) -> Outcome:
    return said(Sentence.NOG_NIET) if context.case else Outcome("ask_again")


async def _stop(context: TurnContext) -> Outcome:
    if not context.practising:
        return said("hier") if context.case else said(Sentence.DOSSIER_GEEN)
    await context.leave()
    await context.load()
    return Outcome("practice", Sentence.PAUZE_OEFENING)


_COMMANDS: Mapping[str, Command] = {
    "welkom": says(Sentence.WELKOM),
    "groet": says(Sentence.GROET),
    "bedankt": _thanks,
    "hulp": says(Sentence.HULP),
    "nieuw_dossier": _new,
    "nieuw_toch": _new_anyway,
    "verder": _on,
    "terug": _back,
    "overzicht": says(Sentence.DOSSIERS_TITEL),
    "pauze": _pause,
    "afsluiten": _ask_to_close,
    "sluit_ja": _close,
    "sluit_niet": says(Sentence.SLUIT_NIET),
    "heropen": _reopen,
    "wis_dossier": _ask_to_delete,
    "wis_ja": _delete,
    "nog_niet": _not_yet,
    "heropen_niet": says(Sentence.HEROPEN_NIET),
    "wis_niet": says(Sentence.WIS_NIET),
    "oefen": _practise,
    "stop": _stop,
    "gids": says(Sentence.MENU_GIDS),
    "ouders": says(Sentence.OUDERS_TITEL),
    "schema": says(Sentence.SCHEMA),
    "privacy": says(Sentence.PRIVACY),
    "lsd": shows("gesprek_gepeste"),
    "hulplijnen": shows("hulplijnen"),
    **CARE_COMMANDS,
}


def knows(name: str) -> bool:
    """Whether there is such a command."""
    return name in _COMMANDS


async def run(name: str, context: TurnContext) -> Outcome:
    """Run a command. Raises `KeyError` for an unknown one, `StaleCaseError` when the case changed meanwhile."""
    return await _COMMANDS[name](context)


ANSWERS = frozenset({
    "wis_niet", "sluit_niet", "nieuw_toch", "heropen_niet", "clb_niet", "overleg_niet", "verlaat_niet", "verlaat_ja",
    "opv_niet",
})  # fmt: skip
"""Commands that answer a question of ours: once tapped, its other button has no meaning any more."""

BOUND = frozenset({"terug", "heropen", "sluit_ja", "wis_ja"}) | CARE_BOUND
"""Commands whose button holds for one revision of one case only: tapped late or twice they change nothing."""
