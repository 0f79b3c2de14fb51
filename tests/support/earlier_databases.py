"""Databases as each earlier version of the program left them, with rows that it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.content import BotContent
from bot.domain.audit import FIRST, AuditLine, line_hash
from bot.store import Store
from bot.store import database as store_module
from bot.wiring import vocabulary
from tests.support.talk import MONDAY

_MIGRATIONS = str(Path(store_module.__file__).parent / "migrations")
EARLIER = [script.revision for script in reversed(list(ScriptDirectory(_MIGRATIONS).walk_revisions()))][:-1]
"""The versions of the tables before this program's, oldest first."""

AT, DAY = "'2026-11-23 08:15:00.000000'", "'2026-11-23'"
_CASE = 'INSERT INTO "case" (id, code, team_id, step, revision, aanpak, opened_at, changed_at, closed_at) VALUES'
_LINE = AuditLine(1, 1, MONDAY, "leerkracht", "geopend", 1, FIRST, b"")
_BYTES = {"code": b"c" * 32, "previous": FIRST, "hash": line_hash(_LINE)}
_MEMBER = "INSERT INTO member (id, team_id, channel, address, role, current_case_id) VALUES"
_ANSWERED = "INSERT INTO answered (channel, message_id, address, at, turn, subject, page, case_id, sent) VALUES"
_FOLLOW_UP = """INSERT INTO follow_up
    (id, case_id, team_id, kind, due_at, first_due_at, state, revision, rung, next_at) VALUES"""
_NOTICE = """INSERT INTO notice
    (id, channel, address, kind, team_id, case_id, follow_up_id, round, number, day, state, attempts, next_at,
     message_id, sent_at) VALUES"""

_ROWS: Mapping[str, tuple[str, ...]] = {
    "0001": (
        f"INSERT INTO team (id, name, created_at) VALUES (1, 'School A', {AT})",
        f"{_CASE} (1, 'BLAUWE-OTTER-7', 1, 'vorm', 5, 'confronterend', {AT}, {AT}, NULL)",
        f"{_CASE} (2, 'BLAUWE-OTTER-8', 1, 'afgesloten', 9, NULL, {AT}, {AT}, {AT})",
        f"{_MEMBER} (1, 1, 'terminal', 1, 'leerkracht', 1)",
        f"{_MEMBER} (2, 1, 'terminal', 2, 'zorgteam', 1)",
        "INSERT INTO participant VALUES (2, 1)",
        "INSERT INTO participant VALUES (1, 1)",
        f"INSERT INTO case_event VALUES (1, 1, {AT}, 'leerkracht', 'geopend', NULL, 'melding', NULL)",
        f"INSERT INTO invitation VALUES (1, 1, 'clb', :code, {AT}, 3)",
        f"{_ANSWERED} ('terminal', 7, 1, {AT}, 'move', 'melding__meldt_iemand_anders', 1, 1, FALSE)",
    ),
    "0002": (
        "UPDATE team SET group_channel = 'telegram', group_address = -1001234567890 WHERE id = 1",
        "INSERT INTO day_off VALUES (1, '2026-12-07')",
        f"INSERT INTO share VALUES (1, 1, :code, {AT})",
        f"{_FOLLOW_UP} (3, 1, 1, 'gepeste', {AT}, {AT}, 'open', 2, 1, {AT})",
        # The first of round 2, which was sent; what the asker of a consultation is told; how many cases are purged.
        f"{_NOTICE} (1, 'terminal', 1, 'herinnering', 1, 1, 3, 2, 21, NULL, 'verstuurd', 1, NULL, 900, {AT})",
        f"{_NOTICE} (2, 'terminal', 2, 'overleg_opgenomen', 1, 1, 3, 2, 2, NULL, 'klaar', 0, {AT}, NULL, NULL)",
        f"{_NOTICE} (3, 'terminal', 2, 'opruimwaarschuwing', 1, NULL, NULL, 0, 4, {DAY}, 'klaar', 0, {AT}, NULL, NULL)",
        f"INSERT INTO audit VALUES (1, 1, 1, {AT}, 'leerkracht', 'geopend', 1, :previous, :hash)",
        "INSERT INTO case_count VALUES (1, 2026, 11, 'vorm', 'geen', 'open', 3, 2)",
        f"{_ANSWERED} ('terminal', 11, 1, {AT}, 'guide', 'signalen', 3, 1, FALSE)",
        f"{_ANSWERED} ('terminal', 12, 1, {AT}, 'command', 'opv_dag_vraag', 6, 1, FALSE)",
        f"{_ANSWERED} ('terminal', 13, 1, {AT}, 'command', 'opv_uitstel_vraag', 7, 1, FALSE)",
        # Of a follow-up that is deleted.
        f"{_ANSWERED} ('terminal', 14, 1, {AT}, 'command', 'overleg_opgenomen', 4, NULL, FALSE)",
        f"{_ANSWERED} ('terminal', 15, 1, {AT}, 'command', 'vakantie_pauze', 20261109, 1, FALSE)",
        f"{_ANSWERED} ('terminal', 16, 1, {AT}, 'command', 'welkom', 1, NULL, FALSE)",
    ),
    "0003": (
        f"INSERT INTO web_login VALUES (:code, 1, {AT}, FALSE)",
        f"INSERT INTO web_session VALUES (:code, 1, {AT}, {AT})",
    ),
    "0004": (
        f"""INSERT INTO answered
            (channel, message_id, address, at, turn, subject, page, about, putting_off, case_id, sent)
            VALUES ('terminal', 17, 2, {AT}, 'command', 'opv_uitstel_vraag', 1, 3, TRUE, 1, FALSE)""",
    ),
    "0005": (
        f"""INSERT INTO notice
            (id, channel, address, kind, team_id, case_id, follow_up_id, round, level, state, attempts, message_id,
             sent_at)
            VALUES (4, 'terminal', 2, 'herinnering', 1, 1, 3, 2, 3, 'verstuurd', 1, 901, {AT})""",
    ),
    "0006": (
        f"{_CASE} (4, 'BLAUWE-OTTER-9', 1, 'ernst', 2, NULL, {AT}, {AT}, NULL)",
        f"{_ANSWERED} ('web', '29:1tq_x-0', 'b-7', {AT}, 'command', 'welkom', 1, 4, FALSE)",
    ),
}


def migrated_to(connection: Connection, revision: str) -> None:
    """Bring the tables to a version."""
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    tables = set(inspect(connection).get_table_names()) - {"alembic_version", "vocabulary"}
    return {table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() for table in tables}


async def filled(url: str, bot_content: BotContent, revision: str) -> dict[str, int]:
    """Make a database of a version, in which each version up to it wrote rows; how many there are, by table."""
    store = Store(url)
    for version in EARLIER[: EARLIER.index(revision) + 1]:
        async with store._engine.begin() as connection:
            await connection.run_sync(migrated_to, version)
            if version == EARLIER[0]:
                terms = [{"term": term} for term in sorted(set(vocabulary(bot_content)))]
                await connection.execute(text("INSERT INTO vocabulary VALUES (:term)"), terms)
            for statement in _ROWS.get(version, ()):
                await connection.execute(text(statement), _BYTES)
            counts = await connection.run_sync(row_counts)
    await store.close()
    return counts
