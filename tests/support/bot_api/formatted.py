"""Text with entities, as Telegram keeps it: offsets and lengths in UTF-16 code units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any

# What Telegram strips from both ends of a text.
BLANKS = " \t\r\n\v\0"

_SIMPLE_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units: what Telegram's limits and offsets count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text; `argument` is the URL, language or emoji id of the types that have one."""

    type: str
    offset: int
    length: int
    argument: str = ""

    @property
    def end(self) -> int:
        """Offset of the first code unit after it."""
        return self.offset + self.length

    def as_json(self) -> dict[str, Any]:
        """Render as a `MessageEntity` object."""
        field = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}.get(self.type)
        extra = {field: self.argument} if field and self.argument else {}
        return {"type": self.type, "offset": self.offset, "length": self.length, **extra}

    def tags(self) -> tuple[str, str]:
        """Return the opening and the closing HTML tag."""
        if self.type == "text_link":
            return f'<a href="{escape(self.argument)}">', "</a>"
        if self.type == "pre":
            if self.argument:
                return f'<pre><code class="language-{escape(self.argument)}">', "</code></pre>"
            return "<pre>", "</pre>"
        if self.type == "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        if self.type == "custom_emoji":
            return f'<tg-emoji emoji-id="{escape(self.argument)}">', "</tg-emoji>"
        tag = _SIMPLE_TAGS.get(self.type)
        return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities."""

    text: str
    entities: tuple[Entity, ...] = ()

    def trimmed(self) -> Formatted:
        """Without blanks at both ends; entities are cut to what is left, empty ones dropped."""
        text = self.text.replace("\r", "").strip(BLANKS)
        if text == self.text:
            return self
        shift = utf16_length(self.text) - utf16_length(self.text.lstrip(BLANKS))
        limit = utf16_length(text)
        moved = []
        for entity in self.entities:
            start = max(entity.offset - shift, 0)
            end = min(entity.end - shift, limit)
            if end > start:
                moved.append(replace(entity, offset=start, length=end - start))
        return Formatted(text, tuple(moved))

    def html(self) -> str:
        """Return the text with its markup as HTML, the way a client would show it."""
        units = self.text.encode("utf-16-le")
        edges = sorted({0, len(units) // 2} | {e.offset for e in self.entities} | {e.end for e in self.entities})
        outermost_first = sorted(self.entities, key=lambda e: (e.offset, -e.length))
        parts: list[str] = []
        for edge, following in zip(edges, [*edges[1:], edges[-1]], strict=True):
            parts += [e.tags()[1] for e in reversed(outermost_first) if e.end == edge]
            parts += [e.tags()[0] for e in outermost_first if e.offset == edge]
            parts.append(escape(units[edge * 2 : following * 2].decode("utf-16-le"), quote=False))
        return "".join(parts)
