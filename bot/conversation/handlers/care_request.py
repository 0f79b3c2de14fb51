"""A typed wish that the care team looks along (F06), which is no intent of its own."""

from __future__ import annotations

import re

_CARE_TEAM = re.compile(r"\b(zorg ?(team|leerkracht\w*)|zoco|zorgco\w*|leerling(en)?begeleid\w*)\b")
_WISH = re.compile(
    r"\b(vra(ag|gt|gen)|overleg(gen)?|(mee ?)?kijk(t|en)?|mee ?volgen|erbij|inschakelen|schakel|betrekken|help(en|t)?|"
    r"hulp|verwittig(en)?|bel(len)?|roep(en)?|contacte(er|ren)|laat)\b"
)
"""Not what was done already: "we hebben overlegd met het zorgteam" answers the plan's question."""


def asks_for_care_team(text: str) -> bool:
    """Whether a text names the care team and something that could be asked of it."""
    folded = text.casefold()
    return bool(_CARE_TEAM.search(folded) and _WISH.search(folded))
