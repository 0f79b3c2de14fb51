"""Personal data is noticed, ordinary questions pass, and no input breaks the detector."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.examples import read_examples
from nlu.personal_data.detector import KINDS, MAX_CHARACTERS, find_personal_data

SETS = {
    name: [
        json.loads(line)
        for line in (Path(__file__).parents[2] / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for name in ("personal_data", "personal_data_2")
}


def found(text: str) -> list[tuple[str, str]]:
    return [(data.kind, text[data.start : data.end]) for data in find_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mijn leerling Yassine wordt gepest", ["Yassine"]),
        ("jef heeft een filmpje doorgestuurd", ["jef"]),
        ("de mama van lotte belde", ["lotte"]),
        ("juf Sofie zag het", ["Sofie"]),
        ("emma en Oleksandr pesten haar", ["emma", "Oleksandr"]),
        ("hij heet Mohamed", ["Mohamed"]),
        ("meneer Peeters weet het", ["Peeters"]),
        ("mijnheer De Backer belde", ["De Backer"]),
        ("het gaat over Lars Vermeulen", ["Lars Vermeulen"]),
        ("mijn naam is sofie de clercq", ["sofie de clercq"]),
        ("pieter-jan is weg", ["pieter-jan"]),
        ("Lottes gsm is afgepakt", ["Lottes"]),
        ("jefke weent", ["jefke"]),
        ("mijn leerling heet shayden", ["shayden"]),
        ("MIJN LEERLING JONAS IS WEG", ["JONAS"]),
        ("storm heeft haar bedreigd", ["storm"]),
        ("het gesprek met storm is voorbij", ["storm"]),
        ("storm werd uitgescholden", ["storm"]),
        ("met wiebe gesproken", ["wiebe"]),
        ("wiebe wordt gepest", ["wiebe"]),
        ("ik heb aurelien gevraagd", ["aurelien"]),
        ("de papa van thijmenn belde", ["thijmenn"]),
        ("met yussuf zijn broer gesproken", ["yussuf"]),
        ("het meisje, anoushka, weent", ["anoushka"]),
        ("noa is het slachtoffer", ["noa"]),
        ("mevrouw de smet belde", ["de smet"]),
        ("dhr. Bakkers weet het", ["Bakkers"]),
        ("groeten, Els", ["Els"]),
        ("mvg Leen Wouters", ["Leen Wouters"]),
        ("het gaat over L.V. uit het vierde", ["L.V."]),
        ("leerling KDW blijft thuis", ["KDW"]),
        ("p.v. ontkent alles", ["p.v."]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    """Names in any case, on a list or told by their context; a surname belongs to its first name."""
    assert found(text) == [("name", name) for name in expected]


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("bel 0470 12 34 56 terug", "phone", "0470 12 34 56"),
        ("bel 0485/12.34.56", "phone", "0485/12.34.56"),
        ("+32 470 12 34 56 stuurt dreigberichten", "phone", "+32 470 12 34 56"),
        ("0032470123456", "phone", "0032470123456"),
        ("nummer +31 6 12345678", "phone", "+31 6 12345678"),
        ("bel 03 212 34 56", "phone", "03 212 34 56"),
        ("mail zorg.leerling@gmail.com.", "email", "zorg.leerling@gmail.com"),
        ("het account @exposed_aalst22", "handle", "@exposed_aalst22"),
        ("zijn snap: killerboy_2011", "handle", "killerboy_2011"),
        ("discord shadowfox#4821", "handle", "shadowfox#4821"),
        ("zie tiktok.com/@dikke.beer2012.", "profile_link", "tiktok.com/@dikke.beer2012"),
        ("https://www.instagram.com/lotje_xx_09/", "profile_link", "https://www.instagram.com/lotje_xx_09/"),
        ("nummer 85.07.30-033.28", "national_number", "85.07.30-033.28"),
        ("rr 17073003384", "national_number", "17073003384"),
        ("stort op BE68 5390 0754 7034 of anders", "iban", "BE68 5390 0754 7034"),
        ("woont Dorpsstraat 45, 9300 Aalst", "address", "Dorpsstraat 45, 9300 Aalst"),
        ("in de kapelleweg 7 bus 2", "address", "kapelleweg 7 bus 2"),
        ("geboren op 12/03/2011", "birth_date", "12/03/2011"),
        ("geboren 3 mei 2012", "birth_date", "3 mei 2012"),
        ("12 mei 2011 geboren", "birth_date", "12 mei 2011"),
        ("leerling is van 03-11-2010", "birth_date", "03-11-2010"),
        ("klas 3B van het Sint-Jozefscollege", "class_code", "3B van het Sint-Jozefscollege"),
        ("klas 3B is onrustig", "class_code", "3B"),
        ("een leerling van 3Bwet", "class_code", "3Bwet"),
        ("de hele 4LAT doet mee", "class_code", "4LAT"),
        ("in 5 ECMT loopt het fout", "class_code", "5 ECMT"),
        ("ja in 2b", "class_code", "2b"),
        ("het gebeurde in zesde B", "class_code", "zesde B"),
        ("leerling van VTI Deinze", "class_code", "VTI Deinze"),
        ("hij zit op Sint-Bavo", "class_code", "Sint-Bavo"),
    ],
)
def test_what_has_a_shape(text: str, kind: str, span: str) -> None:
    """Every other kind is found with its exact span."""
    assert found(text) == [(kind, span)]


@pytest.mark.parametrize(
    "text",
    [
        "leerling X pest leerling Y",
        "X en Y pesten Z",
        "bel 112, 101, 102, 1712, 1813 of 116000",
        "bel Child Focus op 116 000 of de Druglijn op 078 15 10 20",
        "nummer 85.07.30-033.29",
        "BE68 5390 0754 7035",
        "op 12/03/2024 is het begonnen",
        "01/09/2024 12u30",
        "2de leerjaar, 3de kleuterklas, eerste graad, 5 tso, 4 keer, 3u, om 4u, 4G, 3D, 1op1, optie 2b, stap 3a",
        "het zesde, 5TSO",
        "a.u.b., o.a. op snap, m.a.w. niet, d.w.z. elke dag, i.v.m. het CLB",
        "X.Y. pest X.Z.",
        "het CLB zegt dat het mag",
        "heeft het Sint-Jozefscollege een pestprotocol",
        "een leerling uit Sint-Niklaas",
        "een leerling van onze basisschool, een pester van een andere school",
        "kaartjes met Valentijn, valentijn was het begin",
        "ze zeggen Greta Thunberg tegen haar, of Messi",
        "onze schoolgeit, ons klaskonijn",
        "noe is 't stil, 'k zoe gaan, noa huis",
        "merci zenne",
        "da kykn ze op hun gsm kykn",
        "het gebeurde onderweg 2 keer",
        "https://www.mediawijs.be/cyberpesten",
        "https://www.instagram.com/legal/privacy",
        "dossier BLAUWE-OTTER-7",
        "wis_dossier",
        "@school",
        "de storm gaat liggen, de lente komt",
        "jan en alleman weet het",
        "onze school, Sint-Jozef in Antwerpen",
        "Snapchat, TikTok, Smartschool, Awel, Child Focus, Sensoa, CLB, Roblox, BeReal, WhatsApp en ChatGPT",
        "No Blame of Kiva, via Mediawijs",
        "een Marokkaanse, Turkse, joodse of katholieke leerling",
        "Sinterklaas, Jezus, Mozes",
        "de leerkracht Frans en de collega van LO",
        "ouders vinden't overdreven",
    ],
)
def test_what_passes(text: str) -> None:
    """Placeholders, help lines, dates, brands, places, faith and everyday words are no personal data."""
    assert found(text) == []


@pytest.mark.parametrize("name", SETS)
def test_most_personal_data_is_noticed(name: str) -> None:
    """At least 95 % of the labelled messages that hold personal data are noticed."""
    holding = [row["text"] for row in SETS[name] if row["kinds"]]
    assert len(holding) >= 130
    missed = [text for text in holding if not find_personal_data(text)]
    assert len(missed) <= 0.05 * len(holding), missed


@pytest.mark.parametrize("name", SETS)
def test_few_false_alarms(name: str) -> None:
    """At most 1 % of the labelled messages without personal data raise an alarm."""
    free = [row["text"] for row in SETS[name] if not row["kinds"]]
    assert len(free) >= 130
    alarms = [text for text in free if find_personal_data(text)]
    assert len(alarms) <= 0.01 * len(free), alarms


@pytest.mark.parametrize("name", SETS)
def test_kinds_are_right(name: str) -> None:
    """Of the labelled messages that are noticed, at least 95 % are given just their kinds."""
    noticed = [row for row in SETS[name] if row["kinds"] and find_personal_data(row["text"])]
    wrong = [row for row in noticed if {data.kind for data in find_personal_data(row["text"])} != set(row["kinds"])]
    assert len(wrong) <= 0.05 * len(noticed), wrong


@pytest.mark.parametrize("name", SETS)
def test_labels_are_known_kinds(name: str) -> None:
    """The labelled lines use the kinds of the contract only, and every kind is there."""
    assert {kind for row in SETS[name] for kind in row["kinds"]} == set(KINDS)


def test_few_false_alarms_on_the_examples() -> None:
    """Our own example messages hold no personal data: at most 1 % raise an alarm."""
    texts = [example.text for example in read_examples()]
    alarms = [text for text in texts if find_personal_data(text)]
    assert len(alarms) <= 0.01 * len(texts), alarms


def _check_spans(text: str) -> None:
    data = find_personal_data(text)
    assert all(0 <= piece.start < piece.end <= len(text) and piece.kind in KINDS for piece in data)
    assert all(first.end <= second.start for first, second in itertools.pairwise(data))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a" * 100_000,
        "1" * 100_000,
        "@" * 100_000,
        "a.a@" * 25_000,
        "jan de " * 15_000,
        "a-'" * 30_000,
        "".join(map(chr, range(32))) * 100,
        "\x00jef\x00 heeft",
        "😀👨‍👩‍👧 lotte 😀" * 500,
        "\u202eمحمد heeft\u202c",
        "\ud800 lotte \udfff",
        "e\u0301" * 5_000,
        "١٢٣٤٥٦٧٨٩٠١",
        "0٤70 12 34 56",
        "²³" * 50,
        "ǅİıßﬁ heeft",
    ],
)
def test_hostile_input(text: str) -> None:
    """Neither length nor strange characters break it."""
    _check_spans(text)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text(text: str) -> None:
    """No text raises, and the spans are in order, within the text and apart."""
    _check_spans(text)


@given(
    st.lists(
        st.sampled_from([*"aZ019@._-+/:#' \n", "jan", "Lotte", "heeft", "van", "BE68", "snap", "geboren", "straat"])
    )
)
def test_any_mixture_of_what_patterns_look_for(pieces: list[str]) -> None:
    """The same for texts made of what the patterns look for."""
    _check_spans("".join(pieces))


def test_what_follows_the_longest_message_is_not_read() -> None:
    """A message is read up to the length a channel can deliver."""
    assert found(" " * MAX_CHARACTERS + "jef heeft") == []
