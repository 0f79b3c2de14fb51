"""What is read as a wish that the care team looks along, and what is not."""

from __future__ import annotations

import pytest

from bot.conversation.handlers.care_team import asks_for_care_team


@pytest.mark.parametrize(
    "text",
    [
        "kan het zorgteam eens meekijken?",
        "vraag et aan t zorgteam",
        "Ik wil overleggen met de zorgcoördinator",
        "schakel het zorgteam in",
        "kunnen we de leerlingbegeleiding erbij halen",
        "laat de zoco weten dat ik hulp nodig heb",
    ],
)
def test_a_wish(text: str) -> None:
    """The care team is named, and something that could be asked of it."""
    assert asks_for_care_team(text)


@pytest.mark.parametrize(
    "text",
    [
        "ik heb overlegd met het zorgteam",
        "ik heb het aan het zorgteam gevraagd",
        "we zaten samen met de zorgleerkracht",
        "help mij kijken",
        "vraag het aan de ouders",
        "zorgteam",
    ],
)
def test_no_wish(text: str) -> None:
    """What was done already, what is asked of others, and the mere name are none."""
    assert not asks_for_care_team(text)
