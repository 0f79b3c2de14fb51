"""Whether words that are typed do what a tap on the button does which they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.messages import Answer, numbered_buttons
from bot.texts.sentences import Sentence
from tests.support.screens import Stage, Way
from tests.support.wordings import wordings

_CODE = re.compile(r"[A-Z]+-[A-Z]+-\d+")


@dataclass(frozen=True)
class Try:
    """A text that was typed for a button."""

    screen: str
    button: str
    kind: str
    text: str
    is_choice: bool
    tapped: tuple[str, ...]
    """What a tap on the button does."""
    typed: tuple[str, ...]
    """What the text does."""

    def __str__(self) -> str:
        """For whoever is to mend it."""
        return (
            f"{self.screen}: '{self.text}' ({self.kind}) is no '{self.button}': {self.typed[:6]}, not {self.tapped[:6]}"
        )

    @property
    def same(self) -> bool:
        """Whether the text did what the tap does."""
        return self.tapped == self.typed


async def tries(stage: Stage, way: Way, *, one_in: int = 1) -> list[Try]:
    """Try all that can be typed for each button of a screen, or of the ways to name it only one in so many."""
    address, answer = await stage.bring(way)
    buttons = numbered_buttons(answer.replies)
    choices = len({button for reply in answer.replies for button in reply.choices})
    found = []
    for which, button in enumerate(buttons):
        named = sorted(wordings(buttons, choices, which, stage.bot_content.content).items(), key=lambda said: said[1])
        # Another one at each screen and each button: the same ones at every run.
        sampled = named[(which + len(way.name)) % one_in :: one_in]
        tapped = tuple(_done(await stage.taps(address, button), stage)) if sampled else ()
        for text, kind in sampled:
            typed = tuple(_done(await stage.types(address, text), stage))
            found.append(Try(way.name, button.label, kind, text, which < choices, tapped, typed))
    return found


def _done(answer: Answer, stage: Stage) -> Iterator[str]:
    """What an answer does, and says apart from what it was taken for; codes differ from case to case."""
    yield from (answer.turn, answer.arrow or "", answer.step or "", answer.question or "", answer.notice)
    yield "a case" if answer.case else "no case"
    before, _, behind = stage.bot_content.texts(Sentence.BEGREPEN, keuze="\n").partition("\n")
    for reply in (*((answer.reminder,) if answer.reminder else ()), *answer.replies):
        for text in (reply.title, *reply.paragraphs):
            if text and not (text.startswith(before) and text.endswith(behind)):
                yield _CODE.sub("CODE", text)


def share(tried: Sequence[Try]) -> float:
    """The share of texts that did what the tap does."""
    return sum(one.same for one in tried) / len(tried)


def table(tried: Sequence[Try]) -> str:
    """The shares for choices of a step and for other buttons, by kind of wording, and every miss."""
    lines = []
    for is_choice, title in ((True, "choices of a step"), (False, "other buttons")):
        lines.append(f"{title}:")
        some = [one for one in tried if one.is_choice is is_choice]
        for kind in sorted({one.kind for one in some}):
            of_kind = [one for one in some if one.kind == kind]
            lines.append(f"  {kind:26} {len(of_kind):6} tries  {share(of_kind):6.1%}")
    return "\n".join((*lines, *(str(one) for one in tried if not one.same)))
