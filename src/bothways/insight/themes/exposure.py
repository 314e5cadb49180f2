"""Exposure: who says it, in how many deals, and how much open money those are. Nothing about causes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.insight.themes.corpus import Corpus
from bothways.insight.themes.landmark import Landmarks
from bothways.insight.themes.mentions import Mentions

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
METHOD = "theme-exposure/1"
EMERGING = 3
"""A theme of fewer accounts is emerging: it is named, and nothing is worked out of it."""
DRAWS = 400
_AT_ONCE = 2_000_000
_PRIOR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Who says it. Distinct things, each counted once however often it is said.

    `accounts` in all, `accounts_customer` in the customer's own words, `accounts_rep` in a rep's account;
    `people`: distinct customers; `reps`: distinct reps; `unnamed`: texts of customers without a person.
    `texts` in all, `texts_customer`, `texts_rep`. `deals` of any state. Of open deals: `open_deals`,
    `open_priced` (with an amount), `open_amount` (cents), `share` of the open amount with 80 % `low`, `high`.
    """

    accounts: int
    accounts_customer: int
    accounts_rep: int
    people: int
    reps: int
    unnamed: int
    texts: int
    texts_customer: int
    texts_rep: int
    deals: int
    open_deals: int
    open_priced: int
    open_amount: float
    share: float
    low: float
    high: float

    @property
    def is_emerging(self) -> bool:
        """Say whether so few accounts say it that nothing should be made of it."""
        return self.accounts < EMERGING


def exposures(
    corpus: Corpus, held: Mentions, marks: Landmarks, amount: Floats, *, seed: int
) -> list[Exposure]:
    """Return who says each theme, and how much open money hangs on those deals.

    The share is weighted by amount, and its doubt is of deals, never of texts: ten notes on one deal are
    one deal.

    Args:
        corpus: the texts.
        held: what was said of which deal.
        marks: which deals are open.
        amount: cents of each deal on the day of the report, NaN unknown.
        seed: of the draws.
    """
    themes = held.ever.shape[1]
    customer = corpus.is_customer[held.text]
    account, speaker = held.account[held.text], held.speaker[held.text]
    everybody = np.ones(len(held.text), dtype=bool)
    accounts = {
        name: _distinct(held.theme, account, which & (account >= 0), themes)
        for name, which in (("all", everybody), ("customer", customer), ("rep", ~customer))
    }
    people = _distinct(held.theme, speaker, customer & (speaker >= 0), themes)
    reps = _distinct(held.theme, speaker, ~customer & (speaker >= 0), themes)
    counted = [
        np.bincount(held.theme[which], minlength=themes)
        for which in (everybody, customer, ~customer, customer & (speaker < 0))
    ]
    rows = np.flatnonzero(marks.is_open)
    told, money = held.ever[rows], np.nan_to_num(amount[rows])
    priced = ~np.isnan(amount[rows])
    share, low, high = shares(told, money, seed=seed)
    return [
        Exposure(
            accounts=int(accounts["all"][row]),
            accounts_customer=int(accounts["customer"][row]),
            accounts_rep=int(accounts["rep"][row]),
            people=int(people[row]),
            reps=int(reps[row]),
            unnamed=int(counted[3][row]),
            texts=int(counted[0][row]),
            texts_customer=int(counted[1][row]),
            texts_rep=int(counted[2][row]),
            deals=int(held.ever[:, row].sum()),
            open_deals=int(told[:, row].sum()),
            open_priced=int((told[:, row] & priced).sum()),
            open_amount=float(money[told[:, row]].sum()),
            share=float(share[row]),
            low=float(low[row]),
            high=float(high[row]),
        )
        for row in range(themes)
    ]


def _distinct(theme: Ints, what: Ints, which: Bools, themes: int) -> Ints:
    size = int(what.max(initial=0)) + 1
    pairs = np.unique(theme[which] * size + what[which])
    return np.bincount(pairs // size, minlength=themes)


def shares(told: Bools, money: Floats, *, seed: int) -> tuple[Floats, Floats, Floats]:
    """Return each theme's share of the money and its 80 % interval, by drawing whole deals; NaN without money.

    A Bayesian bootstrap (Rubin 1981) with half a deal of usual size that says it and half a deal that does
    not: where no deal says it, or every one, the plain bootstrap would claim to be certain.

    Args:
        told: deals × themes.
        money: cents of each deal.
        seed: of the draws.
    """
    themes, total = told.shape[1], float(money.sum())
    if not total > 0:
        return (*(np.full(themes, np.nan) for _ in range(3)),)  # type: ignore[return-value]
    rng = np.random.default_rng(seed)
    weighted = told * money[:, None]
    usual = float(money[money > 0].mean())
    drawn = np.empty((DRAWS, themes))
    step = max(1, _AT_ONCE // max(1, len(money)))
    for first in range(0, DRAWS, step):
        size = min(step, DRAWS - first)
        counts = rng.standard_exponential((size, len(money)))
        half = rng.standard_gamma(_PRIOR, (size, 2, 1)) * usual
        drawn[first : first + size] = (counts @ weighted + half[:, 0]) / (
            (counts @ money)[:, None] + half[:, 0] + half[:, 1]
        )
    share = weighted.sum(axis=0) / total
    low, high = np.quantile(drawn, (0.1, 0.9), axis=0)
    return (
        share,
        np.where(share <= 0, 0.0, np.minimum(low, share)),
        np.where(share >= 1, 1.0, np.maximum(high, share)),
    )
