"""The Dutch words around a name that say whether it is one; all folded."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEACHERS = _words("juf juffrouw juff meester meneer mijnheer menheer mevrouw mevr mvr dhr")
"""Straight before a name, whatever the name looks like."""

TITLES = TEACHERS | _words("""
    mw mr heer directeur directrice adjunct turnleraar leraar lerares leerkracht lkr titularis klastitularis
    zorgcoordinator zoco zorgjuf opvoeder opvoedster tante nonkel coach mentor stagiair stagiaire brugfiguur
""")
"""Before a name; with a capital also before a surname that is a word too."""

FAMILY = TITLES | _words("""
    leerling leerlinge ll lln leerlingen mama mamma ma moeder mams papa pa vader paps ouders oma opa bomma bompa
    grootouders broer broertje broers zus zusje zussen zoon zoontje dochter dochtertje neef nicht vriend
    vriendin vriendje vriendinnetje vrienden klasgenoot klasgenote klasgenoten collega pester pestster pesters
    pestkop dader daders slachtoffer slachtoffers gsm account profiel naam foto fotos naaktfoto filmpje dossier
    verhaal jongen meisje kind peuter kleuter kameraad maat lief ex buurjongen buurmeisje leider aanvoerder klas
    juffen ene zekere onze ons
""")
"""Before a name, or before `van` and a name."""

NAMING = _words("heet heette heten genaamd noemt-ie zekere") | {
    "naam is",
    "namen zijn",
    "noemt men",
    "ik ben",
    "noemt hij",
    "hij noemt",
    "zij noemt",
    "die noemt",
    "manneke noemt",
}
"""What a name follows: a word, or two."""

CLOSINGS = _words("groeten groetjes groet grtjs grtz mvg vriendelijk toegenegen")
"""What a colleague writes above her own name."""

ARTICLES = _words("""
    de het een n ne nen den der t 't die deze dit geen elke elk iedere welke zo'n zijn haar hun mijn jouw uw
    veel wat te zulke alle goede goeie grote kleine mooie nieuwe oude eerste tweede laatste rode blauwe groene
    lieve a the
""")
"""After these, a word that could be a name is a word."""

CLAUSE_OPENERS = _words("dat da en maar want omdat toen als of nu dus sinds terwijl ook volgens")

PERSON_PREPOSITIONS = _words("""
    met tegen over tussen aan door voor bij van naar volgens rond dat omdat toen als en of zoals
""")
"""Before a word with a capital that is on the lists of names."""

STRICT_PREPOSITIONS = _words("met tegen tussen volgens dat omdat toen")
"""The same before a word on no list, which may be an app or a band."""

TIMES = _words("dag week keer maand les morgen avond middag ochtend uur")

VERBS = _words("""
    heeft hebben wordt werd werden is was zegt zei zeggen pest pesten pestte stuurt stuurde sturen wil wilt wou
    wilde durft durfde kan kon mag moet moest zit zat kwam komt ging gaat doet deed krijgt kreeg vindt vond
    weent weende huilt huilde slaat sloeg belde belt noemt heet weet wist zag ziet had blijft bleef staat stond
    verspreidt vertelt vertelde dreigt dreigde bedreigt bedreigde filmde filmt postte deelt deelde roept riep
    lacht lachte scheldt schold ontkent ontkende bekent geeft gaf maakt maakte denkt dacht voelt voelde eet
    slaapt begint begon vraagt vroeg loopt liep valt viel reageert reageerde weigert weigerde plaagt plaagde
    treitert zal zou haar zijn hun hij zij die
""")

VERBS_AFTER_A_WORD = _words("""
    heeft zegt zei wordt pest pestte stuurt stuurde wil durft durfde weent weende huilt huilde krijgt kreeg
    belde vindt bedreigt bedreigde vertelt vertelde noemt weet filmt filmde lacht ontkent plaagt treitert slaat
    sloeg zat kwam
""")
"""What only persons do at the start of a clause, so that even a word or an unknown word before it is a name."""

NOT_A_PERSON_AFTER = _words("""
    sint st heilige heilig sainte saint koning koningin prins profeet paus school college instituut atheneum
    basisschool lyceum campus scholengroep scholengemeenschap vzw gemeente stad dorp straat film serie boek
    boeken app spel game merk methode programma website site zanger zangeres rapper influencer youtuber zwarte
    don pius
""")

PARTICLES = _words("van de der den vd v ter ten te el al ben bin ibn abu d da di du le la vande vanden vander op")
"""Between a first name and a surname."""

NOT_NAMED = _words(
    "fbi cia usb pdf html http https www com org vraagje iemand iedereen niemand sommige sommigen alles niets"
)

PHRASES = frozenset(
    (first, second)
    for first, second in re.findall(
        r"(\w+) (\w+)",
        """
        jan en, en alleman, jan modaal, joost mag, romeo en, en julia, anne frank, don bosco, zwarte piet, piet piraat,
        brad pitt, taylor swift, andrew tate, billie eilish, ariana grande, justin bieber, ed sheeran, elon musk,
        mark zuckerberg, kim kardashian, harry potter
        """,
    )
)
"""Two words that together are nobody at school. `jan en lotte` still has its `lotte`."""
