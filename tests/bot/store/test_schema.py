"""The tables: made by migrations, the same on both databases, without room for a free text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, LargeBinary, String, inspect

from bot.content import BotContent
from bot.ports.unit_of_work import StoreError
from bot.store import Store
from bot.store import database as store_module
from bot.store.schema import cases as schema
from bot.wiring import vocabulary
from tests.bot.store.full_database import fill
from tests.support.school_store import rows, run
from tests.support.stores import on_either_database

store = on_either_database

KEYS = {
    "answered.address",
    "answered.message_id",
    "member.address",
    "notice.address",
    "notice.message_id",
    "team.group_address",
}
"""Columns of what channels know people, chats and messages by."""


async def asked(store: Store, question: Any) -> Any:
    """What a function finds out about the connection of a store."""
    async with store._engine.connect() as connection:
        return await connection.run_sync(question)


async def test_the_migrations_make_the_tables(store: Store) -> None:
    """The migrations make exactly the tables that the program uses."""

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), schema.metadata))

    assert await asked(store, differences) == []


async def test_only_names_and_words_are_text(store: Store) -> None:
    """No column holds text but the school's name, words and links to them, case codes, keys of channels and hashes."""

    def texts(connection: Connection) -> set[str]:
        found: set[str] = set()
        inspector = inspect(connection)
        for table in inspector.get_table_names():
            linked = {c for key in inspector.get_foreign_keys(table) for c in key["constrained_columns"]
                      if key["referred_table"] == "vocabulary"}  # fmt: skip
            found |= {f"{table}.{column['name']}" for column in inspector.get_columns(table)
                      if isinstance(column["type"], String | LargeBinary) and column["name"] not in linked}  # fmt: skip
        return found

    free = {"team.name", "vocabulary.term", "case.code", "alembic_version.version_num"}
    hashes = {
        "web_login.code_hash",
        "web_session.token_hash",
        "invitation.code_hash",
        "share.code_hash",
        "audit.previous",
        "audit.hash",
    }
    assert await asked(store, texts) == free | hashes | KEYS


@pytest.mark.parametrize("key", sorted(KEYS))
async def test_a_key_is_no_sentence(database_url: str, bot_content: BotContent, key: str) -> None:
    """What a channel knows people and messages by may be any text without a space."""
    await fill(database_url, bot_content)
    table, column = key.split(".")
    store = Store(database_url)
    await run(store, f"UPDATE {table} SET {column} = '29:1tq_x-0@thread.tacv2' WHERE id = 1")
    with pytest.raises(StoreError, match="form"):
        await run(store, f"UPDATE {table} SET {column} = 'Jan pest Piet' WHERE id = 1")
    await store.close()


def test_the_head_is_the_newest_script() -> None:
    """The version the program asks for is the newest of its migrations."""
    scripts = ScriptDirectory(str(Path(store_module.__file__).parent / "migrations"))
    assert scripts.get_heads() == [store_module.HEAD]


async def test_a_newer_database_is_refused(store: Store, database_url: str) -> None:
    """A database that a newer program has migrated is left alone, with a word why."""
    await run(store, "UPDATE alembic_version SET version_num = '9999'")
    old = Store(database_url)
    with pytest.raises(StoreError, match=r"another version than this program.*9999"):
        await old.open(["kers"])
    await old.close()
    assert await rows(store, "SELECT version_num FROM alembic_version") == [("9999",)]
    assert await rows(store, "SELECT term FROM vocabulary WHERE term = 'kers'") == []


def test_every_word_fits_its_column(bot_content: BotContent) -> None:
    """No word of the content is longer than the columns it is kept in."""
    assert [word for word in vocabulary(bot_content) if len(word) > schema.TERM_LENGTH] == []
