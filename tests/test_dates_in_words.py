"""Days as staff type them are read as they mean them, and nothing they can type breaks the reader."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.calendar.date_words import MAX_CHARACTERS
from bot.calendar.dates_in_words import (
    FURTHEST,
    DateFound,
    DateReading,
    ImpossibleDate,
    NotADate,
    NotASchoolDay,
    PastDate,
    TooFar,
    find_date,
    read_date,
)
from bot.calendar.school_days import SchoolCalendar

TODAY = date(2027, 3, 10)
"""A Wednesday; the Easter holiday runs from 29 March to 11 April, summer time begins on the 28th."""
CALENDAR = SchoolCalendar(frozenset({date(2027, 3, 18)}))


def read(text: str, today: date = TODAY) -> DateReading:
    return read_date(text, today, CALENDAR)


def find(text: str, today: date = TODAY) -> DateReading:
    return find_date(text, today, CALENDAR)


FOUND = {
    "2027-03-10": (
        "vandaag|straks|seffens|deze namiddag|over een uurtje|over 2 uur|deze woensdag|nu|vandaag nog|"
        "binnen een half uur|deze morgen|over een kwartiertje"
    ),
    "2027-03-11": (
        "morgen|Morgen!|morgenvroeg|morge|donderdag|do|donderdagnamiddag|dondrdagnamiddag|morgennamiddag|"
        "over 1 dag|de volgende schooldag|over een schooldag|morgen donderdag|morgen, 11 maart|liefst morgen aub|"
        "eerstvolgende schooldag|morgen om 10 uur|mrgen|over morgen"
    ),
    "2027-03-12": (
        "overmorgen|overmorge|ovemorgen|vrijdag|vrijdg|vr|vrijdagmorgen|vrijdag morgen|komende vrijdag|"
        "deze vrijdag|vrijdag aanstaande|vrijdag a.s.|eind deze week|eind van de week|op het einde van de week|"
        "deze week|12/3|12-03-2027|12/03/27|12.3.2027|2027-03-12|12 maart|12 mrt|de 12de|de 12e|de twaalfde|"
        "vrijdag 12 maart|vr 12/3|vrijdag de 12de|vrijdag 12|12 maart 2027|over 2 dagen|over een paar dagen|"
        "voor het weekend|tegen het weekend|vrijdag deze week|op vrijdag 12 maart om 14u30|twaalf maart|"
        "na donderdag|over twee dagen"
    ),
    "2027-03-15": (
        "volgende week|Volgende week.|volgend week|vlgende week|volgende wek|begin volgende week|maandag|"
        "in het begin van volgende week|na het weekend|na 't weekend|na het weekeinde|achter het weekend|"
        "over drie schooldagen|over 3 lesdagen|binnen de 3 school dagen|naaste week|toekomende week|komende week|"
        "de maandag na het weekend|ma 15/3"
    ),
    "2027-03-16": (
        "dinsdag|di|dinsdag a.s.|volgende week dinsdag|volgend week dinsdag|volgende week di|"
        "dinsdag volgende week|dinsdag van volgende week|volgende week op dinsdag|disdag|volgende dinsdag|"
        "16 maart|de zestiende|de 16de van deze maand|dinsdag 16-3|tegen dinsdag ten laatste|doe maar dinsdag|"
        "volgende week dinsdagvoormiddag"
    ),
    "2027-03-17": (
        "over een week|binnen een week|binnen de week|een week|een weekje|binnen 7 dagen|vandaag over een week|"
        "woensdag|half volgende week|midden volgende week|halverwege volgende week|"
        "volgende week woensdagvoormiddag|woensdag over acht dagen"
    ),
    "2027-03-19": (
        "eind volgende week|volgende vrijdag|vrijdag over een week|vrijdag van volgende week|overmorgen over een week"
    ),
    "2027-03-22": (
        "maandag over een week|over twee weken op maandag|over 2 weken maandag|binne 2 weke op maandag|"
        "de week voor de vakantie"
    ),
    "2027-03-23": "dinsdag over 8 dagen|dinsdag over een week",
    "2027-03-24": (
        "over 2 weken|binne 2 weke|over veertien dagen|binnen 14 dagen|2 weken|over een week of twee|"
        "over een tweetal weken|over 2 of 3 weken|woensdag over 14 dagen|over 2-3 weken|na 2 weken|over 2 w|"
        "twee weken na vandaag"
    ),
    "2027-03-26": (
        "voor de vakantie|voor de paasvakantie|laatste schooldag voor de vakantie|eind van de maand|einde maand|"
        "eind maart"
    ),
    "2027-04-12": (
        "na de vakantie|na de paasvakantie|na de vakansie|na paasvakanti|na pasen|"
        "eerste schooldag na de vakantie|de maandag na de vakantie|na het verlof|volgende maand|in april|april|"
        "begin volgende maand"
    ),
    "2027-04-13": "dinsdag na de paasvakantie",
    "2027-04-15": "half april|midden april",
    "2027-04-30": "eind april|eind volgende maand",
    "2027-05-10": "na hemelvaart|over 2 maanden",
    "2027-05-18": "na pinksteren|18 mei|18 mei 2027|18/5",
    "2027-09-01": (
        "na de zomervakantie|na de grote vakantie|volgend schooljaar|begin volgend schooljaar|na 't groot verlof|"
        "1 september"
    ),
    "2027-11-08": "na de herfstvakantie|na de herfst vacantie|na allerheiligen",
    "2028-01-10": "na kerst|na de kerstvakantie|na nieuwjaar",
    "2028-03-06": "na de krokusvakantie|na carnaval|na het krokusverlof",
}
"""What means each day."""
NO_DATE = (
    "| |?|12|5 mei volgend jaar|niks|ja|dat weet ik nog niet|liefst niet morgen|morgen of overmorgen|elke maandag|"
    "een maandag|zo snel mogelijk|de zomer was goed|na de examens|week|de|12/3/9999|999/999|24u|hallo|"
    "waar komt dat vandaan|mijn leerling heet Di Matteo"
)
NO_DAY_INSIDE = (
    "het gaat over 3 leerlingen van de eerste graad|di matteo pest hem|zo gaat het ma elke maandag weer|"
    "3/4 van de klas doet mee|hij is 24/7 online|waar komt het vandaan|volgens mij niet|in klas 5B|de 5de les|"
    "om 10.30 uur was het|we maken ons zorgen|ze mogen dat niet|ik werk in het zesde|de score was 2-1|goede morgen|"
    "dat was zo|jan stuurt berichten|'s maandags is het stil|sinds maandag is ze stil|ze hebben dat gelezen|"
    "de komende weken is ze afwezig|elke eerste maandag"
)


@pytest.mark.parametrize(
    ("day", "text"), [(day, text) for day, phrases in FOUND.items() for text in phrases.split("|")]
)
def test_a_school_day(day, text):
    assert read(text) == DateFound(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "day", "reason", "following"),
    [
        ("over 3 dagen", "2027-03-13", "weekend", "2027-03-15"),
        ("zaterdag", "2027-03-13", "weekend", "2027-03-15"),
        ("volgende week donderdag", "2027-03-18", None, "2027-03-19"),
        ("zondag over acht dagen", "2027-03-21", "weekend", "2027-03-22"),
        ("maandag over 2 weken", "2027-03-29", "paasvakantie", "2027-04-12"),
        ("in de vakantie", "2027-03-29", "paasvakantie", "2027-04-12"),
        ("de 31ste", "2027-03-31", "paasvakantie", "2027-04-12"),
        ("over een maand", "2027-04-10", "paasvakantie", "2027-04-12"),
        ("7 mei", "2027-05-07", "Hemelvaart", "2027-05-10"),
        ("eind juli", "2027-07-31", "zomervakantie", "2027-09-01"),
        ("11 november", "2027-11-11", "wapenstilstand", "2027-11-12"),
    ],
)
def test_a_day_off(text, day, reason, following):
    """A day without school is said to be one, with why and the next school day."""
    assert read(text) == NotASchoolDay(date.fromisoformat(day), reason, date.fromisoformat(following))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("gisteren", PastDate(date(2027, 3, 9))),
        ("vorige week", PastDate(date(2027, 3, 5))),
        ("maandag deze week", PastDate(date(2027, 3, 8))),
        ("3 dagen geleden", PastDate(date(2027, 3, 7))),
        ("9/3", PastDate(date(2027, 3, 9))),
        ("20 december", PastDate(date(2026, 12, 20))),
        ("12/3/2026", PastDate(date(2026, 3, 12))),
        ("31/2", ImpossibleDate("31/2")),
        ("29/2/2027", ImpossibleDate("29/2/2027")),
        ("de 32ste", ImpossibleDate("de 32de")),
        ("vrijdag 13 maart", ImpossibleDate("vrijdag 13 maart")),
        ("vrijdag de 13de", ImpossibleDate("vrijdag de 13de")),
        ("morgen dinsdag", ImpossibleDate("morgen dinsdag")),
        ("over 2 jaar", TooFar(date(2029, 3, 10))),
        ("over 99999999999999999999 dagen", TooFar(TODAY + timedelta(days=500))),
    ],
)
def test_refusals(text, reading):
    """What is past, impossible or too far is refused as what it is."""
    assert read(text) == reading


@pytest.mark.parametrize("text", NO_DATE.split("|"))
def test_no_date(text):
    """No day, more than one, or none in particular."""
    assert read(text) == NotADate()


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2027-03-14", "volgende week", "2027-03-15"),
        ("2027-03-14", "deze week vrijdag", "2027-03-19"),
        ("2027-03-15", "maandag over een week", "2027-03-22"),
        ("2027-03-15", "volgende vrijdag", "2027-03-26"),
        ("2027-03-30", "na de vakantie", "2027-04-12"),
        ("2027-03-30", "voor de vakantie", "2027-06-30"),
        ("2027-03-12", "voor het weekend", "2027-03-12"),
        ("2027-03-13", "voor het weekend", "2027-03-19"),
        ("2026-12-20", "20/1", "2027-01-20"),
        ("2027-01-29", "de 4de", "2027-02-04"),
        ("2027-01-29", "de 12de", "2027-02-15"),
        ("2027-01-29", "over een maand", "2027-03-01"),
        ("2027-12-03", "begin januari", "2028-01-10"),
        ("2027-05-05", "na het verlengd weekend", "2027-05-10"),
    ],
)
def test_as_of_another_day(today, text, day):
    """Weekends, holidays, and the turns of the month and the year."""
    reading = read(text, date.fromisoformat(today))
    assert isinstance(reading, DateFound | NotASchoolDay)
    assert (reading.day if isinstance(reading, DateFound) else reading.next_day) == date.fromisoformat(day)


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
        ("ze komt rond de 25ste terug, geef dan een teken", "2027-03-25"),
    ],
)
def test_inside_a_sentence(text, day):
    """The day that is asked for, not the one that is told about."""
    assert find(text) == DateFound(date.fromisoformat(day))


@pytest.mark.parametrize("text", NO_DAY_INSIDE.split("|"))
def test_no_day_inside_a_sentence(text):
    """Words that look like dates and mean something else."""
    assert find(text) == NotADate()


def test_refusals_inside_a_sentence():
    """When only a past or an impossible day is said, that is told."""
    assert find("het gebeurde gisteren") == PastDate(date(2027, 3, 9))
    assert find("gisteren zei ik 31/2") == ImpossibleDate("31/2")
    assert find("herinner me zaterdag") == NotASchoolDay(date(2027, 3, 13), "weekend", date(2027, 3, 15))


WORDS = sorted({word for texts in FOUND.values() for text in texts.split("|") for word in text.split()})
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*WORDS, "30", "12/12", "31", "half", "anderhalf", "vorige", "geleden", "jaar"])).map(
        " ".join
    ),
)


@given(texts, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
@example("maandag over een half dag", TODAY)
@example("over 9999 jaar", date(2100, 1, 1))
@example("31/12/2999 na 31/12/2999", TODAY)
@example("١٢/٣ ² ½ ﷺ", TODAY)
@example("over " + "9" * 4000 + " weken 0/0", TODAY)
def test_any_text(text, today):
    """Nothing breaks the reader, and what it finds is a school day ahead or carries the next one."""
    for reading in (read(text, today), find(text, today)):
        match reading:
            case DateFound(day):
                assert today <= day <= today + FURTHEST
                assert CALENDAR.is_school_day(day)
            case NotASchoolDay(day, _, next_day):
                assert today <= day <= today + FURTHEST
                assert not CALENDAR.is_school_day(day)
                assert next_day == CALENDAR.next_school_day(day)
            case PastDate(day):
                assert day < today
            case TooFar(day):
                assert day > today + FURTHEST


@pytest.mark.parametrize(
    "part",
    ["morgen ", "de 12 ", "over een ", "over 900 schooldagen ", "1", "1-", "12/3 ", "a", "namiddag", "vrijdah ", "ﷺ",
     "na de 1de laatste ", "begin van de ", "donderdag over een goede "],
)  # fmt: skip
def test_time_grows_with_the_text(part):
    """Four times the text takes about four times as long, and the longest message a fraction of a second."""
    taken = {}
    for length in (MAX_CHARACTERS // 4, MAX_CHARACTERS):
        text = (part * length)[:length]
        runs = []
        for _ in range(3):
            start = time.process_time()
            read(text)
            find(text)
            runs.append(time.process_time() - start)
        taken[length] = min(runs)
    assert taken[MAX_CHARACTERS] < 1
    assert taken[MAX_CHARACTERS] < 10 * taken[MAX_CHARACTERS // 4] + 0.02
