"""Aids: short walks of questions beside a step. What they are, how they are read of the plan, and their checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogues.faults import Faults, SourcePlace, check_known
from dialogues.points import check_sources
from dialogues.steps import BACK_TO_STEP, SKIP, Choice, Step, StepKind
from dialogues.yaml_nodes import Value, pairs_of, text_of, texts_of


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

    def answers(self, given: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Question id -> answer id of the latest walk, skipped questions left out.

        `given`: position and choice of every answer in the log of a case, oldest first; of other aids too.
        """
        answers: dict[str, str] = {}
        for question, answer in given:
            if question == self.questions[0]:
                answers = {}
            if question in self.questions:
                answers[question] = answer
        return {question: answer for question, answer in answers.items() if answer != SKIP}

    def tallied(self, answers: Mapping[str, str], positions: Mapping[str, Step]) -> dict[str, list[str]]:
        """Tally id -> the reasons that answers (question id -> answer id) count for it, in order of the questions."""
        counted: dict[str, list[str]] = {tally: [] for tally in self.tallies}
        for question in self.questions:
            for choice in positions[question].choices:
                if choice.id == answers.get(question) and choice.counts and choice.reason:
                    counted[choice.counts].append(choice.reason)
        return counted

    def conclude(self, answers: Mapping[str, str]) -> Conclusion | None:
        """The first conclusion that fits the answers (question id -> answer id)."""
        fits = (c for c in self.conclusions if all(answers.get(q) == a for q, a in c.when.items()))
        return next(fits, None)


@dataclass(frozen=True)
class Skipping:
    """How a question of an aid is left unanswered."""

    label: str
    words: tuple[str, ...] = ()


def read_skipping(value: Value) -> Skipping:
    """The button `overslaan` of the plan."""
    fields = value.fields(("knop", "woorden"))
    return Skipping(text_of(fields, "knop"), texts_of(fields, "woorden"))


def read_aid(value: Value, skipping: Skipping) -> tuple[Aid, list[tuple[Value, Step]]] | None:
    """An item of `hulpmiddelen` with its questions and where each stands; None, with faults, when no aid is in it."""
    fields = value.fields(("id", "bij", "titel", "tellers", "vragen", "besluiten"))
    if any(name not in fields for name in ("id", "vragen", "besluiten")):
        return None
    questions = fields["vragen"].items()
    ids = [_id_of(question) for question in questions]
    aid = Aid(
        id=text_of(fields, "id"),
        step=text_of(fields, "bij"),
        title=text_of(fields, "titel"),
        questions=tuple(ids),
        tallies=pairs_of(fields, "tellers") or {},
        conclusions=tuple(_conclusion(item) for item in fields["besluiten"].items()),
        place=value.place,
    )
    following = [*ids[1:], BACK_TO_STEP]
    return aid, [(q, _question(q, after, skipping)) for q, after in zip(questions, following, strict=True)]


def _id_of(question: Value) -> str:
    return next((entry.text() for key, entry in question.entries() if key.text() == "id"), "")


def _question(value: Value, following: str, skipping: Skipping) -> Step:
    fields = value.fields(("id", "titel", "vraag", "bron", "antwoorden"))
    sources = texts_of(fields, "bron")
    answers = fields["antwoorden"].items() if "antwoorden" in fields else []
    skip = Choice(SKIP, skipping.label, BACK_TO_STEP, value.place, sources, words=skipping.words)
    return Step(
        id=text_of(fields, "id"),
        kind=StepKind.AID,
        title=text_of(fields, "titel"),
        text=text_of(fields, "vraag"),
        place=value.place,
        sources=sources,
        choices=(*(_answer(item, following, sources) for item in answers), skip),
    )


def _answer(value: Value, following: str, sources: tuple[str, ...]) -> Choice:
    fields = value.fields(("id", "knop"), ("intents", "woorden", "telt", "reden", "bevestig"))
    return Choice(
        id=text_of(fields, "id"),
        label=text_of(fields, "knop"),
        target=following,
        place=value.place,
        sources=sources,
        intents=texts_of(fields, "intents"),
        words=texts_of(fields, "woorden"),
        counts=text_of(fields, "telt") or None,
        reason=text_of(fields, "reden") or None,
        confirmed="bevestig" in fields and fields["bevestig"].yes(),
    )


def _conclusion(value: Value) -> Conclusion:
    fields = value.fields(("als", "tekst", "bron"))
    return Conclusion(pairs_of(fields, "als") or {}, text_of(fields, "tekst"), texts_of(fields, "bron"))


def check_aid(aid: Aid, positions: Mapping[str, Step], faults: Faults) -> None:
    """Whether the step, the tallies, the questions and the answers that an aid names are there."""
    steps = [step.id for step in positions.values() if step.kind is StepKind.STEP]
    check_known(aid.step, steps, "stap", aid.place, faults)
    for question in aid.questions:
        for choice in positions[question].choices if question in positions else ():
            if choice.counts:
                check_known(choice.counts, aid.tallies, "teller", choice.place, faults)
    for conclusion in aid.conclusions:
        check_sources(conclusion.sources, aid.place, faults)
        for question, answer in conclusion.when.items():
            check_known(question, aid.questions, "vraag", aid.place, faults)
            if question in positions:
                answers = [choice.id for choice in positions[question].choices]
                check_known(answer, answers, f"antwoord op '{question}'", aid.place, faults)
