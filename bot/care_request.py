"""A typed wish that the care team looks along (F06), which is no intent of its own."""

from __future__ import annotations

import re

_CARE_TEAM = re.compile(r"\b(zorg ?(team|leerkracht\w*)|zoco|zorgco\w*|leerling(en)?begeleid\w*)\b")
_WISH = re.compile(
    r"\b(vr(aag|agen|oeg)|overleg\w*|(mee ?)?kijk\w*|mee ?volgen|erbij|inschakelen|schakel|betrek\w*|help\w*|hulp|"
    r"verwittig\w*|bel|bellen|roep\w*|contact\w*|laat\w*)\b"
)


def asks_for_care_team(text: str) -> bool:
    """Whether a text that is not understood names the care team and something that could be asked of it."""
    folded = text.casefold()
    return bool(_CARE_TEAM.search(folded) and _WISH.search(folded))
