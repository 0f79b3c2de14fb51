"""Questions and the pages they find: the files are read, the figures computed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.asked import NOTHING, TALK, AskedExample
from nlu.evaluation.asked_set import (
    A_PAGE,
    count_asked,
    is_asked_set,
    is_found,
    not_found,
    read_asked_set,
    report_asked,
)
from nlu.evaluation.labelled import LabelledFileError


def page(text: str, name: str) -> AskedExample:
    """A message that asks for a page, or for nothing."""
    return AskedExample(text, name, Path("set.jsonl"), 1)


def talk(text: str, **fields: str) -> AskedExample:
    """A message that asks for a talk card."""
    return AskedExample(text, TALK, Path("set.jsonl"), 1, fields)


@pytest.mark.parametrize(
    ("example", "shown", "found"),
    [
        (page("mag ik zijn gsm", "privacy_bewijs/gsm_afnemen"), ["privacy_bewijs/gsm_afnemen"], True),
        (page("mag ik zijn gsm", "privacy_bewijs/gsm_afnemen"), ["privacy_bewijs/vragen"], False),
        (page("dank je", NOTHING), [], True),
        (page("dank je", NOTHING), ["ernst/vragen"], False),
        (talk("en als ze weent", moment="weent"), ["pester/weent"], True),
        (talk("en als ze weent", moment="weent"), ["pester/kaart"], False),
        (talk("de pester weent", met="pester", moment="weent"), ["gepeste/weent"], False),
        (talk("praten met de klas", met="klas"), ["klas/kaart"], True),
        (talk("een kind van 7 dat weent", moment="weent", voor="jong"), ["gepeste/jong"], True),
        (talk("geef mij een zin"), [], True),
        (talk("geef mij een zin"), ["gepeste/kaart"], True),
        (talk("wat zeg ik tegen de klas", met="klas"), [], False),
    ],
)
def test_what_is_found(example: AskedExample, shown: list[str], *, found: bool) -> None:
    """The page, or the person and the moment that the words say; what they leave open may be either."""
    assert is_found(example, shown) is found


def test_figures() -> None:
    """Each sort is counted by itself, and what was not found is told with what was shown."""
    pairs = [
        (page("mag ik zijn gsm", "privacy_bewijs/gsm_afnemen"), ["privacy_bewijs/gsm_afnemen"]),
        (page("wie is het zorgteam", "meldpunten/zorgteam"), []),
        (talk("praten met de klas", met="klas"), ["klas/kaart"]),
        (page("dank je", NOTHING), ["ernst/vragen"]),
    ]
    figures = count_asked(pairs)
    assert [figures.share(sort) for sort in (A_PAGE, TALK, NOTHING)] == [0.5, 1.0, 0.0]
    assert report_asked(figures).splitlines()[0] == "a page of a guide     1 of    2   50.0%"
    assert list(not_found(pairs)) == [
        "meldpunten/zorgteam\t-\twie is het zorgteam",
        "niets\ternst/vragen\tdank je",
    ]
    assert count_asked([]).share(TALK) == 0.0


def test_bad_lines(tmp_path: Path) -> None:
    """All bad lines are named at once."""
    path = tmp_path / "set.jsonl"
    bad = ['{"text": ""}', "niets", '{"text": "x", "pagina": "a/b", "met": "c"}', '{"text": "x", "wie": "c"}', "[]"]
    path.write_text("\n".join(['{"text": "goed", "met": "klas"}', *bad]), encoding="utf-8")
    with pytest.raises(LabelledFileError) as raised:
        read_asked_set(path)
    assert [fault.split(": ")[0] for fault in raised.value.faults] == [f"{path}:{number}" for number in range(2, 7)]


def test_which_sets_are_of_this_kind(tmp_path: Path) -> None:
    """Neither one of facts nor one of intents."""
    path = tmp_path / "set.jsonl"
    for line, kind in (
        ('{"text": "x", "pagina": "a/b"}', True), ('{"text": "x"}', True), ('{"text": "x", "facts": {}}', False),
        ('{"text": "x", "intent": "groet"}', False), ("niets", False),
    ):  # fmt: skip
        path.write_text(line, encoding="utf-8")
        assert is_asked_set(path) is kind
