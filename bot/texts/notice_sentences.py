"""The keys of `data/opvolging.yml`: what the bot says about follow-ups, reminders and the care team."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.follow_ups import FollowUpKind


class FollowUpSentence(StrEnum):
    """One sentence; the value is its key in the file."""

    WIE_DOSSIER = "wie_dossier"
    WIE_GEPESTE = "wie_gepeste"
    WIE_PESTERS = "wie_pesters"
    WIE_GROEP = "wie_groep"
    WIE_OUDERS_GEPESTE = "wie_ouders_gepeste"
    WIE_OUDERS_PESTERS = "wie_ouders_pesters"
    WIE_OUDERS_ANDERE = "wie_ouders_andere"
    WIE_OVERLEG = "wie_overleg"
    KNOP_GEDAAN = "knop_gedaan"
    KNOP_UITSTELLEN = "knop_uitstellen"
    KNOP_TOON_STAP = "knop_toon_stap"
    KNOP_NIET_NODIG = "knop_niet_nodig"
    KNOP_VANDAAG = "knop_vandaag"
    HERINNERING = "herinnering"
    HERINNERING_EERST_OP = "herinnering_eerst_op"
    HERINNERING_ZORGTEAM = "herinnering_zorgteam"
    HERINNERING_COORDINATOR = "herinnering_coordinator"
    OVERLEG_VRAAG = "overleg_vraag"
    OVERLEG_VRAAG_NOG = "overleg_vraag_nog"
    OVERLEG_VRAAG_COORDINATOR = "overleg_vraag_coordinator"
    OVERLEG_IS_OPGENOMEN = "overleg_is_opgenomen"
    OVERLEG_LATER_OM = "overleg_later_om"
    GEWORDEN_GEDAAN = "geworden_gedaan"
    GEWORDEN_OPGENOMEN = "geworden_opgenomen"
    GEWORDEN_NIET_NODIG = "geworden_niet_nodig"
    GEWORDEN_VERDER = "geworden_verder"
    GEWORDEN_UITGESTELD = "geworden_uitgesteld"
    GEWORDEN_GESLOTEN = "geworden_gesloten"
    BUNDEL = "bundel"
    BUNDEL_EEN = "bundel_een"
    BUNDEL_KLAAR = "bundel_klaar"
    BUNDEL_REGEL = "bundel_regel"
    BUNDEL_REGEL_KLAAR = "bundel_regel_klaar"
    BUNDEL_REGEL_WEG = "bundel_regel_weg"
    BUNDEL_MEER = "bundel_meer"
    DAGOVERZICHT = "dagoverzicht"
    DAGOVERZICHT_REGEL = "dagoverzicht_regel"
    VAKANTIE_VRAAG = "vakantie_vraag"
    STIL_DOSSIER = "stil_dossier"
    OPRUIMEN = "opruimen"
    OPRUIMEN_EEN = "opruimen_een"
    DOORGEGEVEN = "doorgegeven"
    NIET_BEZORGD = "niet_bezorgd"
    NIET_BEZORGD_DOSSIER = "niet_bezorgd_dossier"
    ZORGGROEP_WEG = "zorggroep_weg"
    DOOR_LEERKRACHT = "door_leerkracht"
    DOOR_ZORGTEAM = "door_zorgteam"
    DOOR_CLB = "door_clb"
    DOOR_BEHEERDER = "door_beheerder"
    DOOR_IEMAND = "door_iemand"
    KNOP_NEEM_OP = "knop_neem_op"
    KNOP_LATER_VANDAAG = "knop_later_vandaag"
    KNOP_OPEN_DOSSIER = "knop_open_dossier"
    KNOP_VAKANTIE_HOUDEN = "knop_vakantie_houden"
    KNOP_VAKANTIE_PAUZE = "knop_vakantie_pauze"
    KNOP_VAKANTIE_DOORGEVEN = "knop_vakantie_doorgeven"


def about(kind: FollowUpKind) -> FollowUpSentence:
    """Whom or what a follow-up is about."""
    return FollowUpSentence(f"wie_{kind}")


def done_by(role: str | None) -> FollowUpSentence:
    """Who did something, or has it to do, as a role."""
    key = f"door_{role}"
    return FollowUpSentence(key) if key in set(FollowUpSentence) else FollowUpSentence.DOOR_IEMAND


PLACES: Mapping[FollowUpSentence, tuple[str, ...]] = {
    FollowUpSentence.HERINNERING: ("dossier", "nummer", "wie"),
    FollowUpSentence.HERINNERING_EERST_OP: ("dag",),
    FollowUpSentence.HERINNERING_ZORGTEAM: ("dossier", "wie"),
    FollowUpSentence.HERINNERING_COORDINATOR: ("dossier", "wie"),
    FollowUpSentence.OVERLEG_VRAAG: ("dossier", "stap"),
    FollowUpSentence.OVERLEG_VRAAG_NOG: ("dossier", "stap"),
    FollowUpSentence.OVERLEG_VRAAG_COORDINATOR: ("dossier", "stap"),
    FollowUpSentence.OVERLEG_IS_OPGENOMEN: ("dossier", "rol"),
    FollowUpSentence.OVERLEG_LATER_OM: ("dag", "dossier", "uur"),
    FollowUpSentence.GEWORDEN_GEDAAN: ("dag", "rol"),
    FollowUpSentence.GEWORDEN_OPGENOMEN: ("dag", "rol"),
    FollowUpSentence.GEWORDEN_NIET_NODIG: ("dag", "rol"),
    FollowUpSentence.GEWORDEN_UITGESTELD: ("dag",),
    FollowUpSentence.BUNDEL: ("aantal",),
    FollowUpSentence.BUNDEL_REGEL: ("dossier", "wie"),
    FollowUpSentence.BUNDEL_REGEL_KLAAR: ("dossier", "wie"),
    FollowUpSentence.BUNDEL_MEER: ("aantal",),
    FollowUpSentence.DAGOVERZICHT: ("laat", "vandaag", "week"),
    FollowUpSentence.DAGOVERZICHT_REGEL: ("dag", "dossier", "wie"),
    FollowUpSentence.VAKANTIE_VRAAG: ("dossier", "stap", "vakantie"),
    FollowUpSentence.STIL_DOSSIER: ("dossier", "stap"),
    FollowUpSentence.OPRUIMEN: ("aantal", "uren"),
    FollowUpSentence.OPRUIMEN_EEN: ("uren",),
    FollowUpSentence.DOORGEGEVEN: ("dossier", "stap"),
    FollowUpSentence.NIET_BEZORGD_DOSSIER: ("dossier",),
}
"""What is filled in, for the sentences that have places: a text may use these names between braces, and no others."""
