"""Patterns of facts: what they need is found beforehand and stored, and changes nothing of what they say."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from nlu.fact_patterns import FactPatterns, PatternError, read_fact_patterns
from nlu.facts import read_fact_examples
from nlu.needed_words import PieceFinder, needed


@pytest.fixture(scope="module")
def patterns() -> FactPatterns:
    """The patterns there are."""
    return read_fact_patterns()


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        (r"\bgebeld\b", [{"gebeld"}]),
        (r"(?:mama|papa) weet(?: het)?", [{"mama", "papa"}, {" weet"}]),
        (r"(?:mama|\w+) weet", [{" weet"}]),
        (r"(?:niet )?samen", [{"samen"}]),
        (r"(?:niet ){1,2}meer", [{"niet "}, {"meer"}]),
        (r"(?=.*chat)(?!.*nooit)groep", [{"chat"}, {"groep"}]),
        (r"\w+ {2}", []),
        (r"ik|jij en hij", []),
    ],
)
def test_needed(pattern: str, groups: list[set[str]]) -> None:
    """What every match contains: of a choice any piece, of what may be left out or must not be there none."""
    assert sorted(map(sorted, needed(pattern))) == sorted(map(sorted, groups))


def test_pieces() -> None:
    """All groups of which a piece stands in a text."""
    finder = PieceFinder([frozenset({"mama", "papa"}), frozenset({"chat"}), frozenset({"mama"})])
    assert finder.found_in("de mama belde") == {0, 2}
    assert finder.found_in("") == set()


def test_what_is_needed_leaves_nothing_out(patterns: FactPatterns) -> None:
    """Every pattern that fits a text finds what it needs there: on a sample of the examples."""
    texts = random.Random(7).sample([one.text for one in read_fact_examples()], 400)
    some = random.Random(7).sample(list(patterns.sources()), 100)
    slow = [(re.compile(source), fact, value) for source, fact, value in some]
    for text in texts:
        told = patterns.told(text)
        for sentence in patterns.sentences(text):
            for pattern, fact, value in slow:
                if pattern.search(sentence):
                    assert fact in told, (fact, value, sentence)


def test_stored_and_loaded(patterns: FactPatterns, tmp_path: Path) -> None:
    """What was stored says the same."""
    patterns.save(tmp_path / "patterns.json")
    loaded = FactPatterns.load(tmp_path / "patterns.json")
    for one in read_fact_examples()[:200]:
        assert loaded.told(one.text) == patterns.told(one.text)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("hoe lang duurt cyberpesten meestal?", {}),
        ("wat als ze niet meer in de klaschat zit", {}),
        ("niet op insta maar in de klaschat", {"via_sociale_media": "nee", "via_groepschat": "ja"}),
        ("ze is 13", {"vanaf_12": "ja"}),
        ("hij zit in de derde kleuterklas", {"vanaf_12": "nee"}),
        ("gesprek is geweest en de mama weet het", {"gesprek_gepeste": "gedaan", "ouders_gepeste": "gedaan"}),
        ("🙂", {}),
        ("", {}),
    ],
)
def test_what_is_said(patterns: FactPatterns, text: str, facts: dict[str, str]) -> None:
    """What words say outright, and what they only ask or suppose."""
    assert patterns.told(text) == facts


@pytest.mark.parametrize(
    "text", ["nog niet " * 400, "de mama van de pester " * 150, "ik , " * 500, "a" * 4_000, "ja\n" * 900]
)
def test_hostile_texts(patterns: FactPatterns, text: str) -> None:
    """No text takes for ever."""
    patterns.told(text)


def test_a_bad_pattern(tmp_path: Path) -> None:
    """File, fact and pattern are named."""
    (tmp_path / "weg.yml").write_text("feiten:\n  via_game:\n    ja: ['(roblox']\n", encoding="utf-8")
    with pytest.raises(PatternError, match=r"weg\.yml: via_game: '\(roblox'"):
        read_fact_patterns(tmp_path)
    (tmp_path / "weg.yml").write_text("feiten:\n  via_game:\n    ja: ['{spel}']\n", encoding="utf-8")
    with pytest.raises(PatternError, match=r"\{spel\}"):
        read_fact_patterns(tmp_path)
