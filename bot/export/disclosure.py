"""Counts that tell of nobody: a count of one to four is neither shown, nor can it be worked out from what is.

A reader may know all that is published, subtract, and know these rules too. Of a table whose total is known:

1. A small count is shown as "<5". What the other counts leave of the total is the sum of the small ones, so this
   is done only where each of them could still be any of 1, 2, 3 and 4.
2. Otherwise the small counts are merged with as many others, the nearest first, as it takes for that (complementary
   suppression). Only the sum of the merged ones is shown; it is never below five, nor is what others leave of a total.
3. Where that takes all of them, the table is not split at all.

To who applies the rules backwards at least three values stay possible for every small count. Tables that share a
category tell no more together than apart, as long as that category is merged only where it is small: see `shared`.

A category without cases is left out: it tells of nobody. No count over several school years is ever given, since a year
that is hidden would be what the others leave of it. What two exports tell that were made shortly after one another
nobody can hide: that is why each stands in the audit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.counts import LEAST

_MOST_HIDDEN = LEAST - 1


@dataclass(frozen=True)
class Cell:
    """One published count."""

    names: tuple[str, ...]
    """The categories it counts together; empty for a whole table that is not split."""
    count: int | None
    """None: fewer than five."""


def shown(count: int) -> int | None:
    """A count that stands alone, or None when it is too small."""
    return count if count >= LEAST else None


def publish(counts: Mapping[str, int], *, shared: Collection[str] = ()) -> tuple[Cell, ...]:
    """What may be shown of a table of which the total is known, in its order.

    Args:
        counts: category -> count, in the order of the table; neighbours are merged first.
        shared: categories that stand in another table too.

    Returns:
        The cells; none when the total itself is too small.
    """
    present = {name: count for name, count in counts.items() if count}
    total = sum(present.values())
    if total < LEAST:
        return ()
    small = [name for name, count in present.items() if count < LEAST]
    if not small or _is_vague(sum(present[name] for name in small), len(small)):
        return tuple(Cell((name,), shown(count)) for name, count in present.items())
    group = _group(present, small, shared)
    if group is None or len(group) == len(present):
        return (Cell((), total),)
    merged = Cell(tuple(name for name in present if name in group), sum(present[name] for name in group))
    cells = [merged if name in group else Cell((name,), count) for name, count in present.items()]
    return tuple(dict.fromkeys(cells))


def _is_vague(total: int, small: int) -> bool:
    """Whether each of so many small counts could be any of 1 to 4 although their sum is known."""
    others = small - 1
    return others + _MOST_HIDDEN <= total <= others * _MOST_HIDDEN + 1


def _group(present: Mapping[str, int], small: Sequence[str], shared: Collection[str]) -> frozenset[str] | None:
    """The small counts and those that hide them; None when there are not enough of these."""
    place = {name: index for index, name in enumerate(present)}

    def distance(name: str) -> int:
        return min(abs(place[name] - place[other]) for other in small)

    group = list(small)
    for helper in sorted((name for name in present if name not in small and name not in shared), key=distance):
        group.append(helper)
        helpers = len(group) - len(small)
        # Even to who knows which are the helpers: each of them may be as little as five, each small one one.
        if sum(present[name] for name in group) >= helpers * LEAST + len(small) - 1 + _MOST_HIDDEN:
            return frozenset(group)
    return None
