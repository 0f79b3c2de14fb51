"""Danger goes first, whatever else a typed text is: a command, a code, an answer to a menu or to a question."""

from __future__ import annotations

import pytest

from bot.conversation.conversation import Conversation
from bot.domain.messages import Address
from bot.store import Store
from bot.store.schema.cases import case
from dialogues.steps import DANGER as DANGER_TOLD
from tests.support.school_store import rows
from tests.support.talk import Talk

DANGER = "ze zegt dat ze niet meer wil leven"
OPENED = ("/nieuw", "tap meldt_slachtoffer_zelf")
KNIFE = "hij gaat haar neersteken"


async def said(talk: Talk, *steps: str) -> None:
    """Type these, or tap what comes after `tap`."""
    for step in steps:
        tapped = step.removeprefix("tap ")
        await (talk.taps(talk.shown[tapped]) if tapped != step else talk.types(step))


async def state(store: Store) -> list[object]:
    """All that a message could change: cases, their log, and what is to be followed up; not the danger it told of."""
    of_case = ", ".join(column.name for column in case.c if column.name != DANGER_TOLD)
    tables = (f'{of_case} FROM "case"', "* FROM case_event", "* FROM follow_up", "* FROM participant")
    return [row for table in tables for row in await rows(store, f"SELECT {table} ORDER BY 1")]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ((), DANGER),
        (OPENED, DANGER),
        (OPENED, f"/wis {DANGER}"),
        (OPENED, f"/sluit@ehbc_bot {KNIFE}"),
        (OPENED, f"/onzin {DANGER}"),
        (OPENED, f"/start {DANGER}"),
        (OPENED, f"{{code}} {KNIFE}"),
        ((*OPENED, "/gids"), DANGER),
        ((*OPENED, "/gids"), f"2, want {DANGER}"),
        ((*OPENED, "/sluit"), f"ja, want {DANGER}"),
        ((*OPENED, "/sluit"), f"nee, {KNIFE}"),
        ((*OPENED, "/wis"), f"ja doe maar, {DANGER}"),
        ((*OPENED, "tap opv.dag.1"), f"morgen, want {DANGER}"),
        ((*OPENED, "tap opv.dag.1"), f"27 november, {KNIFE}"),
        (OPENED, f"herinner mij morgen, {DANGER}"),
        (OPENED, f"nee wacht, ik bedoel {DANGER}"),
        (OPENED, f"vraag het zorgteam om mee te kijken, {DANGER}"),
    ],
)
async def test_the_card_comes_first(before: tuple[str, ...], text: str, talk: Talk, store: Store) -> None:
    """The card is all that such a text gets; an open case remembers the danger, and nothing else changes."""
    await said(talk, *before)
    held = await state(store)
    answer = await talk.types(text.format(code=talk.codes[0] if talk.codes else ""))
    assert (answer.turn, answer.reading.safety if answer.reading else None) == (
        "safety",
        "acuut_geweld" if KNIFE in text else "acuut_zelfdoding",
    )
    assert await state(store) == held
    told = {row[0] for row in await rows(store, f'SELECT {DANGER_TOLD} FROM "case"')}
    assert told == ({answer.reading.safety} if talk.codes and answer.reading else set())


@pytest.mark.parametrize(
    ("before", "text", "turn"),
    [
        (OPENED, "/wis", "command"),
        (OPENED, "/start ABCD-EFGH-JKLM", "command"),
        (OPENED, "{code}", "command"),
        ((*OPENED, "/gids"), "2", "guide"),
        ((*OPENED, "/sluit"), "nee", "command"),
        ((*OPENED, "tap opv.dag.1"), "morgen", "command"),
        (OPENED, "herinner mij morgen", "command"),
    ],
)
async def test_without_danger_everything_is_as_it_was(
    before: tuple[str, ...], text: str, turn: str, talk: Talk
) -> None:
    """What is asked is done when no danger is told of."""
    await said(talk, *before)
    assert (await talk.types(text.format(code=talk.codes[0] if talk.codes else ""))).turn == turn


async def test_a_button_is_its_button(conversation: Conversation) -> None:
    """Every topic of the menu that is typed by its name opens that topic, however grave its name is."""
    talk = Talk(conversation, Address("terminal", "99"))
    menu = (await talk.types("/gids")).replies[-1].buttons
    for button in menu:
        await talk.types("/gids")
        answer = await talk.types(button.label)
        assert (answer.turn, button.label) == ("guide", button.label)
