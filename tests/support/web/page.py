"""A page as a program reads it: its forms, its buttons and its words; and somebody who uses it over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

_VOID = frozenset({"input", "img", "br", "meta", "link", "rect"})


@dataclass
class Form:
    """One form."""

    id: str
    action: str
    values: dict[str, str] = field(default_factory=dict)
    """The hidden fields."""


@dataclass
class PageButton:
    """One button that sends something."""

    form: Form | None
    form_id: str
    name: str
    value: str
    label: str = ""


class HtmlPage(HTMLParser):
    """An HTML page or a part of one. `scripts` and `styles` hold what stands inside the page itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[Form] = []
        self.buttons: list[PageButton] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.inline: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, buttons, and what runs inline."""
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        self.inline.extend(name for name in values if name.startswith("on") or name == "style")
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "form":
            self.forms.append(Form(values.get("id", ""), values.get("action", "")))
        elif tag == "input" and values.get("type") == "hidden":
            self.forms[-1].values[values["name"]] = values["value"]
        elif tag == "button":
            inside = self.forms[-1] if "form" in self._open else None
            self.buttons.append(
                PageButton(inside, values.get("form", ""), values.get("name", ""), values.get("value", ""))
            )
        elif tag == "style":
            self.inline.append("<style>")

    def handle_endtag(self, tag: str) -> None:
        """Close it, and what was left open in it."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note words where a person reads them."""
        if "script" in self._open or "style" in self._open:
            if data.strip():
                self.inline.append(data)
            return
        self.words.append(data)
        if "button" in self._open:
            self.buttons[-1].label += data

    @property
    def text(self) -> str:
        """All its words, with single spaces."""
        return " ".join(" ".join(self.words).split())

    @property
    def csrf(self) -> str:
        """The token of its forms."""
        return next(form.values["csrf"] for form in self.forms if "csrf" in form.values)

    def form(self, action: str) -> Form:
        """The last form that is sent there."""
        return next(form for form in reversed(self.forms) if form.action == action)

    def button(self, label: str) -> PageButton:
        """The last button with a label."""
        found = [button for button in self.buttons if button.label.strip() == label]
        assert found, f"no button '{label}' among {[button.label for button in self.buttons]}"
        return found[-1]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons that tap something."""
        return [button.label.strip() for button in self.buttons if button.name == "knop"]


class Visitor:
    """Somebody with a browser without scripts: cookies are kept, forms are sent, answers are followed."""

    def __init__(self, address: str, **options: Any) -> None:
        # Reading certificates takes longer than all else; here is nothing but plain HTTP.
        self.client = httpx.AsyncClient(base_url=address, timeout=30, verify=False, **options)
        self.address = address
        self.page = HtmlPage("")

    async def opens(self, path: str = "/") -> HtmlPage:
        """Open a page."""
        answer = await self.client.get(path, follow_redirects=True)
        self.page = HtmlPage(answer.text)
        return self.page

    async def types(self, text: str) -> HtmlPage:
        """Type a text in the chat."""
        return await self.sends(self.page.form("/zeg"), tekst=text)

    async def taps(self, label: str) -> HtmlPage:
        """Tap a button that is on the page."""
        button = self.page.button(label)
        form = button.form or next(form for form in self.page.forms if form.id == button.form_id)
        return await self.sends(form, **{button.name: button.value})

    async def sends(self, form: Form, **values: str) -> HtmlPage:
        """Send a form, and read the page that comes after it."""
        answer = await self.posts(form.action, {**form.values, **values})
        self.page = HtmlPage(answer.text)
        return self.page

    async def posts(self, path: str, values: dict[str, str], **headers: str) -> httpx.Response:
        """Send some values as a form of the page would."""
        sent = {"Origin": self.address, **headers}
        return await self.client.post(path, data=values, headers=sent, follow_redirects=True)

    async def signs_in(self, code: str, to: str = "") -> HtmlPage:
        """Use a code."""
        await self.opens("/aanmelden")
        return await self.sends(self.page.form("/aanmelden"), code=code, naar=to)

    async def leaves(self) -> None:
        """Close the browser."""
        await self.client.aclose()
