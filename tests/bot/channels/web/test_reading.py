"""Pages to read and to print."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest

from bot.channels.web.application import guide_sections
from bot.channels.web.rendering.markup import Markup
from bot.channels.web.rendering.pdf import HEIGHT, WIDTH, printable, width, wrapped
from bot.channels.web.rendering.plan_strip import strip_of
from bot.channels.web.rendering.print_layout import guide_paper, plan_paper
from bot.content import BotContent
from bot.conversation.commands import BY_SLASH
from bot.conversation.screens.steps import StepScreens
from dialogues.pages import Guide
from tests.support.web.page import HtmlPage, Visitor

_OPERATOR = re.compile(
    rb"/(F\d) ([\d.]+) Tf"
    rb"|1 0 0 -1 ([-\d.]+) ([-\d.]+) Tm \(((?:\\.|[^\\)])*)\) Tj"
    rb"|([-\d.]+) 0 0 ([-\d.]+) ([-\d.]+) ([-\d.]+) cm"
)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_MARKERS = "•💬🚫 "


@dataclass(frozen=True)
class PrintedLine:
    """A line of words on a paper, in points from its upper left corner."""

    text: str
    left: float
    baseline: float
    size: float
    right: float

    def touches(self, other: PrintedLine) -> bool:
        """Whether the letters of one lie over those of the other."""
        beside = self.left >= other.right or other.left >= self.right
        apart = abs(self.baseline - other.baseline) >= 0.9 * min(self.size, other.size)
        return not (beside or apart)


def lines_of(pdf: bytes) -> list[PrintedLine]:
    """What a paper says, and where."""
    return list(_read(pdf))


def _read(pdf: bytes) -> Iterator[PrintedLine]:
    (stream,) = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
    fonts = {name: face for face, name in re.findall(rb"/BaseFont /(\S+) .*?/Name /(F\d)", pdf)}
    assert set(fonts.values()) <= {b"Helvetica", b"Helvetica-Bold"}, "a font for signs that Helvetica does not have"
    scale, across, down = 1.0, 0.0, 0.0
    size, bold = 0.0, False
    for font, points, x, y, said, *matrix in _OPERATOR.findall(drawn):
        if font:
            size, bold = float(points), fonts[font].endswith(b"Bold")
        elif matrix[0]:
            wide, high, right, lower = map(float, matrix)
            if high > 0:  # the other one turns the page so that y goes down
                scale, across, down = scale * wide, across + scale * right, down + scale * lower
        else:
            text = _ESCAPE.sub(_sign, said).decode("cp1252")
            left, long = across + scale * float(x), scale * width(text, size, bold=bold)
            yield PrintedLine(text, left, down + scale * float(y), scale * size, left + long)


def _sign(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    return bytes([int(code, 8)]) if len(code) == 3 else code


def words(pdf: bytes) -> str:
    """What a paper says."""
    return " ".join(line.text for line in lines_of(pdf))


def told_by(bot_content: BotContent, guide: Guide) -> list[str]:
    """Headings and lines of a guide as the conversation says them, without the sign before an item."""
    screens = StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts)
    sections = guide_sections(screens, guide)
    return [line.lstrip(_MARKERS) for heading, lines in sections for line in (heading, *lines)]


def squeezed(text: str) -> str:
    """A text without its spaces: where its lines are broken does not matter."""
    return "".join(text.split())


def assert_legible(pdf: bytes) -> None:
    """One page A4, and no line that runs off it or over another line."""
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
    (box,) = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", pdf)
    assert [round(float(side) / 72 * 25.4) for side in box] == [210, 297]
    lines = lines_of(pdf)
    for line in lines:
        assert 18 <= line.left < line.right <= WIDTH - 18, line
        assert line.size <= line.baseline <= HEIGHT - line.size / 4, line
    for one, other in combinations(lines, 2):
        assert not one.touches(other), (one, other)


async def test_every_guide_fits_one_page(guest: Visitor, bot_content: BotContent) -> None:
    """Each guide is one page A4 with all its words, in letters that can be read on a wall."""
    for guide in bot_content.content.guides.values():
        answer = await guest.client.get(f"/print/gids/{guide.id}.pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        pdf = answer.content
        assert pdf.startswith(b"%PDF-1.4")
        assert len(pdf) < 12_000
        assert_legible(pdf)
        said = squeezed(words(pdf))
        for line in (guide.title, *told_by(bot_content, guide)):
            assert squeezed(printable(line)) in said, guide.id
        assert min(line.size for line in lines_of(pdf)) >= 8
        assert words(pdf).startswith("Eerste Hulp Bij Cyberpesten")


async def test_the_flowchart_fits_one_page(guest: Visitor, bot_content: BotContent) -> None:
    """The flowchart is one page, alone or with a step highlighted."""
    plain = await guest.client.get("/print/stappenplan.pdf")
    assert words(plain.content).count("Je bent hier") == 0
    marked = await guest.client.get("/print/stap/ernst.pdf")
    assert words(marked.content).count("Je bent hier") == 1
    said = squeezed(words(plain.content))
    for step in bot_content.flowchart.steps():
        assert squeezed(step.title) in said
    assert_legible(plain.content)
    assert_legible(marked.content)


def test_a_paper_says_what_it_is(bot_content: BotContent) -> None:
    """Its title stands in the bar of the window, a voice reads it as Dutch, and the same content is the same file."""
    for made, title in (
        ([guide_paper("Één", [], name="Naam", source="") for _ in range(2)], "Één - Naam"),
        ([plan_paper(bot_content.flowchart, None, "Het plan") for _ in range(2)], "Het plan"),
    ):
        pdf, again = made
        assert pdf == again
        assert b"/Lang (nl-BE)" in pdf
        assert b"/DisplayDocTitle true" in pdf
        assert b"anonymous" not in pdf
        (raw,) = re.findall(rb"/Title \(((?:\\.|[^\\)])*)\)", pdf)
        raw = _ESCAPE.sub(_sign, raw)
        assert (raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")) == title


def test_no_sign_is_lost(bot_content: BotContent) -> None:
    """What the fonts lack is replaced by what is near; no guide has a sign that would be left out."""
    spaced, joined = "116\N{NARROW NO-BREAK SPACE}000", "e\N{NON-BREAKING HYPHEN}mail"
    assert printable(f"a → b ✓ {spaced} {joined} „één” €…") == "a > b v 116 000 e-mail „één” €…"
    assert words(guide_paper("Titel", [("Kop", ["1 → 2", "💬 „Ça va…”", "⚑ vlag"])], name="", source="")).endswith(
        "Kop 1 > 2 „Ça va…” vlag"
    )
    for guide in bot_content.content.guides.values():
        for line in told_by(bot_content, guide):
            assert len(printable(line)) == len(line), line


def test_the_page_starts_without_the_printer() -> None:
    """What draws papers is loaded when the first one is asked for."""
    asked = "import sys, bot.channels.web.serve; print('reportlab' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize(
    "path",
    ["/gidsen/niets", "/print/gids/niets.pdf", "/print/stap/niets.pdf", "/stappenplan/niets.svg", "/static/x.1.js"],
)
async def test_what_is_not_there(guest: Visitor, path: str) -> None:
    """A page that is not there is not found."""
    assert (await guest.client.get(path)).status_code == 404


async def test_the_flowchart_with_where_you_are(guest: Visitor) -> None:
    """Who is somewhere in the plan can print it with that step marked."""
    assert "/print/stap/" not in (await guest.opens("/stappenplan")).html
    await guest.opens()
    await guest.taps("Oefenen")
    page = await guest.opens("/stappenplan")
    (link,) = {values["href"] for tag, values in page.tags if values.get("href", "").startswith("/print/stap/")}
    answer = await guest.client.get(link)
    assert words(answer.content).count("Je bent hier") == 1


async def test_a_monitor_asks_whether_it_is_there(guest: Visitor) -> None:
    """The first page answers HEAD as it answers GET, without a body."""
    answer = await guest.client.head("/")
    assert answer.status_code == 200
    assert answer.content == b""


async def test_reading_without_talking(guest: Visitor, bot_content: BotContent) -> None:
    """All guides and the step plan can be read as pages."""
    page = await guest.opens("/gidsen")
    assert all(f'href="/gidsen/{guide}"' in page.html for guide in bot_content.content.guides)
    assert "Laat de leerling" in (await guest.opens("/gidsen/gesprek_gepeste")).html or guest.page.text
    plan = await guest.opens("/stappenplan")
    assert all(step.title in plan.text for step in bot_content.flowchart.steps())


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
    pdf = guide_paper("Lang (en met haakjes)", [("Deel één", lines)], name="Naam", source="Bron")
    told = words(pdf)
    assert "Lang (en met haakjes)" in told
    assert all(f"nummer {number} " in told for number in range(70))
    assert_legible(pdf)


def test_words_are_measured() -> None:
    """Lines are broken between words, and none is wider than its room."""
    lines = wrapped("Een zin van heel wat woorden die niet op één regel past", 10, 90)
    assert len(lines) > 2
    assert all(width(line, 10) <= 90 for line in lines)
    assert width("MM", 10, bold=True) > width("ii", 10)


@pytest.mark.parametrize("word", ["https://www.example.be/een-pad/dat-niet/op-een-regel-past", "on" * 60])
def test_a_long_word_is_broken(word: str) -> None:
    """A word that no line has room for goes on the next, after a hyphen or a slash if it has any."""
    lines = wrapped(f"Zie {word} daar", 10, 90)
    assert [lines[0], "".join(lines[1:-1]), lines[-1]] == ["Zie", word, "daar"]
    assert all(width(line, 10) <= 90 for line in lines)
    assert all(line.endswith(("-", "/")) for line in lines[1:-2]) == ("/" in word)


def test_the_way_through_the_plan(bot_content: BotContent) -> None:
    """Every step stands in the order once; where a case is stands on its way, also beside it."""
    order = strip_of(bot_content.flowchart)
    known = [step.id for step in order.way] + [side.id for sides in order.beside.values() for side in sides]
    assert sorted(known) == sorted(step.id for step in bot_content.flowchart.steps())
    for step in bot_content.flowchart.steps():
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
def test_words_become_html(bot_content: BotContent, text: str, html: str) -> None:
    """Lists, links, numbers and commands become what they are; everything else stays words."""
    made = Markup(bot_content.content.help_lines, BY_SLASH, "Je kan zeggen").paragraph(text)
    assert html in made
    assert HtmlPage(made).inline == []
