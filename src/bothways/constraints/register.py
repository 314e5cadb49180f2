"""All limits of a register, by side, the stale ones marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bothways.constraints.checking import unknown
from bothways.constraints.state import LimitState, limit_state
from bothways.constraints.values import Change
from bothways.terms import Refusal, Side


@dataclass(frozen=True)
class Limits:
    """Changes of any number of limits, as a register or a database holds them.

    `trouble` says what is odd about the file that they came from; empty for a database.
    """

    changes: tuple[Change, ...] = ()
    trouble: tuple[str, ...] = field(default=())

    @cached_property
    def by_limit(self) -> dict[str, tuple[Change, ...]]:
        """The changes of each limit, by its id."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.limit, []).append(change)
        return {limit: tuple(changes) for limit, changes in found.items()}

    def of(self, limit: str) -> tuple[Change, ...]:
        """Return the changes of one limit.

        Raises:
            Refusal: `limit-unknown`, with the id that was probably meant.
        """
        if limit not in self.by_limit:
            raise unknown(limit, self.by_limit)
        return self.by_limit[limit]

    def states(
        self,
        *,
        now: date,
        side: Side | None = None,
        known: Collection[str] | None = None,
        withdrawn: bool = False,
    ) -> tuple[LimitState, ...]:
        """Say how every limit reads on a day: the stale ones first, then by the day of their review.

        Args:
            now: the day; what was declared later is left out.
            side: only the limits of one side.
            known: the keys of the figures that the data hold; see `stale`.
            withdrawn: those that were withdrawn, too; they come last.
        """
        found = [_state(changes, now=now, known=known) for changes in self.by_limit.values()]
        shown = (
            one
            for one in found
            if one and (side is None or one.limit.side is side) and (withdrawn or one.holds)
        )
        return tuple(sorted(shown, key=_by_need))


def _by_need(one: LimitState) -> tuple[bool, bool, date, str]:
    return not one.holds, not one.stale, one.limit.review, one.id


def _state(changes: tuple[Change, ...], *, now: date, known: Collection[str] | None) -> LimitState | None:
    try:
        return limit_state(changes, now=now, known=known)
    except Refusal:
        # Not declared yet on that day.
        return None
