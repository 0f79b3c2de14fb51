"""Pages to read and to print."""

from __future__ import annotations

import re
import zlib

import pytest

from bot.channels.web.markup import Markup
from bot.channels.web.metrics import encoded, width, wrapped
from bot.channels.web.order import order_of
from bot.channels.web.paper import guide_paper
from bot.commands import SLASH
from bot.wiring import House
from tests.web_page import Page, Visitor

pytest_plugins = ["tests.web_fixtures"]


def content(pdf: bytes) -> str:
    """What a PDF of ours draws."""
    (stream,) = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return zlib.decompress(stream).decode("cp1252")


def words(pdf: bytes) -> str:
    """What a PDF of ours says."""
    said = re.findall(r"\((.*?)(?<!\\)\) Tj", content(pdf))
    return " ".join(said).replace("\\(", "(").replace("\\)", ")")


async def test_every_guide_fits_one_page(guest: Visitor, house: House) -> None:
    """Each guide is one page A4 with all its words, in letters that can be read on a wall."""
    for guide in house.content.guides.values():
        answer = await guest.client.get(f"/print/gids/{guide.id}.pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        pdf = answer.content
        assert pdf.startswith(b"%PDF-1.7")
        assert pdf.count(b"/Type /Page ") == 1
        told = words(pdf)
        for page in guide.pages:
            for item in page.items:
                assert all(word in told for word in encoded(item.text).decode("cp1252").split()), guide.id
        drawn = content(pdf)
        heights = [float(y) for y in re.findall(r"Tf [\d.]+ ([\d.-]+) Td", drawn)]
        assert min(heights) >= 18
        sizes = [float(size) for size in re.findall(r"/F\d ([\d.]+) Tf", drawn)]
        assert min(sizes) >= 8


async def test_the_flowchart_fits_one_page(guest: Visitor, house: House) -> None:
    """The flowchart is one page, alone or with a step highlighted."""
    plain = await guest.client.get("/print/stappenplan.pdf")
    assert words(plain.content).count("Je bent hier") == 0
    marked = await guest.client.get("/print/stap/ernst.pdf")
    assert words(marked.content).count("Je bent hier") == 1
    for step in house.flowchart.steps():
        assert step.title.split()[0] in words(plain.content)


@pytest.mark.parametrize(
    "path",
    ["/gidsen/niets", "/print/gids/niets.pdf", "/print/stap/niets.pdf", "/stappenplan/niets.svg", "/static/x.1.js"],
)
async def test_what_is_not_there(guest: Visitor, path: str) -> None:
    """A page that is not there is not found."""
    assert (await guest.client.get(path)).status_code == 404


async def test_reading_without_talking(guest: Visitor, house: House) -> None:
    """All guides and the step plan can be read as pages."""
    page = await guest.opens("/gidsen")
    assert all(f'href="/gidsen/{guide}"' in page.html for guide in house.content.guides)
    assert "Laat de leerling" in (await guest.opens("/gidsen/gesprek_gepeste")).html or guest.page.text
    plan = await guest.opens("/stappenplan")
    assert all(step.title in plan.text for step in house.flowchart.steps())


async def test_files_may_be_kept(guest: Visitor) -> None:
    """The script and the style sheet are kept by a browser for good: their name changes with what is in them."""
    page = await guest.opens()
    (script,) = [values["src"] for tag, values in page.tags if tag == "script"]
    answer = await guest.client.get(script)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = await guest.client.get(script, headers={"Accept-Encoding": "identity"})
    assert plain.text == answer.text


def test_a_long_guide_gets_smaller_letters() -> None:
    """However much a guide holds, no line is left out."""
    lines = [f"• Zin nummer {number} met een paar woorden erbij." for number in range(70)]
    told = words(guide_paper("Lang (en met haakjes)", [("Deel één", lines)]))
    assert "Lang (en met haakjes)" in told
    assert all(f"nummer {number} " in told for number in range(70))


def test_words_are_measured() -> None:
    """Lines are broken between words, and none is wider than its room."""
    lines = wrapped("Een zin van heel wat woorden die niet op één regel past", 10, 90)
    assert len(lines) > 2
    assert all(width(line, 10) <= 90 for line in lines)
    assert width("MM", 10, bold=True) > width("ii", 10)


def test_the_way_through_the_plan(house: House) -> None:
    """Every step stands in the order once; where a case is stands on its way, also beside it."""
    order = order_of(house.flowchart)
    known = [step.id for step in order.way] + [side.id for sides in order.beside.values() for side in sides]
    assert sorted(known) == sorted(step.id for step in house.flowchart.steps())
    for step in house.flowchart.steps():
        (here,) = [stop for stop in order.stops(step.id) if stop.state == "hier"]
        assert here.step is step
    assert {stop.state for stop in order.stops(None)} == {"komt"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("• een\n• twee", '<ul class="punten"><li>een</li><li>twee</li></ul>'),
        ("Lees https://www.mediawijs.be/cyberpesten.", 'href="https://www.mediawijs.be/cyberpesten"'),
        (
            "• Zelfmoordlijn: 1813 of zelfmoord1813.be. Praten.",
            '<a href="tel:1813">1813</a> of <a href="https://zelfmoord1813.be"',
        ),
        ("• Child Focus: 116 000. Hulp.", '<a href="tel:116000">116 000</a>'),
        ("Typ /verder om voort te gaan.", 'value="/verder">/verder</button>'),
        ("Typ /etc/passwd of /onbekend.", "<p>Typ /etc/passwd of /onbekend.</p>"),
        ('https://x.be/"onmouseover=alert(1)', "<p>"),
    ],
)
def test_words_become_html(house: House, text: str, html: str) -> None:
    """Lists, links, numbers and commands become what they are; everything else stays words."""
    made = Markup(house.content.help_lines, SLASH).paragraph(text)
    assert html in made
    assert Page(made).inline == []
