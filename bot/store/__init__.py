"""Where cases are kept. Only this room knows SQLAlchemy."""

from bot.store.records import (
    Answered,
    Member,
    Outcome,
    Role,
    StaleCaseError,
    StoreBusyError,
    StoreError,
)
from bot.store.store import Store
from bot.store.unit import Unit

__all__ = [
    "Answered",
    "Member",
    "Outcome",
    "Role",
    "StaleCaseError",
    "Store",
    "StoreBusyError",
    "StoreError",
    "Unit",
]
