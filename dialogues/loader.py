"""Read `stappenplan.yml` into a `Flowchart`, noting every fault on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dialogues.aids import Aid, Skipping, read_aid, read_skipping
from dialogues.faults import ContentError, Faults, SourcePlace, nearest
from dialogues.flowchart import GUIDE_COMMANDS, Flowchart, GuideCommand, Picture
from dialogues.steps import BACK_TO_STEP, SLOTS, CaseResult, Choice, FollowUpKind, Says, Step, StepKind
from dialogues.yaml_nodes import Value, pairs_of, read_yaml, text_of, texts_of

PLAN = Path(__file__).parent / "stappenplan.yml"

_PARTS = (
    "tekening",
    "onthoudt",
    "opdrachten",
    "gidsen_na_kaart",
    "stappen",
    "hulpmiddelen",
    "overslaan",
    "ouderlijnen",
    "ouderlijn_keuzes",
)
_STEP_OPTIONAL = (
    "gidsen", "gesprek", "opvolging", "opvolging_van", "begint_met", "ouderlijn", "vergeet", "begin", "einde",
    "overleg", "anders",
)  # fmt: skip
_CHOICE_OPTIONAL = (
    "intents",
    "woorden",
    "als",
    "zet",
    "gids",
    "opent",
    "zegt",
    "zoals",
    "uitkomst",
    "bevestig",
    "verder",
)


@dataclass
class _Draft:
    """Positions and aids read so far."""

    positions: dict[str, Step] = field(default_factory=dict)
    aids: dict[str, Aid] = field(default_factory=dict)
    marks: dict[str, list[str]] = field(default_factory=dict)
    """`begin` and `einde` -> the steps that say so of themselves."""

    def put_step(self, value: Value) -> None:
        """Take a step, with what it says of itself."""
        fields = value.fields(("id", "titel", "vraag", "bron", "keuzes"), _STEP_OPTIONAL)
        step = _step(value, fields)
        self.put(value, step)
        for mark in ("begin", "einde"):
            if mark in fields and fields[mark].yes():
                self._mark(mark, step, fields[mark])

    def _mark(self, mark: str, step: Step, value: Value) -> None:
        others = self.marks.setdefault(mark, [])
        if others:
            first = self.positions[others[0]]
            value.fault(
                f"'{mark}: ja' staat al bij '{first.id}' (lijn {first.place.line}); laat het bij een stap staan."
            )
        others.append(step.id)

    def marked(self, mark: str, meaning: str, value: Value) -> str:
        """The step that says `begin` or `einde` of itself; without one a fault, and the first or the last step."""
        if mark in self.marks:
            return self.marks[mark][0]
        value.fault(f"geen enkele stap heeft '{mark}: ja'; zet het bij de ene stap waar dat zo is: {meaning}.")
        steps = [step.id for step in self.positions.values() if step.kind is StepKind.STEP]
        return (steps[0] if mark == "begin" else steps[-1]) if steps else ""

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
    parts = root.fields(_PARTS)
    draft = _Draft()
    start = end = ""
    if "stappen" in parts:
        for value in parts["stappen"].items():
            draft.put_step(value)
        start = draft.marked("begin", "daar begint elk nieuw dossier", parts["stappen"])
        end = draft.marked("einde", "daar is een dossier afgesloten", parts["stappen"])
        _check_meanings(draft.positions, parts["stappen"])
    if "hulpmiddelen" in parts and "overslaan" in parts:
        skipping = read_skipping(parts["overslaan"])
        for value in parts["hulpmiddelen"].items():
            draft.put_aid(value, skipping)
    if "ouderlijnen" in parts and "ouderlijn_keuzes" in parts:
        choices = parts["ouderlijn_keuzes"].items()
        for value in parts["ouderlijnen"].items():
            draft.put(value, _parent_line(value, choices))
    return Flowchart(
        start,
        end,
        draft.positions,
        draft.aids,
        _picture(parts.get("tekening"), root.place),
        _slots(parts["onthoudt"]) if "onthoudt" in parts else {},
        _guide_commands(parts["opdrachten"]) if "opdrachten" in parts else {},
        _guides_after_card(parts["gidsen_na_kaart"]) if "gidsen_na_kaart" in parts else {},
    )


def load_flowchart(path: Path = PLAN) -> Flowchart:
    """The plan. Raises `ContentError` with all faults of reading; `checks` looks for the others."""
    faults = Faults()
    flowchart = read_flowchart(faults, path)
    if faults.found or flowchart is None:
        raise ContentError(faults.found)
    return flowchart


def _check_meanings(positions: Mapping[str, Step], value: Value) -> None:
    """The plan says where the care team is asked, and what counts as the outcome, in one step."""
    if not any(step.consults for step in positions.values()):
        value.fault("geen enkele stap heeft 'overleg: ja'; zet het bij de stap waar het zorgteam kan meekijken.")
    counted = [(step, choice) for step in positions.values() for choice in step.choices if choice.result]
    for result in CaseResult:
        if all(choice.result is not result for _, choice in counted):
            value.fault(f"geen enkele keuze heeft 'uitkomst: {result}'; zet het bij de keuze die dat zegt.")
    for step, choice in counted:
        first = counted[0][0]
        if step.id != first.id:
            value.faults.add(
                choice.place,
                f"de uitkomst staat al bij '{first.id}' (lijn {first.place.line}); laat 'uitkomst' hier weg.",
            )


def _picture(value: Value | None, elsewhere: SourcePlace) -> Picture:
    fields = value.fields(("titel", "voet", "ouderlijnen", "hier")) if value else {}
    lane, here = text_of(fields, "ouderlijnen"), text_of(fields, "hier")
    place = value.place if value else elsewhere
    return Picture(text_of(fields, "titel"), texts_of(fields, "voet"), lane, here, place)


def _slots(value: Value) -> dict[str, tuple[str, ...]]:
    return {name: values.texts() for name, values in value.fields(SLOTS).items()}


def _guide_commands(value: Value) -> dict[str, GuideCommand]:
    return {name: GuideCommand(guide.text(), guide.place) for name, guide in value.fields(GUIDE_COMMANDS).items()}


def _guides_after_card(value: Value) -> dict[str, GuideCommand]:
    return {key.text(): GuideCommand(guide.text(), guide.place) for key, guide in value.entries()}


def _step(value: Value, fields: Mapping[str, Value]) -> Step:
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
        talk=text_of(fields, "gesprek") or None,
        consults="overleg" in fields and fields["overleg"].yes(),
        instead=tuple(_says(item) for item in fields["anders"].items()) if "anders" in fields else (),
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
        like=text_of(fields, "zoals") or None,
        confirmed="bevestig" in fields and fields["bevestig"].yes(),
        for_those_beyond="verder" in fields and fields["verder"].yes(),
        result=_result(fields["uitkomst"]) if "uitkomst" in fields else None,
    )


def _result(value: Value) -> CaseResult | None:
    if (named := value.text()) in set(CaseResult):
        return CaseResult(named)
    value.fault(f"'{named}' is geen uitkomst; kies uit {', '.join(CaseResult)}.")
    return None


def _says(value: Value) -> Says:
    fields = value.fields(("tekst", "bron"), ("als",))
    return Says(text_of(fields, "tekst"), texts_of(fields, "bron"), pairs_of(fields, "als") or {})


def _parent_line(value: Value, choices: list[Value]) -> Step:
    fields = value.fields(("id", "groep", "titel", "vraag", "bron", "gidsen"), ("gesprek",))
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
        talk=text_of(fields, "gesprek") or None,
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
