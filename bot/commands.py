"""What each command does to a scene. A command answers with an outcome; the presenter says it."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot import cases
from bot.audit import Action
from bot.care_commands import CARE_BOUND, CARE_COMMANDS
from bot.codes import new_practice_revision
from bot.permissions import Permission, may
from bot.records import Outcome
from bot.scene import PRACTICE_CODE, Scene
from bot.sentences import Sentence
from dialogues.flowchart import Flowchart

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


@dataclass(frozen=True)
class Commands:
    """Runs commands by name."""

    flowchart: Flowchart

    def knows(self, name: str) -> bool:
        """Whether there is such a command."""
        return name in _COMMANDS or name in CARE_COMMANDS

    async def run(self, name: str, scene: Scene) -> Outcome:
        """Run a command. Raises `KeyError` for an unknown one, `StaleCaseError` when the case changed meanwhile."""
        if name in CARE_COMMANDS:
            return await CARE_COMMANDS[name](scene)
        return await _COMMANDS[name](self.flowchart, scene)


def _said(sentence: Sentence | str) -> Outcome:
    return Outcome("command", str(sentence))


def _says(sentence: Sentence) -> Callable[[Flowchart, Scene], Awaitable[Outcome]]:
    async def say(_flowchart: Flowchart, _scene: Scene) -> Outcome:
        return _said(sentence)

    return say


def _shows(guide: str) -> Callable[[Flowchart, Scene], Awaitable[Outcome]]:
    async def show(_flowchart: Flowchart, _scene: Scene) -> Outcome:
        return Outcome("guide", guide)

    return show


async def _thanks(_flowchart: Flowchart, scene: Scene) -> Outcome:
    # A "dank je" ends the talk: no question is asked again.
    return _said(Sentence.BEDANKT_DOSSIER if scene.case and not scene.practising else Sentence.BEDANKT)


async def _new(flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is not None and not scene.practising and scene.case.closed_at is None:
        return _said(Sentence.DOSSIER_NIEUW_VRAAG)
    return await _new_anyway(flowchart, scene)


async def _new_anyway(flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.member is None:
        return _said(Sentence.LID_NODIG)
    if not may(scene.member, Permission.OPEN_CASES):
        return _said(Sentence.CLB_OPENT_NIET)
    await scene.leave()
    code = await scene.unit.free_code()
    await scene.open(cases.open_case(flowchart, code, scene.role, scene.now))
    return _said(Sentence.DOSSIER_OPEN)


async def _on(_flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is not None:
        return _said("hier")
    found = await scene.unit.cases(scene.member) if scene.member else []
    if not found:
        return _said(Sentence.DOSSIER_GEEN)
    if len(found) > 1:
        return _said(Sentence.DOSSIER_KIES)
    await scene.resume(found[0])
    return _said(Sentence.DOSSIER_VERDER)


async def _back(flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is None:
        return _said(Sentence.DOSSIER_GEEN)
    change = cases.step_back(flowchart, scene.case, scene.log, scene.role, scene.now)
    if change is None:
        return _said(Sentence.TERUG_BEGIN)
    await scene.change(change)
    return _said(Sentence.TERUG)


async def _pause(_flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is None:
        return _said(Sentence.DOSSIER_GEEN)
    if scene.practising:
        return await _stop(_flowchart, scene)
    if scene.member is not None:
        await scene.unit.set_current(scene.member, None)
    return _said(Sentence.PAUZE)


async def _ask_to_close(_flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is None:
        return _said(Sentence.DOSSIER_GEEN)
    return _said(Sentence.SLUIT_VRAAG)


async def _close(flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is None:
        return _said(Sentence.DOSSIER_GEEN)
    if scene.case.closed_at is None:
        await scene.change(cases.close(flowchart, scene.case, scene.role, scene.now))
    return _said(Sentence.GESLOTEN)


async def _reopen(flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is None or scene.case.closed_at is None:
        return _said("hier" if scene.case else Sentence.DOSSIER_GEEN)
    change = cases.step_back(flowchart, scene.case, scene.log, scene.role, scene.now)
    if change is None:
        raise ValueError(f"{scene.case.code} is closed but was never anywhere else")
    await scene.change(change)
    if scene.member is not None and scene.case.id is not None and not scene.practising:
        await scene.unit.join_case(scene.case.id, scene.member)
    return _said(Sentence.HEROPEND)


async def _ask_to_delete(_flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.practising:
        return await _stop(_flowchart, scene)
    if scene.case is not None:
        return _said(Sentence.WIS_VRAAG)
    found = await scene.unit.cases(scene.member) if scene.member else []
    if not found:
        return _said(Sentence.DOSSIER_GEEN)
    if len(found) == 1:
        await scene.show(found[0])
        return _said(Sentence.WIS_VRAAG)
    return _said(Sentence.WIS_KIES)


async def _delete(_flowchart: Flowchart, scene: Scene) -> Outcome:
    if scene.case is None or scene.case.id is None:
        return _said(Sentence.DOSSIER_GEEN)
    await scene.unit.delete_case(scene.case.id)
    await scene.note(Action.DELETED, scene.case.id)
    return _said(Sentence.WIS_GEDAAN)


async def _practise(flowchart: Flowchart, scene: Scene) -> Outcome:
    change = cases.open_case(flowchart, PRACTICE_CODE, scene.role, scene.now)
    change = dataclasses.replace(change, case=dataclasses.replace(change.case, revision=new_practice_revision()))
    practice = scene.practices.start(scene.address, change)
    scene.case, scene.log = practice.case, practice.events
    return Outcome("practice", Sentence.OEFEN_START)


async def _not_yet(_flowchart: Flowchart, scene: Scene) -> Outcome:
    return _said(Sentence.NOG_NIET) if scene.case else Outcome("ask_again")


async def _stop(_flowchart: Flowchart, scene: Scene) -> Outcome:
    if not scene.practising:
        return _said("hier") if scene.case else _said(Sentence.DOSSIER_GEEN)
    await scene.leave()
    await scene.load()
    return Outcome("practice", Sentence.PAUZE_OEFENING)


_COMMANDS: Mapping[str, Callable[[Flowchart, Scene], Awaitable[Outcome]]] = {
    "welkom": _says(Sentence.WELKOM),
    "groet": _says(Sentence.GROET),
    "bedankt": _thanks,
    "hulp": _says(Sentence.HULP),
    "nieuw_dossier": _new,
    "nieuw_toch": _new_anyway,
    "verder": _on,
    "terug": _back,
    "overzicht": _says(Sentence.DOSSIERS_TITEL),
    "pauze": _pause,
    "afsluiten": _ask_to_close,
    "sluit_ja": _close,
    "sluit_niet": _says(Sentence.SLUIT_NIET),
    "heropen": _reopen,
    "wis_dossier": _ask_to_delete,
    "wis_ja": _delete,
    "nog_niet": _not_yet,
    "heropen_niet": _says(Sentence.HEROPEN_NIET),
    "wis_niet": _says(Sentence.WIS_NIET),
    "oefen": _practise,
    "stop": _stop,
    "gids": _says(Sentence.MENU_GIDS),
    "ouders": _says(Sentence.OUDERS_TITEL),
    "schema": _says(Sentence.SCHEMA),
    "privacy": _says(Sentence.PRIVACY),
    "lsd": _shows("gesprek_gepeste"),
    "hulplijnen": _shows("hulplijnen"),
}

ANSWERS = frozenset({
    "wis_niet", "sluit_niet", "nieuw_toch", "heropen_niet", "clb_niet", "verlaat_niet", "verlaat_ja", "opv_niet",
})  # fmt: skip
"""Commands that answer a question of ours: once tapped, its other button has no meaning any more."""

BOUND = frozenset({"terug", "heropen", "sluit_ja", "wis_ja"}) | CARE_BOUND
"""Commands whose button holds for one revision of one case only: tapped late or twice they change nothing."""
