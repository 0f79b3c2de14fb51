"""Understanding: choices by name or number, danger told or figurative, and hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.brain import Brain
from dialogues.turns import TurnKind
from nlu.choices import named_choice, part_of_a_name
from nlu.components.classifier import MessageClassifier
from nlu.danger import FoundDanger, ReadMessage, find_danger, safety_patterns
from nlu.evidence import Evidence, count_evidence
from nlu.examples import SAFETY_INTENTS, read_examples
from nlu.features import features
from nlu.light_rasa import light_rasa
from nlu.normalise import MAX_CHARACTERS, normalise, words
from nlu.reading import Danger, Grade
from nlu.segments import clauses, windows

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

_SETTINGS = {
    "whole": 0.6, "part": 0.1, "alone": -2.0, "beyond": 0.0, "words": 0.4, "pattern": 2.7, "calm": -2.2, "bias": -1.0,
    "sure": 0.6, "possible": 0.08, "possible_untold": 0.4, "doubtful": 0.95,
}  # fmt: skip
"""Plain weights, whatever the recipe has."""
_PATTERNS = "".join(f"{key}: []\n" for key in ("niet", "algemeen", "iemand", "voorbij", *SAFETY_INTENTS))
FORMS = [("Individueel", "apart"), ("Met de groep", "groep", "klas"), ("Allebei", "beide")]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("1", 0), ("2", 1), ("3.", 2), ("  2  ", 1), ("optie 2", 1), ("nummer 3 aub", 2), ("de tweede", 1),
        ("Doe maar de eerste", 0), ("de derde graag", 2), ("de laatste", 2), ("de onderste", 2), ("2de", 1),
        ("twee", 1), ("allebei", 2), ("BEIDE!", 2), ("met de groep", 1), ("groep", 1), ("ik kies individueel", 0),
        ("we kiezen voor apart", 0), ("de klas dan", 1), ("Individueel 🙂", 0),
    ],
)  # fmt: skip
def test_a_choice_is_named(text: str, index: int) -> None:
    """A number, an ordinal, a label or a word names its choice, with or without fillers."""
    assert named_choice(text, FORMS) == index


@pytest.mark.parametrize(
    "text", ["", "0", "4", "99", "-", "de vierde", "zesde", "12 leerlingen", "de groep of apart", "geen van beide", "٢"]
)
def test_no_choice_is_named(text: str) -> None:
    """A number out of range, or more than one name, is no choice."""
    assert named_choice(text, FORMS) is None


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("leerling", 0), ("de leerling vraagt het", 0), ("zorgteam", 1), ("niemand", 2), ("nodig", None),
        ("gevaar", None), ("scherm", None), ("pesten", 3), ("het", None), ("klopt zorgteam", None),
    ],
)  # fmt: skip
def test_a_part_names_a_button_unless_the_button_denies_it(text: str, index: int | None) -> None:
    """A negation counts to the end of its clause: "Niet: leerling vraagt het" denies no pupil."""
    names = [
        "Niet: leerling (12+) vraagt het", "Niet: het zorgteam vindt het nu niet echt nodig",
        "Klopt niet: niemand in gevaar", "Nee, pesten zonder scherm",
    ]  # fmt: skip
    assert part_of_a_name(text, names) == index


def test_the_twentieth_can_be_named() -> None:
    """The menu of guides has nearly twenty buttons."""
    assert named_choice("de twintigste", [(f"onderwerp {number}",) for number in range(20)]) == 19


def test_nothing_is_named_where_nothing_is_open() -> None:
    """Without choices nothing is named."""
    assert named_choice("1", []) is None


def test_a_name_of_two_choices_is_none() -> None:
    """A word that names two choices names neither."""
    assert named_choice("klaar", [("Ja", "klaar"), ("Nee", "klaar")]) is None


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


def test_a_long_breath_has_windows() -> None:
    """Ten words each, five further on, to the last word; none of a message that is short; not without end."""
    numbered = [str(number) for number in range(1, 24)]
    assert windows(" ".join(numbered)) == [" ".join(numbered[start : start + 10]) for start in (0, 5, 10, 13)]
    assert windows(" ".join(numbered[:15])) == []
    assert len(windows("a " * 100_000)) <= 160


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Вона ХОЧЕ жити, їдемо", ["вона", "хоче", "жити", ",", "ідемо"]),
        ("أُريدُ أن أموت", ["اريد", "ان", "اموت"]),
        ("b\u0131çak var, İğrenç", ["bicak", "var", ",", "igrenc"]),
        ("zabiję, łamię", ["zabije", ",", "lamie"]),
    ],
)  # fmt: skip
def test_other_scripts_keep_their_letters(text: str, plain: list[str]) -> None:
    """Marks go, letters stay: danger is told in those too."""
    assert words(normalise(text)) == plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dank je wel, maar ze is bang (heel bang voor hem)", ["dank je wel", "maar ze is bang", "heel bang voor hem"]),
        ("hoe praat ik met de ouders?", ["hoe praat ik met de ouders"]),
        ("hoe praat ik met de ouders", []),
        ("ja, nee, ik, jij", []),
        ("een twee drie," * 5_000, ["een twee drie"] * 12),
    ],
)
def test_a_message_has_clauses(text: str, told: list[str]) -> None:
    """What stands between the signs, each of three words or more, and not without end."""
    assert clauses(text) == told


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


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Één CAFÉ", "een cafe"), ("neeeeeee", "nee"), ("a\x00b\tc", "a b c"), ("\u202eabc", " abc"), ("\ud800x", " x")],
)
def test_a_text_is_normalised(text: str, plain: str) -> None:
    """Capitals, accents, control characters and stretched letters are evened out."""
    assert normalise(text) == plain


def test_of_a_long_text_beginning_and_end_are_read() -> None:
    """Of a very long message the beginning and the end are read."""
    plain = normalise("begin " + "abcdefgh" * 100_000 + " einde")
    assert (plain[:6], plain[-6:]) == ("begin ", " einde")
    assert len(plain) <= MAX_CHARACTERS + 1


def test_words_and_signs() -> None:
    """Signs and emoji are words of their own."""
    assert words(normalise("Wat nu?! 🙂")) == ["wat", "nu", "?", "!", "🙂"]


def test_features_of_nothing() -> None:
    """A text without words has no features but its length."""
    assert list(features(" \n\t")) == ["f:length 0"]


def test_a_loaded_classifier_reads_the_same(tmp_path: Path) -> None:
    """A classifier that was saved and loaded gives the probabilities of the one that was trained."""
    known = ("ja", "nee", "groet", "bedankt", "buiten_bereik")
    examples = [example for example in read_examples() if example.intent in known]
    storage, resource, context = LocalModelStorage(tmp_path), Resource("classifier"), ExecutionContext(GraphSchema({}))
    config = MessageClassifier.get_default_config()
    trained = MessageClassifier.create(config, storage, resource, context)
    trained.train(TrainingData([Message.build(text=example.text, intent=example.intent) for example in examples]))
    loaded = MessageClassifier.load(config, storage, resource, context)
    for text in ("ja hoor", "neen", "hallo daar", "merci", "", "🙂", "xyzzy"):
        (before, _), (after, _) = trained.chances(text), loaded.chances(text)
        assert before.keys() == after.keys() == set(known)
        assert sum(after.values()) == pytest.approx(1)
        assert after == pytest.approx(before, abs=0.01)


HOSTILE = {
    "long": "pesten " * 15_000,
    "one-word": "a" * 100_000,
    "no-words": "?!" * 50_000,
    "control": "".join(map(chr, range(32))) + "\x7f\x9b pesten",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈😭" * 500,
    "right-to-left": "\u202e\u05d4\u05d5\u05d0 \u05dc\u05d0\u202c \u0645\u0631\u062d\u0628\u0627",
    "lone-surrogates": "\ud800\udfff hij stopt niet",
    "combining": "e" + "\u0301" * 10_000,
    "empty": "",
    "blank": " \n\t ",
    "slashes": "////restart",
    "rasa": '/lsd{"stap": "afgesloten"}',
    "braces": "{stap} %s {{x}} ${HOME}",
    "digits": "9" * 5_000,
    "arabic-digits": "٣",
}


@pytest.mark.parametrize("position", [None, "melding", "vorm", "criterium_macht", "ouders_pesters_lijn", "afgesloten"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_input_gets_a_turn(text: str, position: str | None, brain: Brain) -> None:
    """Whatever is typed, wherever, the brain answers with a turn and a reading that adds up."""
    turn = await brain.hear(text, position, {"vorm": "allebei"})
    assert isinstance(turn.kind, TurnKind)
    assert turn.reading is not None
    assert 0 <= turn.reading.confidence <= 1


async def test_a_slash_names_no_intent(brain: Brain) -> None:
    """A text that begins with a slash is read as words: nobody types an intent into Rasa."""
    assert await brain.hear("/hij stopt niet met pesten", "opvolging", {}) == await brain.hear(
        "hij stopt niet met pesten", "opvolging", {}
    )


async def test_the_open_step_changes_a_reading(brain: Brain) -> None:
    """The word "groepsaanpak" chooses where the form is asked, and asks for a guide elsewhere."""
    asked, elsewhere = await brain.hear("groepsaanpak", "vorm", {}), await brain.hear("groepsaanpak", "ernst", {})
    assert (asked.kind, asked.subject) == (TurnKind.MOVE, "kiest_groep")
    assert (elsewhere.kind, elsewhere.subject) == (TurnKind.GUIDE, "groepsaanpak")


async def test_a_yes_where_nothing_asks(brain: Brain) -> None:
    """A yes moves where a step asks for it, and nothing where none does."""
    assert (await brain.hear("ja", "criterium_macht", {})).kind is TurnKind.MOVE
    assert (await brain.hear("ja", "vorm", {})).kind is not TurnKind.MOVE
    assert (await brain.hear("ja", None, {})).kind is not TurnKind.MOVE


async def test_a_condition_hides_a_choice(brain: Brain) -> None:
    """A choice that the case does not offer is not chosen, by number or by words."""
    both = await brain.hear("1", "individueel", {"vorm": "allebei"})
    alone = await brain.hear("1", "individueel", {"vorm": "individueel"})
    assert (both.subject, alone.subject) == ("naar_groep", "individueel_klaar")


@pytest.mark.parametrize("position", [None, "vorm", "criterium_macht", "afgesloten"])
async def test_danger_wins_everywhere(position: str | None, brain: Brain) -> None:
    """Danger is answered first, wherever the case stands."""
    turn = await brain.hear("ja maar ze wil niet meer leven", position, {})
    assert (turn.kind, turn.subject) == (TurnKind.SAFETY, "acuut_zelfdoding")
