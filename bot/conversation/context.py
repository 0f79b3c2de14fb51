"""What one message plays in: who writes, which case is open, and where changes go (the store, or a practice case)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.practice_cases import Practices
from bot.domain.audit import Action
from bot.domain.case_log import CaseEvent, EventKind
from bot.domain.cases import Case, Change, StaleCaseError, StoredCase
from bot.domain.follow_up_planning import replan
from bot.domain.follow_ups import FollowUp, NewFollowUp, open_of
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome
from bot.domain.teams import Member, Role, Team
from bot.ports.unit_of_work import UnitOfWork
from dialogues.flowchart import Flowchart
from dialogues.steps import DANGER
from nlu.reading import Reading

_CHANGES = {EventKind.CLOSED: Action.CLOSED, EventKind.REOPENED: Action.REOPENED}


@dataclass
class TurnContext:
    """The moment a message is answered in."""

    address: Address
    now: datetime
    unit: UnitOfWork
    member: Member | None
    practices: Practices
    flowchart: Flowchart
    case: Case | None = None
    log: Sequence[CaseEvent] = ()
    web_url: str = ""
    """The public address of the web page, if there is one."""
    seen: tuple[int, int] | None = None
    """Case and revision on the screen that a text was typed on, when they are known: it changes nothing else."""
    read_before: Reading | None = None
    """What the message before was read as, when it was typed: its other readings are shown when it was not meant so."""
    shown_before: Outcome | None = None
    """What was shown last, when it is known: who asks on does not want the same page once more."""
    talk_before: str | None = None
    """The talk card that is on screen: what is asked next is about that talk."""
    danger_before: str | None = None
    """The kind of danger that a card was shown for before a case was open."""
    says_back: bool = False
    """Whether what was heard, and not agreed to yet, is on the screen that a text was typed on."""
    aside: bool = False
    """See `Message.aside`."""
    share_code: str = ""
    login_code: str = ""
    """Made by this message; only hashes of them are kept."""
    _team: Team | None = None
    _follow_ups: tuple[int, Sequence[FollowUp]] | None = None
    """Of which case, once read."""

    @property
    def practising(self) -> bool:
        """Whether the open case is a practice case."""
        return self.practices.of(self.address) is not None

    @property
    def stored_case(self) -> StoredCase | None:
        """The open case, unless it is one of practice."""
        return self.case if isinstance(self.case, StoredCase) else None

    @property
    def role(self) -> str:
        """The role the log names."""
        return (self.member.role if self.member else Role.TEACHER).value

    @property
    def position(self) -> str | None:
        """What is being asked, or None without a case."""
        return self.case.position if self.case else None

    @property
    def talk(self) -> str | None:
        """The card of the talk that comes next in the open case, if there is one."""
        return self.flowchart.positions[self.case.step].talk if self.case else None

    async def load(self) -> None:
        """Open the practice case of this address, else the case its member has open."""
        practice = self.practices.of(self.address)
        if practice is not None:
            self.case, self.log = practice.case, practice.events
        elif self.member is not None and self.member.current_case_id is not None:
            await self.show(await self.unit.case(self.member.current_case_id, self.member))

    async def show(self, case: StoredCase | None) -> None:
        """Make this the case of the context, with its log."""
        self.case = case
        self.log = await self.unit.events(case.id) if case is not None else ()

    async def open(self, change: Change[Case]) -> None:
        """A new real case for the member, with their participation. Raises `ValueError` without a member."""
        if self.member is None:
            raise ValueError("a case needs a member")
        case = await self.unit.add_case(change.case, change.events, self.member)
        self.seen = None
        await self.show(case)
        await self._follow(None, Change(case, change.events))
        await self.note(Action.OPENED, case.id)

    async def change(self, change: Change[Case]) -> None:
        """Write a change of the open case. Raises `StaleCaseError` when it is not as it was seen."""
        practice = self.practices.of(self.address)
        if practice is not None:
            practice.case = change.case
            practice.events.extend(change.events)
        elif isinstance(change.case, StoredCase):
            await self._store(Change(change.case, change.events))
        else:
            raise ValueError("a case that is not stored is one of practice")
        self.case, self.log = change.case, [*self.log, *change.events]

    async def learn(self, told: Mapping[str, str], *, danger: str | None = None, agreed: bool = False) -> None:
        """Keep what was told with the open case, and the kind of danger a card was shown for.

        `agreed`: what was said back is right. Facts are no step of the case: its revision stays, buttons hold.
        """
        if self.case is None:
            return
        before = self.case.heard if self.says_back and not agreed else frozenset()
        await self._keep({**self.case.facts, **told}, before | told.keys())
        if danger is not None:
            await self.note_danger(danger)

    async def forget(self, fact: str) -> None:
        """A fact was not meant."""
        if self.case is not None:
            facts = {known: value for known, value in self.case.facts.items() if known != fact}
            await self._keep(facts, self.case.heard - {fact})

    async def _keep(self, facts: Mapping[str, str], heard: frozenset[str]) -> None:
        if self.case is None or (facts == self.case.facts and heard == self.case.heard):
            return
        if (stored := self.stored_case) is not None and not self.practising:
            await self.unit.save_facts(stored.id, facts, heard)
        self._hold(dataclasses.replace(self.case, facts=facts, heard=heard))

    async def note_danger(self, kind: str | None) -> None:
        """A card was shown for this kind of danger, or there is none after all."""
        if self.case is None or self.case.memory.get(DANGER) == kind:
            return
        if (stored := self.stored_case) is not None and not self.practising:
            await self.unit.note_danger(stored.id, kind)
        memory = {key: value for key, value in self.case.memory.items() if key != DANGER}
        self._hold(dataclasses.replace(self.case, memory=memory | ({DANGER: kind} if kind else {})))

    def _hold(self, case: Case) -> None:
        """The open case as it is now, at the same revision."""
        practice = self.practices.of(self.address)
        if practice is not None:
            practice.case = case
        self.case = case

    async def _store(self, change: Change[StoredCase]) -> None:
        before = self.stored_case
        if self.seen is not None and before is not None:
            if (before.id, before.revision) != self.seen:
                raise StaleCaseError(before.code)
            # What follows in this turn begins where this ends.
            self.seen = None
        await self.unit.save_case(change.case, change.events)
        await self._follow(before, change)
        await self.note(_CHANGES.get(change.events[-1].kind, Action.CHANGED), change.case.id)

    async def _follow(self, before: Case | None, change: Change[StoredCase]) -> None:
        """Plan, move and end follow-ups as the change calls for."""
        if change.case.closed_at is not None:
            return
        running = await self.unit.follow_ups(change.case.id) if before is not None else []
        planned = replan(self.flowchart, before, change, running, team=await self.team(), now=self.now)
        now_running = {follow_up.id: follow_up for follow_up in running}
        for follow_up in planned.changed:
            await self.unit.save_follow_up(follow_up)
            now_running[follow_up.id] = follow_up
        added = [await self.unit.add_follow_up(follow_up) for follow_up in planned.added]
        self._follow_ups = (change.case.id, [*now_running.values(), *added])

    async def follow_ups(self) -> Sequence[FollowUp]:
        """All follow-ups of the open case; none for a practice case."""
        case = self.stored_case
        if case is None:
            return ()
        if self._follow_ups is None or self._follow_ups[0] != case.id:
            self._follow_ups = (case.id, await self.unit.follow_ups(case.id))
        return self._follow_ups[1]

    async def follow_up_of_step(self) -> FollowUp | None:
        """The open follow-up of the step a real case is at."""
        if self.case is None or self.practising:
            return None
        step = self.flowchart.positions[self.case.step]
        return open_of(await self.follow_ups(), step.followed)

    async def add_follow_up(self, new: NewFollowUp) -> FollowUp:
        """Store a new follow-up."""
        self._follow_ups = None
        return await self.unit.add_follow_up(new)

    async def save_follow_up(self, follow_up: FollowUp) -> None:
        """Store an answered follow-up. Raises `StaleFollowUpError`."""
        self._follow_ups = None
        await self.unit.save_follow_up(follow_up)

    async def team(self) -> Team:
        """The member's team. Raises `ValueError` without a member."""
        if self.member is None:
            raise ValueError("only a member has a team")
        if self._team is None:
            self._team = await self.unit.team(self.member.team_id)
        return self._team

    async def note(self, action: Action, case_id: int | None = None) -> None:
        """A line in the team's audit."""
        if self.member is not None:
            await self.unit.add_audit(self.member.team_id, self.role, action, case_id, self.now)

    async def resume(self, case: StoredCase) -> None:
        """Have this case open in the chat; practising ends. Raises `ValueError` without a member."""
        if self.member is None:
            raise ValueError("only a member resumes a case")
        # Whoever takes up a case means what comes next for it, as it is now.
        self.seen = None
        if not self.aside:
            self.practices.stop(self.address)
            await self.unit.set_current(self.member, case.id)
        await self.show(case)
        await self.note(Action.LOOKED, case.id)

    async def leave(self) -> None:
        """Have no case open in the chat; a practice case is forgotten."""
        if self.practising:
            self.practices.stop(self.address)
        elif self.member is not None:
            await self.unit.set_current(self.member, None)
        self.case, self.log = None, ()
