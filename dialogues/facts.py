"""Facts: what a person may tell of a case, in fixed words (`data/feiten.yml`), and what of the plan they answer.

A fact is kept as two words, its id and a value. It says nothing about who: no name, no class, no exact age.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dialogues.content import DATA
from dialogues.faults import Faults, SourcePlace, check_known, nearest
from dialogues.flowchart import Flowchart
from dialogues.points import check_sources
from dialogues.steps import Choice, ParentState, StepKind
from dialogues.yaml_nodes import Value, pairs_of, read_yaml, text_of, texts_of
from nlu.facts import FACT_EXAMPLES, FactExample

FACTS = DATA / "feiten.yml"
FEWEST_EXAMPLES = 15
"""Messages that tell it, for each value."""
LONGEST_SAYING = 80


@dataclass(frozen=True)
class FactValue:
    """One thing that a fact can be."""

    id: str
    says: str
    """How it is said back, after "Ik hoor:"."""
    answers: Mapping[str, str]
    """Position of the plan -> the choice there that it answers with."""
    beyond: bool
    """Whether who tells it is past the questions before those it answers."""
    place: SourcePlace


@dataclass(frozen=True)
class Fact:
    """Something of the fixed vocabulary."""

    id: str
    values: Mapping[str, FactValue]
    sources: tuple[str, ...]
    place: SourcePlace
    passes: bool = False
    """Whether it is only known when it has just been told, such as how the bullying goes now."""


@dataclass(frozen=True)
class Facts:
    """The vocabulary. Facts of a case are a mapping of fact id -> value id; what is not in here is passed over."""

    by_id: Mapping[str, Fact] = field(default_factory=dict)

    def words(self) -> Iterator[str]:
        """Every id and value, which is all that is ever stored of what was told."""
        for fact in self.by_id.values():
            yield fact.id
            yield from fact.values

    def known(self, told: Mapping[str, str]) -> dict[str, FactValue]:
        """Fact id -> value, of facts that were told, in the order of the vocabulary."""
        return {name: fact.values[told[name]] for name, fact in self.by_id.items() if told.get(name) in fact.values}

    @property
    def progress(self) -> frozenset[str]:
        """The facts that say how far something is: done, planned, not yet."""
        return frozenset(fact.id for fact in self.by_id.values() if ParentState.DONE in fact.values)

    def passes(self, fact: str) -> bool:
        """Whether a fact holds only for the moment it is told."""
        return fact in self.by_id and self.by_id[fact].passes

    def saying(self, position: str, choice: str) -> dict[str, str]:
        """The fact that says no more than this choice: the last of the vocabulary that answers with it; or none."""
        fitting = [
            (fact.id, value.id)
            for fact in self.by_id.values()
            for value in fact.values.values()
            if value.answers.get(position) == choice
        ]
        return dict(fitting[-1:])

    def answers(self, told: Mapping[str, str]) -> dict[str, str]:
        """Position -> choice, of what was told. Facts that answer a position in two ways leave it open."""
        found: dict[str, set[str]] = {}
        for value in self.known(told).values():
            for position, choice in value.answers.items():
                found.setdefault(position, set()).add(choice)
        return {position: next(iter(choices)) for position, choices in found.items() if len(choices) == 1}

    def telling(self, told: Mapping[str, str], position: str) -> list[FactValue]:
        """The values told that answer a position."""
        return [value for value in self.known(told).values() if position in value.answers]

    def told_choice(
        self, flowchart: Flowchart, told: Mapping[str, str], position: str, slots: Mapping[str, str | None]
    ) -> Choice | None:
        """The choice that what was told makes at a position, or that it is past already; None when it was not told."""
        step = flowchart.positions[position]
        offered = step.offered(slots)
        answers = self.answers(told)
        if position in answers:
            return next((choice for choice in offered if choice.id == answers[position]), None)
        if step.kind is not StepKind.STEP:
            return None
        order = [one.id for one in flowchart.steps()]
        later = order[order.index(position) + 1 :]
        # Who tells of anything later is past the first question: who reported it matters no more.
        first = position == flowchart.start
        telling = (value for value in self.known(told).values() if value.beyond or first)
        past = any(answered in later for value in telling for answered in value.answers)
        return next((choice for choice in offered if choice.for_those_beyond), None) if past else None


def read_facts(faults: Faults, path: Path = FACTS) -> Facts:
    """The vocabulary as far as it can be read. Faults are added to `faults`."""
    root = read_yaml(path, faults)
    if root is None:
        return Facts()
    fields = root.fields(("feiten",))
    facts: dict[str, Fact] = {}
    for item in fields["feiten"].items() if "feiten" in fields else []:
        fact = _fact(item)
        if fact.id in facts:
            item.fault(f"er is al een feit '{fact.id}' (lijn {facts[fact.id].place.line}); kies een andere id.")
        else:
            facts[fact.id] = fact
    return Facts(facts)


def _fact(item: Value) -> Fact:
    fields = item.fields(("id", "bron", "waarden"), ("vergaat",))
    values: dict[str, FactValue] = {}
    for entry in fields["waarden"].items() if "waarden" in fields else []:
        value = _value(entry)
        if value.id in values:
            entry.fault(f"'{value.id}' staat hier twee keer; laat er een weg.")
        values[value.id] = value
    passes = "vergaat" in fields and fields["vergaat"].yes()
    return Fact(text_of(fields, "id"), values, texts_of(fields, "bron"), item.place, passes)


def _value(entry: Value) -> FactValue:
    fields = entry.fields(("id", "zegt"), ("antwoordt", "verder"))
    return FactValue(
        id=text_of(fields, "id"),
        says=text_of(fields, "zegt"),
        answers=pairs_of(fields, "antwoordt") or {},
        beyond="verder" in fields and fields["verder"].yes(),
        place=entry.place,
    )


def check_facts(facts: Facts, flowchart: Flowchart, faults: Faults) -> None:
    """Whether the sources, the questions and the choices that facts name are there."""
    for fact in facts.by_id.values():
        check_sources(fact.sources, fact.place, faults)
        for value in fact.values.values():
            if len(value.says) > LONGEST_SAYING:
                text = (
                    f"wat de bot terugzegt telt {len(value.says)} tekens; hoogstens {LONGEST_SAYING} passen in een zin."
                )
                faults.add(value.place, text)
            for position, choice in value.answers.items():
                check_known(position, flowchart.positions, "vraag", value.place, faults)
                if position in flowchart.positions:
                    choices = [one.id for one in flowchart.positions[position].choices]
                    check_known(choice, choices, f"keuze van '{position}'", value.place, faults)


def check_fact_examples(facts: Facts, examples: Sequence[FactExample], faults: Faults) -> None:
    """Every label of the examples is in the vocabulary, and every value has examples enough."""
    counted: dict[tuple[str, str], int] = {}
    for example in examples:
        place = SourcePlace(example.path, example.line)
        for name, value in example.facts.items():
            if name not in facts.by_id:
                faults.add(place, f"'{name}' is geen feit.{nearest(name, facts.by_id)}")
            elif value not in facts.by_id[name].values:
                known = ", ".join(facts.by_id[name].values)
                faults.add(place, f"'{name}' kan niet '{value}' zijn; kies uit {known}.")
            counted[name, value] = counted.get((name, value), 0) + 1
    for fact in facts.by_id.values():
        for known_value in fact.values.values():
            if counted.get((fact.id, known_value.id), 0) < FEWEST_EXAMPLES:
                number, name = counted.get((fact.id, known_value.id), 0), f"{fact.id}: {known_value.id}"
                text = f"'{name}' heeft {number} voorbeelden; er zijn er minstens {FEWEST_EXAMPLES} nodig."
                faults.add(SourcePlace(FACT_EXAMPLES), text)


def says_back(values: Iterable[FactValue]) -> str:
    """Several values in one sentence: "a, b en c". What another says more fully is left out."""
    told = list(values)
    said = list(dict.fromkeys(one.says for one in told if not any(_says_more(other, one) for other in told)))
    *others, last = said or [""]
    return f"{', '.join(others)} en {last}" if others else last


def _says_more(other: FactValue, one: FactValue) -> bool:
    """Whether a value answers all that another does, and more: "al maanden" is more than once."""
    return bool(one.answers) and one.answers.items() < other.answers.items()
