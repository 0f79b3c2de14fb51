"""The parts of the step plan as neutral values: a step, its choices, and what a follow-up can be about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogues.faults import SourcePlace

BACK_TO_STEP = "terug"
"""The target of a choice in an aid or a parent line that leads back to the step it was opened from."""

SKIP = "sla_over"
"""The choice that leaves an aid early; every question of an aid has it."""


class StepKind(StrEnum):
    """What a position in the plan is."""

    STEP = "stap"
    AID = "hulpmiddel"
    """One question of an aid: a short walk beside a step that ends in a mirror of the answers."""
    PARENT_LINE = "ouderlijn"
    """The state of the contact with one group of parents (F08)."""


class FollowUpKind(StrEnum):
    """Whom or what a follow-up is about: each has a clock of its own, at most one of each is open in a case."""

    CASE = "dossier"
    BULLIED = "gepeste"
    BULLIES = "pesters"
    GROUP = "groep"
    PARENTS_OF_BULLIED = "ouders_gepeste"
    PARENTS_OF_BULLIES = "ouders_pesters"
    OTHER_PARENTS = "ouders_andere"
    CONSULTATION = "overleg"
    """The care team was asked to look along (F06). No step proposes this one."""


PARENT_GROUPS = (
    FollowUpKind.PARENTS_OF_BULLIED,
    FollowUpKind.PARENTS_OF_BULLIES,
    FollowUpKind.OTHER_PARENTS,
)
"""The groups of parents of whom a case remembers how the contact stands: each a name of what it remembers."""


class ParentState(StrEnum):
    """How the contact with a group of parents stands."""

    TO_DO = "te_doen"
    DONE = "gedaan"
    NOT = "niet"


class ParentReason(StrEnum):
    """Why a group of parents is not contacted."""

    PUPIL_ASKS = "leerling_vraagt"
    NOT_NEEDED = "niet_nodig"
    CARE_TEAM_DECIDES = "zorgteam_beslist"


REASON = "reden"
"""What a choice sets to tell why a group of parents is not contacted."""

SLOTS = ("aanpak", "vorm")
"""What a case remembers that choices may depend on: fields of a case, so a new one calls for a migration.

Their values stand in the plan (`onthoudt`).
"""
APPROACH, FORM = SLOTS
DANGER = "gevaar"
"""What a case remembers of a safety card that was shown: the kind of danger. Texts may depend on it, choices not."""


class CaseResult(StrEnum):
    """What a choice tells of how a case ends, for the yearly figures."""

    STOPPED = "gestopt"
    NOT_STOPPED = "niet_gestopt"


@dataclass(frozen=True)
class Says:
    """A sentence that is shown when a choice is taken and its conditions hold."""

    text: str
    sources: tuple[str, ...]
    when: Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """One arrow out of a step."""

    id: str
    label: str
    """On the button; at most 60 characters."""
    target: str
    """The id of a step, or `BACK_TO_STEP`."""
    place: SourcePlace
    sources: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    """What a message may mean to choose this one; the first stands for a tap."""
    words: tuple[str, ...] = ()
    """Single words that name this choice while it is open, besides its label."""
    when: Mapping[str, str] | None = None
    """Slot -> value that must hold for this choice to be offered."""
    sets: Mapping[str, str] | None = None
    """Slot -> value: what the case remembers of this choice (`aanpak`, `vorm`, `ouders_…`, `reden`)."""
    guide: str | None = None
    """A guide shown along with the move."""
    opens: str | None = None
    """An aid or a parent line opened by this choice, before the target asks anything."""
    says: tuple[Says, ...] = ()
    like: str | None = None
    """Another choice of the same question, never offered beside it: what people say for one, they say for both."""
    counts: str | None = None
    """For an answer in an aid: the tally it counts for."""
    reason: str | None = None
    """For an answer in an aid: how the mirror names it."""
    for_those_beyond: bool = False
    """Whether a case takes it whose person told that later things were done already."""
    confirmed: bool = False
    """Whether a typed message that means this choice is asked about before it counts."""
    result: CaseResult | None = None
    """How it counts in the yearly figures; None: it says nothing about how the case ends."""

    @property
    def tap(self) -> str:
        """The intent a tap on this choice is given to Rasa as."""
        return self.intents[0] if self.intents else f"kies_{self.id}"

    def holds(self, slots: Mapping[str, str | None]) -> bool:
        """Whether the choice is offered with these slots."""
        return all(slots.get(slot) == value for slot, value in (self.when or {}).items())


@dataclass(frozen=True)
class Step:
    """One box of the flowchart, one question of an aid, or one parent line."""

    id: str
    kind: StepKind
    title: str
    text: str
    """The question or task; at most 600 characters."""
    place: SourcePlace
    sources: tuple[str, ...]
    choices: tuple[Choice, ...]
    guides: tuple[str, ...] = ()
    follow_up_days: int | None = None
    """Calendar days after which the plan proposes to look again; None when there is nothing to follow."""
    followed: FollowUpKind = FollowUpKind.CASE
    """Whom or what the proposed follow-up is about."""
    starts_with: str | None = None
    """The aid that is opened when the case comes here."""
    parent_line: str | None = None
    """The parent line this step asks for; shown with its state."""
    forgets: tuple[str, ...] = ()
    """What a case no longer remembers once it is here, because it does not fit any more."""
    consults: bool = False
    """Whether the care team is asked to look along here (F06)."""
    talk: str | None = None
    """The talk card of the talk that comes next."""
    instead: tuple[Says, ...] = ()
    """Questions that are asked instead of `text` when their conditions hold."""

    def asks(self, memory: Mapping[str, str | None]) -> Says:
        """What a case that remembers this is asked here: the text and its sources."""
        fits = (one for one in self.instead if all(memory.get(slot) == value for slot, value in one.when.items()))
        return next(fits, Says(self.text, self.sources, {}))

    def offered(self, slots: Mapping[str, str | None]) -> tuple[Choice, ...]:
        """The choices a case with these slots has here."""
        return tuple(choice for choice in self.choices if choice.holds(slots))
