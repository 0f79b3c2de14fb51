"""Understanding: choices by name or number, the parts of a message, and hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.brain import Brain
from dialogues.turns import TurnKind
from nlu.choices import named_choice, part_of_a_name
from nlu.components.classifier import MessageClassifier
from nlu.examples import read_examples
from nlu.features import features
from nlu.light_rasa import light_rasa
from nlu.normalise import MAX_CHARACTERS, normalise, words
from nlu.segments import clauses, windows

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData


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
