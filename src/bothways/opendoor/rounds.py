"""What moved between two rounds, side by side: shares with bounds, and whose verdict is another one now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bothways.opendoor.declared import SIDES, Sides, Verdict
from bothways.terms import Refusal, Side

__all__ = ["METHOD", "Moved", "Rounds", "between_rounds"]

METHOD: Final = "rounds/1"


@dataclass(frozen=True, slots=True)
class Moved:
    """One statement that both rounds asked: what it was and is; how far each side's share of agreement moved.

    `change`: now − then, staff first (None where a side gave no answer in one of them); `low`, `high` bound the change
    of **all** of the side. Both sides whole, both rounds: the change itself.
    """

    statement: str
    then: Verdict
    now: Verdict
    change: tuple[float | None, float | None]
    low: tuple[float, float]
    high: tuple[float, float]

    @property
    def turned(self) -> bool:
        """Whether the verdict is another one."""
        return self.then is not self.now

    def surely(self, side: Side) -> bool:
        """Whether a side moved more than those who did not answer could have made of nothing."""
        at = SIDES.index(side)
        return self.change[at] is not None and not self.low[at] <= 0.0 <= self.high[at]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        told = {
            str(side): {"change": self.change[at], "low": self.low[at], "high": self.high[at]}
            for at, side in enumerate(SIDES)
        }
        return {"statement": self.statement, "then": str(self.then), "now": str(self.now), **told}


@dataclass(frozen=True, slots=True)
class Rounds:
    """Everything that both rounds asked, in the order of the later one. **Exact: not fit to be published as it is.**

    `new`, `gone`: statements of one round only.
    """

    moved: tuple[Moved, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def closer(self) -> tuple[str, ...]:
        """Statements that were no common ground and are."""
        return tuple(one.statement for one in self.moved if one.turned and one.now is Verdict.COMMON)

    @property
    def further(self) -> tuple[str, ...]:
        """Statements that were no divide and are."""
        return tuple(one.statement for one in self.moved if one.turned and one.now is Verdict.DIVIDE)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "method": METHOD,
            "moved": [one.as_dict() for one in self.moved],
            "new": list(self.new),
            "gone": list(self.gone),
        }


def between_rounds(before: Sides, after: Sides) -> Rounds:
    """Return what moved between two rounds, on the statements that both asked (the same id: the same wording).

    Bounds are made of those of each round (square-and-add), as if other people answered: of the same people they are
    wider than need be. Sides that answered whole leave no doubt.

    Raises:
        Refusal: `level` when the rounds' bounds are of different levels.
    """
    if before.level != after.level:
        raise Refusal(
            "level", "The bounds of the two rounds mean different things.", hint="Reckon both at one level."
        )
    then, now = ({name: at for at, name in enumerate(one.ids)} for one in (before, after))
    verdicts = (before.verdicts, after.verdicts)
    both = [name for name in after.ids if name in then]
    moved = [
        Moved(
            name,
            verdicts[0][then[name]],
            verdicts[1][now[name]],
            *_changes(before, then[name], after, now[name]),
        )
        for name in both
    ]
    return Rounds(
        tuple(moved),
        tuple(name for name in after.ids if name not in then),
        tuple(name for name in before.ids if name not in now),
    )


def _changes(
    before: Sides, then: int, after: Sides, now: int
) -> tuple[tuple[float | None, float | None], tuple[float, float], tuple[float, float]]:
    """Return each side's change of agreement, with bounds."""
    changes: list[float | None] = []
    lows: list[float] = []
    highs: list[float] = []
    for side in range(len(SIDES)):
        seen = int(before.counts.seen[side, then]), int(after.counts.seen[side, now])
        if not all(seen):
            changes.append(None)
            lows.append(-1.0)
            highs.append(1.0)
            continue
        was, is_ = before.counts.agree[side, then] / seen[0], after.counts.agree[side, now] / seen[1]
        change = float(is_ - was)
        low = change - float(np.hypot(is_ - after.low[0, side, now], before.high[0, side, then] - was))
        high = change + float(np.hypot(after.high[0, side, now] - is_, was - before.low[0, side, then]))
        changes.append(change)
        lows.append(max(low, -1.0))
        highs.append(min(high, 1.0))
    return (changes[0], changes[1]), (lows[0], lows[1]), (highs[0], highs[1])
