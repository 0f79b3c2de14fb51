"""The look that the picture has in every format: sizes in pixels, and colours."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.drawing.shapes import ArrowKind, BoxKind

BOX_WIDTH = 470
BOX_TEXT = 40
BOX_LINE = 46
BOX_PADDING = 16
BOX_RADIUS = 18
ENDPOINT_RADIUS = 42
BOX_BORDER = 4
HERE_BORDER = 8

LABEL_TEXT = 32
LABEL_LINE = 37
LABEL_PADDING = 5
LABEL_INSET = 10
"""How much narrower a label is than its box, on each side."""
LABEL_GAP = 6
LABEL_RADIUS = 12

BASELINE = 0.35
"""How far under the middle of a line its letters stand, in parts of their size."""

MARGIN = 24
ROW_GAP = 46
TITLE_TEXT = 60
TITLE_TOP = 66
"""The middle of the title's line."""
TITLE_HEIGHT = 136
FOOTER_TEXT = 34
FOOTER_LINE = 48
FOOTER_GAP = 44

LANE_TEXT = 32
LANE_LINE = 38
LANE_PADDING = 16

TRACK = 30
"""Between two arrows that run beside each other."""
CHANNEL_PADDING = 34
"""Between a box and the first arrow that passes it: room for an arrowhead."""
ARROW_WIDTH = 4
ARROW_HALO = 14
"""The width of the bare strip where one arrow passes over another."""
HEAD_LENGTH = 20
HEAD_HALF = 11
CORNER = 12
DASH = (12, 9)

HERE_TEXT = 32
HERE_BADGE = (206, 46)
HERE_BADGE_RISE = 30
"""How far the badge sticks out above its box."""

GROUND = "#F6F8FA"
INK = "#17324A"
SOFT_INK = "#43586B"
BADGE_GROUND = "#FFD166"
BADGE_INK = "#2B2300"
LANE_GROUND = "#ECE8F5"
LANE_INK = "#43356F"


@dataclass(frozen=True)
class BoxLook:
    """The colours of a box."""

    ground: str
    border: str
    ink: str


@dataclass(frozen=True)
class ArrowLook:
    """The colours of an arrow and its label."""

    line: str
    label_ground: str
    label_ink: str
    dashed: bool = False


BOXES = {
    BoxKind.STEP: BoxLook("#FFFFFF", "#2F6D91", INK),
    BoxKind.ENDPOINT: BoxLook("#E3F1EA", "#2F7A5B", "#14402E"),
    BoxKind.PARENTS: BoxLook("#FFFFFF", "#6A5A9C", LANE_INK),
}
HERE_BOX = BoxLook("#14567A", "#0B3550", "#FFFFFF")
ARROWS = {
    ArrowKind.ON: ArrowLook("#2F6D91", "#DCEAF3", INK),
    ArrowKind.AGAIN: ArrowLook("#A5560D", "#FBE8D3", "#5C3003"),
    ArrowKind.CLOSES: ArrowLook("#2F7A5B", "#DCEFE5", "#14402E"),
    ArrowKind.ASKS: ArrowLook("#6A5A9C", LANE_GROUND, LANE_INK, dashed=True),
}
