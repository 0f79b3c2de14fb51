"""What an editor breaks is named in Dutch as `path:line: what`: the real files, with one thing broken in each test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.dialogues.broken_content import (
    CARD_FILE,
    GUIDE_FILE,
    PLAN_FILE,
    SENTENCES_FILE,
    TALK_FILE,
    faults_in,
    line_of,
    put,
)

TALK_TITLE = "titel: Praten met de leerling die pest"
SECOND_SUMMARY = '- {tekst: "Jij wou …, en je dacht dat de ander …. Klopt dat?", bron: [P25, P36, P37]}'
QUESTION = r"vraag: >-\n(?: {6}.*\n)+"


@dataclass(frozen=True)
class Break:
    """One thing that is broken, and all that must be said about it."""

    fact: str
    file: str
    after: str
    """The thing is after this text,"""
    old: str
    """the first match of this pattern,"""
    new: str
    """and becomes this."""
    said: Sequence[tuple[str, str]]
    """The line it is said of (the first one that is exactly this, indentation aside) and what is said."""


ENDLESS = "ernst gesprek_gepeste ouders_gepeste keuzemoment vorm individueel groep opvolging nazorg".split()
STEPS = ("melding", "ruzie", "opvolging")
"""Steps whose line is told: `{melding}` in what is said stands for it."""
UNKNOWN_LINK = "'www.awel.be' is geen webadres; begin met https://"
TWO_EARS = (
    "'kiest_groep' en 'kiest_individueel' luisteren allebei naar 'kiest_individueel'; dan kan de bot niet kiezen."
)
FORM = "'vorm' kan niet 'beide' zijn; kies uit individueel, groep, allebei."
APPROACH = "'aanpak' kan niet 'zacht' zijn; kies uit niet_confronterend, confronterend."
UNREACHED = "geen enkele weg leidt naar 'melding_door_derde'; laat een keuze van een andere stap hierheen gaan."
NO_SOURCE = "de bron ontbreekt; noem het punt van de folder, bijvoorbeeld [P25]."
NO_BEGINNING = (
    "geen enkele stap heeft 'begin: ja'; zet het bij de ene stap waar dat zo is: daar begint elk nieuw dossier."
)
NO_END = "geen enkele stap heeft 'einde: ja'; zet het bij de ene stap waar dat zo is: daar is een dossier afgesloten."
NO_CONSULTING = "geen enkele stap heeft 'overleg: ja'; zet het bij de stap waar het zorgteam kan meekijken."
TWICE_COUNTED = "de uitkomst staat al bij 'opvolging' (lijn {opvolging}); laat 'uitkomst' hier weg."
NO_ID = "'Is-gestopt' kan geen id zijn: kleine letters, cijfers en enkele _, hoogstens 30 tekens."

BREAKS = [
    Break("an unknown step, with the nearest one", PLAN_FILE, "id: verdere_stappen", "naar: ernst", "naar: ernstig",
          [("- id: verdere_stappen", "stap 'ernstig' bestaat niet. Bedoel je 'ernst'?")]),
    Break("a step no arrow leads to", PLAN_FILE, "id: meldt_iemand_anders", "naar: .*", "naar: observeren",
          [("- id: melding_door_derde", UNREACHED)]),
    Break("steps that never end", PLAN_FILE, "id: nazorg_gedaan", "naar: .*", "naar: nazorg",
          [(f"- id: {step}", f"vanuit '{step}' raakt een dossier nooit bij 'afgesloten'; voeg een keuze toe.")
           for step in ENDLESS]),
    Break("a guide that is not there", PLAN_FILE, "id: ruzie\n", "gidsen: .*", "gidsen: [belied]",
          [("- id: ruzie", "gids 'belied' bestaat niet. Bedoel je 'beleid'?")]),
    Break("a question too long for a phone", PLAN_FILE, "id: ruzie\n", QUESTION, f"vraag: {'x' * 601}\n",
          [("- id: ruzie", "de vraag telt 601 tekens; hoogstens 600 passen op een gsm.")]),
    Break("a button too long for a phone", PLAN_FILE, "id: nazorg_gedaan", "knop: .*", f"knop: {'x' * 41}",
          [("- id: nazorg_gedaan", "de knop telt 41 tekens; hoogstens 30 passen op een gsm.")]),
    Break("words too long for the drawing", PLAN_FILE, "tekening:", "hier: .*", f"hier: {'x' * 15}",
          [("titel: Eerste Hulp Bij Cyberpesten",
            "het merkje telt 15 tekens; in de tekening passen er hoogstens 14.")]),
    Break("a drawing without a title", PLAN_FILE, "tekening:", "  titel: .*\n", "",
          [("voet:", "het veld 'titel' ontbreekt.")]),
    Break("an unknown field", PLAN_FILE, "id: ruzie\n", "opvolging: 7", "opvolgen: 7",
          [("opvolgen: 7", "onbekend veld 'opvolgen'. Bedoel je 'opvolging'?")]),
    Break("a field that stands twice", PLAN_FILE, "id: ruzie\n", "opvolging: 7", "opvolging: 7\n    opvolging: 21",
          [("opvolging: 21", "'opvolging' staat hier twee keer; laat er een weg.")]),
    Break("a field that is missing", PLAN_FILE, "id: ruzie\n", "    titel: .*\n", "",
          [("- id: ruzie", "het veld 'titel' ontbreekt.")]),
    Break("a choice that stands twice", PLAN_FILE, "id: opvolging\n", "id: is_niet_gestopt", "id: is_gestopt # weer",
          [("- id: is_gestopt # weer", "'is_gestopt' staat twee keer bij 'opvolging'; kies een andere id.")]),
    Break("an id of another form", PLAN_FILE, "id: opvolging\n", "id: is_gestopt", "id: Is-gestopt",
          [("- id: Is-gestopt", NO_ID)]),
    Break("two choices that listen to one intent", PLAN_FILE, "id: kiest_groep", r"intents: \[.*\]",
          "intents: [kiest_individueel]", [("- id: kiest_groep", TWO_EARS)]),
    Break("an unknown intent", PLAN_FILE, "id: nog_opvolgen", r"intents: \[.*\]", "intents: [wet_niet]",
          [("- id: nog_opvolgen", "intent 'wet_niet' bestaat niet. Bedoel je 'weet_niet'?")]),
    Break("an unknown field to set", PLAN_FILE, "id: kiest_confronterend", "zet: {aanpak", "zet: {aanpk",
          [("- id: kiest_confronterend", "'zet' noemt het onbekende veld 'aanpk'. Bedoel je 'aanpak'?")]),
    Break("an unknown value to set", PLAN_FILE, "id: kiest_confronterend", "zet: .*", "zet: {aanpak: zacht}",
          [("- id: kiest_confronterend", APPROACH)]),
    Break("an unknown value in a condition", PLAN_FILE, "id: naar_groep", "als: .*", "als: {vorm: beide}",
          [("- id: naar_groep", FORM)]),
    Break("an unknown value in a condition of what is said", PLAN_FILE, "id: is_niet_gestopt", "als: .*",
          "als: {vorm: beide}", [("- id: is_niet_gestopt", FORM)]),
    Break("an unknown question in a conclusion", PLAN_FILE, "besluiten:", "criterium_macht: ja", "criterium_mach: ja",
          [("- id: criteria", "vraag 'criterium_mach' bestaat niet. Bedoel je 'criterium_macht'?")]),
    Break("an unknown answer in a conclusion", PLAN_FILE, "besluiten:", "criterium_macht: ja", "criterium_macht: nooit",
          [("- id: criteria", "antwoord op 'criterium_macht' 'nooit' bestaat niet.")]),
    Break("an unknown tally", PLAN_FILE, "id: criterium_macht", r"- \{id: ja.*", "- {id: ja, knop: Ja, telt: wal}",
          [("- {id: ja, knop: Ja, telt: wal}", "teller 'wal' bestaat niet. Bedoel je 'wel'?")]),
    Break("an aid nobody opens", PLAN_FILE, "id: hulp_redenen", " *opent: redenen\n", "",
          [("- id: redenen", "geen enkele stap opent het hulpmiddel 'redenen' (begint_met of opent).")]),
    Break("an aid that is not there", PLAN_FILE, "id: ouders_gepeste\n", "begint_met: .*", "begint_met: rechten_ouders",
          [("- id: ouders_gepeste", "hulpmiddel 'rechten_ouders' bestaat niet. Bedoel je 'recht_ouders'?"),
           ("- id: recht_ouders", "geen enkele stap opent het hulpmiddel 'recht_ouders' (begint_met of opent).")]),
    Break("a source that is not there", PLAN_FILE, "id: verdere_stappen", r"bron: \[.*\]", "bron: [F99]",
          [("- id: verdere_stappen", "bron 'F99' bestaat niet. Bedoel je 'F09'?")]),
    Break("a text without a source", PLAN_FILE, "id: verdere_stappen", r"bron: \[.*\]", "bron: []",
          [("- id: verdere_stappen", NO_SOURCE)]),
    Break("a number that is none", PLAN_FILE, "id: ruzie\n", "opvolging: 7", "opvolging: zeven",
          [("opvolging: zeven", "'zeven' is geen geheel getal; schrijf bijvoorbeeld 7.")]),
    Break("a text where a list belongs", PLAN_FILE, "id: ruzie\n", "gidsen: .*", "gidsen: beleid",
          [("gidsen: beleid", "hier hoort een lijst te staan (regels die met '- ' beginnen).")]),
    Break("a list where a text belongs", PLAN_FILE, "id: ruzie\n", "titel: .*", "titel: [Ruzie]",
          [("titel: [Ruzie]", "hier hoort gewone tekst te staan.")]),
    Break("an empty text", PLAN_FILE, "id: ruzie\n", "titel: .*", "titel: ''",
          [("titel: ''", "deze tekst is leeg; vul ze in.")]),
    Break("no step where cases begin", PLAN_FILE, "id: melding\n", " *begin: ja\n", "",
          [("- id: melding", NO_BEGINNING)]),
    Break("two steps where cases begin", PLAN_FILE, "id: ernst\n", "overleg: ja", "overleg: ja\n    begin: ja # ook",
          [("begin: ja # ook", "'begin: ja' staat al bij 'melding' (lijn {melding}); laat het bij een stap staan.")]),
    Break("a step where cases begin, or not", PLAN_FILE, "id: ernst\n", "overleg: ja", "overleg: ja\n    begin: nee",
          [("begin: nee", "'nee' past hier niet; schrijf 'ja', of laat het veld weg.")]),
    Break("no step where cases end", PLAN_FILE, "id: afgesloten\n", " *einde: ja\n", "",
          [("- id: melding", NO_END)]),
    Break("two steps where cases end", PLAN_FILE, "id: ruzie\n", "opvolging: 7", "opvolging: 7\n    einde: ja # ook",
          [("einde: ja", "'einde: ja' staat al bij 'ruzie' (lijn {ruzie}); laat het bij een stap staan."),
           ("- id: ruzie", "'ruzie' is het einde; laat de keuzes weg, of zet 'einde: ja' bij een andere stap."),
           *((f"- id: {step}", f"vanuit '{step}' raakt een dossier nooit bij 'ruzie'; voeg een keuze toe.")
             for step in ("klassiek_pesten", *ENDLESS, "afgesloten"))]),
    Break("no step where the care team is asked", PLAN_FILE, "id: ernst\n", " *overleg: ja\n", "",
          [("- id: melding", NO_CONSULTING)]),
    Break("no choice that counts as stopped", PLAN_FILE, "id: opvolging\n", " *uitkomst: gestopt\n", "",
          [("- id: melding", "geen enkele keuze heeft 'uitkomst: gestopt'; zet het bij de keuze die dat zegt.")]),
    Break("an outcome in two steps", PLAN_FILE, "id: nazorg_gedaan", "naar: afgesloten",
          "naar: afgesloten\n        uitkomst: gestopt", [("- id: nazorg_gedaan", TWICE_COUNTED)]),
    Break("an outcome there is not", PLAN_FILE, "id: verdere_stappen", "uitkomst: .*", "uitkomst: erger",
          [("uitkomst: erger", "'erger' is geen uitkomst; kies uit gestopt, niet_gestopt.")]),
    Break("an unknown command", PLAN_FILE, "opdrachten:", "hulplijnen: hulplijnen", "hulplijn: hulplijnen",
          [("hulplijn: hulplijnen", "onbekend veld 'hulplijn'. Bedoel je 'hulplijnen'?"),
           ("hulplijn: hulplijnen", "het veld 'hulplijnen' ontbreekt.")]),
    Break("a command with an unknown guide", PLAN_FILE, "opdrachten:", "hulplijnen: .*", "hulplijnen: hulplijn",
          [("hulplijnen: hulplijn", "gids 'hulplijn' bestaat niet. Bedoel je 'hulplijnen'?")]),
    Break("an unknown talk card", PLAN_FILE, "id: individueel\n", "gesprek: pester", "gesprek: peser",
          [("- id: individueel", "gesprekskaart 'peser' bestaat niet. Bedoel je 'pester'?")]),
    Break("a talk card of an unknown guide", TALK_FILE, "", "gids: .*", "gids: gesprek_peste",
          [(TALK_TITLE, "gids 'gesprek_peste' bestaat niet. Bedoel je 'gesprek_pester'?")]),
    Break("a talk card with one summary", TALK_FILE, "samenvattingen:\n", "  - .*\n", "",
          [(SECOND_SUMMARY, "'samenvattingen' telt 1 zinnen; een kaart heeft er precies 2.")]),
    Break("a talk card without an opening", TALK_FILE, "gids:", "opening: .*\n", "",
          [(TALK_TITLE, "het veld 'opening' ontbreekt.")]),
    Break("a moment twice", TALK_FILE, "id: weent", "id: weent", "id: zwijgt # nog eens",
          [("- id: zwijgt # nog eens", "'zwijgt' staat twee keer in 'pester'; kies een andere id.")]),
    Break("an age that is none", TALK_FILE, "id: jong", "leeftijd: .*", "leeftijd: klein",
          [("leeftijd: klein", "schrijf een leeftijd als 6-9: de jongste, een streepje en de oudste.")]),
    Break("something else to remember", PLAN_FILE, "onthoudt:", " *vorm: ", "  vormen: ",
          [("vormen: [individueel, groep, allebei]", "onbekend veld 'vormen'. Bedoel je 'vorm'?"),
           ("aanpak: [niet_confronterend, confronterend]", "het veld 'vorm' ontbreekt."),
           *((f"- id: {choice}", f"'{name}' noemt het onbekende veld 'vorm'.")
             for choice, name in (("kiest_individueel", "zet"), ("kiest_groep", "zet"), ("kiest_allebei", "zet"),
                                  ("individueel_klaar", "als"), ("naar_groep", "als"))),
           *((f"- id: {step}", "veld om te vergeten 'vorm' bestaat niet.")
             for step in ("observeren", "klassiek_pesten", "ruzie"))]),
    Break("an unknown help line", CARD_FILE, "", r"hulplijnen: \[.*\]", "hulplijnen: [poltie]",
          [("hulplijnen: [poltie]", "onbekende hulplijn 'poltie'. Bedoel je 'politie'?")]),
    Break("an address that is none", "data/gidsen/wat_is_cyberpesten.yml", "", "link: https.*", "link: www.awel.be",
          [("link: www.awel.be", UNKNOWN_LINK)]),
    Break("an unknown tone", GUIDE_FILE, "paginas:", "- tekst: ", "- soort: zegt\n        tekst: ",
          [("- soort: zegt", "onbekende soort 'zegt'. Bedoel je 'zeg'? Kies doe, zeg of vermijd.")]),
    Break("a point too long for a phone", GUIDE_FILE, "id: niet_hier", "- tekst: .*", f"- tekst: {'x' * 221}",
          [(f"- tekst: {'x' * 221}", "dit punt telt 221 tekens; hoogstens 220 passen op een gsm.")]),
    Break("a guide's button too long", GUIDE_FILE, "", "knop: .*", f"knop: {'x' * 27}",
          [("titel: Politie of Child Focus erbij?", "de knop telt 27 tekens; hoogstens 26 passen op een gsm.")]),
    Break("an unknown sentence", SENTENCES_FILE, "", "\ngroet: ", "\nwelkom_bij: x\ngroet: ",
          [("welkom_bij: x", "onbekende zin 'welkom_bij'. Bedoel je 'welkom_lid'?")]),
    Break("an open brace in a sentence", SENTENCES_FILE, "", "\ngroet: .*", "\ngroet: Dag {dossier",
          [("groet: Dag {dossier", "de accolades { } kloppen niet; elke { heeft een } nodig.")]),
    Break("a sentence too long for a phone", SENTENCES_FILE, "", "\ngroet: .*", f"\ngroet: {'x' * 601}",
          [(f"groet: {'x' * 601}", "deze tekst telt 601 tekens; hier passen er hoogstens 600.")]),
]  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.fact.replace(" ", "-"))
def test_one_fault(broken: Break, tree: Path) -> None:
    """What is broken is named with its line, in Dutch, and nothing else is."""
    put(tree / broken.file, broken.after, broken.old, broken.new)
    path = tree / broken.file
    steps = {step: line_of(path, f"- id: {step}") for step in STEPS} if broken.file == PLAN_FILE else {}
    lines = [(line_of(path, line), re.sub(r"{(\w+)}", lambda m: str(steps[m[1]]), text)) for line, text in broken.said]
    assert faults_in(tree) == [f"{broken.file}:{line}: {text}" for line, text in sorted(lines)]
