"""What goes in and out of the conversation, whatever the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nlu.reading import Reading


@dataclass(frozen=True)
class Channel:
    """A way to reach the bot, as its package declares it."""

    name: str
    sends_notices: bool
    """Whether some process sends notices by it. If not, its members cannot be told anything unasked."""


@dataclass(frozen=True)
class Address:
    """Who wrote: a channel and what it knows them by. No name."""

    channel: str
    """The name of a `Channel`."""
    key: str


@dataclass(frozen=True)
class Button:
    """Something to tap. A button that would change a case carries the case and the revision it was made for."""

    id: str
    label: str
    case: int | None = None
    revision: int | None = None


@dataclass(frozen=True)
class Message:
    """One thing said or tapped."""

    key: str
    """Unique per channel; the same key again is the same message delivered again."""
    sender: Address
    text: str = ""
    tap: Button | None = None
    """Set for a tap; the label may be empty."""
    attachment: bool = False
    """A photo, file, forward or the like: never read."""
    group: Address | None = None
    """The group it was said or tapped in; None in a private chat."""
    member: Address | None = None
    """Whose doing it is, when not the sender's own: a signed-in web page acts for a member of any channel."""
    aside: bool = False
    """Tapped beside the conversation, on the board: what the member has open in the conversation stays open."""


@dataclass(frozen=True)
class Reply:
    """One message to show."""

    title: str = ""
    paragraphs: tuple[str, ...] = ()
    choices: tuple[Button, ...] = ()
    """The numbered choices of the open step."""
    extras: tuple[Button, ...] = ()
    """Guides, parents, back and the like: shown after the choices, never numbered."""
    points: tuple[str, ...] = ()
    """The points of the source (F.., P..) that it tells."""
    picture: str | None = None
    """The step to highlight in a picture of the flowchart that goes with it."""
    start: str = ""
    """A code a colleague can start the bot with; a channel that has deep links shows one."""
    private: bool = False
    """Goes to whoever tapped, not to the group it was tapped in."""
    question: str = ""
    """Under which name example answers stand for what it asks, where its screen does not say so."""

    @property
    def text(self) -> str:
        """Title and paragraphs as plain text."""
        return "\n\n".join(part for part in (self.title, *self.paragraphs) if part)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All there is to tap."""
        return (*self.choices, *self.extras)


@dataclass(frozen=True)
class Answer:
    """All that one message calls for."""

    turn: str
    """`move`, `confirm`, `guide`, `safety`, `command`, `ask_again`, `practice` or `refusal`."""
    replies: tuple[Reply, ...] = ()
    reminder: Reply | None = None
    """Said before the replies when the message held personal data; it is deleted where the channel can."""
    notice: str = ""
    """A short word instead of replies, for a tap that changes nothing."""
    chosen: str = ""
    """The label of the choice that was taken, to be shown on the message it was tapped on."""
    case: str | None = None
    step: str | None = None
    question: str | None = None
    """The open question of an aid or the open parent line, beside the step."""
    arrow: str | None = None
    """`position/choice` of the arrow that was walked."""
    asks: str | None = None
    """`position/choice` of the arrow that is asked about."""
    pressed: str | None = None
    """The id of the button that a typed text was taken for."""
    pages: tuple[str, ...] = ()
    """What is shown of the guidance: `guide/page` or `talk/page`, each."""
    reading: Reading | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    """What is known of the open case, as far as it was told."""
    heard: Mapping[str, str] = field(default_factory=dict)
    """Of these, what this message told anew."""
    in_place: bool = False
    """The first reply takes the place of the message whose button was tapped, where the channel can do that."""
    tells_others: bool = False
    """Something for colleagues is to be sent now, or what they were sent is to be changed."""
    stored: bool = field(default=False)
    """Whether the answer is on record and its sending must be noted."""
    held: bool = field(default=False)
    """Whether it was given before, and is being sent already: perhaps by another instance."""


def numbered_buttons(replies: Sequence[Reply]) -> tuple[Button, ...]:
    """What can be tapped, in the order of its numbers: choices before what merely accompanies them, each once."""
    choices = [button for reply in replies for button in reply.choices]
    others = [button for reply in replies for button in reply.extras]
    return tuple(dict.fromkeys((*choices, *others)))
