"""In which words people who type name a button that they see."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.domain import button_ids
from bot.domain.messages import Button
from dialogues.content import Content
from nlu.choices import acknowledges

ORDINALS = (
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende "
    "vijftiende zestiende zeventiende achttiende negentiende twintigste"
).split()
_SAYS_LITTLE = frozenset(
    "ja nee dat dit het een der die den wat wie hoe met van voor over uit naar bij aan tot nog nu toch ook maar alle "
    "liever niet geen niets wil mag heb heeft zijn weet ben blijf doen jij mij ons".split()
)
"""Words by which nobody would name a button."""
_DENIES = frozenset("niet geen niets nooit niemand zonder".split())
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"([A-Z]+)-([A-Z]+)-\d+")
_SHORTEST_MAIN_WORD = 3


def wordings(buttons: Sequence[Button], choices: int, which: int, content: Content) -> dict[str, str]:
    """The ways to name one of the numbered buttons on screen, by kind; the first `choices` are those of the step."""
    label, number = buttons[which].label, which + 1
    found = {
        f"knop {number}": "knop",
        f"optie {number}": "optie",
        f"nr {number}": "nr",
    }
    if which < len(ORDINALS):
        found[f"de {ORDINALS[which]}"] = "ordinal"
    if which < choices or not choices:
        found[str(number)] = "number"
    labels = Counter(" ".join(words(button.label)) for button in buttons)
    # Two buttons of one name can only be told apart by their numbers.
    if labels[" ".join(words(label))] == 1:
        others = [button.label for button in buttons if button.label != label]
        found |= {text: kind for text, kind in _named(buttons[which], others, content) if not _is_other(text, others)}
    return found


def _named(button: Button, others: Sequence[str], content: Content) -> Iterator[tuple[str, str]]:
    """By its words; a kind that comes later keeps a text that several kinds have."""
    label = button.label
    if main := main_word(label, others):
        yield main, "main word"
    before, colon, behind = label.partition(": ")
    first = words(before)[:1]
    if code := _CODE.search(label):
        # The whole code would name the case, whatever is on screen.
        yield " ".join(code.groups()).lower(), "code without its number"
    # "Terug: …" is a page before; "terug" by itself has always meant a step.
    elif colon and first and first[0] != "terug" and not any(words(other)[:1] == first for other in others):
        yield before.lower(), "before the colon"
    tap = button_ids.parse(button.id)
    if tap.kind == button_ids.GUIDE:
        heading = content.topics[tap.subject].pages[tap.page - 1].heading
        if content.page_titled(heading) is not None:
            yield heading, "title"
        if colon and behind:
            yield behind, "title"
    yield re.sub(r"\s*\([^)]*\)", "", label).strip(), "without brackets"
    yield without_accents(label), "without accents"
    yield label.upper(), "upper case"
    yield label.lower(), "lower case"
    yield label, "label"


def main_word(label: str, others: Sequence[str]) -> str | None:
    """The longest word of a label that no other label has; None when none of its words names it.

    Left out are words that the label denies: "nodig" does not mean "Niet nodig". And those that say by themselves that
    one has read what is there ("duidelijk"), and those of a code, which are drawn by lot.
    """
    label = _CODE.sub("", label)
    elsewhere = {word for other in others for word in words(other)}
    denied = set()
    for clause in re.split(r"[,;:.]", label):
        said = words(clause)
        first = next((place for place, word in enumerate(said) if word in _DENIES), len(said))
        denied |= set(said[first + 1 :])
    telling = [
        word
        for word in words(label)
        if word not in elsewhere | denied | _SAYS_LITTLE and len(word) >= _SHORTEST_MAIN_WORD and not acknowledges(word)
    ]
    return max(telling, key=len, default=None)


def words(text: str) -> list[str]:
    """The words of a text, in lower case and without accents."""
    return _WORD.findall(without_accents(text).lower())


def without_accents(text: str) -> str:
    """A text with plain letters only."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _is_other(text: str, others: Sequence[str]) -> bool:
    """Whether a text is the name of another button."""
    return any(words(text) == words(other) for other in others)
