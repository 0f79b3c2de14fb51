"""Which of our sentences ask, open a menu, arrive at a step, or end the talk."""

from __future__ import annotations

from bot.sentences import Sentence

NAME = "Eerste Hulp Bij Cyberpesten"

PARAGRAPHS: dict[str, tuple[str, ...]] = {
    Sentence.WELKOM: (NAME, Sentence.WELKOM),
    Sentence.HULP: ("", Sentence.HULP, Sentence.HULP_OPDRACHTEN),
    Sentence.PRIVACY: ("", Sentence.PRIVACY, Sentence.PRIVACY_JIJ, Sentence.PRIVACY_CHAT),
}
"""Commands that say more than one sentence: title, then paragraphs."""

QUESTIONS = (
    Sentence.DOSSIER_NIEUW_VRAAG,
    Sentence.SLUIT_VRAAG,
    Sentence.WIS_VRAAG,
    Sentence.HEROPEN_VRAAG,
)
MENUS = (
    *QUESTIONS,
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
)
"""After these nothing is asked again."""
