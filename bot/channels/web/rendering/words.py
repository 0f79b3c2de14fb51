"""The page's texts for templates: plain, or with a link or something in bold in the middle."""

from __future__ import annotations

from html import escape

from bot.texts.page_texts import PageText
from bot.texts.texts import Texts


class Html(str):
    """What is escaped already."""

    __slots__ = ()


class Words:
    """Says the texts of `data/webpagina.yml` by key. Raises `ValueError` for a key that is none."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def say(self, key: str, **values: object) -> str:
        """A text, filled in; whoever shows it escapes it."""
        return self._texts(PageText(key), **values)

    def rich(self, key: str, **values: object) -> Html:
        """A text as HTML: it and what it is filled in with are escaped, save for what is HTML itself."""
        text = escape(self._texts.by_key[PageText][PageText(key)], quote=False)
        return Html(text.format(**{name: as_html(value) for name, value in values.items()}))


def as_html(value: object) -> Html:
    """A value, escaped unless it is HTML."""
    return value if isinstance(value, Html) else Html(escape(str(value)))


def strong(value: object) -> Html:
    """Something in bold."""
    return Html(f"<strong>{as_html(value)}</strong>")


def link(path: str, value: object) -> Html:
    """A link to a page of ours."""
    return Html(f'<a href="{escape(path)}">{as_html(value)}</a>')
