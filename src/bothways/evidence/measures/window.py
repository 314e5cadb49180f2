"""The days that the measures of one period look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bothways.terms import Period, Refusal
from bothways.terms.period import day_number


@dataclass(frozen=True, slots=True)
class Window:
    """A period seen from a day, in day numbers.

    `start` is the day before the period (its end is the start of the waterfall), `end` the earlier of
    the period's last day and the day seen from, `now` the day seen from, `latest` the snapshot's day.
    """

    first: int
    last: int
    start: int
    end: int
    now: int
    latest: int

    @property
    def present(self) -> bool:
        """Say whether `now` is the snapshot's day or later: then deals stand as the snapshot has them."""
        return self.now >= self.latest

    @property
    def at_end(self) -> bool:
        """Say whether the waterfall's end is `now`."""
        return self.end == self.now


def window_of(period: Period, *, as_of: date, latest: date) -> Window:
    """Return the days of a period seen from `as_of`.

    Raises:
        Refusal: `as-of-later` when the snapshot is of an earlier day.
    """
    if as_of > latest:
        raise Refusal(
            "as-of-later",
            f"The snapshot stands as of {latest}; it can't tell how things stood on {as_of}.",
            hint=f"Ask as of {latest} or earlier, or import a later export.",
        )
    now = day_number(as_of)
    end = min(now, period.last_day)
    return Window(
        first=period.first_day,
        last=period.last_day,
        start=min(period.first_day - 1, end),
        end=end,
        now=now,
        latest=day_number(latest),
    )
