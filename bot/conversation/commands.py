"""What each command does to a scene. A command answers with an outcome; the presenter says it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from bot.conversation.context import Scene
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


async def _thanks(scene: Scene) -> Outcome:
    # A "dank je" ends the talk: no question is asked again.
    return said(Sentence.BEDANKT_DOSSIER if scene.case and not scene.practising else Sentence.BEDANKT)


async def _new(scene: Scene) -> Outcome:
    if scene.case is not None and not scene.practising and scene.case.closed_at is None:
        return said(Sentence.DOSSIER_NIEUW_VRAAG)
    return await _new_anyway(scene)


async def _new_anyway(scene: Scene) -> Outcome:
    if scene.member is None:
        return said(Sentence.LID_NODIG)
    if not may(scene.member, Permission.OPEN_CASES):
        return said(Sentence.CLB_OPENT_NIET)
    await scene.leave()
    code = await scene.unit.free_code()
    await scene.open(cases.open_case(scene.flowchart, code, scene.role, scene.now))
    return said(Sentence.DOSSIER_OPEN)


async def _on(scene: Scene) -> Outcome:
    if scene.case is not None:
        return said("hier")
    return await picked_up(scene) or said(Sentence.DOSSIER_VERDER)


async def _back(scene: Scene) -> Outcome:
    if scene.case is None:
        return said(Sentence.DOSSIER_GEEN)
    change = cases.step_back(scene.flowchart, scene.case, scene.log, scene.role, scene.now)
    if change is None:
        return said(Sentence.TERUG_BEGIN)
    await scene.change(change)
    return said(Sentence.TERUG)


async def _pause(scene: Scene) -> Outcome:
    if scene.case is None:
        return said(Sentence.DOSSIER_GEEN)
    if scene.practising:
        return await _stop(scene)
    if scene.member is not None:
        await scene.unit.set_current(scene.member, None)
    return said(Sentence.PAUZE)


async def _ask_to_close(scene: Scene) -> Outcome:
    return await picked_up(scene) or said(Sentence.SLUIT_VRAAG)


async def _close(scene: Scene) -> Outcome:
    if scene.case is None:
        return said(Sentence.DOSSIER_GEEN)
    if scene.case.closed_at is None:
        await scene.change(cases.close(scene.flowchart, scene.case, scene.role, scene.now))
    return said(Sentence.GESLOTEN)


async def _reopen(scene: Scene) -> Outcome:
    if scene.case is None or scene.case.closed_at is None:
        return said("hier" if scene.case else Sentence.DOSSIER_GEEN)
    change = cases.step_back(scene.flowchart, scene.case, scene.log, scene.role, scene.now)
    if change is None:
        raise ValueError(f"{scene.case.code} is closed but was never anywhere else")
    await scene.change(change)
    if scene.member is not None and scene.case.id is not None and not scene.practising:
        await scene.unit.join_case(scene.case.id, scene.member)
    return said(Sentence.HEROPEND)


async def _ask_to_delete(scene: Scene) -> Outcome:
    if scene.practising:
        return await _stop(scene)
    if scene.case is not None:
        return said(Sentence.WIS_VRAAG)
    found = await scene.unit.cases(scene.member) if scene.member else []
    if not found:
        return said(Sentence.DOSSIER_GEEN)
    if len(found) == 1:
        await scene.show(found[0])
        return said(Sentence.WIS_VRAAG)
    return said(Sentence.WIS_KIES)


async def _delete(scene: Scene) -> Outcome:
    if scene.case is None or scene.case.id is None:
        return said(Sentence.DOSSIER_GEEN)
    await scene.unit.delete_case(scene.case.id)
    await scene.note(Action.DELETED, scene.case.id)
    return said(Sentence.WIS_GEDAAN)


async def _practise(scene: Scene) -> Outcome:
    change = cases.open_case(scene.flowchart, PRACTICE_CODE, scene.role, scene.now)
    change = dataclasses.replace(change, case=dataclasses.replace(change.case, revision=new_practice_revision()))
    practice = scene.practices.start(scene.address, change)
    scene.case, scene.log = practice.case, practice.events
    return Outcome("practice", Sentence.OEFEN_START)


async def _not_yet(scene: Scene) -> Outcome:
    return said(Sentence.NOG_NIET) if scene.case else Outcome("ask_again")


async def _stop(scene: Scene) -> Outcome:
    if not scene.practising:
        return said("hier") if scene.case else said(Sentence.DOSSIER_GEEN)
    await scene.leave()
    await scene.load()
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


async def run(name: str, scene: Scene) -> Outcome:
    """Run a command. Raises `KeyError` for an unknown one, `StaleCaseError` when the case changed meanwhile."""
    return await _COMMANDS[name](scene)


ANSWERS = frozenset({
    "wis_niet", "sluit_niet", "nieuw_toch", "heropen_niet", "clb_niet", "overleg_niet", "verlaat_niet", "verlaat_ja",
    "opv_niet",
})  # fmt: skip
"""Commands that answer a question of ours: once tapped, its other button has no meaning any more."""

BOUND = frozenset({"terug", "heropen", "sluit_ja", "wis_ja"}) | CARE_BOUND
"""Commands whose button holds for one revision of one case only: tapped late or twice they change nothing."""
