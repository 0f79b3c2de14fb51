"""parse_mode HTML with Telegram's own rules and error texts; positions in errors are UTF-8 byte offsets."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ApiError, bad_request
from .formatted import BLANKS, Entity, Formatted

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACE = b" \t\r\n\v\0"
_ALPHA = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = b"0123456789"
_HEX = b"0123456789abcdefABCDEF"
_LONGEST_NUMERIC = 10
_LAST_CODE_POINT = 0x10FFFF
_END = 0


@dataclass(frozen=True, slots=True)
class _Open:
    """A start tag that waits for its end: where its text begins, in UTF-16 units and characters."""

    tag: str
    argument: str
    offset: int
    position: int


def _error(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


class _Parser:
    """One pass over the bytes, closed by a zero byte so that looking ahead needs no bounds."""

    def __init__(self, source: str) -> None:
        self._source = source.replace("\0", "").encode("utf-8", "surrogatepass") + b"\0"
        self._at = 0
        self._out: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> Formatted:
        last = len(self._source) - 1
        while self._at < last:
            byte = self._source[self._at]
            if byte == ord("<"):
                begin = self._at
                self._at += 1
                if self._source[self._at] == ord("/"):
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
                continue
            decoded = self._reference() if byte == ord("&") else None
            self._emit(self._character() if decoded is None else decoded)
        if self._open:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return Formatted("".join(self._out), tuple(sorted(self._entities, key=lambda e: (e.offset, -e.length))))

    def _emit(self, character: str) -> None:
        self._out.append(character)
        self._units += 2 if ord(character) > 0xFFFF else 1

    def _character(self) -> str:
        start = self._at
        self._at += 1
        while self._source[self._at] & 0xC0 == 0x80:
            self._at += 1
        return self._source[start : self._at].decode("utf-8", "surrogatepass")

    def _run(self, allowed: bytes) -> bytes:
        """Take the longest run of `allowed` bytes."""
        start = self._at
        while self._source[self._at] != _END and self._source[self._at] in allowed:
            self._at += 1
        return self._source[start : self._at]

    def _until(self, stops: bytes) -> bytes:
        """Take everything before the first byte of `stops`; the closing zero always stops."""
        start = self._at
        while self._source[self._at] not in stops and self._source[self._at] != _END:
            self._at += 1
        return self._source[start : self._at]

    def _reference(self) -> str | None:
        """Decode a character reference and step over it; None (and no step) when it is none, so kept literally."""
        start = self._at
        self._at += 1
        if self._source[self._at] == ord("#"):
            self._at += 1
            if self._source[self._at] == ord("x"):
                self._at += 1
                number = int(self._run(_HEX) or b"0", 16)
            else:
                number = int(self._run(_DIGITS) or b"0")
            valid = 0 < number < _LAST_CODE_POINT and self._at - start < _LONGEST_NUMERIC
            character = chr(number) if valid else None
        else:
            character = _NAMED.get(self._run(_ALPHA))
        if character is None:
            self._at = start
            return None
        if self._source[self._at] == ord(";"):
            self._at += 1
        if 0xD800 <= ord(character) <= 0xDFFF:
            raise _error(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return character

    def _start_tag(self, begin: int) -> None:
        tag = self._until(_SPACE + b">").decode("utf-8", "replace").lower()
        if self._source[self._at] == _END:
            raise _error(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TYPES:
            raise _error(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while True:
            self._run(_SPACE)
            self._must_go_on(begin)
            if self._source[self._at] == ord(">"):
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        self._at += 1
        if tag == "span" and argument != "spoiler":
            raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._open.append(_Open(tag, argument, self._units, len(self._out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        name = self._until(_SPACE + b"=>/\"'").decode("utf-8", "replace").lower()
        if not name:
            raise _error(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._run(_SPACE)
        if self._source[self._at] != ord("="):
            self._must_go_on(begin)
            return name, None
        self._at += 1
        self._run(_SPACE)
        self._must_go_on(begin)
        quote = self._source[self._at]
        if quote in b"\"'":
            value = self._quoted(quote)
        else:
            start = self._at
            value = self._run(_ALPHA + _DIGITS + b".-").decode().lower()
            if self._source[self._at] not in _SPACE + b">":
                raise _error(f"Unexpected end of name token at byte offset {start}")
        self._must_go_on(begin)
        return name, value

    def _quoted(self, quote: int) -> str:
        self._at += 1
        value: list[str] = []
        while self._source[self._at] not in (quote, _END):
            decoded = self._reference() if self._source[self._at] == ord("&") else None
            value.append(self._character() if decoded is None else decoded)
        if self._source[self._at] == quote:
            self._at += 1
        return "".join(value)

    def _must_go_on(self, begin: int) -> None:
        if self._source[self._at] == _END:
            raise _error(f"Unclosed start tag at byte offset {begin}")

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise _error(f"Unexpected end tag at byte offset {begin}")
        self._at += 1
        name = self._until(_SPACE + b">").decode("utf-8", "replace").lower()
        self._run(_SPACE)
        if self._source[self._at] != ord(">"):
            raise _error(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        opened = self._open[-1]
        if name and name != opened.tag:
            raise _error(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"')
        self._open.pop()
        if self._units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._units - opened.offset
        kind, argument = _TYPES[opened.tag], opened.argument
        if kind == "text_link":
            argument = argument or "".join(self._out[opened.position :])
            if not _is_link(argument):
                return
        elif kind == "custom_emoji" and not (argument.isdigit() and int(argument)):
            raise _error("Invalid custom emoji identifier specified")
        elif kind == "blockquote" and argument:
            kind, argument = "expandable_blockquote", ""
        elif kind == "pre" and self._entities:
            inner = self._entities[-1]
            if (inner.type, inner.offset, inner.length) == ("code", opened.offset, length) and inner.argument:
                self._entities.pop()
                argument = inner.argument
        self._entities.append(Entity(kind, opened.offset, length, argument))


def _argument(tag: str, name: str, value: str | None) -> str:
    """Return what an attribute means to its tag; "" for one Telegram ignores."""
    if tag == "blockquote" and name == "expandable":
        return "1"
    if value is None:
        return ""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""


def _is_link(url: str) -> bool:
    """Telegram drops a link it cannot use and keeps its text."""
    scheme, separator, rest = url.partition("://")
    host = rest if separator else scheme
    return bool(host) and ("." in host or separator != "") and not any(c in BLANKS for c in host.split("/")[0])


def parse_html(source: str) -> Formatted:
    """Text and entities of an HTML source; raises ApiError ("can't parse entities: …")."""
    plain = _Parser(source).parse()
    kept = (e if e.type != "code" else Entity(e.type, e.offset, e.length) for e in plain.entities)
    return Formatted(plain.text, tuple(kept))
