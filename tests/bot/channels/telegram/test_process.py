"""The bot as a real process: killed, stopped, started with wrong settings; invitations from the command line."""

from __future__ import annotations

import json
import signal
from collections.abc import AsyncIterator
from typing import Literal

import httpx
import pytest

from bot.content import BotContent
from bot.domain.teams import Member
from bot.store import Store
from dialogues.brain import Brain
from tests.support.bot_api import ApiFault, BotApiDouble, FaultKind, ScreenMessage
from tests.support.process import Process, run
from tests.support.telegram.phone import ServedBot, ask, case_of, choose, new_case, nothing_more, now_on, read, until


@pytest.fixture
def brain_ready(brain: Brain) -> Brain:
    """The model is trained, so that a process finds it."""
    return brain


class Operator:
    """Somebody who starts the bot, and starts it again."""

    def __init__(self, api: BotApiDouble, database: str) -> None:
        self.settings = {"telegram_token": api.token, "telegram_api_url": api.base_url, "database_url": database}
        self.processes: list[Process] = []

    async def start(self, **settings: str) -> Process:
        """Start `ehbc telegram`, and wait until it runs."""
        process = await Process.start("telegram", **{**self.settings, **settings})
        self.processes.append(process)
        await until(lambda: process.err)
        return process


@pytest.fixture
async def operator(api: BotApiDouble, store: Store, brain_ready: Brain) -> AsyncIterator[Operator]:
    """The operator of this test; leaves no process behind."""
    assert brain_ready
    somebody = Operator(api, f"sqlite:///{store.where.partition('///')[2]}")
    yield somebody
    for process in somebody.processes:
        await process.kill()


async def test_killed_before_the_offset_moves(
    operator: Operator, api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store
) -> None:
    """A tap that was followed, but not confirmed or answered before the kill, moves once and is answered."""
    phone = api.phone(101)
    first = await new_case_on(operator, api, bot)
    api.inject(ApiFault("getUpdates", "hang"))
    api.inject(ApiFault("sendMessage", "hang"))
    await phone.tap(first, "Van iemand anders")
    await bot.noted(answers=2)
    await operator.processes[-1].kill()
    assert api.pending_update_count == 1
    api.clear_faults()
    await operator.start()
    (second,) = await read(phone)
    assert second.text.startswith("Iemand anders meldt het")
    await nothing_more(phone)
    assert now_on(phone, first).labels == ()
    assert await case_of(store, teacher) == ("melding_door_derde", 1)
    api.refusals[:] = [r for r in api.refusals if r.method not in {"answerCallbackQuery", "editMessageText"}]


async def new_case_on(operator: Operator, api: BotApiDouble, bot: ServedBot) -> ScreenMessage:
    """The bot runs, and a case was opened and shown."""
    await operator.start()
    first = await new_case(api.phone(101))
    await bot.noted(answers=1, unsent=0)
    await bot.polls()
    return first


async def test_killed_with_answers_unsent(
    operator: Operator, api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store
) -> None:
    """Answers of confirmed updates that were not sent when the process was killed come after the next start, once."""
    phone = api.phone(101)
    await operator.start()
    await bot.polls()
    api.inject(ApiFault("sendMessage", "500", times=1000))
    await phone.send("/nieuw")
    await phone.send("iemand anders heeft het gemeld")
    await bot.noted(answers=2)
    await bot.polls()
    await operator.processes[-1].kill()
    api.clear_faults()
    await operator.start()
    opened, _, moved = await read(phone, 3)
    assert opened.text.startswith("Dossier ")
    assert moved.text.startswith("Iemand anders meldt het")
    await nothing_more(phone)
    assert await case_of(store, teacher) == ("melding_door_derde", 1)


async def test_killed_again_and_again(
    operator: Operator, api: BotApiDouble, bot: ServedBot, teacher: Member, store: Store
) -> None:
    """A walk with a kill after every answer arrives where it would without."""
    phone = api.phone(101)
    asked = await new_case_on(operator, api, bot)
    for label in ("Van iemand anders", "Ja, de leerling wil vertellen"):
        await operator.processes[-1].kill()
        await operator.start()
        asked = await choose(phone, asked, label)
    assert await case_of(store, teacher) == ("is_cyberpesten", 2)


async def test_what_the_process_says(operator: Operator, api: BotApiDouble, teacher: Member) -> None:
    """Stopped by SIGTERM it ends with status 0; stderr holds no word of any message, and stdout nothing at all."""
    assert teacher
    process = await operator.start()
    phone = api.phone(101, "Geertrui")
    await new_case(phone)
    api.inject(ApiFault("sendMessage", "502"))
    api.inject(ApiFault("getUpdates", "500"))
    for text in ("Zwartehond wordt gepest", "/start Zwartehond", "<b>Zwartehond", "zwartehond", "/privacy"):
        await phone.send(text)
    await phone.until(lambda screen: "Ik bewaar geen namen" in screen[-2].text, 30)
    process.process.send_signal(signal.SIGTERM)
    assert await process.ended() == 0
    assert process.out == []
    assert process.err[0] == "ehbc: @ehbc_test_bot is running (long polling). Stop with Ctrl-C."
    assert process.err[-1] == "ehbc: stopped."
    told = "\n".join(process.err)
    assert "zwartehond" not in told.lower()
    assert "Geertrui" not in told
    assert "Traceback" not in told
    assert api.token.partition(":")[2] not in told


async def test_what_the_process_says_to_programs(operator: Operator, api: BotApiDouble, teacher: Member) -> None:
    """With EHBC_LOG_FORMAT=json every line on stderr is an object, what the operator is told included."""
    assert teacher
    process = await operator.start(log_format="json")
    api.inject(ApiFault("sendMessage", "500"))
    await ask(api.phone(900), "/privacy Zwartehond")
    process.process.send_signal(signal.SIGTERM)
    assert await process.ended() == 0
    lines = [json.loads(line) for line in process.err]
    assert {frozenset(line) for line in lines} == {frozenset({"time", "level", "logger", "event"})}
    first, failure, last = lines
    assert first["event"] == "@ehbc_test_bot is running (long polling). Stop with Ctrl-C."
    assert (failure["level"], failure["logger"]) == ("warning", "bot.channels.delivery.queue")
    assert last["event"] == "stopped."


async def test_the_health_of_the_process(
    operator: Operator, api: BotApiDouble, teacher: Member, free_port: int
) -> None:
    """With EHBC_HEALTH_LISTEN the process tells of its store, of Telegram and of its reminders, and counts."""
    assert teacher
    await operator.start(health_listen=f"127.0.0.1:{free_port}")
    await ask(api.phone(900), "/privacy")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{free_port}") as client:
        health = await client.get("/health")
        metrics = await client.get("/metrics")
    assert (health.status_code, health.json()) == (200, {"store": "ok", "telegram": "ok", "reminders": "ok"})
    assert 'ehbc_turns_total{turn="command"} 1.0' in metrics.text
    assert "ehbc_last_tick_timestamp" in metrics.text


@pytest.mark.parametrize(("name", "value"), [("health_listen", "8080"), ("log_format", "xml")])
async def test_a_wrong_setting(operator: Operator, name: str, value: str) -> None:
    """One line that names it, and status 2."""
    process = await operator.start(**{name: value})
    assert await process.ended() == 2
    (line,) = process.err
    assert line.startswith(f"ehbc: EHBC_{name.upper()}: ")


async def test_a_wrong_token(operator: Operator, api: BotApiDouble) -> None:
    """One line that names the setting, and status 2."""
    process = await operator.start(telegram_token="123456:WRONG")
    assert await process.ended() == 2
    assert process.err == ["ehbc: EHBC_TELEGRAM_TOKEN: Telegram refuses this token"]
    assert process.out == []
    assert [refusal.error_code for refusal in api.refusals] == [401]
    api.refusals.clear()


@pytest.mark.parametrize("token", ["", "123456:sleutel met spatie"])
async def test_a_token_that_is_none(operator: Operator, token: str) -> None:
    """A missing or malformed token: one line that names the setting but not its value, and status 2."""
    process = await operator.start(telegram_token=token)
    assert await process.ended() == 2
    (line,) = process.err
    assert line.startswith("ehbc: EHBC_TELEGRAM_TOKEN")
    assert not token or token not in line


async def test_a_start_without_telegram(operator: Operator, api: BotApiDouble) -> None:
    """Without a reachable Telegram the process says so in one line, waits, and serves when it is there."""
    await api.stop_listening()
    process = await operator.start()
    await api.start_listening()
    await ask(api.phone(900), "/privacy")
    down, up, running = process.err
    assert down.startswith("ehbc: Telegram cannot be reached (")
    assert up == "ehbc: Telegram answers again."
    assert running.startswith("ehbc: @ehbc_test_bot is running")


async def test_an_invitation_with_its_link(
    operator: Operator, api: BotApiDouble, team_id: int, serving: ServedBot
) -> None:
    """`ehbc invite` prints the code, what to type, and the deep link with the bot's name; the code works."""
    assert team_id
    assert serving.lines is not None
    status, out, err = await run("invite", "zorgteam", **operator.settings)
    assert (status, err) == (0, [])
    code = out[0].split()[1]
    assert out[1:] == [f"Chat:  /start {code}", f"Link:  https://t.me/ehbc_test_bot?start={code}"]
    (reply,) = await ask(api.phone(900), f"/start {code}")
    assert reply.text.startswith("Welkom!")


@pytest.mark.parametrize("trouble", ["401", "429", "500", "gone", "none"])
async def test_an_invitation_without_its_link(
    operator: Operator,
    api: BotApiDouble,
    team_id: int,
    bot_content: BotContent,
    trouble: FaultKind | Literal["401", "gone", "none"],
) -> None:
    """When Telegram cannot tell the bot's name the code is printed all the same, with one line why there is no link."""
    assert team_id
    assert bot_content
    settings = dict(operator.settings)
    match trouble:
        case "401":
            settings["telegram_token"] = "123456:WRONG"
        case "none":
            settings["telegram_token"] = ""
        case "gone":
            await api.stop_listening()
        case _:
            api.inject(ApiFault("getMe", trouble, times=9))
    status, out, err = await run("invite", "leerkracht", "--uses", "3", **settings)
    assert status == 0
    assert len(out) == 2
    assert out[1].startswith("Chat:  /start ")
    (line,) = err
    assert line.startswith("ehbc: no deep link")
    api.refusals.clear()
