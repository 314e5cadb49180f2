"""A consultation as a whole: every reckoning over one set of votes, and quickly again after one more vote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.asking_next import priorities
from bothways.opendoor.counting import Counts, counts_of
from bothways.opendoor.declared import Between, Sides, Verdict, sides_of
from bothways.opendoor.grouping import Groups, groups_of
from bothways.opendoor.representing import Majority, Typical, majority_of, typical_of
from bothways.opendoor.space import Space, map_of
from bothways.opendoor.threads import one_thread
from bothways.opendoor.votes import Votes
from bothways.terms import Side

Floats = NDArray[np.float64]

METHOD = "consultation/1"


@dataclass(frozen=True, slots=True, eq=False)
class Consultation:
    """All that is reckoned from the votes, with every intermediate. **Nothing here is fit to be published as it is.**

    `typical`: the statements typical of each group that shows by itself (none where groups aren't told);
    `agreed`, `rejected`: what a majority of everybody holds; `priority`: what deserves the next look;
    `would_change`: of how many statements a side's reading is expected to change if everybody answered everything
    (NaN: can't be known). Below a half: more answers will hardly change this.
    """

    votes: Votes
    space: Space
    groups: Groups
    everybody: Counts
    sides: Sides
    typical: tuple[tuple[Typical, ...], ...]
    agreed: tuple[Majority, ...]
    rejected: tuple[Majority, ...]
    priority: Floats
    would_change: float
    samples: int
    asked: Mapping[Side, int | None] | None = field(default=None)

    @property
    def common(self) -> tuple[Between, ...]:
        """Common ground, by the support in the weaker side; only statements shown."""
        return self._shown(Verdict.COMMON)

    @property
    def divides(self) -> tuple[Between, ...]:
        """Real divides, the widest first."""
        return self._shown(Verdict.DIVIDE)

    @property
    def one_sided(self) -> tuple[Between, ...]:
        """What only one side holds."""
        return self._shown(Verdict.ONE_SIDED)

    @property
    def too_few(self) -> tuple[Between, ...]:
        """Where too few have answered to tell."""
        return self._shown(Verdict.TOO_FEW)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON; nobody's place and nobody's votes are in it."""
        return {
            "method": METHOD,
            "people": len(self.votes.people),
            "votes": self.votes.tally.as_dict(),
            "sides": self.sides.as_dict(),
            "groups": {
                "told": self.groups.told,
                "why": self.groups.why,
                "sizes": list(self.groups.sizes) if self.groups.told else [],
                "silhouette": self.groups.silhouette,
                "steady": self.groups.steady,
                "by_chance": self.groups.by_chance,
            },
            "would_change": None if np.isnan(self.would_change) else self.would_change,
        }

    def _shown(self, verdict: Verdict) -> tuple[Between, ...]:
        shown = {
            one.id for one, is_shown in zip(self.votes.statements, self.votes.shown, strict=True) if is_shown
        }
        return tuple(one for one in self.sides.ranked(verdict) if one.statement in shown)


def consult(
    votes: Votes,
    *,
    asked: Mapping[Side, int | None] | None = None,
    level: float = 0.9,
    seed: int = 0,
    samples: int = 20,
    before: Consultation | None = None,
) -> Consultation:
    """Reckon a consultation.

    Args:
        votes: with declared sides, where there are any.
        asked: how many people each side has (default: those among the votes); None: nobody knows.
        level: of the bounds.
        seed: of what is drawn for the groups.
        samples: for the test whether groups are real; 0 leaves it out (between releases, for speed).
        before: the answer before the last few votes: what did not move isn't reckoned again, and the groups
            are looked for where they were. For a release leave it out.

    Raises:
        Refusal: `asked` when fewer were asked than answered.
    """
    with one_thread():
        return _reckoned(votes, asked, level, seed, samples, before)


def _reckoned(
    votes: Votes,
    asked: Mapping[Side, int | None] | None,
    level: float,
    seed: int,
    samples: int,
    before: Consultation | None,
) -> Consultation:
    space = map_of(votes)
    groups = groups_of(
        votes, seed=seed, samples=samples, space=space, before=None if before is None else before.groups
    )
    everybody = counts_of(votes.matrix, np.zeros(len(votes.people), dtype=np.int64), groups=1)
    sides = sides_of(votes, asked=asked, level=level, before=None if before is None else before.sides)
    shown = votes.shown
    by_group = counts_of(votes.matrix, groups.labels) if groups.told else None
    meta = np.array([statement.meta for statement in votes.statements], dtype=bool)
    stays = sides.stays[:, shown]
    return Consultation(
        votes=votes,
        space=space,
        groups=groups,
        everybody=everybody,
        sides=sides,
        typical=() if by_group is None else typical_of(by_group, allowed=shown),
        agreed=majority_of(everybody, way="agree", allowed=shown),
        rejected=majority_of(everybody, way="disagree", allowed=shown),
        priority=priorities(
            everybody.agree[0], everybody.passed[0], everybody.seen[0], space.extremity, meta=meta
        ),
        would_change=float((1.0 - np.prod(stays, axis=0)).sum()),
        samples=samples,
        asked=asked,
    )
