"""What happened in a span of days, deal by deal: the identity of the bridge, as flags.

Two spans that are compared stand on the same footing: where close dates of one of them can't be rebuilt,
what was open counts as available in both, whatever its close date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.evidence.views.columns import Bools, DealColumns, Floats
from bothways.insight.shortfall import identity

Days = tuple[int, int] | tuple[int, int, int]
"""First day of a span and the last one that is seen, as day numbers, both of them in it.

Of a period that is running a third says when it ends: what is due by then is available, as in the bridge.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """The deals of a span: flags as long as the deals; `amount` in cents, 0 unknown.

    `dated` is False where the history can't tell what was due, and all that was open counts as available.
    """

    days: Days
    available: Bools
    decided: Bools
    won: Bools
    amount: Floats
    dated: bool


def spans_of(columns: DealColumns, base: Days, now: Days, *, as_of: int | None = None) -> tuple[Span, Span]:
    """Return which deals were available, decided and won in two spans, as known on a day (the last one)."""
    dated = columns.knows(base[0] - 1) and columns.knows(now[0] - 1)
    seen = columns.as_of if as_of is None else as_of
    before, after = (_span(columns, days, seen, dated=dated) for days in (base, now))
    return before, after


def _span(columns: DealColumns, days: Days, seen: int, *, dated: bool) -> Span:
    first, until = days[:2]
    last = days[2] if len(days) == 3 else until
    stood = identity.standing(columns, identity.Span(first, until, last), now=seen, dated=dated)
    # Wins of a negative amount (credits) count as wins; their money is theirs.
    amount = np.asarray(stood.amount, dtype=np.float64)
    return Span(days, stood.available, stood.decided, stood.won, amount, dated)
