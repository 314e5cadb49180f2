"""Consultations drawn from sides whose whole truth is known: do the stated bounds and verdicts hold?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bothways.opendoor import Statement, Verdict, Votes, gap_change, perception_gap, sides_of
from bothways.opendoor.finite import bounds_of, chance_of_most
from bothways.terms import Side

SIZES = (6, 12, 40, 400)
STRETCHES = (1.0, 1.25, 2.0, 10.0)
"""How many times as many were asked as answered."""


def coverage(answered: int, asked: int, *, draws: int, seed: int, level: float = 0.9) -> tuple[float, float]:
    """Return how often the bounds hold: on average over what may be true, and for the worst truth."""
    chance = np.random.default_rng(seed)
    truths = np.unique(np.linspace(0, asked, min(asked + 1, 60)).astype(int))
    held = chance.hypergeometric(truths, asked - truths, answered, size=(draws, len(truths)))
    low, high = bounds_of(held, answered, asked, level=level)
    holds = ((low <= truths) & (truths <= high)).mean(axis=0)
    return float(holds.mean()), float(holds.min())


def stays_as_said(answered: int, asked: int, *, draws: int, seed: int) -> list[tuple[float, float, int]]:
    """Return (said, came, how many) by tenths: how likely more than half hold it, and how often they did."""
    chance = np.random.default_rng(seed)
    truths = chance.integers(0, asked + 1, draws)
    held = chance.hypergeometric(truths, asked - truths, answered)
    said, came = chance_of_most(held, answered, asked), 2 * truths > asked
    bins = np.minimum((said * 10).astype(int), 9)
    return [
        (float(said[bins == one].mean()), float(came[bins == one].mean()), int((bins == one).sum()))
        for one in range(10)
        if (bins == one).sum() > 50
    ]


@dataclass(frozen=True)
class Group:
    """A side: how many were asked and answered, and what share of all of it agree and disagree."""

    asked: int
    answered: int
    agree: float
    disagree: float


def verdicts(staff: Group, executives: Group, *, statements: int, seed: int) -> dict[Verdict, float]:
    """Return how often each verdict is given, over statements of one truth whose answers are drawn anew."""
    chance = np.random.default_rng(seed)
    blocks, sides = [], []
    for side, group in ((Side.STAFF, staff), (Side.EXECUTIVES, executives)):
        agree, disagree = round(group.agree * group.asked), round(group.disagree * group.asked)
        truth = np.repeat([1.0, -1.0, 0.0], [agree, disagree, group.asked - agree - disagree])
        votes = chance.permuted(np.tile(truth[:, None], (1, statements)), axis=0)
        votes[group.answered :] = np.nan
        blocks.append(votes)
        sides += [side] * group.asked
    matrix = np.vstack(blocks)
    votes = Votes(
        tuple(map(str, range(len(matrix)))),
        tuple(Statement(str(n)) for n in range(statements)),
        matrix,
        tuple(sides),
    )
    found = sides_of(votes).verdicts
    return {verdict: found.count(verdict) / statements for verdict in Verdict}


def gap_coverage(
    answered: int, asked: int, *, runs: int, seed: int, statements: int = 5
) -> tuple[float, float, float]:
    """Return how often the bounds of a gap hold, of the mean of five, and of its change between two rounds."""
    chance = np.random.default_rng(seed)
    one, mean, moved = 0, 0, 0
    for run in range(runs):
        rounds = [_round(answered, asked, statements, chance, run) for _ in range(2)]
        for found, true in rounds[:1]:
            one += sum(
                gap.low - 1e-9 <= t <= gap.high + 1e-9 for gap, t in zip(found.gaps, true, strict=True)
            )
            mean += found.low - 1e-9 <= np.abs(true).mean() <= found.high + 1e-9
        change = gap_change(rounds[0][0], rounds[1][0])
        assert change is not None
        true = np.abs(rounds[1][1]).mean() - np.abs(rounds[0][1]).mean()
        moved += change.low - 1e-9 <= true <= change.high + 1e-9
    return one / (runs * statements), mean / runs, moved / runs


def _round(answered: int, asked: int, statements: int, chance: np.random.Generator, seed: int):
    """One round: both sides `asked` strong, `answered` of each predict and vote; and the true gaps of all."""
    shares = chance.beta(2, 2, statements)
    votes = np.where(chance.random((asked, statements)) < shares, 1.0, -1.0)
    middle = np.clip(shares + chance.normal(0, 0.2, statements), 0.05, 0.95)
    beliefs = chance.beta(6 * middle, 6 * (1 - middle), size=(asked, statements))
    true = beliefs.mean(axis=0) - (votes == 1).mean(axis=0)
    people = tuple(map(str, range(2 * asked)))
    matrix = np.vstack([np.full((asked, statements), np.nan), votes])
    predictions = np.vstack([beliefs, np.full((asked, statements), np.nan)])
    # Who answers is a matter of chance: people stand in no order.
    matrix[asked + answered :] = np.nan
    predictions[answered:] = np.nan
    made = Votes(people, tuple(Statement(str(n)) for n in range(statements)), matrix,
                 (Side.STAFF,) * asked + (Side.EXECUTIVES,) * asked)  # fmt: skip
    return perception_gap(made, predictions, by=Side.STAFF, draws=1000, seed=seed), true
