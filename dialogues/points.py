"""The points of the source, and whether what a `bron:` names is one."""

from __future__ import annotations

from collections.abc import Iterable

from dialogues.faults import Faults, SourcePlace, nearest

BOXES = tuple(f"F{number:02}" for number in range(1, 16))
"""The boxes of the flowchart."""
GUIDANCE = tuple(f"P{number:02}" for number in range(1, 51))
"""The pieces of guidance."""
PUBLIC = "publiek"
"""A public Belgian help line or emergency number that the source does not name."""
OWN = "eigen"
"""Our own advice: common practice that the source does not name. A person checks it."""
SOURCES = frozenset((*BOXES, *GUIDANCE, PUBLIC, OWN))


def check_sources(sources: Iterable[str], place: SourcePlace, faults: Faults) -> None:
    """A text names at least one source, and none that is not there."""
    found = list(sources)
    if not found:
        faults.add(place, "de bron ontbreekt; noem het punt van de folder, bijvoorbeeld [P25].")
    for source in found:
        if source not in SOURCES:
            faults.add(place, f"bron '{source}' bestaat niet.{nearest(source, SOURCES)}")
