"""Whether the examples of what is asked fit the guides and talk cards, and whether each page has enough of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dialogues.content import Content
from dialogues.faults import Faults, SourcePlace, nearest
from nlu.asked import KIND, MOMENT, PAGE, TALK, WITH, AskedExample

FEWEST_QUESTIONS = 5
"""Examples of what is asked that a page, a talk, a moment and a kind of person need."""


def check_asked(content: Content, examples: Sequence[AskedExample], faults: Faults) -> None:
    """Every example asks for what there is, and all that there is is asked for."""
    known = _known(content)
    counted: Counter[tuple[str, str]] = Counter()
    for example in examples:
        named = {PAGE: example.page} if example.page != TALK else example.talk
        for name, value in named.items():
            counted[name, value] += 1
            if value not in known[name]:
                text = f"'{name}' kan niet '{value}' zijn.{nearest(value, known[name])}"
                faults.add(SourcePlace(example.path, example.line), text)
    for name, places in known.items():
        for value, place in places.items():
            if counted[name, value] < FEWEST_QUESTIONS:
                text = (
                    f"voor '{value}' staan er {counted[name, value]} vragen in nlu/vragen; "
                    f"er zijn er minstens {FEWEST_QUESTIONS} nodig."
                )
                faults.add(place, text)


def _known(content: Content) -> Mapping[str, Mapping[str, SourcePlace]]:
    """Field of an example -> what it may say -> where that stands."""
    pages = {f"{guide.id}/{page.id}": page.place for guide in content.guides.values() for page in guide.pages}
    of_talks: dict[str, dict[str, SourcePlace]] = {WITH: {}, MOMENT: {}, KIND: {}}
    for talk in content.talks.values():
        of_talks[WITH][talk.id] = talk.place
        for page in talk.pages[1:]:
            of_talks[MOMENT if page.id in talk.moments else KIND].setdefault(page.id, page.place)
    return {PAGE: pages, **of_talks}
