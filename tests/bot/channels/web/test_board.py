"""The care team's board: who sees it, what it shows, and what is done on it."""

from __future__ import annotations

import pytest

from bot.channels.web.rendering.plots import plots_of
from bot.content import BotContent
from bot.domain.audit import Action
from bot.domain.counts import Counted
from bot.domain.permissions import MATRIX, Permission
from bot.domain.teams import Member, Role
from bot.export.figures import figures
from bot.export.words import FigureWords
from bot.store import Store
from dialogues.steps import APPROACH
from tests.support.school_store import enrol
from tests.support.web.page import HtmlPage
from tests.support.web.served import Served, later


def card(page: HtmlPage, code: str) -> str:
    """What the board shows of a case."""
    return page.html.partition(f'id="{code}"')[2].partition("</article>")[0]


async def test_only_the_care_team_sees_it(web: Served, teacher: Member, carer: Member) -> None:
    """A guest is asked to sign in, a teacher is sent to the chat, the care team sees the board."""
    guest = web.visitor()
    assert "Meld me aan" in (await guest.opens("/bord")).html
    other = await web.signed_in(teacher)
    assert (await other.client.get("/bord")).status_code == 403
    assert "Bord" not in (await other.opens()).text.partition("Gidsen")[0]
    assert (await other.posts("/bord/doe", {"csrf": other.page.csrf, "knop": "x||"})).status_code == 403
    assert (await other.client.get("/bord/cijfers")).status_code == 403
    assert "Bord van" in (await web.signed_in(carer, "bord")).page.text


async def test_cases_stand_at_their_steps(web: Served, teacher: Member, carer: Member, team_id: int) -> None:
    """Each open case of the school stands once, in the column of its step, with what is due; of other schools none."""
    one = await web.new_case(teacher)
    other = await web.new_case(await enrol(web.store, team_id, 7, Role.TEACHER), "Van iemand anders")
    async with web.store.unit() as unit:
        elsewhere = await unit.add_team("Andere school", web.now)
    hidden = await web.new_case(await enrol(web.store, elsewhere, 8, Role.TEACHER))
    page = (await web.signed_in(carer, "bord")).page
    assert page.html.count(f'id="{one}"') == page.html.count(f'id="{other}"') == 1
    assert hidden not in page.html
    assert "Iemand anders meldt het" in card(page, other)
    assert "een leerkracht" in card(page, one)
    assert "maandag 30 november" in card(page, one)


async def test_late_today_this_week(web: Served, teacher: Member, carer: Member) -> None:
    """What is due moves from this week over today to late; the board counts each."""
    code = await web.new_case(teacher)
    visitor = await web.signed_in(carer, "bord")
    for days, heading in ((0, "Komende week"), (7, "Vandaag"), (8, "Te laat")):
        later(web, days=days)
        visitor = await web.signed_in(carer, "bord")
        assert heading in card(visitor.page, code)
        later(web, days=-days)


async def test_the_chat_tells_what_is_due(web: Served, teacher: Member) -> None:
    """Who opens the page hears how much is to be followed up today or is late, and taps to see what."""
    code = await web.new_case(teacher)
    told = []
    for days in (0, 7, 8):
        later(web, days=days)
        page = (await web.signed_in(teacher)).page
        told.append("is er één ding op te volgen" in page.text)
        later(web, days=-days)
    assert told == [False, True, True]
    later(web, days=8)
    visitor = await web.signed_in(teacher)
    form = visitor.page.form("/zeg")
    page = await visitor.sends(form, opdracht="/vandaag")
    assert f"{code}: het verloop" in page.text


async def test_done_on_the_board(web: Served, teacher: Member, carer: Member, store: Store) -> None:
    """A follow-up is answered on the board as in the chat: the same question, the same record, the same audit."""
    code = await web.new_case(teacher)
    visitor = await web.signed_in(carer, "bord")
    button = next(b for b in visitor.page.buttons if b.label.startswith("Gedaan"))
    assert button.form is not None
    page = await visitor.sends(button.form, knop=button.value)
    assert f"in dossier {code}. Hoe staat het ervoor?" in page.text
    page = await visitor.taps("Het gaat beter")
    assert "is opgevolgd, en het gaat beter" in page.text
    assert "Niets op te volgen" in card(page, code)
    async with store.unit() as unit:
        assert [line.action for line in await unit.audit_lines(carer.team_id)][-1] is Action.FOLLOWED_UP


async def test_asked_to_look_along(web: Served, teacher: Member, carer: Member, store: Store) -> None:
    """That the care team is asked for stands in the audit, which open boards watch, and on the board itself."""
    code = await web.new_case(teacher)
    async with store.unit() as unit:
        before = await unit.change_marker(carer.team_id)
    await web.telegram(teacher, "/overleg")
    async with store.unit() as unit:
        assert await unit.change_marker(carer.team_id) > before
        assert [line.action for line in await unit.audit_lines(carer.team_id)][-1] is Action.ASKED_CARE_TEAM
    visitor = await web.signed_in(carer, "bord")
    assert "het overleg met het zorgteam" in card(visitor.page, code)
    assert "Ik neem dit op" in card(visitor.page, code)


async def test_who_may_not_take_over_is_offered_no_button(
    web: Served, teacher: Member, carer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague's case is taken over with one tap by whoever has that right; others see no such button."""
    code = await web.new_case(teacher)
    assert "Ik volg dit op" in card((await web.signed_in(carer, "bord")).page, code)
    monkeypatch.setitem(MATRIX, carer.role, MATRIX[carer.role] - {Permission.TAKE_OVER})
    assert "Ik volg dit op" not in card((await web.signed_in(carer, "bord")).page, code)


async def test_put_off_to_a_typed_day(web: Served, teacher: Member, carer: Member) -> None:
    """A follow-up is put off to a day of one's own; the chat's screen is another one than the board's."""
    code = await web.new_case(teacher)
    visitor = await web.signed_in(carer, "bord")
    button = next(b for b in visitor.page.buttons if b.label.startswith("Uitstellen"))
    assert button.form is not None
    page = await visitor.sends(button.form, knop=button.value)
    assert "Of typ zelf een dag" in page.text
    form = next(f for f in page.forms if f.action == "/bord/doe" and "knop" not in f.values)
    page = await visitor.sends(form, tekst="vrijdag 4 december")
    assert "uitgesteld tot vrijdag 4 december" in page.text
    assert "vrijdag 4 december" in card(page, code)


async def test_taking_over(web: Served, teacher: Member, carer: Member, store: Store) -> None:
    """Who takes a case over is its owner from then on; the button is gone."""
    code = await web.new_case(teacher)
    visitor = await web.signed_in(carer, "bord")
    button = next(b for b in visitor.page.buttons if b.label.startswith("Ik volg dit op"))
    assert button.form is not None
    page = await visitor.sends(button.form, knop=button.value)
    assert f"Vanaf nu volg jij dossier {code} op" in page.text
    assert "Volgt op: <strong>jij</strong>" in card(page, code)
    assert "Ik volg dit op" not in card(page, code)
    async with store.unit() as unit:
        actions = [line.action for line in await unit.audit_lines(carer.team_id)]
    assert Action.TOOK_OVER in actions


async def test_closing(web: Served, teacher: Member, carer: Member, store: Store) -> None:
    """A case is closed after a question, and leaves the board; pressed again nothing happens."""
    code = await web.new_case(teacher)
    visitor = await web.signed_in(carer, "bord")
    assert f"Wil je dossier {code} afsluiten?" in card(visitor.page, code)
    button = next(b for b in visitor.page.buttons if b.label.startswith("Ja, afsluiten"))
    assert button.form is not None
    page = await visitor.sends(button.form, knop=button.value)
    assert f"Dossier {code} is afgesloten" in page.text
    assert card(page, code) == ""
    async with store.unit() as unit:
        assert await unit.open_cases(carer, limit=9) == ([], 0)
    again = HtmlPage((await visitor.posts("/bord/doe", {**button.form.values, "id": "1", "knop": button.value})).text)
    assert "niets veranderd" in again.text


async def test_a_button_that_was_overtaken(web: Served, teacher: Member, carer: Member) -> None:
    """A follow-up that somebody answered on Telegram meanwhile is not answered again by a board of before."""
    await web.new_case(teacher)
    visitor = await web.signed_in(carer, "bord")
    button = next(b for b in visitor.page.buttons if b.label.startswith("Gedaan"))
    due = await web.telegram(teacher, "/vandaag")
    asked = await web.telegram(teacher, label=due.replies[0].extras[0].label, answer=due)
    await web.telegram(teacher, label="Het gaat beter", answer=asked)
    assert button.form is not None
    page = await visitor.sends(button.form, knop=button.value)
    assert "al beantwoord" in page.text


async def test_a_case_opens_in_the_chat(web: Served, teacher: Member, carer: Member) -> None:
    """From the board to the talk about a case."""
    code = await web.new_case(teacher, "Van iemand anders")
    visitor = await web.signed_in(carer, "bord")
    button = next(b for b in visitor.page.buttons if b.label.startswith("Open in het gesprek"))
    assert button.form is not None
    page = await visitor.sends(button.form, knop=button.value)
    assert f"Je gaat verder met dossier {code}" in page.text
    assert "Ja, de leerling wil vertellen" in page.labels


async def test_no_figures_of_a_few(web: Served, teacher: Member, carer: Member) -> None:
    """Counts under five are nowhere on the page of figures; looking at them stands in the audit."""
    for _ in range(3):
        answer = await web.telegram(teacher, "/nieuw")
        if answer.case is None:
            await web.telegram(teacher, label="Ja, nieuw dossier", answer=answer)
    visitor = await web.signed_in(carer)
    page = await visitor.opens("/bord/cijfers")
    assert "&lt;5 dossiers" in page.html
    assert "<svg" not in page.html
    async with web.store.unit() as unit:
        assert (await unit.audit_lines(carer.team_id))[-1].action is Action.EXPORTED


def test_bars_tell_what_the_table_tells(bot_content: BotContent) -> None:
    """Each plot has its bars, and a table with the same counts for who does not see them."""
    counted = [
        Counted(2026, 9, "nazorg", "confronterend", "gestopt", 14, 12),
        Counted(2026, 10, "nazorg", "niet_confronterend", "niet_gestopt", 28, 7),
        Counted(2026, 11, "melding", "geen", "open", 0, 6),
    ]
    steps = {step.id: step.title for step in bot_content.flowchart.steps()}
    words = FigureWords(bot_content.texts, bot_content.flowchart.names_of(APPROACH))
    (year,) = figures(counted, steps, words)
    months, approach, outcome, weeks = plots_of(year, words)
    assert [(row.name, row.count) for row in months.rows] == [("september", "12"), ("oktober", "7"), ("november", "6")]
    assert len(approach.rows) == len(outcome.rows) == 3
    assert {row.count for row in weeks.rows} == {"12", "7", "6"}
    assert months.svg.count("<rect") == 3
    assert "style=" not in months.svg
