"""Titles with quotes, brackets, accents and letters of no font, in each format of the drawing."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from dialogues.drawing import draw
from dialogues.flowchart import Flowchart

NASTY = """<Coördinatie> & "één" 'start' ]) --> end; #1 `x`"""


def _retitled(plan: Flowchart, step: str, title: str, label: str) -> Flowchart:
    old = plan.positions[step]
    choices = tuple(replace(choice, label=label) for choice in old.choices)
    return replace(plan, positions={**plan.positions, step: replace(old, title=title, choices=choices)})


class TestEscaping:
    """What a title says is shown, and is never read as markup."""

    @pytest.fixture
    def nasty(self, plan: Flowchart) -> Flowchart:
        """The plan with a title and a choice that must be escaped in every format."""
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
