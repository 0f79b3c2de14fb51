"""The Dutch words around a name that say whether it is one; all folded."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEACHERS = _words("juf juffrouw juff meester meneer mijnheer menheer mevrouw mevr mvr dhr")
"""Straight before a name, whatever the name looks like."""

TITLES = TEACHERS | _words("""
    mw mr heer directeur directrice adjunct turnleraar leraar lerares leerkracht lkr titularis klastitularis
    zorgcoordinator zoco zorgjuf opvoeder opvoedster tante nonkel coach mentor stagiair stagiaire brugfiguur
""")
"""Before a name; with a capital also before a surname that is a word too."""

ABBREVIATED_ROLES = _words("dhr mevr mvr mr mw lkr ll lln dir zoco adj")
"""With a full stop behind, which ends no sentence."""

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
    "ze noemt",
    "naam was",
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
    sloeg zat kwam werd werden gaf bekent bekende ontkende beweert beweerde blijft bleef dreigt dreigde weigert
    weigerde pesten postte schreef schrijft deelde verspreidt scheldt schold roept riep voelt huilt vroeg vertelt
    spreekt zwijgt reageert verklaart treiterde plaagde
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

UNITS = _words("""
    e de ste st nd rd th x u h s k m g w d l v cm km mm kg gr cl ml dl jr dg wk mnd min sec mb gb tb kb gig fa ds up
    chan zip ever you much pack day eu eur ct pm am px fps p bis ter der en of malig op
""")
"""Stuck to a number these are measures, ordinals, techniques or youth words (`4G`, `3D`, `4u`), not classes."""

COUNTED = _words("""
    keer maal jaar jaren maand maanden weken week dagen dag uur uren uurtje minuten minuut minuutjes seconden euro
    lln leerlingen leerling kinderen kids jongens meisjes mensen personen gasten klassen ouders fotos screenshots
    man tegen leerjaar middelbaar lagere kleuterklas graad mei juni juli maart jan feb mrt apr jun jul aug sep sept
    okt nov dec keren kr keertjes stuks lessen lesuur lesuren punten procent kilo gram liter meter
""")
"""What is counted, or a year: no class."""

FORMS = _words("aso tso bso kso okan buso so lo bao stem hso dbso lager middelbaar graad stroom latijn")
"""Forms of education after the number of a year: a year, not a class."""

NO_CLASS_AFTER = _words("""
    optie stap vraag punt artikel art bus kamer lokaal nr nummer pagina pag blz keuze knop hoofdstuk oefening oef
    niveau fase versie lijn tram bijlage deel reeks blok type model aflevering seizoen code verdieping parking zone
    graad om tot rond tegen vanaf
""")
"""After these a number with a letter is one of a list, or a time."""

PUPILS = _words("""
    leerling leerlinge ll lln leerlingen slachtoffer slachtoffers pester pesters pestkop dader daders jongen meisje
    kind kleuter mama papa ma pa moeder vader ouders oma opa broer zus broertje zusje klasgenoot klasgenote vriend
    vriendin daderes pestster
""")
"""Before initials: who they stand for."""

ACRONYMS = _words("""
    clb caw jac ocjb vk lo pav so bso tso aso kso buso okan stem gok vsk pc pcs tv tvs gsm gsms sms dm dms pb pv sos
    ok fb ig wa tt yt usb dvd cd iq adhd ass add odd avg gdpr dpo vip xl lol omg wtf btw dj ad ea nb ps rip lsd ict
    it hr eu vs vn uk usa lln lkr lk ll zoco dir adj vp aub svp mvg nvt ivm ipv tov mbt enz bv vb nr min max vti kta
    ka vbs gbs sbs go cel cyb ai vr ar ng ngl xd xx mr mw dhr jr sr eh hé ja nee he oh ah op in is en of te da ni ge
    ma we ze hij zij kan wie wat hoe nog als dan dus maar dat die een het niet wel mss idd tis kga otan pta mfc opz
    osb os ba
""")
"""Capitals that are no initials, and no class behind a number."""

ABBREVIATIONS = ACRONYMS | _words("""
    av adhv as dd dmv dw dwz ed ev eg etc evt ea ie iov igv io ism iot ivm iv ipv ig jl jr la ll mbv mmv maw mi mn
    muv mm nav no nv nml nl og oa obv oid olv ow owv ov oi pa pp pj pu pst pd pm am qed ro rk sd sm sr tav tbv tgv
    tnv tem tw ta ti ub ua vd vh vb vzw wo zg zgn zi zo zsm zoz zj ok ko ku cq cv ca bvb bijv bl bh hi hs kl km kv
    aso avb mtr ir dr drs ing prof lic nmbs fc kvk kbc nb up ut
""")
"""Written with dots these are abbreviations, unless a pupil stands before or a person's verb after."""

NO_SCHOOL_SAINTS = _words("""
    niklaas truiden gillis genesius genesius-rode pieters-leeuw katelijne katelijne-waver martens-latem amands
    andries kruis michiels laureins lievens-houtem pieters-kapelle kwintens-lennik kwintens job joris-weert
    jans-molenbeek agatha-berchem lambrechts-woluwe pauwels denijs maarten nicolaas valentijn martinus nikolaas
    kerstmis pietersstation petersburg moritz tropez jansplein amandsberg gillis-waas stevens-woluwe ulriks-kapelle
    maria-lierde maria-horebeke
""")
"""Behind `Sint` a town or a feast."""

GENERIC_SCHOOLS = tuple(
    """
    basis kleuter lager midden middelbar secundair vrije gemeente stads freinet steiner methode avond hoge smart
    sport muziek teken zwem rij taal dans buiten dag brede volks nonnen meisjes jongens beroeps vak techni vakantie
    zondag koran kost hotel politie brandweer moeder concentratie nabur buur partner onze school college instituut
    atheneum lyceum humaniora pesten anti oefen model uni kunst ballet
    """.split()
)
"""How the name of a kind of school begins, with a capital only because a sentence does."""

CASE_WORDS = _words("""
    leerling leerlinge leerlingen ll lln slachtoffer slachtoffers pester pesters dader daders jongen jongens meisje
    meisjes kind kinderen kleuter kleuters gepest gepeste pest pesten pesterijen gebeurt gebeurde gebeuren hij zij
    ze hem haar klas melding dossier filmpje bericht berichten fotos gast gasten manneke meiske mama papa ouders
    pestprobleem cyberpesten geval
""")
"""Words of which one tells that a school is named because of somebody."""

TALKED = _words("""
    gesproken gepraat geklapt gebabbeld gebeld gechat overlegd samengezeten gezeten gezegd gevraagd gehoord gemaild
    gesms't gewhatsappt getelefoneerd gekletst ondervraagd verteld gesprek babbel gesprekje babbeltje klapke contact
    afspraak praten spreken klappen babbelen bellen ruzie gevochten vechten boos kwaad overleg overleggen
""")
"""Before `met` and whom one talked with, or after it: `met wiebe gesproken`, `gesprek met storm`."""

TALKED_WITH = _words("met tegen aan bij mee me")
"""Between talking and with whom."""

HELD_BY = _words("haar zijn zen zn z'n heur der zijne hare")
"""After whom something belongs to: `lieselotte haar gsm`."""

BEFORE_SOMEBODY = _words("""
    heb hebben heeft had is was waren alleen enkel ook ja nee neen misschien zag zie hoorde hoor belde bel vroeg
    sprak vermoedelijk waarschijnlijk blijkbaar volgens denk door
""")
"""Before a name that the lists of Flanders lack, where nothing else tells that it is one."""

NOT_FROM = _words("in uit te vanuit naar nabij omgeving regio stad")
"""Before a town that has the name of a family."""
