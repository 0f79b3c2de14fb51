"""The drawing of the step plan: where boxes, labels and arrows lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from PIL import ImageFont

from dialogues.drawing import draw, style
from dialogues.drawing.diagram import lay_out
from dialogues.drawing.shapes import Arrow, ArrowKind, Box, Diagram, Rect
from dialogues.flowchart import Flowchart
from dialogues.steps import Choice, Step, StepKind

NARROWEST, WIDEST = 1080, 1300
TALLEST = 2.7
"""Times as tall as wide."""
SMALLEST_TEXT = 30


def _pieces(arrow: Arrow) -> Iterator[Rect]:
    """The pieces of an arrow as areas of one pixel wide."""
    for (x, y), (to_x, to_y) in pairwise(arrow.points):
        yield Rect(min(x, to_x), min(y, to_y), max(abs(to_x - x), 1), max(abs(to_y - y), 1))


def _labels(diagram: Diagram) -> list[Rect]:
    return [arrow.label.rect for arrow in diagram.arrows if arrow.label]


def _box(diagram: Diagram, box: str) -> Box:
    return next(each for each in diagram.boxes if each.id == box)


class TestLayout:
    """Nothing lies over anything else, and everything that can be done is there."""

    def test_steps_and_parent_lines_are_boxes_and_aids_are_not(self, any_plan: Flowchart) -> None:
        drawn = sorted(box.id for box in lay_out(any_plan).boxes)
        assert drawn == sorted(p.id for p in any_plan.positions.values() if p.kind is not StepKind.AID)

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
        start = Step("melding", StepKind.STEP, "Melding", "", place, (), (go,))
        end = Step("afgesloten", StepKind.STEP, "Afgesloten", "", place, (), ())
        small = Flowchart("melding", "afgesloten", {"melding": start, "afgesloten": end}, {}, plan.picture)
        assert all(draw(small, fmt, "melding") for fmt in ("svg", "png", "mermaid"))

    def test_it_suits_a_phone(self, plan: Flowchart) -> None:
        diagram = lay_out(plan)
        assert NARROWEST <= diagram.width <= WIDEST
        assert diagram.width < diagram.height < TALLEST * diagram.width
        assert min(style.LABEL_TEXT, style.LANE_TEXT, style.FOOTER_TEXT, style.HERE_TEXT) >= SMALLEST_TEXT
