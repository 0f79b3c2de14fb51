"""The points of the source: what a `bron:` may name."""

BOXES = tuple(f"F{number:02}" for number in range(1, 16))
"""The boxes of the flowchart."""
GUIDANCE = tuple(f"P{number:02}" for number in range(1, 51))
"""The pieces of guidance."""
PUBLIC = "publiek"
"""A public Belgian help line or emergency number that the source does not name."""
SOURCES = frozenset((*BOXES, *GUIDANCE, PUBLIC))
