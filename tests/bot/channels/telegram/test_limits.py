"""Telegram's limits: 4096 characters, 64 bytes of callback data, 100 buttons, for everything the bot can show."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest

from bot.channels.monitoring.metrics import Metrics
from bot.channels.telegram.client import make_bot
from bot.channels.telegram.rendering import DATA_LIMIT, answered_html, as_html, encode, keyboard
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.updates import Incoming, UpdateKind
from bot.content import BotContent
from bot.conversation.context import TurnContext
from bot.conversation.practice_cases import Practices
from bot.conversation.presenter import Presenter
from bot.conversation.screens.aids import AidScreens
from bot.conversation.screens.guides import GuideScreens
from bot.conversation.screens.steps import StepScreens
from bot.domain.case_log import CaseEvent, EventKind
from bot.domain.cases import Case, StoredCase
from bot.domain.messages import Address, Button, Message, Reply
from bot.domain.outcomes import Outcome, moved
from bot.domain.teams import Member
from bot.store import Store
from bot.texts.sentences import Sentence
from dialogues.steps import Choice, Step
from tests.support.bot_api import BotApiDouble
from tests.support.bot_api.formatted import utf16_length
from tests.support.bot_api.html_mode import parse_html
from tests.support.talk import MONDAY
from tests.support.telegram.phone import ServedBot, ask, read

MOST_CHARACTERS, MOST_IN_CAPTION, MOST_BUTTONS = 4096, 1024, 100
LARGEST = 2**31 - 1
LONG_CODE = "HEERLIJKE-WINTERKONING-99"


@pytest.fixture
def screens(bot_content: BotContent) -> StepScreens:
    """What makes the replies."""
    return StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts)


def case_at(step: str, side: str | None = None) -> StoredCase:
    """A case with the longest code and the largest numbers there can be."""
    return StoredCase(LONG_CODE, step, MONDAY, MONDAY, side, LARGEST, id=LARGEST)


def fits(reply: Reply) -> None:
    """A reply can be sent, and edited to show any of its buttons as chosen."""
    html = as_html(reply)
    most = MOST_CHARACTERS if reply.picture is None else MOST_IN_CAPTION
    assert 0 < utf16_length(parse_html(html).trimmed().text) <= most, reply.title
    markup = keyboard(reply)
    rows = markup.inline_keyboard if markup else ()
    assert sum(map(len, rows)) <= MOST_BUTTONS
    for button in reply.buttons:
        assert 1 <= len(encode(button).encode()) <= DATA_LIMIT
        assert button.label.strip()
        if reply.picture is None:
            assert utf16_length(parse_html(answered_html(html, button.label)).text) <= most


def variants(bot_content: BotContent, step: Step) -> Iterator[tuple[StoredCase, list[CaseEvent]]]:
    """Cases that stand at a position: for every choice, one that remembers having made it."""
    aid = bot_content.flowchart.aid_of(step.id)
    for choice in (*step.choices, None):
        memory = dict(choice.when or {}) if isinstance(choice, Choice) else {}
        log = [CaseEvent(MONDAY, "zorgteam", EventKind.CHOSE, step.id, None, choice.id)] if choice else []
        base = case_at(step.id) if step in bot_content.flowchart.steps() else case_at("ouders_gepeste", step.id)
        yield dataclasses.replace(base, memory=memory, step=aid.step if aid else base.step), log


def guide_pages(bot_content: BotContent, screens: StepScreens) -> Iterator[Reply]:
    """Every page of every guide."""
    guides = GuideScreens(screens)
    for guide in bot_content.content.guides.values():
        for number in range(1, len(guide.pages) + 1):
            yield guides.guide(guide, number)


def test_every_guide_fits(bot_content: BotContent, screens: StepScreens) -> None:
    """Every page of every guide."""
    for page in guide_pages(bot_content, screens):
        fits(page)


def test_every_position_fits(bot_content: BotContent, screens: StepScreens) -> None:
    """Every step, question of an aid and parent line, in full and as a reminder, with earlier choices marked."""
    for position in bot_content.flowchart.positions.values():
        for case, log in variants(bot_content, position):
            for brief in (False, True):
                fits(screens.position(case, log, brief=brief))


def test_every_safety_card_fits(bot_content: BotContent, screens: StepScreens) -> None:
    """Every safety card."""
    for intent in bot_content.content.cards:
        fits(GuideScreens(screens).card(intent))


def test_every_mirror_fits(bot_content: BotContent, screens: StepScreens) -> None:
    """The mirror of every aid, for every one answer given to all its questions, and the parents' menu."""
    for aid in bot_content.flowchart.aids.values():
        for number in range(4):
            log = []
            for question in aid.questions:
                choices = bot_content.flowchart.positions[question].choices
                chosen = choices[min(number, len(choices) - 1)]
                log.append(CaseEvent(MONDAY, "zorgteam", EventKind.ANSWERED, question, None, chosen.id))
            fits(AidScreens(screens).mirror(aid, log))
    fits(screens.parents(case_at("melding")))
    fits(screens.parents(None))


async def test_every_sentence_fits(bot_content: BotContent, screens: StepScreens, store: Store, member: Member) -> None:
    """Everything the bot says of itself, with a case and without, and every answer to a choice."""
    presenter = Presenter(screens)
    async with store.unit() as unit:
        for case in (None, case_at("ouders_gepeste"), dataclasses.replace(case_at("afgesloten"), closed_at=MONDAY)):
            context = TurnContext(member.address, MONDAY, unit, member, Practices(), bot_content.flowchart, case)
            always = (Sentence.WELKOM, Sentence.HULP, Sentence.PRIVACY, Sentence.MENU_GIDS)
            commands = [Outcome("command", sentence) for sentence in always]
            commands += [
                Outcome("command", subject) for subject in (Sentence.SCHEMA, "hier", Sentence.GESLOTEN) if case
            ]
            moves = [moved(p.id, c.id) for p in bot_content.flowchart.positions.values() for c in p.choices if case]
            for outcome in (*commands, *moves):
                for reply in await presenter.replies(outcome, context):
                    fits(reply)


async def open_cases(bot: ServedBot, member: Member, number: int) -> None:
    """So many cases at the step with the longest name, long since touched."""
    step = max(bot.bot_content.flowchart.steps(), key=lambda s: len(s.title) if s.follow_up_days else 0).id
    before = MONDAY - timedelta(days=90)
    async with bot.store.unit() as unit:
        for index in range(number):
            code = f"{LONG_CODE[:-3]}{index}-9"
            opened = CaseEvent(before, "leerkracht", EventKind.OPENED, None, "melding")
            await unit.add_case(Case(code, step, before, before), (opened,), member)


@pytest.mark.parametrize("number", [30, 45, 110])
async def test_the_overview_of_many_cases(serving: ServedBot, api: BotApiDouble, teacher: Member, number: int) -> None:
    """The overview of very many open cases arrives, and a button in it opens a case."""
    await open_cases(serving, teacher, number)
    phone = api.phone(101)
    (overview,) = await ask(phone, "/dossiers")
    await phone.tap(overview, overview.labels[0])
    word, _ = await read(phone, 2)
    assert word.text.startswith("Je gaat verder met dossier")


@pytest.mark.parametrize("number", [30, 110])
async def test_the_choice_among_many_cases(serving: ServedBot, api: BotApiDouble, teacher: Member, number: int) -> None:
    """The question with which of very many cases to go on arrives."""
    await open_cases(serving, teacher, number)
    phone = api.phone(101)
    await ask(phone, "/pauze")
    assert (await ask(phone, "/verder"))[0].labels


async def test_every_guide_and_card_is_taken_by_telegram(
    serving: ServedBot, api: BotApiDouble, bot_content: BotContent, screens: StepScreens
) -> None:
    """Telegram takes every page and every safety card as they are; none is refused or shortened."""
    assert serving.task
    phone = api.phone(101)
    client = make_bot(serving.settings)
    async with client:
        sender = Sender(client, serving.draw, Metrics())
        cards = map(GuideScreens(screens).card, bot_content.content.cards)
        for reply in (*guide_pages(bot_content, screens), *cards):
            await sender.send(101, reply)
            assert (await read(phone))[0].text == reply.text


async def test_html_is_escaped(serving: ServedBot, api: BotApiDouble) -> None:
    """Signs that mean something in HTML arrive as they are, in title, text and buttons, also after a choice."""
    signs = "1 < 2 > 0 & &lt;b&gt; </b> \"aan\" 'uit' <script>"
    button = Button("meldt_iemand_anders", signs, 1, 0)
    phone = api.phone(101)
    async with make_bot(serving.settings) as client:
        sender = Sender(client, serving.draw, Metrics())
        await sender.send(101, Reply(signs, (signs, signs), (button,)))
        (message,) = await read(phone)
        assert message.text == f"{signs}\n\n{signs}\n\n{signs}"
        assert message.labels == (signs,)
        tapped = Incoming(UpdateKind.TAPPED, 101, Message("1", Address("telegram", "101")), message.message_id)
        await sender.mark_chosen(replace(tapped, tapped_html=message.html), signs)
    (edited,) = phone.screen()
    assert edited.text == f"{message.text}\n\n✅ {signs}"
    assert edited.html.startswith(f"<b>{escape(signs, quote=False)}</b>")
    assert edited.labels == ()
