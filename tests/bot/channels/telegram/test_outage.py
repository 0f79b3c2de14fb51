"""Telegram or the network down, flood limits, and many chats at once."""

from __future__ import annotations

import pytest

from bot.channels.telegram.client import TokenRefusedError
from bot.channels.telegram.serve import Parts, run_telegram
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.domain.teams import Member
from bot.settings import Settings
from bot.store import Store
from bot.wiring import png_of
from tests.support.bot_api import ApiFault, BotApiDouble, FaultKind
from tests.support.telegram.phone import PATIENCE, ServedBot, ask, case_of, choose, new_case, nothing_more, read, until

pytestmark = pytest.mark.usefixtures("teacher")

RUNNING = "ehbc: @ehbc_test_bot is running (long polling). Stop with Ctrl-C."
QUESTIONS = {"/privacy": "Ik bewaar geen namen", "/hulp": "Typ gewoon", "/gids": "Waarover", "/nieuw": "Om dossiers"}


async def test_a_start_without_telegram(api: BotApiDouble, bot: ServedBot) -> None:
    """One clear line, then it tries until Telegram is there, and serves."""
    await api.stop_listening()
    bot.start()
    await until(lambda: bot.lines)
    await api.start_listening()
    assert len(await ask(api.phone(900), "/privacy")) == 1
    down, up, running = bot.lines
    assert down.startswith("ehbc: Telegram cannot be reached (")
    assert "\n" not in down
    assert up == "ehbc: Telegram answers again."
    assert running == RUNNING


@pytest.mark.parametrize(
    ("method", "kind"),
    [("getMe", "500"), ("setMyCommands", "502"), ("setMyDescription", "drop"), ("deleteWebhook", "429")],
)
async def test_a_start_through_failures(api: BotApiDouble, bot: ServedBot, method: str, kind: FaultKind) -> None:
    """Each request of the start is made again when it fails, and the operator reads one short line about it."""
    api.inject(ApiFault(method, kind))
    bot.start()
    await ask(api.phone(900), "/privacy")
    assert bot.lines[-1] == RUNNING
    assert all("\n" not in line and "html" not in line and len(line) < 150 for line in bot.lines)
    assert len(bot.lines) == 3


async def test_telegram_gone_for_a_while(api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store) -> None:
    """When Telegram goes and comes back the bot goes on, tells the operator once each, and loses nothing."""
    bot.start()
    phone = api.phone(101)
    first = await new_case(phone)
    await bot.polls()
    await api.stop_listening()
    await until(lambda: len(bot.lines) > 1)
    await phone.tap(first, "Van iemand anders")
    await api.start_listening()
    assert (await read(phone))[0].text.startswith("Iemand anders meldt het")
    assert await case_of(store, teacher) == ("melding_door_derde", 1)
    assert bot.lines[1].startswith("ehbc: Telegram cannot be reached")
    assert bot.lines[2:] == ["ehbc: Telegram answers again."]


@pytest.mark.parametrize("kind", ["409", "429", "504"])
async def test_polling_goes_on_after_an_error(api: BotApiDouble, bot: ServedBot, kind: FaultKind) -> None:
    """An error of getUpdates costs no update."""
    bot.start()
    await bot.polls()
    api.inject(ApiFault("getUpdates", kind))
    for text, answer in QUESTIONS.items():
        assert (await ask(api.phone(900), text))[0].text.partition("\n")[0].startswith(answer)


@pytest.mark.parametrize(
    ("method", "kind"),
    [("answerCallbackQuery", "drop"), ("editMessageText", "500"), ("sendMessage", "429"), ("sendMessage", "drop")],
)
async def test_an_answer_goes_on_where_it_failed(
    api: BotApiDouble, bot: ServedBot, method: str, kind: FaultKind
) -> None:
    """An answer whose sending fails halfway is finished, and none of its messages comes twice."""
    bot.start()
    phone = api.phone(101)
    first = await new_case(phone)
    api.inject(ApiFault(method, kind))
    second = await choose(phone, first, "Van de gepeste leerling zelf")
    await nothing_more(phone)
    own = [m.html for m in phone.screen() if m.from_bot]
    assert own[1].endswith("✅ <b>Van de gepeste leerling zelf</b>")
    assert len(set(own)) == len(own)
    assert second.text.startswith("Is het cyberpesten?")


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText"])
async def test_a_refused_edit_costs_no_answer(api: BotApiDouble, bot: ServedBot, method: str) -> None:
    """When Telegram refuses a part of an answer for good, the next step still comes."""
    bot.start()
    phone = api.phone(101)
    first = await new_case(phone)
    api.inject(ApiFault(method, "400"))
    await phone.tap(first, "Van iemand anders")
    assert (await read(phone))[0].text.startswith("Iemand anders meldt het")


async def test_a_refused_message_costs_only_itself(api: BotApiDouble, bot: ServedBot) -> None:
    """When Telegram refuses one message of an answer for good, the next one still comes."""
    bot.start()
    phone = api.phone(101)
    api.inject(ApiFault("sendMessage", "400"))
    await phone.send("/nieuw")
    assert (await read(phone))[0].text.startswith("Melding")


async def test_a_fault_of_ours_costs_one_answer(api: BotApiDouble, bot: ServedBot) -> None:
    """When a drawing cannot be made, what waits behind it in the same chat still comes."""
    drawings: dict[str | None, bytes] = {}
    bot.draw = drawings.__getitem__
    bot.start()
    phone = api.phone(900)
    for text in ("/schema", "/privacy", "/hulp"):
        await phone.send(text)
    assert [m.text[:4] for m in await read(phone, 2)] == ["Ik b", "Typ "]


async def test_order_within_a_chat(api: BotApiDouble, bot: ServedBot) -> None:
    """Answers come in the order of the questions, also when sending fails and waits in between."""
    api.inject(ApiFault("sendMessage", "429"))
    bot.start()
    phone = api.phone(900)
    for text in [*QUESTIONS, *QUESTIONS]:
        await phone.send(text)
    texts = [message.text for message in await read(phone, 8)]
    assert all(text.startswith(start) for text, start in zip(texts, [*QUESTIONS.values()] * 2, strict=True))


@pytest.mark.parametrize("kind", ["hang", "429"])
async def test_chats_do_not_wait_for_each_other(api: BotApiDouble, bot: ServedBot, kind: FaultKind) -> None:
    """While sending to one chat hangs, or must wait for a flood limit of that chat, others are answered."""
    bot.start()
    api.inject(ApiFault("sendMessage", kind, retry_after=9, chat_id=900))
    await api.phone(900).send("/privacy")
    await bot.polls()
    for user in range(901, 911):
        await ask(api.phone(user), "/privacy")
    assert [m for m in api.phone(900).screen() if m.from_bot] == []


async def test_flood_limits_are_respected(api: BotApiDouble, bot: ServedBot) -> None:
    """Told to wait, it waits as long as told: no message is refused twice, none is lost, and all come in order."""
    api.flood.per_chat_per_second = 1
    bot.start()
    phone = api.phone(900)
    for text in ("/privacy", "/hulp", "/gids"):
        await phone.send(text)
    assert [m.text[:4] for m in await read(phone, 3)] == ["Ik b", "Typ ", "Waar"]
    assert len(api.denials) <= 2
    assert {denial.error_code for denial in api.denials} == {429}


async def test_many_chats_under_the_limit_of_all(api: BotApiDouble, bot: ServedBot) -> None:
    """Sixty people at once all get their answers under Telegram's limit of 30 messages per second."""
    api.flood.per_second = 30
    bot.start()
    phones = [api.phone(user) for user in range(1000, 1060)]
    for phone in phones:
        await phone.send("/privacy")
    for phone in phones:
        await phone.until(lambda screen: len(screen) == 2, PATIENCE)


async def test_a_wrong_token(bot: ServedBot, settings: Settings, api: BotApiDouble) -> None:
    """Serving ends at once, with an error that names the setting."""
    bot.settings = Settings(_env_file=None, telegram_token="123456:WRONG", telegram_api_url=settings.telegram_api_url)
    bot.start()
    with pytest.raises(TokenRefusedError, match=r"^EHBC_TELEGRAM_TOKEN: Telegram refuses this token$"):
        await bot.task
    assert {refusal.error_code for refusal in api.refusals} == {401}
    api.refusals.clear()


async def test_webhook_settings_that_cannot_work(
    settings: Settings, conversation: Conversation, bot_content: BotContent
) -> None:
    """A webhook without a secret, or without https, ends with status 2 and one line that names the setting."""
    wrong = {"EHBC_WEBHOOK_URL": {"webhook_url": "http://example.org/hook"}, "EHBC_WEBHOOK_SECRET": {}}
    for name, changes in wrong.items():
        values = {"webhook_url": "https://example.org/hook"} | changes
        lines: list[str] = []
        wrong_settings = settings.model_copy(update=values)
        status = await run_telegram(
            Parts(wrong_settings, conversation, bot_content.texts, png_of(bot_content), lines.append)
        )
        assert status == 2
        assert len(lines) == 1
        assert lines[0].startswith(f"ehbc: {name} ")
