"""The drawing of the step plan."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageFont

from dialogues.drawing import draw, style
from dialogues.drawing.diagram import lay_out
from dialogues.drawing.shapes import Arrow, ArrowKind, Box, Diagram, Rect
from dialogues.flowchart import Choice, Flowchart, Kind, Step
from dialogues.loader import PLAN, load_flowchart

FORMATS = ("svg", "png", "mermaid")
NASTY = """<Coördinatie> & "één" 'start' ]) --> end; #1 `x`"""
NARROWEST, WIDEST = 1080, 1300
TALLEST = 2.7
"""Times as tall as wide."""
SMALLEST_TEXT = 30
ENOUGH_CONTRAST = 4.5
PLAN_TEXT = PLAN.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan() -> Flowchart:
    return load_flowchart()


def _step(step: str, title: str, *targets: str) -> str:
    choices = "".join(
        f"      - {{id: keuze_{number}, knop: Keuze {number}, naar: {target}, bron: [F05]}}\n"
        for number, target in enumerate(targets)
    )
    quoted = title.replace("'", "''")
    head = f"  - id: {step}\n    titel: '{quoted}'\n    vraag: Wat nu?\n    bron: [F05]\n    keuzes:\n"
    return head + choices


def _plan_with(tmp_path: Path, steps: str, after: str, choice: str) -> Flowchart:
    """The shipped plan with more steps, reached by one more choice of the step `after`."""
    before, rest = PLAN_TEXT.split(f"\n  - id: {after}\n")
    fields, choices = rest.split("    keuzes:\n", 1)
    changed = f"{before}\n{steps}  - id: {after}\n{fields}    keuzes:\n{choice}{choices}"
    path = tmp_path / "plan.yml"
    path.write_text(changed, encoding="utf-8")
    return load_flowchart(path)


def _way(label: str, target: str) -> str:
    return f"      - {{id: erbij, knop: '{label}', naar: {target}, bron: [F05]}}\n"


EXTENSIONS = {
    "side step": (_step("spijbelen", "Spijbelen", "afgesloten"), "is_cyberpesten", "spijbelen"),
    "side step that joins the main way late": (_step("clb", "CLB erbij", "opvolging"), "ernst", "clb"),
    "side step beside the parent lines": (_step("buddy", "Buddy", "opvolging", "ernst"), "vorm", "buddy"),
    "step on the main way": (_step("terugblik", "Terugblik", "afgesloten", "terugblik"), "nazorg", "terugblik"),
    "side steps in a row": (
        _step("een", "Een", "twee", "drie") + _step("twee", "Twee", "drie", "een") + _step("drie", "Drie", "nazorg"),
        "is_cyberpesten",
        "een",
    ),
    "step that ends the way": (_step("doodlopend", "Doodlopend", "melding"), "groep", "doodlopend"),
    "very long title": (_step("lang", "Antipestbeleidswerkgroepvergadering " * 4, "nazorg"), "melding", "lang"),
}


@pytest.fixture(params=["shipped", *EXTENSIONS])
def any_plan(request: pytest.FixtureRequest, tmp_path: Path) -> Flowchart:
    if request.param == "shipped":
        return load_flowchart()
    steps, after, target = EXTENSIONS[request.param]
    return _plan_with(tmp_path, steps, after, _way("Iets anders", target))


def _retitled(plan: Flowchart, step: str, title: str, label: str) -> Flowchart:
    old = plan.positions[step]
    choices = tuple(replace(choice, label=label) for choice in old.choices)
    return replace(plan, positions={**plan.positions, step: replace(old, title=title, choices=choices)})


def _pieces(arrow: Arrow) -> Iterator[Rect]:
    """The pieces of an arrow as areas of one pixel wide."""
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        yield Rect(min(x, to_x), min(y, to_y), max(abs(to_x - x), 1), max(abs(to_y - y), 1))


def _labels(diagram: Diagram) -> list[Rect]:
    return [arrow.label.rect for arrow in diagram.arrows if arrow.label]


def _box(diagram: Diagram, box: str) -> Box:
    return next(each for each in diagram.boxes if each.id == box)


def _svg_texts(svg: bytes) -> str:
    return " ".join(element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))


class TestLayout:
    def test_steps_and_parent_lines_are_boxes_and_aids_are_not(self, any_plan: Flowchart) -> None:
        drawn = sorted(box.id for box in lay_out(any_plan).boxes)
        assert drawn == sorted(p.id for p in any_plan.positions.values() if p.kind is not Kind.AID)

    def test_boxes_and_labels_do_not_overlap(self, any_plan: Flowchart) -> None:
        diagram = lay_out(any_plan)
        areas = [*(box.rect for box in diagram.boxes), *_labels(diagram)]
        assert [pair for pair in combinations(areas, 2) if pair[0].overlaps(pair[1])] == []

    def test_no_arrow_crosses_a_box_or_a_label(self, any_plan: Flowchart) -> None:
        diagram = lay_out(any_plan)
        areas = [*(box.rect for box in diagram.boxes), *_labels(diagram)]
        crossings = [
            (arrow.source, arrow.target, area)
            for arrow in diagram.arrows
            for piece in _pieces(arrow)
            for area in areas
            if piece.overlaps(Rect(area.left + 1, area.top + 1, area.width - 2, area.height - 2))
        ]
        assert crossings == []

    def test_arrows_are_upright_or_level_and_end_at_their_target(self, any_plan: Flowchart) -> None:
        diagram = lay_out(any_plan)
        for arrow in diagram.arrows:
            assert all(x == to_x or y == to_y for (x, y), (to_x, to_y) in pairwise(arrow.points))
            (x, y), rect = arrow.points[-1], _box(diagram, arrow.target).rect
            on_side = x in (rect.left, rect.right) and rect.top < y < rect.bottom
            assert on_side or (y == rect.top and rect.left < x < rect.right)

    def test_arrows_to_different_boxes_do_not_lie_over_each_other(self, any_plan: Flowchart) -> None:
        along = [
            (one.source, one.target, other.source, other.target)
            for one, other in combinations(lay_out(any_plan).arrows, 2)
            for piece in _pieces(one)
            for beside in _pieces(other)
            if one.target != other.target and (piece.width == 1) == (beside.width == 1) and piece.overlaps(beside)
        ]
        assert along == []

    def test_everything_lies_in_the_picture(self, any_plan: Flowchart) -> None:
        diagram = lay_out(any_plan)
        for box in diagram.boxes:
            assert 0 <= box.rect.left < box.rect.right <= diagram.width
            assert 0 <= box.rect.top < box.rect.bottom <= diagram.height
        assert all(0 < x < diagram.width and 0 < y < diagram.height for a in diagram.arrows for x, y in a.points)

    def test_texts_fit_in_their_boxes(self, any_plan: Flowchart) -> None:
        diagram = lay_out(any_plan)
        title = ImageFont.load_default(size=style.BOX_TEXT)
        choice = ImageFont.load_default(size=style.LABEL_TEXT)
        assert all(title.getlength(line) < box.rect.width for box in diagram.boxes for line in box.lines)
        labels = [arrow.label for arrow in diagram.arrows if arrow.label]
        assert all(choice.getlength(line) < label.rect.width for label in labels for line in label.lines)

    def test_choices_between_the_same_steps_are_one_arrow(self, plan: Flowchart) -> None:
        arrows = lay_out(plan).arrows
        pairs = [(arrow.source, arrow.target) for arrow in arrows]
        assert len(pairs) == len(set(pairs))
        drawn = {
            a.target: a.label.text.replace("\N{NO-BREAK SPACE}", " ") for a in arrows if a.source == "vorm" and a.label
        }
        assert drawn == {"individueel": "Individueel / Allebei", "groep": "Met de groep"}

    def test_every_move_between_steps_has_an_arrow(self, any_plan: Flowchart) -> None:
        drawn = {(arrow.source, arrow.target) for arrow in lay_out(any_plan).arrows}
        moves = {
            (step.id, choice.target)
            for step in any_plan.steps()
            for choice in step.choices
            if not (choice.opens and choice.target == step.id)
        }
        assert moves <= drawn

    def test_opening_an_aid_is_no_arrow(self, plan: Flowchart) -> None:
        drawn = {(arrow.source, arrow.target) for arrow in lay_out(plan).arrows}
        assert ("keuzemoment", "keuzemoment") not in drawn
        assert ("observeren", "observeren") in drawn

    def test_parent_lines_stand_beside_the_steps_that_ask_for_them(self, plan: Flowchart) -> None:
        diagram = lay_out(plan)
        asked = {(arrow.source, arrow.target) for arrow in diagram.arrows if arrow.kind is ArrowKind.ASKS}
        assert asked == {(step.id, step.parent_line) for step in plan.steps() if step.parent_line}
        for step, line in asked:
            assert line is not None
            assert _box(diagram, step).rect.top == _box(diagram, line).rect.top
            assert _box(diagram, step).rect.right < _box(diagram, line).rect.left

    def test_a_parent_line_nobody_asks_for_is_drawn(self, plan: Flowchart) -> None:
        positions = {id_: replace(position, parent_line=None) for id_, position in plan.positions.items()}
        boxes = {box.id for box in lay_out(replace(plan, positions=positions)).boxes}
        assert {line.id for line in plan.parent_lines()} <= boxes

    def test_the_plan_runs_down_and_ends_at_the_bottom(self, any_plan: Flowchart) -> None:
        boxes = {box.id: box.rect.top for box in lay_out(any_plan).boxes}
        assert min(boxes.values()) == boxes[any_plan.start]
        assert max(boxes.values()) == boxes[any_plan.end]

    def test_the_smallest_plan_draws(self, plan: Flowchart) -> None:
        place = plan.positions["melding"].place
        go = Choice("klaar", "Klaar", "afgesloten", place)
        start = Step("melding", Kind.STEP, "Melding", "", place, (), (go,))
        end = Step("afgesloten", Kind.STEP, "Afgesloten", "", place, (), ())
        small = Flowchart("melding", "afgesloten", {"melding": start, "afgesloten": end}, {})
        assert all(draw(small, fmt, "melding") for fmt in ("svg", "png", "mermaid"))

    def test_it_suits_a_phone(self, plan: Flowchart) -> None:
        diagram = lay_out(plan)
        assert NARROWEST <= diagram.width <= WIDEST
        assert diagram.width < diagram.height < TALLEST * diagram.width
        assert min(style.LABEL_TEXT, style.LANE_TEXT, style.FOOTER_TEXT, style.HERE_TEXT) >= SMALLEST_TEXT


class TestDraw:
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
    def test_it_is_deterministic(self, fmt: str) -> None:
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
    def test_every_box_can_be_the_current_one(self, any_plan: Flowchart) -> None:
        for box in lay_out(any_plan).boxes:
            assert "Je bent hier" in _svg_texts(draw(any_plan, "svg", box.id))
            assert f"class stap_{box.id} hier" in draw(any_plan, "mermaid", box.id).decode()

    def test_without_a_step_nothing_is_highlighted(self, plan: Flowchart) -> None:
        assert b"bent hier" not in draw(plan, "svg")
        assert b"hier" not in draw(plan, "mermaid")

    def test_the_png_shows_it(self, plan: Flowchart) -> None:
        rect = _box(lay_out(plan), "keuzemoment").rect
        # Between the border and the text.
        spot = (rect.left + 2 * style.HERE_BORDER, rect.bottom - 2 * style.HERE_BORDER)
        with Image.open(BytesIO(draw(plan, "png", "keuzemoment"))) as image:
            assert image.convert("RGB").getpixel(spot) == tuple(bytes.fromhex(style.HERE_BOX.ground[1:]))
        with Image.open(BytesIO(draw(plan, "png", "ernst"))) as image:
            assert image.convert("RGB").getpixel(spot) == (255, 255, 255)

    @pytest.mark.parametrize("fmt", FORMATS)
    def test_an_unknown_step_is_refused_with_the_nearest(self, plan: Flowchart, fmt: str) -> None:
        with pytest.raises(ValueError, match=r"'keuzemomemt'.*'keuzemoment'"):
            draw(plan, fmt, "keuzemomemt")  # type: ignore[arg-type]

    def test_a_question_of_an_aid_is_no_step(self, plan: Flowchart) -> None:
        with pytest.raises(ValueError, match="criterium_macht"):
            draw(plan, "svg", "criterium_macht")


class TestEscaping:
    @pytest.fixture
    def nasty(self, plan: Flowchart) -> Flowchart:
        return _retitled(plan, "is_cyberpesten", NASTY, NASTY)

    def test_svg_is_well_formed_and_says_the_same(self, nasty: Flowchart) -> None:
        svg = ET.fromstring(draw(nasty, "svg", "is_cyberpesten"))
        told = svg.findtext("{http://www.w3.org/2000/svg}desc")
        assert told is not None
        assert NASTY in told
        assert svg.findtext("{http://www.w3.org/2000/svg}title") == "Eerste Hulp Bij Cyberpesten"

    def test_svg_needs_nothing_from_elsewhere(self, nasty: Flowchart) -> None:
        svg = draw(nasty, "svg").decode()
        assert re.findall(r"(?:href|src|url\(|@import)", svg) == []

    def test_mermaid_quotes_everything(self, nasty: Flowchart) -> None:
        lines = draw(nasty, "mermaid", "is_cyberpesten").decode().split("flowchart TD\n")[1].splitlines()
        name = r"stap_\w+"
        title = r'"(?:[^"<>`]|<br/>)*"'
        allowed = (
            rf"{name}(?:\[{title}\]|\(\[{title}\]\))",
            rf"{name} (?:-->|-\.->)(?:\|{title}\|)? {name}",
            rf"subgraph ouderlijnen\[{title}\]|end",
            r"acc(?:Title|Descr): [\w ,]+",
            r"classDef \w+ [\w:#,-]+",
            rf"class {name}(?:,{name})* \w+",
        )
        assert [line for line in lines if not re.fullmatch("|".join(allowed), line.strip())] == []
        assert "#60;Coördinatie#62; #38; #34;één#34;" in "\n".join(lines)

    def test_png_draws_accents_and_unknown_letters(self, nasty: Flowchart, plan: Flowchart) -> None:
        plain = draw(_retitled(plan, "nazorg", "een naive reele Oo", "x"), "png")
        accents = draw(_retitled(plan, "nazorg", "één naïve reële Ôõ", "x"), "png")
        assert plain != accents
        assert draw(nasty, "png", "is_cyberpesten")
        assert draw(_retitled(plan, "nazorg", "日本 🙂 \N{EN DASH} \u0301", "x"), "png")


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
