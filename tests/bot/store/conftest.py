"""What the tests of the store share: where its file is, a case of the teacher, and a follow-up of that case."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import BotContent
from bot.domain.cases import StoredCase
from bot.domain.follow_ups import FollowUp
from bot.domain.teams import Member
from bot.store import Store
from tests.bot.store.full_database import file
from tests.support.school_store import followed, opened_case

__all__ = ["file"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "ehbc.sqlite"


@pytest.fixture
async def case(store: Store, member: Member, bot_content: BotContent) -> StoredCase:
    """A case of the teacher."""
    async with store.unit() as unit:
        return await opened_case(unit, bot_content, member)


@pytest.fixture
async def follow_up(store: Store, case: StoredCase) -> FollowUp:
    """A follow-up of the case, due on Monday."""
    async with store.unit() as unit:
        return await followed(unit, case)
