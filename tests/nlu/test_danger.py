"""Danger: its witnesses and how they weigh together, what silences them, and patterns that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.danger import FoundDanger, ReadMessage, find_danger, safety_patterns
from nlu.evidence import Evidence, count_evidence
from nlu.examples import SAFETY_INTENTS
from nlu.light_rasa import light_rasa
from nlu.reading import Danger, Grade

with light_rasa():
    pass


_SETTINGS = {
    "whole": 0.6, "part": 0.1, "alone": -2.0, "beyond": 0.0, "words": 0.4, "pattern": 2.7, "calm": -2.2, "bias": -1.0,
    "sure": 0.6, "possible": 0.08, "possible_untold": 0.4, "doubtful": 0.95,
}  # fmt: skip
"""Plain weights, whatever the recipe has."""


_PATTERNS = "".join(f"{key}: []\n" for key in ("niet", "algemeen", "iemand", "voorbij", *SAFETY_INTENTS))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("een leerling zegt dat ze niet meer wil leven", "acuut_zelfdoding"),
        ("ze snijdt zichzelf in haar arm", "acuut_zelfdoding"),
        ("hij heeft een afscheidsbrief geschreven", "acuut_zelfdoding"),
        ("er gaat een naaktfoto rond van een meisje", "acuut_naaktbeelden"),
        ("iemand verspreidt nudes in de klasgroep", "acuut_naaktbeelden"),
        ("hij dreigt haar in elkaar te slaan met een mes", "acuut_geweld"),
        ("ze zeggen dat ze hem gaan vermoorden", "acuut_geweld"),
    ],
)
def test_danger_is_found(text: str, intent: str) -> None:
    """A message that tells of danger is found by its words alone, also in capitals."""
    assert safety_patterns().find(text) == intent
    assert safety_patterns().find(text.upper()) == intent


@pytest.mark.parametrize(
    "text",
    [
        "ik lach me dood", "die les was dodelijk saai", "ik ben doodmoe", "het was een moordende week",
        "over mijn lijk dat ik dat doe", "een dode hoek", "hoe praat ik met de ouders?", "de leerling wil vertellen",
    ],
)  # fmt: skip
def test_figurative_talk_is_no_danger(text: str) -> None:
    """Figurative talk, and a plain question, is no danger."""
    assert safety_patterns().find(text) is None


NOTHING_KNOWN = Evidence({}, frozenset(), frozenset())


def found_in(told: ReadMessage, evidence: Evidence = NOTHING_KNOWN) -> Danger | None:
    """The danger found."""
    found = find_danger(told, evidence, _SETTINGS)
    return found.danger if found else None


@pytest.mark.parametrize(
    ("text", "intent"), [("er zou een mes in zijn tas zitten", "acuut_geweld"), ("blote foto's", "acuut_naaktbeelden")]
)
def test_a_doubtful_word_asks_the_classifier(text: str, intent: str) -> None:
    """A word that means something else as well may be danger, unless the message is surely about something else."""
    unsure, elsewhere = ({"buiten_bereik": 0.7, intent: 0.3}, {"herinner_mij": 0.98, intent: 0.02})
    assert found_in(ReadMessage(text, unsure)) == Danger(intent, Grade.SURE)
    assert found_in(ReadMessage(text, elsewhere)) == Danger(intent, Grade.POSSIBLE)
    assert found_in(ReadMessage(text, {"buiten_bereik": 0.999, intent: 0.001})) is None


def test_a_pattern_is_sure_with_another_witness() -> None:
    """What means nothing but danger is possible where the classifier hears next to nothing, sure where it does."""
    text, suicide = "ze wil niet meer leven", "acuut_zelfdoding"
    unheard = find_danger(ReadMessage(text, {"buiten_bereik": 0.995, suicide: 0.005}), NOTHING_KNOWN, _SETTINGS)
    assert unheard == FoundDanger(Danger(suicide, Grade.POSSIBLE), by_pattern=True)
    assert found_in(ReadMessage(text, {"hulp": 0.5, suicide: 0.5})) == Danger(suicide, Grade.SURE)


@pytest.mark.parametrize(("whole", "grade"), [(0.99, Grade.SURE), (0.4, Grade.POSSIBLE), (0.001, None)])
def test_the_whole_tells_how_sure(whole: float, grade: Grade | None) -> None:
    """The likelier, the surer."""
    found = found_in(ReadMessage("hij komt straks", {"buiten_bereik": 1 - whole, "acuut_geweld": whole}))
    assert (found.grade if found else None) == grade


def test_the_words_are_a_witness() -> None:
    """Of what the classifier reads the same, the words decide."""
    evidence = Evidence({"doodslag": 6.0, "koek": -6.0}, frozenset(), frozenset())
    chances = {"buiten_bereik": 0.7, "acuut_geweld": 0.3}
    assert found_in(ReadMessage("doodslag", chances), evidence) == Danger("acuut_geweld", Grade.SURE)
    assert found_in(ReadMessage("koek", chances), evidence) is None


def test_a_part_may_tell_of_danger() -> None:
    """What the whole does not tell, a clause or a stretch may."""
    whole = {"bedankt": 1.0, "acuut_geweld": 0.0}
    loudest, loud, silent = (("hij komt straks", {"acuut_geweld": chance}) for chance in (0.9999, 0.95, 0.3))
    assert found_in(ReadMessage("dank je, hij komt", whole, [silent, loudest])) == Danger("acuut_geweld", Grade.SURE)
    assert found_in(ReadMessage("dank je, hij komt", whole, [silent, loud])) == Danger("acuut_geweld", Grade.POSSIBLE)
    assert found_in(ReadMessage("dank je, hij komt", whole, [silent, silent])) is None


def test_two_kinds_that_are_near_are_both_told() -> None:
    """The numbers of both belong on the card."""
    told = ReadMessage("ze chanteert hem en hij wil dood", {"acuut_naaktbeelden": 0.5, "acuut_zelfdoding": 0.45})
    assert found_in(told) == Danger("acuut_zelfdoding", Grade.SURE, "acuut_naaktbeelden")


@pytest.mark.parametrize(
    "text",
    [
        "nee er zijn geen naaktfoto's", "dat was vorig jaar, helemaal opgelost", "vanaf wanneer is dat strafbaar",
        "het mes was van plastic", "wat is een deepfake",
    ],
)  # fmt: skip
def test_what_is_denied_over_or_general_is_sure_only_when_very_sure(text: str) -> None:
    """Denied, past, resolved and asked in general: the classifier has to be surer."""
    assert safety_patterns().calms(text)
    grades = []
    for told in (text, "er is iets gebeurd"):
        found = found_in(ReadMessage(told, {"buiten_bereik": 0.1, "acuut_geweld": 0.9}))
        grades.append(found.grade if found else None)
    assert grades == [Grade.POSSIBLE, Grade.SURE]


def test_a_short_text_of_ordinary_words_is_no_danger() -> None:
    """Without a word that could tell of it, whatever the network adds up; one that no example holds could."""
    calm = ["hij is 14", "de leerling", "hij durft niet", "ik bel hem morgen", "is de leerling ziek", "hij is hier"] * 3
    evidence = count_evidence([*((text, "buiten_bereik") for text in calm), ("hij heeft een mes", "acuut_geweld")])
    told = [evidence.could_tell(text) for text in ("hij is 14", "leerling", "12 ?", "hij durft niet", "ik bel hem")]
    assert told == [False] * 5
    assert evidence.could_tell("hij heeft een mes")
    assert evidence.could_tell("leerling doodgeschoten")
    assert found_in(ReadMessage("hij is 14", {"bedankt": 0.7, "acuut_geweld": 0.3}), evidence) is None


def test_evidence_is_stored_and_loaded(tmp_path: Path) -> None:
    """What is loaded says the same as what was counted."""
    counted = count_evidence([("hij heeft een mes", "acuut_geweld"), ("hij heeft een taart", "is_ruzie")] * 3)
    counted.save(tmp_path / "evidence.npz")
    loaded = Evidence.load(tmp_path / "evidence.npz")
    assert loaded.weight("een mes") == pytest.approx(counted.weight("een mes"), abs=0.01)
    assert (loaded.ordinary, loaded.pairs) == (counted.ordinary, counted.pairs)
    assert loaded.weight("een mes") > 0 > loaded.weight("een taart")


def test_every_safety_intent_has_patterns() -> None:
    """Each of the three safety intents has patterns."""
    assert set(safety_patterns().telling) == set(SAFETY_INTENTS)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("niet: []\n", "expected niet, algemeen, iemand, voorbij, twijfel, acuut_zelfdoding"),
        (f"{_PATTERNS}twijfel: {{acuut_mes: []}}\n", "twijfel: expected some of .* found acuut_mes"),
        (f"{_PATTERNS}twijfel: {{acuut_geweld: ['(']}}\n", r"twijfel: '\('"),
        (f"{_PATTERNS}twijfel: {{}}\n".replace("[]", "['[']", 1), r"niet: '\['"),
    ],
)
def test_bad_patterns_are_named(content: str, fault: str, tmp_path: Path) -> None:
    """A file of patterns that lacks an intent, has one too many, or holds what is no expression, is named."""
    path = tmp_path / "veiligheid.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"veiligheid\.yml: {fault}"):
        safety_patterns(path)
