"""The permission matrix: what docs/privacy.md promises, what the code says, and what happens, cell by cell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.domain.button_ids import FollowUpAction, follow_up_id
from bot.domain.messages import Address, Answer, Button
from bot.domain.notices import NoticeKind
from bot.domain.permissions import MATRIX, Permission
from bot.domain.teams import Role
from bot.reminders.escalate import escalate_due
from bot.reminders.recipients import Recipients
from bot.reminders.undeliverable import lose
from bot.store import Store
from bot.texts.notice_sentences import FollowUpSentence, done_by
from bot.texts.sentences import Sentence
from dialogues.steps import FollowUpKind
from tests.support.talk import MONDAY, Talk

PRIVACY = Path(__file__).parents[3] / "docs" / "privacy.md"
STRANGER = "onbekende"
WHO = [*Role, STRANGER]
GROUP = Address("terminal", "-5")


@dataclass
class PermissionSchool:
    """A school with a teacher who has cases, and the person whose permissions are tried."""

    store: Store
    bot_content: BotContent
    teacher: Talk
    person: Talk

    async def case(self) -> str:
        """A new case of the teacher; its code."""
        return str((await self.teacher.types("/nieuw")).case)

    async def own_case(self, who: str) -> str:
        """A case that the person takes part in: shared with them when they cannot open one."""
        code = await self.case()
        if who != STRANGER:
            await self.teacher.types("/deel")
            await self.person.types(f"/start {self.teacher.starts[-1]}")
        return code

    def says(self, answer: Answer, sentence: Sentence, **values: object) -> bool:
        """Whether an answer holds a sentence."""
        told = self.bot_content.texts(sentence, **values)
        return told in answer.notice or any(told in reply.text for reply in answer.replies)


@pytest.fixture
async def school(
    request: pytest.FixtureRequest, store: Store, conversation: Conversation, bot_content: BotContent
) -> PermissionSchool:
    """The school; the person has the role that the test's parameter `who` names."""
    who = request.node.callspec.params["who"]
    teacher, person = Address("terminal", "1"), Address("terminal", "2")
    async with store.unit() as unit:
        team = await unit.add_team("De Wegwijzer", conversation._clock())
        await unit.add_member(team, teacher, Role.TEACHER)
        if who != STRANGER:
            await unit.add_member(team, person, Role(who))
    ids = itertools.count(1)
    return PermissionSchool(
        store, bot_content, Talk(conversation, teacher, ids=ids), Talk(conversation, person, ids=ids)
    )


async def opens_cases(school: PermissionSchool, who: str) -> bool:
    return (await school.person.types("/nieuw")).case is not None


async def sees_own(school: PermissionSchool, who: str) -> bool:
    code = await school.own_case(who)
    return (await school.person.types(code)).case == code


async def sees_all(school: PermissionSchool, who: str) -> bool:
    code = await school.case()
    seen = (await school.person.types(code)).case == code
    listed = code in str(await school.person.types("/school"))
    assert seen == listed
    return seen


async def sees_handed_over(school: PermissionSchool, who: str) -> bool:
    code = await school.case()
    async with school.store.unit() as unit:
        team = await unit.team_id("De Wegwijzer")
        await unit.add_member(team or 0, Address("terminal", "9"), Role.CLB)
    await school.teacher.types("/clb")
    answer = await school.teacher.taps(school.teacher.shown["doe.clb_ja"])
    assert school.says(answer, Sentence.CLB_GEDAAN, dossier=code)
    return (await school.person.types(code)).case == code


async def reopens(school: PermissionSchool, who: str) -> bool:
    code = await school.case()
    await school.teacher.types("/sluit")
    await school.teacher.taps(school.teacher.shown["doe.sluit_ja"])
    await school.person.types(code)
    if "doe.heropen" not in school.person.shown:
        return False
    return (await school.person.taps(school.person.shown["doe.heropen"])).step == "melding"


async def shares(school: PermissionSchool, who: str) -> bool:
    await school.own_case(who)
    return bool((await school.person.types("/deel")).replies[0].start)


async def takes_over(school: PermissionSchool, who: str) -> bool:
    code = await school.own_case(who)
    answer = await school.person.types("/overnemen")
    return school.says(answer, Sentence.NEEM_OVER, dossier=code)


async def links_a_group(school: PermissionSchool, who: str) -> bool:
    answer = await school.person.types("/koppel", group=GROUP)
    async with school.store.unit() as unit:
        linked = await unit.team_of_group(GROUP) is not None
    assert linked == school.says(answer, Sentence.GROEP_GEKOPPELD, team="De Wegwijzer")
    return linked


async def answers_a_consultation(school: PermissionSchool, who: str) -> bool:
    await school.own_case(who)
    async with school.store.unit() as unit:
        team = await unit.team_id("De Wegwijzer")
        await unit.add_member(team or 0, Address("terminal", "9"), Role.CARE_TEAM)
        teacher = await unit.member(school.teacher.sender)
        assert teacher is not None
        (case,) = await unit.cases(teacher)
    await school.teacher.types("/overleg")
    async with school.store.unit() as unit:
        (asked,) = [f for f in await unit.follow_ups(case.id) if f.kind is FollowUpKind.CONSULTATION]
    button = Button(follow_up_id(FollowUpAction.FOUND, asked.id, "opgenomen"), "", revision=asked.revision)
    await school.person.taps(button)
    async with school.store.unit() as unit:
        after = await unit.follow_up(asked.id)
    return after is not None and not after.is_open


async def told(school: PermissionSchool, kind: NoticeKind) -> bool:
    """Whether a notice of a kind is on its way to the person."""
    later = MONDAY + timedelta(days=7)
    async with school.store.unit() as unit:
        notices = await unit.claim_notices("terminal", (kind,), later, later + timedelta(minutes=1), 100)
    return school.person.sender in {notice.address for notice in notices}


async def hears_of_a_hand_over(school: PermissionSchool, who: str) -> bool:
    await school.case()
    await school.teacher.types("/clb")
    answer = await school.teacher.taps(school.teacher.shown["doe.clb_ja"])
    heard = await told(school, NoticeKind.HANDED_OVER)
    assert heard != school.says(answer, Sentence.CLB_NIEMAND)
    return heard


async def is_asked_first(school: PermissionSchool, who: str) -> bool:
    await school.case()
    answer = await school.teacher.types("/overleg")
    async with school.store.unit() as unit:
        await escalate_due(unit, MONDAY, ("terminal",))
    asked = await told(school, NoticeKind.CONSULTATION)
    assert asked != school.says(answer, Sentence.OVERLEG_NIEMAND)
    return asked


async def is_asked_last(school: PermissionSchool, who: str) -> bool:
    await school.case()
    async with school.store.unit() as unit:
        await lose(unit, Recipients(unit, ("terminal",)), school.teacher.sender, (), MONDAY)
    return await told(school, NoticeKind.UNDELIVERED)


TRIES: dict[Permission, Callable[[PermissionSchool, str], Awaitable[bool]]] = {
    Permission.OPEN_CASES: opens_cases,
    Permission.SEE_OWN: sees_own,
    Permission.SEE_ALL: sees_all,
    Permission.SEE_HANDED_OVER: sees_handed_over,
    Permission.REOPEN: reopens,
    Permission.SHARE: shares,
    Permission.TAKE_OVER: takes_over,
    Permission.LINK_GROUP: links_a_group,
    Permission.ANSWER_CONSULTATION: answers_a_consultation,
    Permission.RECEIVE_HANDED_OVER: hears_of_a_hand_over,
    Permission.ASKED_FIRST: is_asked_first,
    Permission.ASKED_LAST: is_asked_last,
}


def allowed(who: str, permission: Permission) -> bool:
    """What the matrix says; whoever sees all cases sees their own and those handed over."""
    if who == STRANGER:
        return False
    granted = MATRIX[Role(who)]
    of_all = {Permission.SEE_OWN, Permission.SEE_HANDED_OVER} if Permission.SEE_ALL in granted else set()
    return permission in granted | of_all


@pytest.mark.parametrize("permission", Permission, ids=str)
@pytest.mark.parametrize("who", WHO, ids=str)
async def test_a_cell_of_the_matrix(who: str, permission: Permission, school: PermissionSchool) -> None:
    """Somebody can do what their role allows, and nothing else."""
    assert await TRIES[permission](school, who) == allowed(who, permission)


@pytest.mark.parametrize(
    ("who", "permission"),
    [(role.value, right) for role in Role for right in sorted(MATRIX[role]) if role is not Role.TEACHER],
)
async def test_a_right_that_is_taken_away_is_missed(
    who: str, permission: Permission, school: PermissionSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every right is asked where it is granted: without it somebody of that role can do as much less."""
    monkeypatch.setitem(MATRIX, Role(who), MATRIX[Role(who)] - {permission})
    assert await TRIES[permission](school, who) == allowed(who, permission)


@pytest.mark.parametrize("who", ["clb"])
async def test_what_a_role_may_not_do_with_a_case_is_said(
    who: str, school: PermissionSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may see a case and neither share nor take it over reads so, by command and by button; nothing changes."""
    code = await school.own_case(who)
    await school.teacher.types("/deel")
    await school.person.types("/clb")
    hand_over = school.person.shown["doe.clb_ja"]
    monkeypatch.setitem(MATRIX, Role(who), MATRIX[Role(who)] - {Permission.SHARE, Permission.TAKE_OVER})
    answers = [await school.person.types(text) for text in ("/deel", "/overnemen", "/clb")]
    assert "doe.clb_ja" not in [button.id for answer in answers for reply in answer.replies for button in reply.buttons]
    answers.append(await school.person.taps(hand_over))
    assert [school.says(answer, Sentence.MAG_NIET) for answer in answers] == [True] * 4
    async with school.store.unit() as unit:
        person = await unit.member(school.person.sender)
        assert person is not None
        (case,) = await unit.cases(person)
        info = await unit.case_info(case.id)
    assert (case.code, info.clb) == (code, False)
    assert info.owner is not None
    assert info.owner.address == school.teacher.sender
    monkeypatch.setitem(MATRIX, Role(who), MATRIX[Role(who)] - {Permission.SEE_OWN})
    assert school.says(await school.person.types(f"/start {school.teacher.starts[-1]}"), Sentence.MAG_NIET)


@pytest.mark.parametrize("who", WHO, ids=str)
async def test_who_left_sees_nothing(who: str, school: PermissionSchool) -> None:
    """Losing access works at once."""
    code = await school.own_case(who)
    async with school.store.unit() as unit:
        member = await unit.member(school.person.sender)
        if member is not None:
            await unit.remove_member(member.id)
    assert (await school.person.types(code)).case is None


def test_every_role_has_a_word_of_its_own() -> None:
    """What somebody did is told with their role, never as "somebody"."""
    assert [role for role in Role if done_by(role) is FollowUpSentence.DOOR_IEMAND] == []


def test_the_document_says_the_same() -> None:
    """The table in docs/privacy.md is the matrix."""
    lines = PRIVACY.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| recht |"))
    header = [cell.strip() for cell in lines[start].strip("|").split("|")][2:]
    rows = itertools.takewhile(lambda line: line.startswith("|"), lines[start + 2 :])
    told = {}
    for row in rows:
        name, _, *cells = [cell.strip() for cell in row.strip("|").split("|")]
        told[re.sub(r"[`]", "", name)] = dict(zip(header, (cell == "ja" for cell in cells), strict=True))
    assert told == {str(p): {str(who): allowed(str(who), p) for who in WHO} for p in Permission}
