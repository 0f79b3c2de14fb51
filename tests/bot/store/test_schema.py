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
from tests.support.school_store import rows, run
from tests.support.stores import on_either_database

store = on_either_database


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
    """No column can hold text but the school's name, the words themselves, case codes, hashes and links to words."""

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
    assert await asked(store, texts) == free | hashes


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
