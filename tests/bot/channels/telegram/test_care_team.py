"""The care team's group on Telegram, with the real conversation, the real reminders and the real store."""

from __future__ import annotations

import pytest

from bot.clock import Clock
from bot.domain.follow_ups import FollowUp, FollowUpState, NewFollowUp
from bot.domain.messages import Address
from bot.domain.teams import Member, Role, Team
from bot.store import Store
from bot.texts.sentences import Sentence
from dialogues.steps import FollowUpKind
from tests.support.bot_api import BotApiDouble, Group, Seat
from tests.support.clock import SimulatedClock
from tests.support.school_store import enrol
from tests.support.telegram.phone import PATIENCE, ServedBot, ask, new_case, nothing_more, now_on, read, until

SMALL, LARGE = -4_001, -1_001_000_000_001
TEACHER, CARE, CARE_TOO, STRANGER = 101, 201, 202, 900


@pytest.fixture
def sim() -> SimulatedClock:
    """Eight on a Monday morning in November."""
    return SimulatedClock()


@pytest.fixture
def clock(sim: SimulatedClock) -> Clock:
    """The same for everybody."""
    return sim


@pytest.fixture
async def school(store: Store, team_id: int, teacher: Member) -> Store:
    """A teacher and a care team of two."""
    assert teacher
    for user in (CARE, CARE_TOO):
        await enrol(store, team_id, user, Role.CARE_TEAM)
    return store


@pytest.fixture
def group(api: BotApiDouble) -> Group:
    """The care team's group, with the bot in it."""
    return api.group(SMALL, bot_inside=True)


@pytest.fixture
async def remindful(bot: ServedBot, school: Store) -> ServedBot:
    """The bot, serving and reminding."""
    assert school
    bot.start(reminding=True)
    await until(lambda: bot.reminders)
    return bot


async def team(bot: ServedBot) -> Team:
    """The school as it is stored."""
    async with bot.store.unit() as unit:
        (only,) = await unit.teams()
    return only


async def member(bot: ServedBot, user: int) -> Member:
    """Somebody as stored."""
    async with bot.store.unit() as unit:
        found = await unit.member(Address("telegram", str(user)))
    assert found is not None
    return found


async def say(seat: Seat, text: str) -> str:
    """Write in a group; the next thing the bot says there."""
    await seat.send(text)
    return (await seat.next(PATIENCE)).text


async def linked(bot: ServedBot, group: Group) -> Seat:
    """The group is linked; the seat of who did that."""
    seat = group.member(CARE)
    assert (await say(seat, "/koppel")).startswith("Gekoppeld: ")
    assert (await team(bot)).group == Address("telegram", str(group.chat_id))
    return seat


async def due(bot: ServedBot, kind: FollowUpKind, sim: SimulatedClock) -> FollowUp:
    """A follow-up of the teacher's case is due."""
    teacher = await member(bot, TEACHER)
    async with bot.store.unit() as unit:
        (case,) = await unit.cases(teacher)
        found = await unit.add_follow_up(NewFollowUp(case.id, kind, sim()))
    bot.wake()
    return found


async def consulted(bot: ServedBot, api: BotApiDouble, sim: SimulatedClock) -> FollowUp:
    """The teacher opened a case and asks the care team to look along."""
    await new_case(api.phone(TEACHER))
    return await due(bot, FollowUpKind.CONSULTATION, sim)


async def now(bot: ServedBot, follow_up: FollowUp) -> FollowUp:
    """A follow-up as stored."""
    async with bot.store.unit() as unit:
        found = await unit.follow_up(follow_up.id)
    assert found is not None
    return found


async def test_asked_in(remindful: ServedBot, api: BotApiDouble) -> None:
    """Somebody of the care team may ask it in; a teacher and a stranger may not, and it leaves."""
    assert remindful
    welcome = api.group(SMALL)
    await welcome.add_bot(by=CARE)
    assert (await welcome.member(CARE).next(PATIENCE)).text.startswith("Dag! Wil het zorgteam")
    for user in (TEACHER, STRANGER):
        other = api.group(SMALL - user)
        await other.add_bot(by=user)
        assert (await other.member(user).next(PATIENCE)).text.startswith("Ik werk alleen in een privégesprek.")
    await until(lambda: len(api.calls_to("leaveChat")) == 2)
    assert str(SMALL) not in {call.params["chat_id"] for call in api.calls_to("leaveChat")}


async def test_linked_and_unlinked(remindful: ServedBot, group: Group, api: BotApiDouble) -> None:
    """Only the care team links; /vandaag is then answered there without a name, and unlinking ends it."""
    seat = group.member(CARE)
    for user in (TEACHER, STRANGER):
        await group.member(user).send("/koppel")
        assert "Alleen iemand van het zorgteam" in (await seat.next(PATIENCE)).text
    assert (await team(remindful)).group is None
    assert await say(seat, "/vandaag") == remindful.bot_content.texts(Sentence.GROEP_NIET_GEKOPPELD)
    await say(seat, "/koppel@ehbc_test_bot")
    assert (await team(remindful)).group == Address("telegram", str(SMALL))
    assert await say(seat, "/vandaag") != remindful.bot_content.texts(Sentence.GROEP_NIET_GEKOPPELD)
    assert "ontkoppeld" in await say(seat, "/ontkoppel")
    assert (await team(remindful)).group is None
    await nothing_more(api.phone(CARE))


async def test_taken_up_in_the_group(
    remindful: ServedBot, group: Group, api: BotApiDouble, sim: SimulatedClock
) -> None:
    """A question to the care team comes in the group; strangers and teachers cannot answer it, the care team can."""
    seat = await linked(remindful, group)
    follow_up = await consulted(remindful, api, sim)
    question = await seat.next(PATIENCE)
    assert "vraagt of jullie meekijken" in question.text
    for user, told in ((STRANGER, Sentence.LID_NODIG), (TEACHER, Sentence.OPV_ANDER)):
        tap = await group.member(user).tap(question, question.labels[0])
        assert (await tap.answered(PATIENCE)).text == remindful.bot_content.texts(told)[:200]
    assert (await now(remindful, follow_up)).is_open
    tap = await seat.tap(question, question.labels[0])
    assert (await tap.answered(PATIENCE)).text == ""
    await seat.until(lambda screen: question.labels[0] not in screen[-1].labels, PATIENCE)
    assert (await now(remindful, follow_up)).state is FollowUpState.DONE
    assert [m.message_id for m in group.screen() if m.from_bot][-1] == question.message_id
    remindful.wake()
    assert any("neemt dit op" in m.text for m in await read(api.phone(TEACHER)))


async def test_the_step_is_shown_in_private(
    remindful: ServedBot, group: Group, api: BotApiDouble, sim: SimulatedClock
) -> None:
    """The group keeps the question with its buttons; the step comes in the private chat of who asked."""
    seat, phone = await linked(remindful, group), api.phone(CARE)
    api.phone(CARE_TOO, started=False)
    await consulted(remindful, api, sim)
    question = await seat.next(PATIENCE)
    for user in (CARE_TOO, CARE):
        tap = await group.member(user).tap(question, "Toon stap")
        await tap.answered(PATIENCE)
    shown = [await phone.next(PATIENCE)]
    while not shown[-1].labels:
        shown.append(await phone.next(PATIENCE))
    assert shown[-1].text.startswith("Melding")
    assert {denial.error_code for denial in api.denials} == {403}
    assert now_on(seat, question) == question
    assert not any("Melding" in m.text for m in group.screen() if m.message_id != question.message_id)


async def test_thrown_out(remindful: ServedBot, group: Group, api: BotApiDouble) -> None:
    """The group is unlinked."""
    await linked(remindful, group)
    await group.remove_bot(by=STRANGER)
    await remindful.polls()
    assert (await team(remindful)).group is None
    assert not api.denials


async def test_thrown_out_unseen(remindful: ServedBot, group: Group, api: BotApiDouble, sim: SimulatedClock) -> None:
    """Found out by sending, the group is unlinked and the care team is told, each in private; so is the question."""
    await linked(remindful, group)
    phones = [api.phone(user) for user in (CARE, CARE_TOO)]
    api._state.queue.allow(["message", "callback_query"])
    await group.remove_bot()
    api._state.queue.drop()
    await consulted(remindful, api, sim)
    await until(lambda: api.denials)
    assert "kicked" in api.denials[0].description
    for phone in phones:
        remindful.wake()
        texts = [m.text for m in await read(phone, 2)]
        assert any("groep" in text for text in texts), texts
        assert any("vraagt of jullie meekijken" in text for text in texts), texts
    assert (await team(remindful)).group is None


@pytest.mark.parametrize("told", [True, False])
async def test_a_group_that_grew(
    remindful: ServedBot, group: Group, api: BotApiDouble, sim: SimulatedClock, told: bool
) -> None:
    """What is for the group comes in the supergroup, whether Telegram told of it or it is found out by sending."""
    await linked(remindful, group)
    large = api.group(LARGE)
    if not told:
        api._state.queue.allow(["callback_query"])
    await group.upgrade(large, by=STRANGER)
    if not told:
        api._state.queue.allow([])
    await consulted(remindful, api, sim)
    assert "vraagt of jullie meekijken" in (await large.member(CARE).next(PATIENCE)).text
    assert (await team(remindful)).group == Address("telegram", str(LARGE))
    api.refusals[:] = [r for r in api.refusals if "upgraded" not in r.description]
    assert api.calls_to("leaveChat") == []


async def test_blocked(remindful: ServedBot, api: BotApiDouble, sim: SimulatedClock) -> None:
    """Who blocks the bot is not written to, and is again once they write."""
    phone = api.phone(TEACHER)
    api.phone(CARE_TOO)
    await new_case(phone)
    await phone.block()
    await remindful.polls()
    assert not (await member(remindful, TEACHER)).reachable
    await due(remindful, FollowUpKind.BULLIED, sim)
    assert "kijken jullie even mee" in (await read(api.phone(CARE)))[0].text.lower()
    assert not api.denials
    await phone.unblock()
    await ask(phone, "/gids")
    assert (await member(remindful, TEACHER)).reachable


async def test_a_reminder_answered_in_place(remindful: ServedBot, api: BotApiDouble, sim: SimulatedClock) -> None:
    """A reminder's buttons lead to a question and an answer, all in the one message."""
    phone = api.phone(TEACHER)
    await new_case(phone)
    follow_up = await due(remindful, FollowUpKind.BULLIED, sim)
    (reminder,) = await read(phone)
    assert reminder.labels == ("Gedaan", "Uitstellen", "Toon stap", "Niet meer nodig")
    await phone.tap(reminder, "Gedaan")
    question = (await phone.until(lambda screen: screen[-1].edited, PATIENCE))[-1]
    assert question.message_id == reminder.message_id
    await phone.tap(question, remindful.bot_content.texts(Sentence.KNOP_BETER))
    await phone.until(lambda screen: not screen[-1].labels, PATIENCE)
    assert (await now(remindful, follow_up)).state is FollowUpState.DONE
    assert phone.screen()[-1].message_id == reminder.message_id
