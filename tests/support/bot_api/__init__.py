"""A strict double of the Telegram Bot API: real HTTP on loopback, Telegram's rules, and people with phones."""

from .double import BotApiDouble
from .faults import Fault, FaultKind
from .keyboard import Button
from .model import Person
from .people import Group, Phone
from .screen import ScreenMessage
from .seat import Seat
from .state import Call, CallbackAnswer, Refusal, SentPhoto, Tap

__all__ = [
    "BotApiDouble",
    "Button",
    "Call",
    "CallbackAnswer",
    "Fault",
    "FaultKind",
    "Group",
    "Person",
    "Phone",
    "Refusal",
    "ScreenMessage",
    "Seat",
    "SentPhoto",
    "Tap",
]
