"""The day that a whole sentence asks for is found among whatever else it tells."""

from __future__ import annotations

from datetime import date

import pytest

from bot.calendar.dates.reader import DateFound, ImpossibleDate, NotADate, NotASchoolDay, PastDate
from tests.bot.calendar.dates.examples import find

NO_DAY_INSIDE = (
    "het gaat over 3 leerlingen van de eerste graad|di matteo pest hem|zo gaat het ma elke maandag weer|"
    "3/4 van de klas doet mee|hij is 24/7 online|waar komt het vandaan|volgens mij niet|in klas 5B|de 5de les|"
    "om 10.30 uur was het|we maken ons zorgen|ze mogen dat niet|ik werk in het zesde|de score was 2-1|goede morgen|"
    "dat was zo|jan stuurt berichten|'s maandags is het stil|sinds maandag is ze stil|ze hebben dat gelezen|"
    "de komende weken is ze afwezig|elke eerste maandag"
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("stuur me volgende week maandag een seintje", "2027-03-15"),
        ("goede morgen, kan je me eraan herinneren na het weekend?", "2027-03-15"),
        ("vandaag sprak ik met de ouders, herinner me over 2 weken", "2027-03-24"),
        ("Gisteren gebeurde het. Laat het mij overmorgen weten aub", "2027-03-12"),
        ("niet morgen maar overmorgen graag", "2027-03-12"),
        ("herinner me op 12/3", "2027-03-12"),
        ("zet het op de 16de", "2027-03-16"),
        ("herinner me di 16/3 aan het gesprek", "2027-03-16"),
        ("kan het op di om 10 uur?", "2027-03-16"),
        ("we spreken af na de paasvakantie met het clb", "2027-04-12"),
        ("ik wil tegen eind volgende week weten hoe het loopt", "2027-03-19"),
        ("volgend week dinsdg bel ik de ouders terug", "2027-03-16"),
        ("stuur vandaag nog iets", "2027-03-10"),
        ("verzet de herinnering van maandag naar dinsdag", "2027-03-16"),
        ("als het paasverlof voorbij is moet ik nakijken of het rustig is", "2027-04-12"),
        ("maandag is pedagogische studiedag, maak er vrijdag van", "2027-03-12"),
        ("de groep is pas woensdag 17 maart, zet de opvolging op woensdag 24 maart", "2027-03-24"),
        ("herinner me vrijdag, want maandag is het toets", "2027-03-12"),
        ("ze komt rond de 25ste terug, geef dan een teken", "2027-03-25"),
    ],
)
def test_inside_a_sentence(text: str, day: str) -> None:
    """The day that is asked for, not the one that is told about."""
    assert find(text) == DateFound(date.fromisoformat(day))


@pytest.mark.parametrize("text", NO_DAY_INSIDE.split("|"))
def test_no_day_inside_a_sentence(text: str) -> None:
    """Words that look like dates and mean something else."""
    assert find(text) == NotADate()


def test_refusals_inside_a_sentence() -> None:
    """When only a past or an impossible day is said, that is told."""
    assert find("het gebeurde gisteren") == PastDate(date(2027, 3, 9))
    assert find("gisteren zei ik 31/2") == ImpossibleDate("31/2")
    assert find("herinner me zaterdag") == NotASchoolDay(date(2027, 3, 13), "weekend", date(2027, 3, 15))
