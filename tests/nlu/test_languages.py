"""In which language a message is written, when it is none of ours."""

from __future__ import annotations

import pytest

from nlu.answers import read_answers
from nlu.examples import OUT_OF_SCOPE, SAFETY_INTENTS, read_examples
from nlu.languages import other_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, une élève a reçu des messages méchants, que dois-je faire ?", "fr"),
        ("je ne comprends pas, c'est juste une dispute entre deux élèves", "fr"),
        ("hello, what should I do with this student?", "en"),
        ("they are bullying him on the bus and I do not know how to help", "en"),
        ("merhaba, okulda bir öğrenci var ne yapmalıyım", "tr"),
        ("مرحبا، هناك مشكلة مع تلميذ", "ar"),
        ("Доброго дня, дитину ображають у чаті", "uk"),
        ("dzień dobry, co mam zrobić, uczeń nie chce iść do szkoły", "pl"),
        ("bună ziua, ce fac pentru un copil care este supărat", "ro"),
    ],
)
def test_a_language_is_known_by_its_words(text: str, language: str) -> None:
    assert other_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "een leerling wordt uitgelachen op snapchat",
        "ze is offline en post niks meer in de story",
        "merci, top!",
        "no blame",
        "is da cyberpesten of nie",
        "in de groep staat 'you are so ugly' onder haar foto",
        "ok",
        "14",
        "👍",
        "",
    ],
)
def test_dutch_with_loan_words_is_dutch(text: str) -> None:
    assert other_language(text) is None


def test_the_examples_are_dutch() -> None:
    """Of what staff type, dialect and loan words included, hardly anything is taken for another language.

    Examples of danger and of what is out of scope hold other languages on purpose.
    """
    foreign = {*SAFETY_INTENTS, OUT_OF_SCOPE}
    texts = [e.text for e in read_examples() if e.intent not in foreign] + [e.text for e in read_answers()]
    taken = [text for text in texts if other_language(text) is not None]
    assert len(taken) / len(texts) <= 0.001, taken[:40]
