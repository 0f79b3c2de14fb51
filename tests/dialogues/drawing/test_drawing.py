"""The drawing of the step plan in each format: what it says, where you are, and in colours that can be read."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from dialogues.drawing import Format, draw, style
from dialogues.drawing.diagram import lay_out
from dialogues.flowchart import Flowchart

FORMATS = ("svg", "png", "mermaid")
ENOUGH_CONTRAST = 4.5


def _svg_texts(svg: bytes) -> str:
    return " ".join(element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))


class TestDraw:
    """What is drawn, whatever the format."""

    def test_every_step_is_in_the_text_formats(self, any_plan: Flowchart) -> None:
        svg, mermaid = draw(any_plan, "svg").decode(), draw(any_plan, "mermaid").decode()
        for step in any_plan.steps():
            assert f"stap_{step.id}" in mermaid
            assert step.title.strip() in svg
            assert step.title.strip() in mermaid

    def test_title_and_footer(self, plan: Flowchart) -> None:
        text = _svg_texts(draw(plan, "svg"))
        assert "Eerste Hulp Bij Cyberpesten" in text
        assert "Opvolging is belangrijk bij elke stap naar het stappenplan van Mediawijs" in text

    def test_png_is_whole_and_as_large_as_the_diagram(self, any_plan: Flowchart) -> None:
        with Image.open(BytesIO(draw(any_plan, "png"))) as image:
            image.load()
            diagram = lay_out(any_plan)
            assert (image.format, image.size) == ("PNG", (diagram.width, diagram.height))

    @pytest.mark.parametrize("fmt", FORMATS)
    def test_it_is_deterministic(self, fmt: Format) -> None:
        program = (
            "import hashlib; from dialogues.drawing import draw; from dialogues.loader import load_flowchart; "
            f"print(hashlib.sha256(draw(load_flowchart(), {fmt!r}, 'vorm')).hexdigest())"
        )
        runs = {
            subprocess.run(
                [sys.executable, "-c", program], check=True, capture_output=True, env={"PYTHONHASHSEED": seed}
            ).stdout
            for seed in ("1", "2")
        }
        assert len(runs) == 1

    def test_pillow_is_only_imported_for_a_png(self) -> None:
        program = (
            "import sys; from dialogues.drawing import draw; from dialogues.loader import load_flowchart; "
            "draw(load_flowchart(), 'svg'); draw(load_flowchart(), 'mermaid'); print('PIL' in sys.modules)"
        )
        run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        assert run.stdout == "False\n"


class TestHere:
    """Where you are in the plan."""

    def test_every_box_can_be_the_current_one(self, any_plan: Flowchart) -> None:
        for box in lay_out(any_plan).boxes:
            assert "Je bent hier" in _svg_texts(draw(any_plan, "svg", box.id))
            assert f"class stap_{box.id} hier" in draw(any_plan, "mermaid", box.id).decode()

    def test_without_a_step_nothing_is_highlighted(self, plan: Flowchart) -> None:
        assert b"bent hier" not in draw(plan, "svg")
        assert b"hier" not in draw(plan, "mermaid")

    def test_the_png_shows_it(self, plan: Flowchart) -> None:
        rect = next(box.rect for box in lay_out(plan).boxes if box.id == "keuzemoment")
        # Between the border and the text.
        spot = (rect.left + 2 * style.HERE_BORDER, rect.bottom - 2 * style.HERE_BORDER)
        with Image.open(BytesIO(draw(plan, "png", "keuzemoment"))) as image:
            assert image.convert("RGB").getpixel(spot) == tuple(bytes.fromhex(style.HERE_BOX.ground[1:]))
        with Image.open(BytesIO(draw(plan, "png", "ernst"))) as image:
            assert image.convert("RGB").getpixel(spot) == (255, 255, 255)

    @pytest.mark.parametrize("fmt", FORMATS)
    def test_an_unknown_step_is_refused_with_the_nearest(self, plan: Flowchart, fmt: Format) -> None:
        with pytest.raises(ValueError, match=r"'keuzemomemt'.*'keuzemoment'"):
            draw(plan, fmt, "keuzemomemt")

    def test_a_question_of_an_aid_is_no_step(self, plan: Flowchart) -> None:
        with pytest.raises(ValueError, match="criterium_macht"):
            draw(plan, "svg", "criterium_macht")


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in bytes.fromhex(colour[1:])]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((look.ink, look.ground) for look in (*style.BOXES.values(), style.HERE_BOX)),
        *((look.label_ink, look.label_ground) for look in style.ARROWS.values()),
        *((look.line, style.GROUND) for look in style.ARROWS.values()),
        (style.INK, style.GROUND),
        (style.SOFT_INK, style.GROUND),
        (style.LANE_INK, style.LANE_GROUND),
        (style.BADGE_INK, style.BADGE_GROUND),
    ],
)
def test_colours_contrast_enough(ink: str, ground: str) -> None:
    assert _contrast(ink, ground) >= ENOUGH_CONTRAST
