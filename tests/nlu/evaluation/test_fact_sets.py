"""Facts: the files are read, the figures computed by hand, and held to account on two authors' messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.brain import Brain
from dialogues.training import ROOT
from nlu.evaluation.fact_set import count_facts, is_fact_set, misread_facts, read_fact_set, report_facts
from nlu.evaluation.labelled import LabelledFileError
from nlu.facts import FactExample, read_fact_examples
from tests.nlu.test_understanding import plain

SETS = sorted((ROOT / "tests" / "data").glob("facts_*.jsonl"))
"""One file per author, who saw no example; docs/understanding.md tells what was looked at."""


def example(text: str, **facts: str) -> FactExample:
    """A labelled message."""
    return FactExample(text, facts, Path("set.jsonl"), 1)


FOUR = [
    (example("in de klaschat, al maanden", via_groepschat="ja", al_lang="ja", online="ja"), {"via_groepschat": "ja"}),
    (example("mama weet het nog niet", ouders_gepeste="nog_niet"), {"ouders_gepeste": "gedaan"}),
    (example("hij is 14", vanaf_12="ja"), {"vanaf_12": "ja", "ruzie": "ja", "online": "nee"}),
    (example("dank je"), {}),
]


def test_figures() -> None:
    """A wrong value is false and missed at once; what other facts bring counts on neither side."""
    figures = count_facts(FOUR)
    assert (figures.right, figures.false, figures.missed, figures.wrong_value) == (2, 2, 2, 1)
    assert (figures.precision, figures.recall, figures.wrong) == (0.5, 0.5, 0.25)
    assert "online" not in figures.by_fact
    assert "ruzie                          0     1      0" in report_facts(figures)
    assert list(misread_facts(FOUR)) == [
        "-al_lang=ja\tin de klaschat, al maanden",
        "-ouders_gepeste=nog_niet +ouders_gepeste=gedaan\tmama weet het nog niet",
        "+ruzie=ja\thij is 14",
    ]


def test_nothing_told_or_read() -> None:
    """A set in which nothing is told has figures."""
    assert (count_facts([]).precision, count_facts([FOUR[3]]).recall) == (0.0, 0.0)


def test_bad_lines(tmp_path: Path) -> None:
    """All bad lines are named at once."""
    path = tmp_path / "set.jsonl"
    path.write_text('{"text": "goed", "facts": {}}\n{"text": 3, "facts": {}}\nniets\n{"text": "x"}\n', encoding="utf-8")
    with pytest.raises(LabelledFileError) as raised:
        read_fact_set(path)
    assert [fault.split(": ")[0] for fault in raised.value.faults] == [f"{path}:{number}" for number in (2, 3, 4)]


def test_which_files(tmp_path: Path) -> None:
    """A file of facts is known by its first line."""
    other = tmp_path / "intents.jsonl"
    other.write_text('{"text": "dag", "intent": "groet"}\n', encoding="utf-8")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    assert [is_fact_set(path) for path in (*SETS, other, empty)] == [True, True, False, False]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
async def test_facts_are_read(path: Path, brain: Brain) -> None:
    """What messages tell is heard, and little is made up: gates just under the figures of docs/understanding.md."""
    figures = count_facts([(one, (await brain.read_alone(one.text)).facts) for one in read_fact_set(path)])
    assert figures.precision >= 0.89, report_facts(figures)
    assert figures.recall >= 0.81, report_facts(figures)
    assert figures.wrong <= 0.025, report_facts(figures)


def test_no_message_of_a_set_is_learnt() -> None:
    """What is measured was not learnt."""
    learnt = {plain(one.text) for one in read_fact_examples()}
    known = [f"{one.path.name}:{one.line}: {one.text}" for path in SETS for one in read_fact_set(path)
             if plain(one.text) in learnt]  # fmt: skip
    assert not known, "\n".join(known)
