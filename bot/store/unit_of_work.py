"""One transaction on the store: all a message, or a round of reminders, reads and writes."""

from __future__ import annotations

from bot.store.answer_log import AnswerLog
from bot.store.cases import Cases
from bot.store.follow_ups import FollowUps
from bot.store.notices import Notices
from bot.store.retention import Upkeep
from bot.store.teams import Teams
from bot.store.web import Web


class UnitOfWork(Teams, Cases, FollowUps, Notices, Upkeep, AnswerLog, Web):
    """Reads and writes of one transaction; committed when its block ends without an exception."""
