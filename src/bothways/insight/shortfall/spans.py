"""What happened in a span of days, deal by deal: which were available, decided, won.

The identity of the bridge, as flags: an opportunity is available in a span when it was decided in it, or
when it was open at its start, or created in it, with a close date in the span or before it. The close date
that counts is the one that stood at the start, or at creation: the one that stands now has been pushed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.evidence.views.columns import OPEN, WON, Bools, DealColumns, Floats

Days = tuple[int, int]
"""First and last day of a span, as day numbers, both of them in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """The deals of a span: flags as long as the deals; `amount` in cents, 0 unknown.

    `knows` is False where the history can't tell what was due: then only decided deals are available,
    and the share decided can't be said.
    """

    days: Days
    available: Bools
    decided: Bools
    won: Bools
    amount: Floats
    knows: bool


def span_of(columns: DealColumns, days: Days, *, history: bool = True) -> Span:
    """Return which deals were available, decided and won in a span.

    Args:
        columns: the deals.
        days: first and last day; a deal that was decided on one of them is in it.
        history: False leaves the history aside (where the span that it is compared with has none).
    """
    first, last = days
    decided = np.asarray((columns.decided >= first) & (columns.decided <= last), dtype=bool)
    won = decided & (columns.meaning == WON)
    amount = np.nan_to_num(columns.amount, nan=0.0)
    knows = history and columns.knows(first - 1)
    available = decided.copy()
    if knows:
        before = columns.at(first - 1)
        available |= before.open & (before.close <= last)
        came = (columns.created >= first) & (columns.created <= last)
        available |= came & (_first_close(columns) <= last)
    return Span(days, available, decided, won, amount, knows)


def _first_close(columns: DealColumns) -> Floats:
    """Return the close date that each deal was created with, NaN unknown."""
    changes = columns.changes
    rows = np.flatnonzero(changes.field == 2)
    deals, first = np.unique(changes.deal[rows], return_index=True)
    close = columns.close.copy()
    close[deals] = changes.old[rows[first]]
    return close


def active_owners(columns: DealColumns, days: Days) -> int:
    """Return how many people had a deal created or decided in a span; 0 where no owner is known."""
    first, last = days
    at_work = (columns.created >= first) & (columns.created <= last)
    at_work |= (columns.decided >= first) & (columns.decided <= last)
    owners = columns.owner[at_work]
    return len(set(owners[owners != ""].tolist()))


def is_open(columns: DealColumns) -> Bools:
    """Return which deals are open now."""
    return np.asarray(columns.meaning == OPEN, dtype=bool)
