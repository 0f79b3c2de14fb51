"""Where cases are kept. Only this room knows SQLAlchemy."""

from bot.store.database import Store

__all__ = ["Store"]
