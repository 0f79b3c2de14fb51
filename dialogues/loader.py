"""Read `stappenplan.yml` into a `Flowchart`, noting every fault on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dialogues.faults import ContentError, Faults, nearest
from dialogues.flowchart import BACK_TO_STEP, FOLLOWED, SKIP, Aid, Choice, Conclusion, Flowchart, Kind, Says, Step
from dialogues.yaml_nodes import Value, read_yaml

PLAN = Path(__file__).parent / "stappenplan.yml"

_START, _END = "melding", "afgesloten"
_CHOICE_OPTIONAL = ("intents", "woorden", "als", "zet", "gids", "opent", "zegt")


@dataclass
class _Draft:
    """Positions and aids read so far."""

    positions: dict[str, Step] = field(default_factory=dict)
    aids: dict[str, Aid] = field(default_factory=dict)

    def put(self, value: Value, step: Step) -> None:
        if step.id in self.positions:
            value.fault(
                f"er is al een stap '{step.id}' (lijn {self.positions[step.id].place.line}); kies een andere id."
            )
        else:
            self.positions[step.id] = step


def read_flowchart(faults: Faults, path: Path = PLAN) -> Flowchart | None:
    """The plan as far as it can be read; None when the file is no mapping at all. Faults are added to `faults`."""
    root = read_yaml(path, faults)
    if root is None:
        return None
    parts = root.fields(("stappen", "hulpmiddelen", "ouderlijnen", "ouderlijn_keuzes"))
    draft = _Draft()
    if "stappen" in parts:
        for value in parts["stappen"].items():
            draft.put(value, _step(value))
    if "hulpmiddelen" in parts:
        for value in parts["hulpmiddelen"].items():
            _aid(value, draft)
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


def _texts(fields: Mapping[str, Value], name: str) -> tuple[str, ...]:
    return fields[name].texts() if name in fields else ()


def _text(fields: Mapping[str, Value], name: str) -> str:
    return fields[name].text() if name in fields else ""


def _pairs(fields: Mapping[str, Value], name: str) -> dict[str, str] | None:
    if name not in fields:
        return None
    return {key.text(): value.text() for key, value in fields[name].entries()}


def _step(value: Value) -> Step:
    fields = value.fields(
        ("id", "titel", "vraag", "bron", "keuzes"),
        ("gidsen", "opvolging", "opvolging_van", "begint_met", "ouderlijn", "vergeet"),
    )
    followed = _text(fields, "opvolging_van")
    if followed and followed not in FOLLOWED:
        fields["opvolging_van"].fault(f"'{followed}' kan niet opgevolgd worden.{nearest(followed, FOLLOWED)}")
    return Step(
        id=_text(fields, "id"),
        kind=Kind.STEP,
        title=_text(fields, "titel"),
        text=_text(fields, "vraag"),
        place=value.place,
        sources=_texts(fields, "bron"),
        choices=tuple(_choice(item) for item in fields["keuzes"].items()) if "keuzes" in fields else (),
        guides=_texts(fields, "gidsen"),
        follow_up_days=fields["opvolging"].integer() if "opvolging" in fields else None,
        followed=followed or FOLLOWED[0],
        starts_with=_text(fields, "begint_met") or None,
        parent_line=_text(fields, "ouderlijn") or None,
        forgets=_texts(fields, "vergeet"),
    )


def _choice(value: Value) -> Choice:
    fields = value.fields(("id", "knop", "naar", "bron"), _CHOICE_OPTIONAL)
    return Choice(
        id=_text(fields, "id"),
        label=_text(fields, "knop"),
        target=_text(fields, "naar"),
        place=value.place,
        sources=_texts(fields, "bron"),
        intents=_texts(fields, "intents"),
        words=_texts(fields, "woorden"),
        when=_pairs(fields, "als"),
        sets=_pairs(fields, "zet"),
        guide=_text(fields, "gids") or None,
        opens=_text(fields, "opent") or None,
        says=tuple(_says(item) for item in fields["zegt"].items()) if "zegt" in fields else (),
    )


def _says(value: Value) -> Says:
    fields = value.fields(("tekst", "bron"), ("als",))
    return Says(_text(fields, "tekst"), _texts(fields, "bron"), _pairs(fields, "als") or {})


def _aid(value: Value, draft: _Draft) -> None:
    fields = value.fields(("id", "bij", "titel", "tellers", "vragen", "besluiten"))
    if any(name not in fields for name in ("id", "vragen", "besluiten")):
        return
    questions = fields["vragen"].items()
    ids = [_id_of(question) for question in questions]
    for question, following in zip(questions, [*ids[1:], BACK_TO_STEP], strict=True):
        draft.put(question, _question(question, following))
    aid = Aid(
        id=_text(fields, "id"),
        step=_text(fields, "bij"),
        title=_text(fields, "titel"),
        questions=tuple(ids),
        tallies=_pairs(fields, "tellers") or {},
        conclusions=tuple(_conclusion(item) for item in fields["besluiten"].items()),
        place=value.place,
    )
    if aid.id in draft.aids:
        value.fault(f"er is al een hulpmiddel '{aid.id}'; kies een andere id.")
    draft.aids[aid.id] = aid


def _id_of(question: Value) -> str:
    return next((entry.text() for key, entry in question.entries() if key.text() == "id"), "")


def _question(value: Value, following: str) -> Step:
    fields = value.fields(("id", "titel", "vraag", "bron", "antwoorden"))
    sources = _texts(fields, "bron")
    answers = (
        [_answer(item, following, sources) for item in fields["antwoorden"].items()] if "antwoorden" in fields else []
    )
    skip = Choice(SKIP, "Sla over", BACK_TO_STEP, value.place, sources, words=("overslaan", "volgende", "skip"))
    return Step(
        id=_text(fields, "id"),
        kind=Kind.AID,
        title=_text(fields, "titel"),
        text=_text(fields, "vraag"),
        place=value.place,
        sources=sources,
        choices=(*answers, skip),
    )


def _answer(value: Value, following: str, sources: tuple[str, ...]) -> Choice:
    fields = value.fields(("id", "knop"), ("intents", "woorden", "telt", "reden"))
    return Choice(
        id=_text(fields, "id"),
        label=_text(fields, "knop"),
        target=following,
        place=value.place,
        sources=sources,
        intents=_texts(fields, "intents"),
        words=_texts(fields, "woorden"),
        counts=_text(fields, "telt") or None,
        reason=_text(fields, "reden") or None,
    )


def _conclusion(value: Value) -> Conclusion:
    fields = value.fields(("als", "tekst", "bron"))
    return Conclusion(_pairs(fields, "als") or {}, _text(fields, "tekst"), _texts(fields, "bron"))


def _parent_line(value: Value, choices: list[Value]) -> Step:
    fields = value.fields(("id", "groep", "titel", "vraag", "bron", "gidsen"))
    group = _text(fields, "groep")
    return Step(
        id=_text(fields, "id"),
        kind=Kind.PARENT_LINE,
        title=_text(fields, "titel"),
        text=_text(fields, "vraag"),
        place=value.place,
        sources=_texts(fields, "bron"),
        choices=tuple(choice for value in choices if (choice := _line_choice(value, group)) is not None),
        guides=_texts(fields, "gidsen"),
    )


def _line_choice(value: Value, group: str) -> Choice | None:
    """A choice of every parent line but those it does not fit."""
    fields = value.fields(("id", "knop", "zet", "bron"), ("intents", "woorden", "niet_bij"))
    if group in _texts(fields, "niet_bij"):
        return None
    sets = _pairs(fields, "zet") or {}
    if "staat" in sets:
        sets[group] = sets.pop("staat")
    return Choice(
        id=_text(fields, "id"),
        label=_text(fields, "knop"),
        target=BACK_TO_STEP,
        place=value.place,
        sources=_texts(fields, "bron"),
        intents=_texts(fields, "intents"),
        words=_texts(fields, "woorden"),
        sets=sets,
    )
