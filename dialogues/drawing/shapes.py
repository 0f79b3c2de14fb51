"""What a drawing consists of, in pixels: the values the renderers share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[int, int]


@dataclass(frozen=True)
class Rect:
    """An upright rectangle."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of the right side."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The y of the lower side."""
        return self.top + self.height

    @property
    def middle(self) -> int:
        """The x halfway."""
        return self.left + self.width // 2

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share an area; touching sides do not count."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class BoxKind(StrEnum):
    """What a box stands for."""

    STEP = "stap"
    ENDPOINT = "eindpunt"
    """The first or the last step."""
    PARENTS = "ouders"
    """A parent line."""


class ArrowKind(StrEnum):
    """What an arrow means; each has its own colour."""

    ON = "verder"
    AGAIN = "opnieuw"
    """Back to an earlier step, or round the same one."""
    CLOSES = "sluit"
    """To the last step."""
    ASKS = "vraagt"
    """From a step to the parent line it asks for."""


@dataclass(frozen=True)
class Box:
    """A step or a parent line."""

    id: str
    kind: BoxKind
    title: str
    lines: tuple[str, ...]
    """The title as it is broken off."""
    rect: Rect


@dataclass(frozen=True)
class Label:
    """The tab under a box that an arrow starts from: what is chosen."""

    text: str
    lines: tuple[str, ...]
    rect: Rect


@dataclass(frozen=True)
class Arrow:
    """One or more choices between the same two boxes."""

    source: str
    target: str
    kind: ArrowKind
    label: Label | None
    points: tuple[Point, ...]
    """The corners, from the label (or the source) to the target; every piece is upright or level."""


@dataclass(frozen=True)
class Lane:
    """The band the parent lines stand in."""

    heading: str
    rect: Rect
    heading_top: int


@dataclass(frozen=True)
class Diagram:
    """The whole picture."""

    title: str
    footer: tuple[str, ...]
    here: str
    """What is written at the step where a case is."""
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    lane: Lane | None
