"""The keys of `data/cijfers.yml`: what stands in the yearly figures of a school."""

from bot.texts.keys import LABEL, TextKey

NOTES = 480
"""Characters of the notes at the foot of the report: four lines of an A4 page."""


class FigureText(TextKey):
    """One text; the value is its key in the file."""

    VERSLAG_TITEL = "verslag_titel", (), LABEL
    VERSLAG_SCHOOLJAAR = "verslag_schooljaar", ("jaar",), LABEL
    VERSLAG_TOTAAL = "verslag_totaal", (), LABEL
    PER_MAAND = "per_maand", (), LABEL
    PER_AANPAK = "per_aanpak", (), LABEL
    PER_RESULTAAT = "per_resultaat", (), LABEL
    PER_WEKEN = "per_weken", (), LABEL
    PER_SCHOOLJAAR = "per_schooljaar", (), LABEL
    NIET_TE_VERDELEN = "niet_te_verdelen", (), LABEL
    TOELICHTING = "toelichting", ("dag",), NOTES
    KOLOM_SCHOOLJAAR = "kolom_schooljaar", (), LABEL
    KOLOM_VERDELING = "kolom_verdeling", (), LABEL
    KOLOM_WAARDE = "kolom_waarde", (), LABEL
    KOLOM_AANTAL = "kolom_aantal", (), LABEL
    VERDELING_TOTAAL = "verdeling_totaal", (), LABEL
    VERDELING_MAAND = "verdeling_maand", (), LABEL
    VERDELING_STAP = "verdeling_stap", (), LABEL
    VERDELING_AANPAK = "verdeling_aanpak", (), LABEL
    VERDELING_RESULTAAT = "verdeling_resultaat", (), LABEL
    VERDELING_WEKEN = "verdeling_weken", (), LABEL
    ALLE_DOSSIERS = "alle_dossiers", (), LABEL
    NIET_VERDEELD = "niet_verdeeld", (), LABEL
    AANPAK_GEEN = "aanpak_geen", (), LABEL
    RESULTAAT_GESTOPT = "resultaat_gestopt", (), LABEL
    RESULTAAT_NIET_GESTOPT = "resultaat_niet_gestopt", (), LABEL
    RESULTAAT_ONBEKEND = "resultaat_onbekend", (), LABEL
    RESULTAAT_OPEN = "resultaat_open", (), LABEL
    FEIT_VIA_GROEPSCHAT = "feit_via_groepschat", (), LABEL
    FEIT_VIA_SOCIALE_MEDIA = "feit_via_sociale_media", (), LABEL
    FEIT_VIA_PRIVE_BERICHTEN = "feit_via_prive_berichten", (), LABEL
    FEIT_VIA_GAME = "feit_via_game", (), LABEL
    FEIT_VIA_LIVESTREAM = "feit_via_livestream", (), LABEL
    FEIT_VIA_MAIL_OF_FORUM = "feit_via_mail_of_forum", (), LABEL
    FEIT_AL_LANG = "feit_al_lang", (), LABEL
    WEKEN_EEN = "weken_een", (), LABEL
    WEKEN = "weken", ("aantal",), LABEL
    WEKEN_VAN_TOT = "weken_van_tot", ("van", "tot"), LABEL
    WEKEN_MEER = "weken_meer", ("aantal",), LABEL
