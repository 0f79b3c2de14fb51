"""Each object of the channels and the reminders can be asked at once for whatever it can be asked for."""

from __future__ import annotations

import collections.abc
import functools
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from unittest.mock import Mock

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import Application

import bot.channels
import bot.reminders
from bot.channels.web.application import Site
from bot.channels.web.pages.base import PageHandler
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.ports import unit_of_work as ports
from bot.reminders.scheduler import Scheduler
from bot.store import Store
from dialogues.content import Content
from dialogues.flowchart import Flowchart
from dialogues.steps import Step
from tests.support.talk import MONDAY


def _classes() -> Iterator[type]:
    """Every class of the channels and the reminders that has a property."""
    for package in (bot.channels, bot.reminders):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            module = importlib.import_module(found.name)
            own = (kind for kind in vars(module).values() if inspect.isclass(kind) and kind.__module__ == found.name)
            yield from (kind for kind in own if _properties(kind))


def _properties(kind: type) -> list[str]:
    """The properties of a class, those of what it is built on in this house included."""
    return [
        name
        for base in kind.__mro__
        if base.__module__.startswith("bot.")
        for name, value in vars(base).items()
        if isinstance(value, property | functools.cached_property)
    ]


@dataclass
class Maker:
    """Makes an object of any class, from what its constructor says it takes; what may be left out is left out."""

    known: dict[object, object]
    """Values by type."""

    def make(self, kind: type) -> Any:
        """An object as new."""
        if issubclass(kind, PageHandler):
            return self._handler(kind)
        parameters = inspect.signature(kind).parameters.values()
        hints = typing.get_type_hints(kind.__init__ if "__init__" in vars(kind) else kind)
        needed = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_POSITIONAL]
        values = {parameter.name: self.value(hints[parameter.name]) for parameter in needed}
        positional = [values[p.name] for p in needed if p.kind is not p.KEYWORD_ONLY]
        return kind(*positional, **{p.name: values[p.name] for p in needed if p.kind is p.KEYWORD_ONLY})

    def value(self, hint: Any) -> Any:
        """A value of a type."""
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin in {typing.Union, types.UnionType}:
            return None if types.NoneType in arguments else self.value(arguments[0])
        if origin is collections.abc.Callable:
            return lambda *_: self.value(arguments[-1])
        if origin is tuple:
            return tuple(self.value(one) for one in arguments if one is not ...)
        if origin is not None:
            return {} if issubclass(origin, collections.abc.Mapping) else ()
        if hint not in self.known:
            self.known[hint] = next(iter(hint)) if issubclass(hint, Enum) else self.make(hint)
        return self.known[hint]

    def _handler(self, kind: type[PageHandler]) -> PageHandler:
        site = self.value(Site)
        request = HTTPServerRequest("GET", "/", headers=HTTPHeaders(), host="localhost", connection=Mock())
        request.remote_ip = "127.0.0.1"
        return kind(Application(site=site), request, site=site)


@pytest.fixture
def maker(store: Store, conversation: Conversation, bot_content: BotContent) -> Maker:
    flowchart = bot_content.flowchart
    return Maker(
        {
            str: "x", bytes: bytes(range(32)), int: 1, float: 1.0, bool: False,
            datetime: MONDAY, date: MONDAY.date(), timedelta: timedelta(1),
            ports.Store: store, Conversation: conversation, BotContent: bot_content,
            Flowchart: flowchart, Step: flowchart.positions[flowchart.start], Content: bot_content.content,
        }
    )  # fmt: skip


async def test_every_property_can_be_read_at_once(maker: Maker) -> None:
    """Nothing has to be done first; all of them in one test, since each would open a database of its own."""
    kinds = list(_classes())
    assert Scheduler in kinds
    for kind in kinds:
        try:
            made = maker.make(kind)
            for name in _properties(kind):
                getattr(made, name)
        except Exception as error:
            error.add_note(f"of {kind.__module__}.{kind.__name__}")
            raise
