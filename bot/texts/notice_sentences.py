"""The keys of `data/opvolging.yml`: what the bot says about follow-ups, reminders and the care team."""

from bot.texts.keys import LABEL, TextKey
from dialogues.steps import FollowUpKind


class FollowUpSentence(TextKey):
    """One sentence; the value is its key in the file."""

    WIE_DOSSIER = "wie_dossier"
    WIE_GEPESTE = "wie_gepeste"
    WIE_PESTERS = "wie_pesters"
    WIE_GROEP = "wie_groep"
    WIE_OUDERS_GEPESTE = "wie_ouders_gepeste"
    WIE_OUDERS_PESTERS = "wie_ouders_pesters"
    WIE_OUDERS_ANDERE = "wie_ouders_andere"
    WIE_OVERLEG = "wie_overleg"
    KNOP_GEDAAN = "knop_gedaan", (), LABEL
    KNOP_UITSTELLEN = "knop_uitstellen", (), LABEL
    KNOP_TOON_STAP = "knop_toon_stap", (), LABEL
    KNOP_NIET_NODIG = "knop_niet_nodig", (), LABEL
    KNOP_VANDAAG = "knop_vandaag", (), LABEL
    HERINNERING = "herinnering", ("dossier", "nummer", "wie")
    HERINNERING_EERST_OP = "herinnering_eerst_op", ("dag",)
    HERINNERING_ZORGTEAM = "herinnering_zorgteam", ("dossier", "wie")
    HERINNERING_COORDINATOR = "herinnering_coordinator", ("dossier", "wie")
    OVERLEG_VRAAG = "overleg_vraag", ("dossier", "stap")
    OVERLEG_VRAAG_NOG = "overleg_vraag_nog", ("dossier", "stap")
    OVERLEG_VRAAG_COORDINATOR = "overleg_vraag_coordinator", ("dossier", "stap")
    OVERLEG_IS_OPGENOMEN = "overleg_is_opgenomen", ("dossier", "rol")
    OVERLEG_LATER_OM = "overleg_later_om", ("dag", "dossier", "uur")
    GEWORDEN_GEDAAN = "geworden_gedaan", ("dag", "rol")
    GEWORDEN_OPGENOMEN = "geworden_opgenomen", ("dag", "rol")
    GEWORDEN_NIET_NODIG = "geworden_niet_nodig", ("dag", "rol")
    GEWORDEN_VERDER = "geworden_verder"
    GEWORDEN_UITGESTELD = "geworden_uitgesteld", ("dag",)
    GEWORDEN_GESLOTEN = "geworden_gesloten"
    BUNDEL = "bundel", ("aantal",)
    BUNDEL_EEN = "bundel_een"
    BUNDEL_KLAAR = "bundel_klaar"
    BUNDEL_REGEL = "bundel_regel", ("dossier", "wie")
    BUNDEL_REGEL_KLAAR = "bundel_regel_klaar", ("dossier", "wie")
    BUNDEL_REGEL_WEG = "bundel_regel_weg"
    BUNDEL_MEER = "bundel_meer", ("aantal",)
    DAGOVERZICHT = "dagoverzicht", ("laat", "vandaag", "week")
    DAGOVERZICHT_REGEL = "dagoverzicht_regel", ("dag", "dossier", "wie")
    VAKANTIE_VRAAG = "vakantie_vraag", ("dossier", "stap", "vakantie")
    STIL_DOSSIER = "stil_dossier", ("dossier", "stap")
    OPRUIMEN = "opruimen", ("aantal", "uren")
    OPRUIMEN_EEN = "opruimen_een", ("uren",)
    DOORGEGEVEN = "doorgegeven", ("dossier", "stap")
    NIET_BEZORGD = "niet_bezorgd"
    NIET_BEZORGD_DOSSIER = "niet_bezorgd_dossier", ("dossier",)
    ZORGGROEP_WEG = "zorggroep_weg"
    DOOR_LEERKRACHT = "door_leerkracht"
    DOOR_ZORGTEAM = "door_zorgteam"
    DOOR_CLB = "door_clb"
    DOOR_BEHEERDER = "door_beheerder"
    DOOR_IEMAND = "door_iemand"
    KNOP_NEEM_OP = "knop_neem_op", (), LABEL
    KNOP_LATER_VANDAAG = "knop_later_vandaag", (), LABEL
    KNOP_OPEN_DOSSIER = "knop_open_dossier", (), LABEL
    KNOP_VAKANTIE_HOUDEN = "knop_vakantie_houden", (), LABEL
    KNOP_VAKANTIE_PAUZE = "knop_vakantie_pauze", (), LABEL
    KNOP_VAKANTIE_DOORGEVEN = "knop_vakantie_doorgeven", (), LABEL


def about(kind: FollowUpKind) -> FollowUpSentence:
    """Whom or what a follow-up is about."""
    return FollowUpSentence(f"wie_{kind}")


def done_by(role: str | None) -> FollowUpSentence:
    """Who did something, or has it to do, as a role."""
    key = f"door_{role}"
    return FollowUpSentence(key) if key in set(FollowUpSentence) else FollowUpSentence.DOOR_IEMAND
