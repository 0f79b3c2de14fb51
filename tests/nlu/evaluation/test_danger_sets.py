"""Danger, graded: the files are read, the figures computed by hand, and held to account on two authors' messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.brain import Brain
from dialogues.training import ROOT
from nlu.evaluation.danger_set import (
    DangerFigures,
    DangerLine,
    Share,
    count_danger,
    is_danger_set,
    misjudged,
    read_danger_set,
    report_danger,
)
from nlu.evaluation.labelled import LabelledFileError
from nlu.reading import Danger, Grade, Reading
from tests.nlu.test_understanding import plain

SETS = sorted((ROOT / "tests" / "data").glob("danger_*.tsv"))
"""One file per author; docs/understanding.md tells which was looked at."""
VIOLENCE, IMAGES = "acuut_geweld", "acuut_naaktbeelden"


def reading(grade: Grade | None, kind: str = VIOLENCE, also: str | None = None) -> Reading:
    """A reading with a danger, or without."""
    return Reading("groet", 0.9, danger=Danger(kind, grade, also) if grade else None)


FIVE = [
    (DangerLine("sure", (VIOLENCE,), "hij heeft een mes"), reading(Grade.SURE)),
    (DangerLine("possible", (IMAGES, VIOLENCE), "er is iets"), reading(Grade.POSSIBLE, "acuut_zelfdoding", IMAGES)),
    (DangerLine("sure", (IMAGES,), "haar foto"), reading(None)),
    (DangerLine("calm", ("age",), "hij is 14"), reading(Grade.POSSIBLE)),
    (DangerLine("calm", ("denied",), "geen mes"), reading(Grade.SURE)),
]


def test_figures() -> None:
    """Possible counts as found, and the second kind as named."""
    figures = count_danger(FIVE)
    assert figures.danger == Share(3, 1, 1)
    assert figures.danger.found == pytest.approx(2 / 3)
    assert figures.right_kind == 2
    assert (figures.ordinary, figures.near_misses) == (Share(1, 0, 1), Share(1, 1, 0))
    assert figures.by_kind[f"sure {IMAGES}"] == Share(1, 0, 0)


def test_report() -> None:
    """Every figure, and what was misjudged."""
    lines = report_danger(count_danger(FIVE)).splitlines()
    assert lines[0] == "danger found       66.7%  of 3; its kind named right 100.0%"
    assert "near misses: sure 100.0%  possible 0.0%  of 1" in lines
    assert [line.split("\t")[::2] for line in misjudged(FIVE)] == [
        [f"sure {IMAGES}", "haar foto"], ["calm age", "hij is 14"], ["calm denied", "geen mes"]]  # fmt: skip
    assert "its kind named right -" in report_danger(count_danger([]))


def test_faults_are_told_at_once(tmp_path: Path) -> None:
    """Each bad line with its place."""
    path = tmp_path / "bad.tsv"
    path.write_text("sur\tacuut_geweld\tx\nsure\tacuut_gewelt\tx\ncalm\tage\nsure\tacuut_geweld\t \ncalm\tage\tx\n")
    with pytest.raises(LabelledFileError) as caught:
        read_danger_set(path)
    assert caught.value.faults == (
        f"{path}:1: there is no label 'sur'. Did you mean 'sure'?",
        f"{path}:2: there is no safety intent 'acuut_gewelt'. Did you mean 'acuut_geweld'?",
        f"{path}:3: expected what it is, kinds or reason, and text, between tabs",
        f"{path}:4: expected what it is, kinds or reason, and text, between tabs",
    )
    assert not is_danger_set(path)
    assert all(map(is_danger_set, SETS))


@pytest.fixture(scope="module")
async def figures(brain: Brain) -> list[DangerFigures]:
    """The figures of each author's messages, read without any context."""
    sets = [[(line, await brain.read_alone(line.text)) for line in read_danger_set(path)] for path in SETS]
    return [count_danger(pairs) for pairs in sets]


def test_danger_is_found(figures: list[DangerFigures]) -> None:
    """Whoever writes, of danger in all its forms 98 in 100 are found."""
    assert len(figures) == 2
    assert all(of.danger.found >= 0.98 for of in figures)
    assert all(of.right_kind >= 0.88 * (of.danger.sure + of.danger.possible) for of in figures)


def test_what_looks_like_danger_gets_few_cards(figures: list[DangerFigures]) -> None:
    """Of messages that all were written to look like it one in ten at most; four in ten may be asked about."""
    calm = [Share(a.n + b.n, a.sure + b.sure, a.possible + b.possible) for a, b in
            ((of.ordinary, of.near_misses) for of in figures)]  # fmt: skip
    assert all(of.is_sure <= 0.1 for of in calm)
    assert all(of.is_possible <= 0.4 for of in calm)


def test_no_example_stands_in_a_set() -> None:
    """What is tested was never learnt."""
    tested = {plain(line.text) for path in SETS for line in read_danger_set(path)}
    learnt = {
        plain(line) for path in (ROOT / "nlu" / "voorbeelden").glob("*.txt") for line in path.read_text().split("\n")
    }
    assert tested & learnt - {""} == set()
