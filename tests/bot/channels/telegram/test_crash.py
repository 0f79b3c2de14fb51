"""Crashes between the steps of an answer: nothing is lost, and nothing is done or said twice."""

from __future__ import annotations

import pytest

from bot.domain.teams import Member
from bot.store import Store
from tests.support.bot_api import ApiFault, BotApiDouble, FaultKind
from tests.support.telegram.phone import ServedBot, ask, case_of, choose, new_case, nothing_more, now_on, read, until

pytestmark = pytest.mark.usefixtures("serving", "teacher")

FOREVER = 1_000


@pytest.mark.parametrize("kind", ["drop", "500", "hang"])
async def test_an_answer_not_sent_is_sent_after_a_restart(api: BotApiDouble, bot: ServedBot, kind: FaultKind) -> None:
    """What was committed but could not be sent arrives after a crash, once, although the update is confirmed."""
    phone = api.phone(101)
    api.inject(ApiFault("sendMessage", kind, times=FOREVER))
    await phone.send("/nieuw")
    await bot.polls()
    await bot.crash()
    api.clear_faults()
    bot.start()
    opened, first = await read(phone, 2)
    assert opened.text.startswith("Dossier ")
    assert first.text.startswith("Melding")
    await nothing_more(phone)


@pytest.mark.parametrize("stuck", ["answerCallbackQuery", "editMessageText", "sendMessage"])
@pytest.mark.parametrize("confirmed", [True, False])
async def test_a_crash_at_every_step_of_an_answer(  # noqa: PLR0917 - fixtures
    api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store, stuck: str, confirmed: bool
) -> None:
    """A tap is followed once and answered once, whichever step the crash falls on, update confirmed or not."""
    phone = api.phone(101)
    first = await new_case(phone)
    await bot.noted(answers=1, unsent=0)
    await bot.polls()
    if not confirmed:
        api.inject(ApiFault("getUpdates", "hang"))
    api.inject(ApiFault(stuck, "hang"))
    await phone.tap(first, "Van iemand anders")
    await until(lambda: not api.fault_waits(stuck))
    if confirmed:
        await bot.polls()
    await bot.crash()
    assert await case_of(store, teacher) == ("melding_door_derde", 1)
    assert bool(api.pending_update_count) is not confirmed
    api.clear_faults()
    bot.start()
    second = (await read(phone))[0]
    await nothing_more(phone)
    assert second.text.startswith("Iemand anders meldt het")
    if not confirmed or stuck == "sendMessage":
        assert now_on(phone, first).labels == ()
        assert now_on(phone, first).html.endswith("✅ <b>Van iemand anders</b>")
    assert await case_of(store, teacher) == ("melding_door_derde", 1)
    api.refusals[:] = [r for r in api.refusals if not _harmless(r.description)]
    await choose(phone, second, "Nee, (nog) niet")


def _harmless(description: str) -> bool:
    return "query is too old" in description or "not modified" in description


async def test_a_crash_before_anything_was_committed(api: BotApiDouble, bot: ServedBot) -> None:
    """What people wrote while the bot was away is answered when it is back, in order."""
    phone = api.phone(101)
    await bot.polls()
    await bot.crash()
    for text in ("/nieuw", "/privacy", "/hulplijnen"):
        await phone.send(text)
    bot.start()
    texts = [message.text for message in await read(phone, 6)]
    assert [text.split()[0] for text in texts] == ["Dossier", "Melding", "Ik", "Je", texts[4].split()[0], "Je"]


async def test_a_crash_before_the_offset_moves(
    api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store
) -> None:
    """A case opened and shown just before a crash is not opened or shown again when its update comes again."""
    phone = api.phone(101)
    await bot.polls()
    api.inject(ApiFault("getUpdates", "hang"))
    await new_case(phone)
    await bot.noted(answers=1, unsent=0)
    await bot.crash()
    assert api.pending_update_count == 1
    bot.start()
    await nothing_more(phone)
    assert await case_of(store, teacher) == ("melding", 0)


async def test_updates_delivered_again_are_answered_once(
    api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store
) -> None:
    """A text, a tap, a picture, a changed message and a stranger's question get one answer, however often they come."""
    phone, stranger = api.phone(101), api.phone(900)
    first = await new_case(phone)
    second = await choose(phone, first, "Van iemand anders")
    await phone.send_photo()
    await read(phone)
    await phone.edit(1, "/nieuw")
    await read(phone)
    await ask(stranger, "/privacy")
    await bot.noted(answers=2, unsent=0)
    await bot.polls()
    screens = (phone.screen(), stranger.screen())
    for update_id in sorted(api._state.queue._confirmed):
        api.redeliver(update_id)
    await bot.polls()
    await nothing_more(phone)
    await nothing_more(stranger)
    assert (phone.screen()[: len(screens[0])], stranger.screen()[: len(screens[1])]) == screens
    assert now_on(phone, second).labels == second.labels
    assert await case_of(store, teacher) == ("melding_door_derde", 1)


async def test_updates_delivered_again_after_a_restart(
    api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store
) -> None:
    """A restarted bot does not answer again what another process answered, and a repeated tap moves nothing."""
    phone = api.phone(101)
    await choose(phone, await new_case(phone), "Van iemand anders")
    await bot.polls()
    await bot.stop()
    for update_id in sorted(api._state.queue._confirmed):
        api.redeliver(update_id)
    bot.start()
    await nothing_more(phone)
    assert await case_of(store, teacher) == ("melding_door_derde", 1)
    assert {refusal.method for refusal in api.refusals} == {"answerCallbackQuery"}
    api.refusals.clear()


async def test_a_wiped_case_is_named_again(api: BotApiDouble, bot: ServedBot) -> None:
    """The word that a case is wiped, sent again after a crash, still makes sense although the case is gone."""
    phone = api.phone(101)
    await new_case(phone)
    (question,) = await ask(phone, "/wis")
    await bot.noted(answers=2, unsent=0)
    api.inject(ApiFault("sendMessage", "500", times=FOREVER))
    await phone.tap(question, "Ja, wis het voorgoed")
    await bot.polls()
    await bot.crash()
    api.clear_faults()
    bot.start()
    (word,) = await read(phone)
    assert "gewist" in word.text
    assert "  " not in word.text


async def test_stopping_lets_what_is_under_way_arrive(api: BotApiDouble, bot: ServedBot) -> None:
    """An answer that is slow to be sent still arrives when the bot is told to stop."""
    phone = api.phone(101)
    await bot.polls()
    api.inject(ApiFault("sendMessage", "slow", seconds=0.3))
    await phone.send("/nieuw")
    await bot.noted(answers=1)
    await bot.stop()
    assert [message.text.split()[0] for message in await read(phone, 2)] == ["Dossier", "Melding"]
    bot.start()
    await nothing_more(phone)
