"""Which of our sentences ask, open a menu, arrive at a step, or end the talk."""

from __future__ import annotations

from bot.texts.sentences import Sentence

NAME = "Eerste Hulp Bij Cyberpesten"

PARAGRAPHS: dict[str, tuple[str, ...]] = {
    Sentence.WELKOM: (NAME, Sentence.WELKOM),
    Sentence.HULP: ("", Sentence.HULP, Sentence.HULP_OPDRACHTEN),
    Sentence.PRIVACY: ("", Sentence.PRIVACY, Sentence.PRIVACY_JIJ, Sentence.PRIVACY_CHAT),
}
"""Commands that say more than one sentence: title, then paragraphs."""

AWAITS_A_DAY = (
    Sentence.OPV_DAG_VRAAG,
    Sentence.OPV_UITSTEL_VRAAG,
    Sentence.OPV_DAG_VOORBIJ,
    Sentence.OPV_DAG_BESTAAT_NIET,
    Sentence.OPV_DAG_TE_VER,
)
"""After these a typed day is taken as the answer."""
QUESTIONS = (
    Sentence.DOSSIER_NIEUW_VRAAG,
    Sentence.SLUIT_VRAAG,
    Sentence.WIS_VRAAG,
    Sentence.HEROPEN_VRAAG,
)
YES_OR_NO = (*QUESTIONS, Sentence.OVERLEG_VOORSTEL, Sentence.CLB_VRAAG, Sentence.VERLAAT_VRAAG)
"""What the first button says yes to and the second no."""
MENUS = (
    *YES_OR_NO,
    Sentence.VANDAAG_TITEL,
    Sentence.SCHOOL_TITEL,
    Sentence.OPV_GEDAAN_VRAAG,
    Sentence.OPV_NIET_VRAAG,
    *AWAITS_A_DAY,
    Sentence.DOSSIERS_TITEL,
    Sentence.DOSSIER_KIES,
    Sentence.WIS_KIES,
    Sentence.MENU_GIDS,
    Sentence.OUDERS_TITEL,
    Sentence.GESLOTEN,
)
"""What is shown with buttons of its own instead of those of the step."""
ARRIVALS = (
    Sentence.DOSSIER_OPEN,
    Sentence.OEFEN_START,
    Sentence.DOSSIER_VERDER,
    Sentence.HEROPEND,
    Sentence.DEEL_GENOMEN,
    Sentence.NEEM_OVER,
    Sentence.TERUG,
    Sentence.TERUG_BEGIN,
    Sentence.PAUZE_OEFENING,
)
"""After these the step is shown in full, not as a reminder."""
ENDINGS = (
    Sentence.PAUZE,
    Sentence.BEDANKT,
    Sentence.BEDANKT_DOSSIER,
    Sentence.WIS_GEDAAN,
    Sentence.VERLAAT_GEDAAN,
    Sentence.GROEP_GEKOPPELD,
    Sentence.GROEP_ONTKOPPELD,
    Sentence.GROEP_NIET_GEKOPPELD,
    Sentence.GROEP_MAG_NIET,
)
"""After these nothing is asked again."""
TELL_OTHERS = frozenset({
    Sentence.OVERLEG_GEVRAAGD,
    Sentence.OVERLEG_OPGENOMEN,
    Sentence.CLB_GEDAAN,
    Sentence.VAKANTIE_DOORGEVEN,
    Sentence.OPV_KLAAR,
    Sentence.OPV_OPNIEUW,
    Sentence.OPV_VERVALLEN,
    Sentence.OPV_UITGESTELD,
    Sentence.OPV_AFGESPROKEN,
    Sentence.OPV_GEEN_SCHOOLDAG,
    Sentence.GESLOTEN,
    Sentence.WIS_GEDAAN,
})  # fmt: skip
"""After these something is to be sent to colleagues, or what they were sent is to be changed."""
