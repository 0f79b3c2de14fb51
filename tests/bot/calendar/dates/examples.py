"""Days as staff type them by themselves, what each means on one Wednesday, and how they are read."""

from __future__ import annotations

from datetime import date

from bot.calendar.dates.reader import DateReading, find_date, read_date
from bot.calendar.school_days import SchoolCalendar

TODAY = date(2027, 3, 10)
"""A Wednesday; the Easter holiday runs from 29 March to 11 April, summer time begins on the 28th."""
CALENDAR = SchoolCalendar(frozenset({date(2027, 3, 18)}))


def read(text: str, today: date = TODAY) -> DateReading:
    """What a day typed by itself is read as."""
    return read_date(text, today, CALENDAR)


def find(text: str, today: date = TODAY) -> DateReading:
    """What is found in a sentence."""
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
