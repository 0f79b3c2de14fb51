"""How old a pupil is, as people say it."""

import pytest

from nlu.ages import ages_in


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("hoe praat ik met een kind van 7 jaar?", [7]),
        ("jongen van 10, gepest via roblox", [10]),
        ("een leerling van zestien", [16]),
        ("Ze is 14", [14]),
        ("twee meisjes uit het zesde leerjaar", [11]),
        ("mijn 3de leerjaar", [8]),
        ("een kameraad uit het vijfde middelbaar", [16]),
        ("de zestienjarigen", [16]),
        ("een meisje van 8 en een jongen van 12 jaar", [8, 12]),
        ("een klas van 24 leerlingen", []),
        ("een groep van 6 leerlingen", []),
        ("hij is 45 jaar", []),
        ("ze wenen", []),
    ],
)
def test_ages(text: str, ages: list[int]) -> None:
    """An age in figures or words, or a year of school; no number of pupils, and nobody who is grown up."""
    assert ages_in(text) == ages
