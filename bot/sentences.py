"""The keys of `data/zinnen.yml`: every sentence the bot says of itself."""

from collections.abc import Mapping
from enum import StrEnum


class Sentence(StrEnum):
    """One sentence; the value is its key in the file."""

    WELKOM = "welkom"
    WELKOM_ONBEKEND = "welkom_onbekend"
    WELKOM_LID = "welkom_lid"
    GROET = "groet"
    BEDANKT = "bedankt"
    BEDANKT_DOSSIER = "bedankt_dossier"
    HULP = "hulp"
    HULP_OPDRACHTEN = "hulp_opdrachten"
    MENU_GIDS = "menu_gids"
    DOSSIER_OPEN = "dossier_open"
    DOSSIER_NIEUW_VRAAG = "dossier_nieuw_vraag"
    DOSSIER_VERDER = "dossier_verder"
    DOSSIER_GEEN = "dossier_geen"
    DOSSIER_KIES = "dossier_kies"
    DOSSIER_ONBEKEND = "dossier_onbekend"
    DOSSIER_ANDER = "dossier_ander"
    DOSSIERS_TITEL = "dossiers_titel"
    DOSSIERS_MEER = "dossiers_meer"
    DOSSIER_REGEL = "dossier_regel"
    DOSSIER_REGEL_OPVOLGEN = "dossier_regel_opvolgen"
    DOSSIER_REGEL_LAAT = "dossier_regel_laat"
    VOORTGANG = "voortgang"
    OPVOLGING_VOORSTEL = "opvolging_voorstel"
    JE_BENT_HIER = "je_bent_hier"
    LID_NODIG = "lid_nodig"
    LID_GEWORDEN = "lid_geworden"
    LID_AL = "lid_al"
    LID_ONGELDIG = "lid_ongeldig"
    LID_DOSSIERS_OPEN = "lid_dossiers_open"
    TERUG = "terug"
    TERUG_BEGIN = "terug_begin"
    EERDER = "eerder"
    PAUZE = "pauze"
    PAUZE_OEFENING = "pauze_oefening"
    SLUIT_VRAAG = "sluit_vraag"
    GESLOTEN = "gesloten"
    HEROPEND = "heropend"
    HEROPEN_VRAAG = "heropen_vraag"
    WIS_VRAAG = "wis_vraag"
    WIS_KIES = "wis_kies"
    WIS_GEDAAN = "wis_gedaan"
    WIS_NIET = "wis_niet"
    SLUIT_NIET = "sluit_niet"
    HEROPEN_NIET = "heropen_niet"
    NOG_NIET = "nog_niet"
    GESLOTEN_KORT = "gesloten_kort"
    NAMEN_WEG = "namen_weg"
    HERINNER = "herinner"
    OEFEN_START = "oefen_start"
    OEFEN_KLAAR = "oefen_klaar"
    OEFEN_WEG = "oefen_weg"
    OEFEN_GEEN_DOSSIER = "oefen_geen_dossier"
    PRIVACY = "privacy"
    PRIVACY_JIJ = "privacy_jij"
    PRIVACY_CHAT = "privacy_chat"
    NIET_BEGREPEN = "niet_begrepen"
    NIET_BEGREPEN_KANDIDATEN = "niet_begrepen_kandidaten"
    NIET_BEGREPEN_KEUZES = "niet_begrepen_keuzes"
    BUITEN_BEREIK = "buiten_bereik"
    LEEG = "leeg"
    KNOP_LAAT = "knop_laat"
    KNOP_ONBEKEND = "knop_onbekend"
    BIJLAGE = "bijlage"
    BIJLAGE_VERWIJDERD = "bijlage_verwijderd"
    BEWERKT = "bewerkt"
    GROEP_WEG = "groep_weg"
    STORING = "storing"
    OPSLAG_BEZET = "opslag_bezet"
    DOSSIER_INTUSSEN_VERANDERD = "dossier_intussen_veranderd"
    OUDERS_TITEL = "ouders_titel"
    OUDERS_STAAT = "ouders_staat"
    SPIEGEL_TITEL = "spiegel_titel"
    SPIEGEL_GEEN = "spiegel_geen"
    SPIEGEL_TELLER = "spiegel_teller"
    ZEG = "zeg"
    VERMIJD = "vermijd"
    PAGINA = "pagina"
    HULPLIJN = "hulplijn"
    BEL = "bel"
    STAAT_TE_DOEN = "staat_te_doen"
    STAAT_GEDAAN = "staat_gedaan"
    STAAT_NIET = "staat_niet"
    REDEN_LEERLING_VRAAGT = "reden_leerling_vraagt"
    REDEN_NIET_NODIG = "reden_niet_nodig"
    REDEN_ZORGTEAM_BESLIST = "reden_zorgteam_beslist"
    KNOP_NIEUW = "knop_nieuw"
    KNOP_DOSSIERS = "knop_dossiers"
    KNOP_GIDS = "knop_gids"
    KNOP_OEFEN = "knop_oefen"
    KNOP_OUDERS = "knop_ouders"
    KNOP_TERUG = "knop_terug"
    KNOP_PAUZE = "knop_pauze"
    KNOP_SLUIT = "knop_sluit"
    KNOP_SCHEMA = "knop_schema"
    KNOP_MEER = "knop_meer"
    KNOP_VORIGE_PAGINA = "knop_vorige_pagina"
    KNOP_JA_SLUITEN = "knop_ja_sluiten"
    KNOP_NEE = "knop_nee"
    KNOP_JA_WISSEN = "knop_ja_wissen"
    KNOP_HEROPEN = "knop_heropen"
    KNOP_NIEUW_JA = "knop_nieuw_ja"
    KNOP_NIEUW_NEE = "knop_nieuw_nee"
    SCHEMA = "schema"
    SCHEMA_HIER = "schema_hier"


PLACES: Mapping[Sentence, tuple[str, ...]] = {
    Sentence.WELKOM_LID: ("rol", "team"),
    Sentence.BEDANKT_DOSSIER: ("dossier",),
    Sentence.DOSSIER_OPEN: ("dossier",),
    Sentence.DOSSIER_NIEUW_VRAAG: ("dossier",),
    Sentence.DOSSIER_VERDER: ("dossier",),
    Sentence.DOSSIERS_MEER: ("aantal",),
    Sentence.DOSSIER_REGEL: ("dossier", "stap"),
    Sentence.DOSSIER_REGEL_OPVOLGEN: ("dag", "dossier", "stap"),
    Sentence.DOSSIER_REGEL_LAAT: ("dag", "dossier", "stap"),
    Sentence.VOORTGANG: ("balk",),
    Sentence.OPVOLGING_VOORSTEL: ("dag",),
    Sentence.JE_BENT_HIER: ("stap",),
    Sentence.LID_GEWORDEN: ("rol", "team"),
    Sentence.LID_AL: ("rol", "team"),
    Sentence.LID_DOSSIERS_OPEN: ("team",),
    Sentence.EERDER: ("knop",),
    Sentence.PAUZE: ("dossier",),
    Sentence.SLUIT_VRAAG: ("dossier",),
    Sentence.GESLOTEN: ("dossier",),
    Sentence.HEROPEND: ("dossier",),
    Sentence.HEROPEN_VRAAG: ("dossier",),
    Sentence.WIS_VRAAG: ("dossier",),
    Sentence.OUDERS_STAAT: ("groep", "staat"),
    Sentence.SPIEGEL_GEEN: ("teller",),
    Sentence.SPIEGEL_TELLER: ("aantal", "teller"),
    Sentence.ZEG: ("tekst",),
    Sentence.VERMIJD: ("tekst",),
    Sentence.PAGINA: ("pagina", "paginas", "titel"),
    Sentence.HULPLIJN: ("naam", "nummer", "voor_wie", "waarvoor"),
    Sentence.KNOP_MEER: ("kop",),
    Sentence.KNOP_VORIGE_PAGINA: ("kop",),
    Sentence.KNOP_NIEUW_NEE: ("dossier",),
    Sentence.SCHEMA_HIER: ("stap",),
}
"""What is filled in, for the sentences that have places: a text may use these names between braces, and no others."""
