"""What an operator did wrong, named by option."""

from __future__ import annotations

from bot.wiring import House
from dialogues.faults import nearest


class UsageError(Exception):
    """An option or setting that cannot be followed; the message names it."""


def known_step(step: str, house: House) -> None:
    """Raise `UsageError` for a step the plan does not have."""
    known = house.flowchart.positions
    if step not in known:
        raise UsageError(
            f"--step: there is no step '{step}'.{nearest(step, known).replace('Bedoel je', 'Did you mean')}"
        )
