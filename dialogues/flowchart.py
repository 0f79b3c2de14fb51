"""The step plan as neutral values: made by the loader; Rasa's rules, the drawing and the checks are made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogues.faults import SourcePlace

BACK_TO_STEP = "terug"
"""The target of a choice in an aid or a parent line that leads back to the step it was opened from."""

FOLLOWED = (
    "dossier", "gepeste", "pesters", "groep", "ouders_gepeste", "ouders_pesters", "ouders_andere",
)  # fmt: skip
"""Whom or what a follow-up can be about: each has a clock of its own. The first is the case as a whole."""

SKIP = "sla_over"
"""The choice that leaves an aid early; every question of an aid has it."""


class Kind(StrEnum):
    """What a position in the plan is."""

    STEP = "stap"
    AID = "hulpvraag"
    """One question of an aid: a short walk beside a step that ends in a mirror of the answers."""
    PARENT_LINE = "ouderlijn"
    """The state of the contact with one group of parents (F08)."""


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
    counts: str | None = None
    """For an answer in an aid: the tally it counts for."""
    reason: str | None = None
    """For an answer in an aid: how the mirror names it."""

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
    kind: Kind
    title: str
    text: str
    """The question or task; at most 600 characters."""
    place: SourcePlace
    sources: tuple[str, ...]
    choices: tuple[Choice, ...]
    guides: tuple[str, ...] = ()
    follow_up_days: int | None = None
    """Calendar days after which the plan proposes to look again; None when there is nothing to follow."""
    followed: str = FOLLOWED[0]
    """Whom or what the proposed follow-up is about: one of `FOLLOWED`."""
    starts_with: str | None = None
    """The aid that is opened when the case comes here."""
    parent_line: str | None = None
    """The parent line this step asks for; shown with its state."""
    forgets: tuple[str, ...] = ()
    """What a case no longer remembers once it is here, because it does not fit any more."""

    def offered(self, slots: Mapping[str, str | None]) -> tuple[Choice, ...]:
        """The choices a case with these slots has here."""
        return tuple(choice for choice in self.choices if choice.holds(slots))


@dataclass(frozen=True)
class Conclusion:
    """What an aid proposes when the answers are so; the person decides."""

    when: Mapping[str, str]
    """Question id -> answer id; empty: otherwise."""
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Aid:
    """A walk of questions beside a step, one per message, mirrored at the end."""

    id: str
    step: str
    title: str
    questions: tuple[str, ...]
    """Ids of steps of kind `AID`, in order."""
    tallies: Mapping[str, str]
    """Tally id -> its heading in the mirror."""
    conclusions: tuple[Conclusion, ...]
    place: SourcePlace

    def conclude(self, answers: Mapping[str, str]) -> Conclusion | None:
        """The first conclusion that fits the answers (question id -> answer id)."""
        fits = (c for c in self.conclusions if all(answers.get(q) == a for q, a in c.when.items()))
        return next(fits, None)


@dataclass(frozen=True)
class Flowchart:
    """The whole plan. Positions are the steps, the aids' questions and the parent lines, by id."""

    start: str
    end: str
    positions: Mapping[str, Step]
    aids: Mapping[str, Aid]

    def steps(self) -> Iterator[Step]:
        """The boxes of the flowchart, in the order of the file."""
        return (step for step in self.positions.values() if step.kind is Kind.STEP)

    def parent_lines(self) -> tuple[Step, ...]:
        """The three parent lines (F08)."""
        return tuple(step for step in self.positions.values() if step.kind is Kind.PARENT_LINE)

    def arrows(self) -> Iterator[tuple[Step, Choice]]:
        """Every choice with the position it leads out of."""
        return ((step, choice) for step in self.positions.values() for choice in step.choices)

    def aid_of(self, position: str) -> Aid | None:
        """The aid that `position` is a question of."""
        return next((aid for aid in self.aids.values() if position in aid.questions), None)

    def entry(self, opened: str) -> str:
        """The position where `opened` (an aid or a parent line) begins."""
        return self.aids[opened].questions[0] if opened in self.aids else opened
