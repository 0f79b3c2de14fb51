"""Whether content and step plan hold together: the laws of the graph, references, sources, and what fits a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from dialogues.aids import check_aid
from dialogues.content import DATA, Content
from dialogues.faults import Faults, SourcePlace, check_known, nearest
from dialogues.flowchart import Flowchart, Picture
from dialogues.pages import Guide, HelpLine, Item, Page
from dialogues.points import BOXES, GUIDANCE, check_sources
from dialogues.rules import COMMANDS, answer_intents, guide_intent
from dialogues.steps import BACK_TO_STEP, Choice, Step, StepKind
from nlu.examples import EXAMPLES, NO, SAFETY_INTENTS, UNSURE, YES, Example, choosable_intents

LONGEST_STEP, LONGEST_PAGE, LONGEST_ITEM = 600, 900, 220
LONGEST_LABEL, LONGEST_TITLE, LONGEST_BUTTON, LONGEST_ID = 30, 45, 26, 30
LONGEST_MOMENT = 28
LONGEST_HEADING, LONGEST_FOOTER, LONGEST_LANE, LONGEST_BADGE = 34, 55, 28, 14
"""What fits in the drawing."""
FEWEST_EXAMPLES = 20

_ID = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


def check_content(flowchart: Flowchart, content: Content, faults: Faults) -> None:
    """Every fault in how the parts fit together."""
    intents = (*COMMANDS, *choosable_intents())
    for step in flowchart.positions.values():
        _check_step(step, flowchart, content, faults, intents=intents)
    for command in (*flowchart.guide_commands.values(), *flowchart.guides_after_card.values()):
        check_known(command.guide, content.guides, "gids", command.place, faults)
    for guide, instead in flowchart.guides_after_card.items():
        check_known(guide, content.guides, "gids", instead.place, faults)
    for aid in flowchart.aids.values():
        check_aid(aid, flowchart.positions, faults)
    _check_picture(flowchart.picture, faults)
    _check_graph(flowchart, faults)
    _check_guides(content, faults)
    _check_talks(content, faults)
    _check_cards(content, faults)
    _check_points(flowchart, content, faults)


def check_examples(flowchart: Flowchart, content: Content, examples: Sequence[Example], faults: Faults) -> None:
    """Every intent the rules listen to has enough examples, and no file of examples is without a rule."""
    counted: dict[str, int] = {}
    paths: dict[str, Path] = {}
    for example in examples:
        counted[example.intent] = counted.get(example.intent, 0) + 1
        paths[example.intent] = example.path
    answers = (YES, NO, UNSURE, *sorted(answer_intents(flowchart)))
    needed = dict.fromkeys((*COMMANDS, *SAFETY_INTENTS, *map(guide_intent, content.guides), *answers))
    for intent in needed:
        if counted.get(intent, 0) < FEWEST_EXAMPLES:
            text = (
                f"'{intent}' heeft {counted.get(intent, 0)} voorbeelden; er zijn er minstens {FEWEST_EXAMPLES} nodig."
            )
            faults.add(SourcePlace(paths.get(intent, EXAMPLES / f"{intent}.txt")), text)
    for intent, path in paths.items():
        if intent not in needed:
            faults.add(SourcePlace(path), f"geen enkele regel luistert naar '{intent}'.{nearest(intent, needed)}")


def _check_step(step: Step, flowchart: Flowchart, content: Content, faults: Faults, *, intents: Sequence[str]) -> None:
    _check_id(step.id, step.place, faults)
    _check_length(step.title, LONGEST_TITLE, "de titel", step.place, faults)
    _check_length(step.text, LONGEST_STEP, "de vraag", step.place, faults)
    check_sources(step.sources, step.place, faults)
    for guide in step.guides:
        check_known(guide, content.guides, "gids", step.place, faults)
    if step.talk:
        check_known(step.talk, content.talks, "gesprekskaart", step.place, faults)
    if step.starts_with:
        check_known(step.starts_with, _openable(flowchart), "hulpmiddel", step.place, faults)
    if step.parent_line:
        check_known(step.parent_line, _openable(flowchart), "ouderlijn", step.place, faults)
    for slot in step.forgets:
        check_known(slot, flowchart.remembered(), "veld om te vergeten", step.place, faults)
    for other in step.instead:
        _check_length(other.text, LONGEST_STEP, "de andere vraag", step.place, faults)
        check_sources(other.sources, step.place, faults)
        _check_values(other.when, flowchart.conditions(), "als", step.place, faults)
    _check_choices(step, faults)
    for choice in step.choices:
        _check_choice(step, choice, flowchart, content, faults, intents=intents)


def _check_choices(step: Step, faults: Faults) -> None:
    for index, choice in enumerate(step.choices):
        for other in step.choices[:index]:
            apart = any(
                slot in (other.when or {}) and (other.when or {})[slot] != value
                for slot, value in (choice.when or {}).items()
            )
            if other.id == choice.id:
                faults.add(choice.place, f"'{choice.id}' staat twee keer bij '{step.id}'; kies een andere id.")
            if apart:
                continue
            shared = {choice.tap, *choice.intents} & {other.tap, *other.intents}
            for intent in sorted(shared):
                text = f"'{choice.id}' en '{other.id}' luisteren allebei naar '{intent}'; dan kan de bot niet kiezen."
                faults.add(choice.place, text)
            if other.label == choice.label:
                faults.add(choice.place, f"'{choice.id}' en '{other.id}' hebben dezelfde knop '{choice.label}'.")


def _check_choice(
    step: Step, choice: Choice, flowchart: Flowchart, content: Content, faults: Faults, *, intents: Sequence[str]
) -> None:
    _check_id(choice.id, choice.place, faults)
    _check_length(choice.label, LONGEST_LABEL, "de knop", choice.place, faults)
    check_sources(choice.sources, choice.place, faults)
    if choice.target != BACK_TO_STEP or step.kind is StepKind.STEP:
        alike = [position.id for position in flowchart.positions.values() if position.kind is step.kind]
        check_known(choice.target, alike, "stap", choice.place, faults)
    if choice.guide:
        check_known(choice.guide, content.guides, "gids", choice.place, faults)
    if choice.opens:
        check_known(choice.opens, _openable(flowchart), "hulpmiddel of ouderlijn", choice.place, faults)
    for intent in choice.intents:
        check_known(intent, intents, "intent", choice.place, faults)
    _check_values(choice.when or {}, flowchart.slots, "als", choice.place, faults)
    _check_values(choice.sets or {}, flowchart.remembered(), "zet", choice.place, faults)
    for says in choice.says:
        _check_length(says.text, LONGEST_STEP, "wat de bot zegt", choice.place, faults)
        check_sources(says.sources, choice.place, faults)
        _check_values(says.when, flowchart.conditions(), "als", choice.place, faults)


def _check_values(
    pairs: Mapping[str, str], known: Mapping[str, tuple[str, ...]], name: str, place: SourcePlace, faults: Faults
) -> None:
    for slot, value in pairs.items():
        if slot not in known:
            faults.add(place, f"'{name}' noemt het onbekende veld '{slot}'.{nearest(slot, known)}")
        elif value not in known[slot]:
            faults.add(place, f"'{slot}' kan niet '{value}' zijn; kies uit {', '.join(known[slot])}.")


def _check_graph(flowchart: Flowchart, faults: Faults) -> None:
    steps = {step.id: step for step in flowchart.steps()}
    forward = {id_: {c.target for c in step.choices if c.target in steps} for id_, step in steps.items()}
    reached = _closure(flowchart.start, forward)
    backward = {id_: {o for o, targets in forward.items() if id_ in targets} for id_ in steps}
    finishing = _closure(flowchart.end, backward)
    end = steps.get(flowchart.end)
    if end is not None and end.choices:
        faults.add(end.place, f"'{end.id}' is het einde; laat de keuzes weg, of zet 'einde: ja' bij een andere stap.")
    for id_, step in steps.items():
        if id_ not in reached:
            text = f"geen enkele weg leidt naar '{id_}'; laat een keuze van een andere stap hierheen gaan."
            faults.add(step.place, text)
        if id_ not in finishing:
            faults.add(step.place, f"vanuit '{id_}' raakt een dossier nooit bij '{flowchart.end}'; voeg een keuze toe.")
    opened = {o for s in steps.values() for o in (s.starts_with, s.parent_line, *(c.opens for c in s.choices))}
    for aid in flowchart.aids.values():
        if aid.id not in opened:
            faults.add(aid.place, f"geen enkele stap opent het hulpmiddel '{aid.id}' (begint_met of opent).")


def _closure(start: str, edges: dict[str, set[str]]) -> set[str]:
    found, open_ = set(), [start]
    while open_:
        here = open_.pop()
        if here not in found:
            found.add(here)
            open_.extend(edges.get(here, ()))
    return found


def _check_guides(content: Content, faults: Faults) -> None:
    for guide in content.topics.values():
        _check_ids(guide, faults)
        _check_length(guide.title, LONGEST_TITLE, "de titel", guide.place, faults)
        _check_length(guide.button, LONGEST_BUTTON, "de knop", guide.place, faults)
        if not guide.pages:
            faults.add(guide.place, "deze gids heeft geen pagina's.")
        for page in guide.pages:
            _check_page(page.items, page.help_lines, page.heading, page.place, faults)


def _check_ids(guide: Guide, faults: Faults) -> None:
    seen: set[str] = set()
    for page in guide.pages:
        _check_id(page.id, page.place, faults)
        if page.id in seen:
            faults.add(page.place, f"'{page.id}' staat twee keer in '{guide.id}'; kies een andere id.")
        seen.add(page.id)


def _check_talks(content: Content, faults: Faults) -> None:
    for talk in content.talks.values():
        check_known(talk.guide, content.guides, "gids", talk.place, faults)
        if talk.id in content.guides:
            faults.add(talk.place, f"'{talk.id}' is al de naam van een gids; kies een andere bestandsnaam.")
        for page in talk.pages[1:]:
            _check_length(page.heading, LONGEST_MOMENT, "de knop", page.place, faults)


def _check_page(
    items: Iterable[Item], lines: Iterable[HelpLine], heading: str, place: SourcePlace, faults: Faults
) -> None:
    total = len(heading)
    for item in items:
        _check_length(item.text, LONGEST_ITEM, "dit punt", item.place, faults)
        check_sources(item.sources, item.place, faults)
        total += len(item.text) + len(item.link or "")
    total += sum(len(line.name) + len(line.number) + len(line.purpose) + len(line.serves) for line in lines)
    if total > LONGEST_PAGE:
        faults.add(place, f"deze pagina telt {total} tekens; op een gsm passen er hoogstens {LONGEST_PAGE}. Splits ze.")


def _check_cards(content: Content, faults: Faults) -> None:
    for intent in SAFETY_INTENTS:
        if intent not in content.cards:
            faults.add(SourcePlace(DATA / "veiligheid" / f"{intent}.yml"), f"de veiligheidskaart '{intent}' ontbreekt.")
    for card in content.cards.values():
        check_known(card.intent, SAFETY_INTENTS, "veiligheidskaart", card.place, faults)
        _check_length(card.title, LONGEST_TITLE, "de titel", card.place, faults)
        _check_page(card.items, card.help_lines, card.intro, card.place, faults)
    for line in content.help_lines.values():
        check_sources(line.sources, line.place, faults)


def _check_points(flowchart: Flowchart, content: Content, faults: Faults) -> None:
    """A point is reached by people when a step tells it, or a guide's first page: two taps from anywhere."""
    first_pages = {s for page in _first_pages(content.guides.values()) for s in page.sources}
    place = SourcePlace(next(iter(content.guides.values())).place.path.parent) if content.guides else None
    told = {s for step in flowchart.positions.values() for s in (*step.sources, *_told(step))}
    for point in GUIDANCE:
        if place and point not in first_pages:
            faults.add(
                place,
                f"punt {point} staat op geen enkele eerste pagina van een gids; niemand vindt het in twee tikken.",
            )
    start = flowchart.positions.get(flowchart.start)
    for box in BOXES:
        if start and box not in told and box not in first_pages:
            faults.add(
                SourcePlace(start.place.path), f"vak {box} van het schema komt in geen enkele stap of gids voor."
            )


def _told(step: Step) -> Iterator[str]:
    for choice in step.choices:
        yield from choice.sources
        yield from (source for says in choice.says for source in says.sources)


def _first_pages(guides: Iterable[Guide]) -> Iterator[Page]:
    return (guide.pages[0] for guide in guides if guide.pages)


def _openable(flowchart: Flowchart) -> list[str]:
    return [*flowchart.aids, *(line.id for line in flowchart.parent_lines())]


def _check_id(name: str, place: SourcePlace, faults: Faults) -> None:
    if not _ID.match(name) or len(name) > LONGEST_ID:
        text = f"'{name}' kan geen id zijn: kleine letters, cijfers en enkele _, hoogstens {LONGEST_ID} tekens."
        faults.add(place, text)


def _check_picture(picture: Picture, faults: Faults) -> None:
    written = [
        ("de titel", picture.title, LONGEST_HEADING),
        *(("een regel van de voet", line, LONGEST_FOOTER) for line in picture.footer),
        ("wat boven de ouderlijnen staat", picture.lane, LONGEST_LANE),
        ("het merkje", picture.here, LONGEST_BADGE),
    ]
    for what, text, longest in written:
        if len(text) > longest:
            faults.add(picture.place, f"{what} telt {len(text)} tekens; in de tekening passen er hoogstens {longest}.")


def _check_length(text: str, longest: int, what: str, place: SourcePlace, faults: Faults) -> None:
    if len(text) > longest:
        faults.add(place, f"{what} telt {len(text)} tekens; hoogstens {longest} passen op een gsm.")
