"""A strict double of the Telegram Bot API: real HTTP on loopback, Telegram's rules, and people with phones."""

from .double import BotApiDouble
from .faults import ApiFault, FaultKind
from .keyboard import InlineButton
from .model import TelegramUser
from .people import Group, Phone
from .screen import ScreenMessage
from .seat import Seat
from .state import ApiCall, CallbackAnswer, RefusedCall, SentPhoto, Tap

__all__ = [
    "ApiCall",
    "ApiFault",
    "BotApiDouble",
    "CallbackAnswer",
    "FaultKind",
    "Group",
    "InlineButton",
    "Phone",
    "RefusedCall",
    "ScreenMessage",
    "Seat",
    "SentPhoto",
    "Tap",
    "TelegramUser",
]
