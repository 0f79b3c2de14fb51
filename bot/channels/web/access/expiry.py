"""Deletes codes and sessions that expired, also when nobody signs in any more."""

from __future__ import annotations

import asyncio
import logging

from bot.channels.web.visits.store_turns import StoreTurns
from bot.clock import Clock
from bot.logs import log_fault
from bot.ports.unit_of_work import StoreError

_log = logging.getLogger(__name__)

EVERY_SECONDS = 600.0


async def forget_expired(store: StoreTurns, clock: Clock) -> None:
    """Delete what expired now and again every ten minutes, until cancelled. An outage of the database is waited out."""
    while True:
        try:
            async with store.unit() as unit:
                await unit.forget_expired_sign_ins(clock())
        except StoreError as error:
            _log.error("store: %s", type(error).__name__)
        # A fault of ours must not end it: what was promised to be forgotten would stay.
        except Exception as error:  # noqa: BLE001 - see above
            log_fault(_log, error)
        await asyncio.sleep(EVERY_SECONDS)
