"""Every command: what it is called, what runs it, what the menu says of it, and what its button holds for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.conversation.context import TurnContext
from bot.conversation.handlers import acts, care_team, cases, follow_ups, groups, membership, practice, sharing
from bot.conversation.handlers.groups import GroupHandler
from bot.conversation.handlers.handler import Handler, says, shows_guide, shows_talk
from bot.conversation.screens.exits import EXITS
from bot.conversation.screens.talks import WHOM
from bot.domain.outcomes import Outcome
from bot.texts.sentences import Sentence
from nlu.answers import act_intent

NEW_CASE = "nieuw_dossier"
"""The command that opens a case."""
AGREES = "hoor_klopt"
"""The command that agrees to what was said back; what follows of it, the rules decide (`Listening`)."""


@dataclass(frozen=True)
class Command:
    """Something that can be asked of the bot: by a button, in words, or by typing `/slash`."""

    name: str
    """As buttons, intents and the log call it."""
    handler: Handler
    slash: str = ""
    """What people type behind the `/`; empty for what only a button does."""
    description: Sentence | None = None
    """What the menu of a channel says of it; every `/slash` has one."""
    bound: bool = False
    """Its button holds for one revision of one case only: tapped late or twice it changes nothing."""
    answers: bool = False
    """It answers a question of ours: once tapped, its other button has no meaning any more."""


@dataclass(frozen=True)
class GroupCommand:
    """What can be typed in the care team's group, which is all that is read there."""

    slash: str
    description: Sentence
    handler: GroupHandler


COMMANDS: tuple[Command, ...] = (
    Command("welkom", says(Sentence.WELKOM), "start", Sentence.OPDRACHT_START),
    Command(NEW_CASE, cases.ask_for_new_case, "nieuw", Sentence.OPDRACHT_NIEUW),
    Command("verder", cases.go_on, "verder", Sentence.OPDRACHT_VERDER),
    Command("vandaag", says(Sentence.VANDAAG_TITEL), "vandaag", Sentence.OPDRACHT_VANDAAG),
    Command("overzicht", says(Sentence.DOSSIERS_TITEL), "dossiers", Sentence.OPDRACHT_DOSSIERS),
    Command("terug", cases.go_back, "terug", Sentence.OPDRACHT_TERUG, bound=True),
    Command("pauze", cases.pause, "pauze", Sentence.OPDRACHT_PAUZE),
    Command("gids", says(Sentence.MENU_GIDS), "gids", Sentence.OPDRACHT_GIDS),
    Command("lsd", shows_talk, "lsd", Sentence.OPDRACHT_LSD),
    Command("ouders", says(Sentence.OUDERS_TITEL), "ouders", Sentence.OPDRACHT_OUDERS),
    Command("hulplijnen", shows_guide("hulplijnen"), "hulplijnen", Sentence.OPDRACHT_HULPLIJNEN),
    Command("samenvatting", says(Sentence.SAMENVATTING), "samenvatting", Sentence.OPDRACHT_SAMENVATTING),
    Command("schema", says(Sentence.SCHEMA), "schema", Sentence.OPDRACHT_SCHEMA),
    Command("overleg", care_team.consult, "overleg", Sentence.OPDRACHT_OVERLEG, bound=True),
    Command("deel", sharing.share, "deel", Sentence.OPDRACHT_DEEL),
    Command("neem_over", sharing.take_over, "overnemen", Sentence.OPDRACHT_OVERNEMEN, bound=True),
    Command("clb", sharing.ask_clb, "clb", Sentence.OPDRACHT_CLB),
    Command("school", care_team.school, "school", Sentence.OPDRACHT_SCHOOL),
    Command("bord", membership.board, "bord", Sentence.OPDRACHT_BORD),
    Command("dagoverzicht", membership.summary, "dagoverzicht", Sentence.OPDRACHT_DAGOVERZICHT),
    Command("koppel", says(Sentence.KOPPEL_IN_GROEP), "koppel", Sentence.OPDRACHT_KOPPEL),
    Command("oefen", practice.practise, "oefen", Sentence.OPDRACHT_OEFEN),
    Command("stop", practice.stop, "stop", Sentence.OPDRACHT_STOP),
    Command("afsluiten", cases.ask_to_close, "sluit", Sentence.OPDRACHT_SLUIT),
    Command("wis_dossier", cases.ask_to_delete, "wis", Sentence.OPDRACHT_WIS),
    Command("verlaat", membership.ask_to_leave, "verlaat", Sentence.OPDRACHT_VERLAAT),
    Command("hulp", says(Sentence.HULP), "hulp", Sentence.OPDRACHT_HULP),
    Command("privacy", says(Sentence.PRIVACY), "privacy", Sentence.OPDRACHT_PRIVACY),
    Command(WHOM, says(Sentence.GESPREK_MET)),
    Command("groet", says(Sentence.GROET)),
    Command("bedankt", cases.thank),
    Command("nieuw_toch", cases.open_new_case, answers=True),
    Command("sluit_ja", cases.close, bound=True),
    Command("bevestig_niet", says(Sentence.ACT_KIES), answers=True),
    Command("klopt_niet", cases.take_back, bound=True),
    Command(AGREES, says(Sentence.GEHOORD), bound=True),
    Command("geen_gevaar", cases.no_danger),
    Command("sluit_niet", says(Sentence.SLUIT_NIET), answers=True),
    Command("heropen", cases.reopen, bound=True),
    Command("heropen_niet", says(Sentence.HEROPEN_NIET), answers=True),
    Command("wis_ja", cases.delete, bound=True),
    Command("wis_niet", says(Sentence.WIS_NIET), answers=True),
    Command("nog_niet", cases.stay),
    *(Command(act_intent(act), handler) for act, handler in acts.BY_ACT.items()),
    *(Command(sentence, says(sentence)) for sentence in EXITS),
    Command("te_veel", says(Sentence.ACT_NOOD)),
    Command("clb_ja", sharing.hand_to_clb, bound=True),
    Command("clb_niet", says(Sentence.CLB_NIET), answers=True),
    Command("overleg_niet", says(Sentence.OVERLEG_NIET), answers=True),
    Command("verlaat_ja", membership.leave, answers=True),
    Command("verlaat_niet", says(Sentence.VERLAAT_NIET), answers=True),
    Command("opv_klaar", follow_ups.closed_done, bound=True),
    Command("opv_niet", says(Sentence.OPV_SLUIT_NIET), answers=True),
)
"""In the order in which a channel's menu shows those with a `/slash`."""

GROUP_COMMANDS: Mapping[str, GroupCommand] = MappingProxyType(
    {
        command.slash: command
        for command in (
            GroupCommand("vandaag", Sentence.OPDRACHT_GROEP_VANDAAG, groups.show_today),
            GroupCommand("koppel", Sentence.OPDRACHT_GROEP_KOPPEL, groups.link),
            GroupCommand("ontkoppel", Sentence.OPDRACHT_GROEP_ONTKOPPEL, groups.unlink),
        )
    }
)
"""By what is typed behind the `/`."""

BY_NAME: Mapping[str, Command] = MappingProxyType({command.name: command for command in COMMANDS})
BY_SLASH: Mapping[str, Command] = MappingProxyType({command.slash: command for command in COMMANDS if command.slash})


async def run(name: str, context: TurnContext) -> Outcome:
    """Run a command. Raises `KeyError` for an unknown one, `StaleCaseError` when the case changed meanwhile."""
    return await BY_NAME[name].handler(context)
