"""`ehbc backup` and `ehbc restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.arguments import UsageError
from bot.logs import tell_operator
from bot.settings import Settings
from bot.store.backup import back_up, restore

_SHOWN = {"team": "teams", "member": "members", "case": "cases", "follow_up": "follow-ups", "audit": "lines of audit"}


async def make_backup(options: argparse.Namespace, settings: Settings) -> int:
    """Back the database up while the bot runs."""
    file = _new_file(options.file)
    await back_up(settings.database, file)
    print(f"{file}: backed up and checked, {_bytes_of(file):,} bytes.")
    return 0


async def restore_backup(options: argparse.Namespace, settings: Settings) -> int:
    """Put a backup back."""
    restored = await restore(settings.database, _old_file(options.file), force=options.force)
    for fault in restored.broken:
        tell_operator(f"ehbc: {fault}")
    print(f"Restored: {', '.join(f'{restored.rows[table]} {name}' for table, name in _SHOWN.items())}.")
    print("Whoever left since that backup is a member again: see ehbc team members, and remove them.")
    return 0


def _new_file(name: str) -> Path:
    file = Path(name)
    if file.is_dir():
        raise UsageError(f"FILE: '{file}' is a folder; name a file in it")
    if not file.parent.is_dir():
        raise UsageError(f"FILE: there is no folder '{file.parent}'")
    return file


def _old_file(name: str) -> Path:
    file = Path(name)
    if not file.is_file():
        raise UsageError(f"FILE: there is no file '{file}'")
    return file


def _bytes_of(file: Path) -> int:
    return file.stat().st_size
