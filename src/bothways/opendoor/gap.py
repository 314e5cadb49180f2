"""The perception gap: what each side believes of the other, set beside what the other side answered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bothways.opendoor.counting import counts_of
from bothways.opendoor.declared import SIDES, size_of
from bothways.opendoor.finite import draw_shares, expected_share
from bothways.opendoor.votes import Votes
from bothways.terms import Refusal, Side

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

METHOD = "perception-gap/1"


@dataclass(frozen=True, slots=True)
class Gap:
    """What one side believes of the other on one statement; shares run 0 to 1.

    `believed`: the mean prediction; `true`: the share of the other side that agrees (raw where all of it answered,
    else whoever is missing is reckoned as (agree + 1) / (answered + 2)). `gap` = believed − true, with bounds.
    `squared`: gap² less what chance alone makes; where it is not above 0 there is **no gap beyond chance**.
    `own`: the share of the believing side that agrees itself; `baseline` = own − true: how wrong it would be to
    take the others for oneself.
    """

    statement: str
    about: Side
    predicted_by: int
    answered: int
    asked: int | None
    believed: float
    true: float
    gap: float
    low: float
    high: float
    squared: float
    own: float | None
    baseline: float | None

    @property
    def beyond_chance(self) -> bool:
        """Whether there is a gap that chance alone does not make: both its square less chance, and its bounds, say so."""
        return self.squared > 0.0 and not self.low <= 0.0 <= self.high

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        names = (
            "statement", "predicted_by", "answered", "asked", "believed", "true", "gap", "low", "high",
            "squared", "own", "baseline", "beyond_chance",
        )  # fmt: skip
        return {**{name: getattr(self, name) for name in names}, "about": str(self.about)}


@dataclass(frozen=True, slots=True)
class OneWay:
    """All that one side believes of the other.

    `mean`: the mean size of the gaps, with bounds; `beyond`: its part that chance does not make (root of the mean
    of `squared`, 0 where that is below 0). `skill` = 1 − error / error of the baseline, over every prediction
    (mean squares): 1 knows the other side, 0 knows it no better than by taking it for oneself, below 0 worse.
    """

    by: Side
    gaps: tuple[Gap, ...]
    mean: float | None
    low: float | None
    high: float | None
    beyond: float | None
    skill: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        names = ("mean", "low", "high", "beyond", "skill")
        told = {name: getattr(self, name) for name in names}
        return {"method": METHOD, "by": str(self.by), **told, "gaps": [gap.as_dict() for gap in self.gaps]}


def predictions_of(rows: Iterable[tuple[str, str, float]], votes: Votes) -> Floats:
    """Return predictions as a matrix of the shape of `votes`: what share of the **other** side will agree, 0 to 1.

    Args:
        rows: (person, statement, percent 0 to 100); the last of a person on a statement counts.
        votes: who may predict what; somebody who predicted and never voted must be among its people.

    Raises:
        Refusal: `percent` when it is outside 0 to 100; `person` or `statement` when it is not among the votes;
            `no-side` when somebody predicts who declared no side: there is no other side then.
    """
    people = {name: number for number, name in enumerate(votes.people)}
    ids = {one.id: number for number, one in enumerate(votes.statements)}
    made = np.full(votes.matrix.shape, np.nan)
    for number, (person, statement, percent) in enumerate(rows, start=1):
        if not 0.0 <= percent <= 100.0:
            raise Refusal(
                "percent", f"Prediction {number} is {percent!r}.", hint="A prediction is 0 to 100 percent."
            )
        for what, name, known in (("person", person, people), ("statement", statement, ids)):
            if name not in known:
                raise Refusal(
                    what,
                    f"Prediction {number}: there is no {what} “{name}”.",
                    hint="Name one that was asked.",
                )
        if votes.sides[people[person]] is None:
            hint = "Say which side they belong to, or leave their predictions out."
            raise Refusal("no-side", f"Prediction {number}: “{person}” belongs to no side.", hint=hint)
        made[people[person], ids[statement]] = percent / 100.0
    return made


def gap_parts(
    predictions: Floats, *, agree: int, answered: int, asked: int | None = None, predictors: int | None = None
) -> tuple[float, float, float, float]:  # fmt: skip
    """Return (believed, raw share, gap² less chance, spread of the mean belief) for one statement.

    gap² − (1 − n_a/N_a) s²/n_a − (1 − n_b/N_b) p(1 − p)/(n_b − 1): what is left is right on average. A part whose
    side was asked in full and answered in full is 0: so a perfect prediction of such a side has gap 0.

    Args:
        predictions: of one side, 0 to 1.
        agree: of the other side.
        answered: of the other side.
        asked: how many the other side has; None: nobody knows, and nothing is taken off.
        predictors: how many the predicting side has; None likewise.

    >>> gap_parts(np.array([1.0, 1.0, 1.0]), agree=5, answered=5, asked=5, predictors=3)
    (1.0, 1.0, 0.0, 0.0)
    """
    believed, share = float(predictions.mean()), agree / answered
    many = len(predictions)
    spread = float(predictions.var(ddof=1)) * _unseen(many, predictors) / many if many > 1 else 0.0
    truth = share * (1.0 - share) * _unseen(answered, asked) / (answered - 1) if answered > 1 else 0.0
    return believed, share, (believed - share) ** 2 - spread - truth, spread


def perception_gap(
    votes: Votes,
    predictions: Floats,
    *,
    by: Side,
    asked: Mapping[Side, int | None] | None = None,
    level: float = 0.9,
    draws: int = 4000,
    seed: int = 0,
) -> OneWay:
    """Return what one side believes of the other.

    Bounds come of draws over whoever was sampled: the mean belief by Student's distribution (with the part of the
    side that did not predict), the truth by whoever of the other side has not answered. Not by drawing people anew
    from themselves: of two executives who agree, such draws always agree, and claim to know what they don't.

    Args:
        votes: with declared sides.
        predictions: of the same shape, 0 to 1, NaN where nobody predicted (`predictions_of`).
        by: the side that believes.
        asked: how many people each side has (default: those among the votes); None: nobody knows.
        level: of the bounds.
        draws: how many.
        seed: of the draws.

    Raises:
        Refusal: `asked` when fewer were asked than are among the votes.
    """
    other = by.other
    sizes = {side: size_of(side, known=int(votes.of_side(side).sum()), asked=asked) for side in SIDES}
    labels = np.where(votes.of_side(by), 0, np.where(votes.of_side(other), 1, -1))
    counts = counts_of(votes.matrix, labels, groups=2)
    mine = predictions[labels == 0]
    chance = np.random.default_rng(seed)
    gaps, drawn = [], []
    for number, shown in enumerate(votes.shown):
        said = mine[:, number]
        said = said[~np.isnan(said)]
        agree, answered = int(counts.agree[1, number]), int(counts.seen[1, number])
        if not (shown and len(said) and answered):
            continue
        size, predictors = sizes[other], sizes[by]
        believed, share, squared, spread = gap_parts(
            said, agree=agree, answered=answered, asked=size, predictors=predictors
        )
        truths = _truths(agree, answered, size, draws, chance)
        true = share if size == answered else float(_expected(agree, answered, size))
        apart = _beliefs(believed, spread, len(said), predictors, draws, chance) - truths
        low, high = np.quantile(apart, [(1 - level) / 2, (1 + level) / 2])
        drawn.append(apart)
        seen = int(counts.seen[0, number])
        own = int(counts.agree[0, number]) / seen if seen else None
        gaps.append(
            Gap(
                statement=votes.statements[number].id, about=other, predicted_by=len(said), answered=answered,
                asked=size, believed=believed, true=true, gap=believed - true, low=float(low), high=float(high),
                squared=squared, own=own, baseline=None if own is None else own - true,
            )
        )  # fmt: skip
    return _one_way(by, tuple(gaps), drawn, mine, votes, level)


def misread(
    votes: Votes, predictions: Floats, person: str, *, gaps: OneWay
) -> tuple[tuple[str, float, float], ...]:
    """Return what one person misread, the worst first: (statement, their prediction − the truth, the truth).

    **For that person alone.**

    Raises:
        Refusal: `person` when nobody of that name is among the votes.
    """
    if person not in votes.people:
        raise Refusal("person", f"There is no “{person}”.", hint="Name somebody who was asked.")
    row = predictions[votes.people.index(person)]
    columns = {one.id: number for number, one in enumerate(votes.statements)}
    found = [
        (gap.statement, float(row[columns[gap.statement]]) - gap.true, gap.true)
        for gap in gaps.gaps
        if not np.isnan(row[columns[gap.statement]])
    ]
    return tuple(sorted(found, key=lambda one: -abs(one[1])))


@dataclass(frozen=True, slots=True)
class Change:
    """How the mean size of a side's gaps moved between two rounds, on the statements of both: `after − before`."""

    by: Side
    statements: int
    before: float
    after: float
    change: float
    low: float
    high: float

    @property
    def moved(self) -> bool:
        """Whether it moved more than chance moves it."""
        return not self.low <= 0.0 <= self.high


def gap_change(before: OneWay, after: OneWay) -> Change | None:
    """Return how a side's gaps moved between rounds, on the statements that both asked; None where there are none.

    Bounds take the rounds for independent: of the same people they are wider than need be, never narrower.

    Raises:
        Refusal: `side` when the rounds are of different sides.
    """
    if before.by is not after.by:
        raise Refusal(
            "side", "These are the beliefs of different sides.", hint="Compare one side with itself."
        )
    then, now = ({gap.statement: gap for gap in one.gaps} for one in (before, after))
    both = [name for name in then if name in now]
    if not both:
        return None
    sizes = [np.mean([abs(one[name].gap) for name in both]) for one in (then, now)]
    # Half the bounds' width of a mean of independent gaps, both rounds together.
    width = np.sqrt(
        sum(((one[name].high - one[name].low) / 2) ** 2 for one in (then, now) for name in both)
    ) / len(both)
    moved = float(sizes[1] - sizes[0])
    return Change(
        before.by,
        len(both),
        float(sizes[0]),
        float(sizes[1]),
        moved,
        moved - float(width),
        moved + float(width),
    )


def _one_way(
    by: Side, gaps: tuple[Gap, ...], drawn: list[Floats], mine: Floats, votes: Votes, level: float
) -> OneWay:  # fmt: skip
    if not gaps:
        return OneWay(by, (), None, None, None, None, None)
    mean = float(np.mean([abs(gap.gap) for gap in gaps]))
    sizes = np.abs(np.array(drawn)).mean(axis=0)
    # Sizes of noisy gaps are too large on average: the draws' own excess is taken off their bounds.
    excess = float(sizes.mean()) - mean
    low, high = np.quantile(sizes - excess, [(1 - level) / 2, (1 + level) / 2])
    columns = {one.id: number for number, one in enumerate(votes.statements)}
    errors = [mine[:, columns[gap.statement]] - gap.true for gap in gaps if gap.baseline is not None]
    cast = [~np.isnan(error) for error in errors]
    error = sum(float((one[known] ** 2).sum()) for one, known in zip(errors, cast, strict=True))
    based = sum(
        gap.baseline**2 * int(known.sum())
        for gap, known in zip((gap for gap in gaps if gap.baseline is not None), cast, strict=True)
        if gap.baseline is not None
    )
    return OneWay(
        by=by,
        gaps=gaps,
        mean=mean,
        low=max(float(low), 0.0),
        high=min(float(high), 1.0),
        beyond=math.sqrt(max(float(np.mean([gap.squared for gap in gaps])), 0.0)),
        skill=1.0 - error / based if based > 0 else None,
    )


def _unseen(seen: int, size: int | None) -> float:
    return 1.0 if size is None else max(1.0 - seen / size, 0.0)


def _expected(agree: int, answered: int, size: int | None) -> Floats | float:
    return (agree + 1.0) / (answered + 2.0) if size is None else expected_share(agree, answered, size)


def _truths(agree: int, answered: int, size: int | None, draws: int, chance: np.random.Generator) -> Floats:
    if size is None:
        return np.asarray(chance.beta(agree + 1.0, answered - agree + 1.0, size=draws))
    return draw_shares(agree, answered, size, draws=draws, chance=chance)


def _beliefs(
    believed: float, spread: float, many: int, size: int | None, draws: int, chance: np.random.Generator
) -> Floats:  # fmt: skip
    """Return draws of what the whole side believes on average."""
    if size is not None and many >= size:
        return np.full(draws, believed)
    if many == 1:
        # One prediction tells nothing of how far the others lie from it: anything from 0 to 1.
        return np.asarray(chance.uniform(0.0, 1.0, size=draws))
    return np.asarray(np.clip(believed + np.sqrt(spread) * chance.standard_t(many - 1, size=draws), 0.0, 1.0))
