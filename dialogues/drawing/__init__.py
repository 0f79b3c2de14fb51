"""The step plan as a picture: drawn from the plan itself, with the current step highlighted."""

from __future__ import annotations

import difflib
from typing import Literal

from dialogues.drawing import mermaid, svg
from dialogues.drawing.diagram import lay_out
from dialogues.flowchart import Flowchart

Format = Literal["svg", "png", "mermaid"]


def draw(flowchart: Flowchart, fmt: Format, here: str | None = None) -> bytes:
    """Draw the plan; `here` is the id of the current step or parent line. Text is UTF-8.

    Raises `ValueError`, naming the nearest id, when there is no box `here`.
    """
    diagram = lay_out(flowchart)
    boxes = [box.id for box in diagram.boxes]
    if here is not None and here not in boxes:
        nearest = difflib.get_close_matches(here, boxes, n=1, cutoff=0)[0]
        raise ValueError(f"there is no step '{here}'; did you mean '{nearest}'?")
    if fmt == "png":
        # Pillow takes a while to import and nothing else needs it.
        from dialogues.drawing import png

        return png.render(diagram, here)
    text = svg.render(diagram, here) if fmt == "svg" else mermaid.render(diagram, here)
    return text.encode()
