"""Where cases are kept. Only this room knows SQLAlchemy."""

from bot.store.store import Store

__all__ = ["Store"]
