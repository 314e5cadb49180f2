"""From sentences that say a theme by its word to those that say it in other words: by the company they keep.

A sentence about a theme stands beside other sentences about it, in the same text, far more often than a
sentence about nothing does. How often, is learned from the sentences known so far; how much of that is more
than chance tells how likely a sentence is about the theme; and what is found so is known in the next round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.insight.themes.corpus import Bools, Floats, Ints

ROUNDS = 5
SURE = 0.5
LEAST_GAP = 0.08
LEAST_MEMBERS = 25
LARGEST_SAMPLE = 20_000
MAINLY = 0.6
MOST_CONTROL, MOST_TIMES = 0.08, 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """Which distinct sentences stand in which texts.

    `text` and `sentence` are one entry an occurrence: the row of the text, the row of the distinct sentence.
    `occasion` groups distinct sentences (small numbers) by language, whose words they are and the kind of
    text: German ones stand beside German ones, and what is said of demos beside what is said of demos, for no
    other reason. `rank` orders distinct sentences by what they say, never by where they stand.
    """

    texts: int
    text: Ints
    sentence: Ints
    occasion: Ints
    rank: Ints

    def __len__(self) -> int:
        return len(self.occasion)

    @property
    def beside(self) -> Any:
        """Texts × distinct sentences: how often each stands in each, scipy CSR."""
        import scipy.sparse as sp  # noqa: PLC0415

        ones = np.ones(len(self.text), dtype=np.float32)
        return sp.csr_matrix((ones, (self.text, self.sentence)), shape=(self.texts, len(self)))

    @property
    def accompanied(self) -> Floats:
        """How often each distinct sentence stands in a text with another."""
        several = np.bincount(self.text, minlength=self.texts) > 1
        weights = several[self.text].astype(np.float64)
        return np.bincount(self.sentence, weights=weights, minlength=len(self)).astype(np.float64)


def learn(matrix: Any, known: Bools, company: Company, *, keep: bool = True, rounds: int = ROUNDS) -> Floats:
    """Return how likely each distinct sentence is about each theme: as many rows as `matrix`, a column a theme.

    `matrix` holds the sentences' features, `known` (sentences × themes) what is known to begin with, which
    stays known when `keep`. A theme with too few known sentences, or whose sentences keep no company, is not
    learned: then only what is known has a likelihood, of 1.
    """
    accompanied = company.accompanied
    sample = _sample(accompanied, company)
    start = known.astype(np.float64)
    themes = np.flatnonzero(accompanied @ known >= (LEAST_MEMBERS if keep else 1))
    if not len(themes) or len(sample) < 60:
        return start
    part = matrix[sample].astype(np.float64)
    used = np.flatnonzero(np.asarray(part.getnnz(axis=0)).ravel() >= 2)
    model = _Model(part[:, used], np.sqrt(accompanied[sample]), len(themes))
    likely = start[:, themes]
    for number in range(rounds):
        member = likely > SURE
        model.fit(_beside_others(member, company, accompanied)[sample], steps=40 if number == 0 else 15)
        chance = model.chance(matrix[:, used])
        found = _more_than_chance(chance, member, accompanied, company.occasion, first=keep and number == 0)
        likely = np.maximum(start[:, themes], found) if keep else found
    if keep:
        likely[:, _strayed(likely > SURE, known[:, themes], accompanied)] = 0.0
        likely = np.maximum(start[:, themes], likely)
    start[:, themes] = likely
    return start


def _strayed(member: Bools, known: Bools, accompanied: Floats) -> Bools:
    """Say which themes learned what they should not have: then what their words say stands, and nothing more.

    Sentences known to be about other themes are the control: where a theme claims them as gladly as it claims
    its share of all others, it has learned what kind of text it stands in, and not what it is about. And what
    is said in other words is a few times what is said by the word, not many times.
    """
    own = accompanied @ known
    learned: Bools = np.asarray(member & ~known, dtype=bool)
    claimed = accompanied @ learned
    elsewhere: Bools = np.asarray(known.max(axis=1, keepdims=True) & ~known, dtype=bool)
    control = (accompanied @ (learned & elsewhere)) / np.maximum(accompanied @ elsewhere, 1.0)
    return np.asarray((control > MOST_CONTROL) | (claimed > MOST_TIMES * own), dtype=bool)


def _sample(accompanied: Floats, company: Company) -> Ints:
    rows = np.flatnonzero(accompanied > 0)
    return np.sort(rows[np.argsort(company.rank[rows], kind="stable")[:LARGEST_SAMPLE]])


def _beside_others(member: Bools, company: Company, accompanied: Floats) -> Floats:
    """Return the share of each sentence's accompanied occurrences that have another member of each theme beside."""
    import scipy.sparse as sp  # noqa: PLC0415

    own = sp.csr_matrix(member.astype(np.float32))
    total = company.beside @ own
    other = total[company.text] - own[company.sentence]
    other.data = (other.data > 0.5).astype(np.float32)
    ones = np.ones(len(company.text), dtype=np.float32)
    gather = sp.csr_matrix(
        (ones, (company.sentence, np.arange(len(company.text)))), shape=(len(company), len(company.text))
    )
    shares: Floats = np.asarray((gather @ other).todense(), dtype=np.float64)
    return np.minimum(shares / np.maximum(accompanied, 1.0)[:, None], 1.0)


def _more_than_chance(
    chance: Floats, member: Bools, accompanied: Floats, occasion: Ints, *, first: bool
) -> Floats:
    """Return the likelihoods: 0 where the company is that of the other sentences of the occasion, 1 as the members'.

    At `first` members tell little of it: who says a theme by its word says it once, and seeds seldom stand
    beside seeds. Then a few times more than chance is enough, and the next rounds, which know more, are strict.
    """
    weight = np.sqrt(accompanied)[:, None]
    typical = (weight * chance * member).sum(axis=0) / np.maximum((weight * member).sum(axis=0), 1e-9)
    found = np.zeros_like(chance)
    for one in np.unique(occasion):
        rows = occasion == one
        others = ~member[rows]
        w = weight[rows]
        # An occasion with few sentences has no chance of its own that could be told: lean on all others'.
        all_others = (weight * chance * ~member).sum(axis=0) / np.maximum(
            (weight * ~member).sum(axis=0), 1e-9
        )
        base = ((w * chance[rows] * others).sum(axis=0) + 20 * all_others) / ((w * others).sum(axis=0) + 20)
        gap = np.maximum(2.5 * base, 0.02) if first else typical - base
        enough = first | (gap >= LEAST_GAP)
        beyond = np.maximum(chance[rows] - base, 0.0)
        # What stands beside many themes is a turn of phrase, and about none of them.
        mainly = beyond >= MAINLY * np.where(
            beyond >= 0.25 * beyond.max(axis=1, keepdims=True), beyond, 0.0
        ).sum(axis=1, keepdims=True)
        found[rows] = np.where(enough & mainly, beyond / np.where(enough, gap, 1.0), 0.0)
    return np.clip(found, 0.0, 1.0)


class _Model:
    """Logistic regressions of all themes at once, with shares as targets; each fit goes on from the last."""

    def __init__(self, matrix: Any, weight: Floats, themes: int, *, ridge: float = 0.3) -> None:
        self.matrix = matrix
        self.turned = matrix.T.tocsr()
        self.weight = weight[:, None]
        self.ridge = ridge
        self.slopes = np.zeros((matrix.shape[1], themes))
        self.level: Floats | None = None

    def fit(self, target: Floats, *, steps: int) -> None:
        from scipy.optimize import minimize  # noqa: PLC0415

        if self.level is None:
            said = (self.weight * target).sum(axis=0) + 0.5
            self.level = np.log(said) - np.log((self.weight * (1 - target)).sum(axis=0) + 0.5)
        shape, cut = self.slopes.shape, self.slopes.size

        def loss(at: Floats) -> tuple[float, Floats]:
            slopes, level = at[:cut].reshape(shape), at[cut:]
            z = self.matrix @ slopes + level
            p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
            value = (self.weight * (np.logaddexp(0, z) - target * z)).sum() + self.ridge / 2 * (
                slopes**2
            ).sum()
            error = self.weight * (p - target)
            return float(value), np.concatenate(
                [(self.turned @ error + self.ridge * slopes).ravel(), error.sum(axis=0)]
            )

        best = minimize(
            loss, np.concatenate([self.slopes.ravel(), self.level]), jac=True, method="L-BFGS-B",
            options={"maxiter": steps, "maxcor": 6},
        ).x  # fmt: skip
        self.slopes, self.level = best[:cut].reshape(shape), best[cut:]

    def chance(self, matrix: Any) -> Floats:
        """Return the expected shares of sentences."""
        z = matrix.astype(np.float64) @ self.slopes + self.level
        found: Floats = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        return found
