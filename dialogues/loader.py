"""Read `stappenplan.yml` into a `Flowchart`, noting every fault on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dialogues.aids import Aid, Skipping, read_aid, read_skipping
from dialogues.faults import ContentError, Faults, nearest
from dialogues.flowchart import Flowchart
from dialogues.steps import BACK_TO_STEP, Choice, FollowUpKind, Says, Step, StepKind
from dialogues.yaml_nodes import Value, pairs_of, read_yaml, text_of, texts_of

PLAN = Path(__file__).parent / "stappenplan.yml"

_START, _END = "melding", "afgesloten"
_CHOICE_OPTIONAL = ("intents", "woorden", "als", "zet", "gids", "opent", "zegt")


@dataclass
class _Draft:
    """Positions and aids read so far."""

    positions: dict[str, Step] = field(default_factory=dict)
    aids: dict[str, Aid] = field(default_factory=dict)

    def put(self, value: Value, step: Step) -> None:
        """Take a position, unless its id is taken."""
        if step.id in self.positions:
            value.fault(
                f"er is al een stap '{step.id}' (lijn {self.positions[step.id].place.line}); kies een andere id."
            )
        else:
            self.positions[step.id] = step

    def put_aid(self, value: Value, skipping: Skipping) -> None:
        """Take an aid and its questions."""
        read = read_aid(value, skipping)
        if read is None:
            return
        aid, questions = read
        for where, question in questions:
            self.put(where, question)
        if aid.id in self.aids:
            value.fault(f"er is al een hulpmiddel '{aid.id}'; kies een andere id.")
        self.aids[aid.id] = aid


def read_flowchart(faults: Faults, path: Path = PLAN) -> Flowchart | None:
    """The plan as far as it can be read; None when the file is no mapping at all. Faults are added to `faults`."""
    root = read_yaml(path, faults)
    if root is None:
        return None
    parts = root.fields(("stappen", "hulpmiddelen", "overslaan", "ouderlijnen", "ouderlijn_keuzes"))
    draft = _Draft()
    if "stappen" in parts:
        for value in parts["stappen"].items():
            draft.put(value, _step(value))
    if "hulpmiddelen" in parts and "overslaan" in parts:
        skipping = read_skipping(parts["overslaan"])
        for value in parts["hulpmiddelen"].items():
            draft.put_aid(value, skipping)
    if "ouderlijnen" in parts and "ouderlijn_keuzes" in parts:
        choices = parts["ouderlijn_keuzes"].items()
        for value in parts["ouderlijnen"].items():
            draft.put(value, _parent_line(value, choices))
    for needed in (_START, _END):
        if needed not in draft.positions:
            root.fault(f"de stap '{needed}' ontbreekt; daar begint of eindigt het plan.")
    return Flowchart(_START, _END, draft.positions, draft.aids)


def load_flowchart(path: Path = PLAN) -> Flowchart:
    """The plan. Raises `ContentError` with all faults of reading; `checks` looks for the others."""
    faults = Faults()
    flowchart = read_flowchart(faults, path)
    if faults.found or flowchart is None:
        raise ContentError(faults.found)
    return flowchart


def _step(value: Value) -> Step:
    fields = value.fields(
        ("id", "titel", "vraag", "bron", "keuzes"),
        ("gidsen", "opvolging", "opvolging_van", "begint_met", "ouderlijn", "vergeet"),
    )
    return Step(
        id=text_of(fields, "id"),
        kind=StepKind.STEP,
        title=text_of(fields, "titel"),
        text=text_of(fields, "vraag"),
        place=value.place,
        sources=texts_of(fields, "bron"),
        choices=tuple(_choice(item) for item in fields["keuzes"].items()) if "keuzes" in fields else (),
        guides=texts_of(fields, "gidsen"),
        follow_up_days=fields["opvolging"].integer() if "opvolging" in fields else None,
        followed=_followed(fields["opvolging_van"]) if "opvolging_van" in fields else FollowUpKind.CASE,
        starts_with=text_of(fields, "begint_met") or None,
        parent_line=text_of(fields, "ouderlijn") or None,
        forgets=texts_of(fields, "vergeet"),
    )


def _followed(value: Value) -> FollowUpKind:
    """Whom or what a step proposes to follow; nobody proposes a consultation, it is asked for."""
    named, known = value.text(), [kind.value for kind in FollowUpKind if kind is not FollowUpKind.CONSULTATION]
    if named in known:
        return FollowUpKind(named)
    value.fault(f"'{named}' kan niet opgevolgd worden.{nearest(named, known)}")
    return FollowUpKind.CASE


def _choice(value: Value) -> Choice:
    fields = value.fields(("id", "knop", "naar", "bron"), _CHOICE_OPTIONAL)
    return Choice(
        id=text_of(fields, "id"),
        label=text_of(fields, "knop"),
        target=text_of(fields, "naar"),
        place=value.place,
        sources=texts_of(fields, "bron"),
        intents=texts_of(fields, "intents"),
        words=texts_of(fields, "woorden"),
        when=pairs_of(fields, "als"),
        sets=pairs_of(fields, "zet"),
        guide=text_of(fields, "gids") or None,
        opens=text_of(fields, "opent") or None,
        says=tuple(_says(item) for item in fields["zegt"].items()) if "zegt" in fields else (),
    )


def _says(value: Value) -> Says:
    fields = value.fields(("tekst", "bron"), ("als",))
    return Says(text_of(fields, "tekst"), texts_of(fields, "bron"), pairs_of(fields, "als") or {})


def _parent_line(value: Value, choices: list[Value]) -> Step:
    fields = value.fields(("id", "groep", "titel", "vraag", "bron", "gidsen"))
    group = text_of(fields, "groep")
    return Step(
        id=text_of(fields, "id"),
        kind=StepKind.PARENT_LINE,
        title=text_of(fields, "titel"),
        text=text_of(fields, "vraag"),
        place=value.place,
        sources=texts_of(fields, "bron"),
        choices=tuple(choice for value in choices if (choice := _line_choice(value, group)) is not None),
        guides=texts_of(fields, "gidsen"),
    )


def _line_choice(value: Value, group: str) -> Choice | None:
    """A choice of every parent line but those it does not fit."""
    fields = value.fields(("id", "knop", "zet", "bron"), ("intents", "woorden", "niet_bij"))
    if group in texts_of(fields, "niet_bij"):
        return None
    sets = pairs_of(fields, "zet") or {}
    if "staat" in sets:
        sets[group] = sets.pop("staat")
    return Choice(
        id=text_of(fields, "id"),
        label=text_of(fields, "knop"),
        target=BACK_TO_STEP,
        place=value.place,
        sources=texts_of(fields, "bron"),
        intents=texts_of(fields, "intents"),
        words=texts_of(fields, "woorden"),
        sets=sets,
    )
