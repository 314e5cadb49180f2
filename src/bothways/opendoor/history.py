"""Every vote that was cast, in time: what stood at an earlier release, and who has answered again since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.votes import Statement, Votes, votes_from_columns
from bothways.terms import Refusal, Side

__all__ = ["History", "moment_of"]

_Floats = NDArray[np.float64]
_Names = NDArray[np.str_]
_MILLISECONDS = 1e11
"""Times below are no milliseconds since 1970 (they would lie before March 1973): a day can't be found among them."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """All votes that were cast, also those that a later one of the same person replaced; columns of one length.

    `when`: any number that grows with time (pol.is: milliseconds), or None where no times are known: then nothing
    can be said of an earlier release.
    """

    persons: _Names
    voted_on: _Names
    votes: _Floats
    when: _Floats | None = None
    statements: tuple[Statement, ...] = ()
    sides: Mapping[str, Side | str] = field(default_factory=dict)

    def at(self, until: float | None = None, *, since: float | None = None) -> Votes:
        """Return the votes as they stood at a moment (None: at the end); that moment itself is within.

        since: only what was cast after this moment: what one round said, and nothing that was only left standing.

        Raises:
            Refusal: `no-times` when an end is given and no times are known; `side`, `side-nobody`.
        """
        self._check_times(until)
        self._check_times(since)
        persons, voted_on, votes, when = self.persons, self.voted_on, self.votes, self.when
        if since is not None and when is not None:
            later = when > since
            persons, voted_on, votes, when = persons[later], voted_on[later], votes[later], when[later]
        sides = self.sides
        if (until, since) != (None, None) and when is not None:
            here = set((persons if until is None else persons[when <= until]).tolist())
            sides = {name: side for name, side in sides.items() if name in here}
        return votes_from_columns(
            persons=persons,
            voted_on=voted_on,
            votes=votes,
            when=when,
            statements=self.statements,
            sides=sides or None,
            until=until,
        )

    def revisions(self, until: float | None = None) -> dict[str, dict[str, int]]:
        """Return statement → person → which of their answers stood at a moment: 1 for the second; 0, the first, is left out.

        Counted by how often somebody answered, never by whether the answer moved: else whoever is told that there
        is something new would learn who changed their mind.

        Raises:
            Refusal: `no-times` as `at`.

        >>> history = History(np.array(["a", "a", "b"]), np.array(["s", "s", "s"]), np.array([1.0, 1.0, 0.0]),
        ...                   np.array([1.0, 2.0, 3.0]))
        >>> history.revisions(), history.revisions(1.0)
        ({'s': {'a': 1}}, {})
        """
        self._check_times(until)
        found: dict[str, dict[str, int]] = {}
        if not len(self.votes):
            return found
        within = np.ones(len(self.votes), dtype=bool)
        if until is not None and self.when is not None:
            within = self.when <= until
        pairs, counts = np.unique(
            np.stack([self.voted_on[within], self.persons[within]]), axis=1, return_counts=True
        )
        for at in np.flatnonzero(counts > 1):
            found.setdefault(str(pairs[0, at]), {})[str(pairs[1, at])] = int(counts[at]) - 1
        return found

    def _check_times(self, until: float | None) -> None:
        if until is not None and self.when is None:
            raise Refusal(
                "no-times",
                "It isn't known when the votes were cast, so it can't be said what stood earlier.",
                hint="Add a column “when” (or “timestamp”) to the votes, or leave the earlier moment out.",
            )


def moment_of(text: str, *, history: History) -> float:
    """Return a day (2026-09-30: to its very end), a day and time, or a plain number, as the history counts time.

    Raises:
        Refusal: `moment` when it is none of these, or a day where the history's times are plain numbers.

    >>> moment_of("3", history=History(np.array(["a"]), np.array(["s"]), np.array([1.0]), np.array([2.0])))
    3.0
    """
    text = text.strip()
    latest = float(history.when.max()) if history.when is not None and len(history.when) else None
    try:
        number = float(text)
    except ValueError:
        number = np.nan
    # 20260930 among times of today is no moment, but a day without its strokes: as a number it is before all of them.
    if np.isfinite(number) and (latest is None or latest < _MILLISECONDS or number >= _MILLISECONDS):
        return number
    try:
        when = datetime.fromisoformat(text)
    except ValueError as bad:
        raise Refusal(
            "moment", f"“{text}” is no day.", hint="Write 2026-09-30, or 2026-09-30T14:05, or a number."
        ) from bad
    if latest is not None and latest < _MILLISECONDS:
        raise Refusal(
            "moment",
            "The times of the votes are plain numbers, not days.",
            hint="Give the moment as a number like theirs.",
        )
    if len(text) <= len("2026-09-30") and when.time() == time():
        when += timedelta(days=1) - timedelta(milliseconds=1)
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000.0
