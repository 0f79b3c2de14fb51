"""The keys of `data/gidsteksten.yml`: what stands around the guidance of guides and talk cards."""

from bot.texts.keys import LABEL, TextKey


class GuidanceText(TextKey):
    """One text; the value is its key in the file."""

    ZEG = "zeg", ("tekst",)
    VERMIJD = "vermijd", ("tekst",)
    NOOIT = "nooit", ("tekst",)
    PAGINA = "pagina", ("pagina", "paginas", "titel")
    KNOP_MEER = "knop_meer", ("kop",), LABEL
    KNOP_VORIGE_PAGINA = "knop_vorige_pagina", ("kop",), LABEL
    KAART_OPENING = "kaart_opening", (), LABEL
    KAART_SAMENVATTINGEN = "kaart_samenvattingen", (), LABEL
    KAART_DOORVRAGEN = "kaart_doorvragen", (), LABEL
    KAART_AFSLUITING = "kaart_afsluiting", (), LABEL
    KAART_NOOIT = "kaart_nooit", (), LABEL
    MOMENT = "moment", ("moment", "titel")
    KNOP_KAART = "knop_kaart", ("kaart",), LABEL
    KNOP_MEER_TIPS = "knop_meer_tips", ("gids",), LABEL
    KNOP_ANDER_GESPREK = "knop_ander_gesprek", (), LABEL
