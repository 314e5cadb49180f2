"""The core: all that is measured of each theme, from columns alone; simulations call it without a snapshot."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.evidence.views import DealColumns
from bothways.insight.themes.association import Association, associations
from bothways.insight.themes.conduct import Conduct
from bothways.insight.themes.corpus import Assignment, Corpus, Theme
from bothways.insight.themes.covariates import Covariates, covariates
from bothways.insight.themes.exposure import EMERGING, Exposure, exposures
from bothways.insight.themes.landmark import DAYS, Landmarks, landmarks
from bothways.insight.themes.mentions import Mentions, mentions
from bothways.insight.themes.stake import Stake, stakes
from bothways.insight.themes.trend import Trend, trends
from bothways.insight.themes.working import Work, works
from bothways.terms import Calendar

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
METHOD = "theme-measures/1"
FIVE = 5
"""So many themes matter most; the others are in the table."""
_STEM, _LEAST = 6, 4
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A theme with its three numbers kept apart, its trend, and what stands beside.

    `works`: what was done in its deals; `reason`, `reasons`: of lost deals with a reason, how many name it
    (shown, never used to predict); `competitors`: theme ids of competitors, with the accounts that name both.
    """

    theme: Theme
    exposure: Exposure
    association: Association
    stake: Stake
    trend: Trend
    works: tuple[Work, ...]
    reason: int
    reasons: int
    competitors: tuple[tuple[str, int], ...]

    @property
    def certain_stake(self) -> float:
        """The money at stake, or gained, that holds at the cautious end of the interval; 0 where none does."""
        if not self.association.called or self.stake.unknown or self.stake.low * self.stake.high <= 0:
            return 0.0
        return min(abs(self.stake.low), abs(self.stake.high))

    @property
    def certain_open(self) -> float:
        """The open money of deals that mention it, at the cautious end of its share of all open money."""
        share = self.exposure.share
        known = share > 0 and not np.isnan(self.exposure.low)
        return self.exposure.open_amount * self.exposure.low / share if known else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """All that was measured: the themes, and the columns that they stand on."""

    themes: tuple[Measured, ...]
    held: Mentions
    marks: Landmarks
    covariates: Covariates
    five: tuple[int, ...]


def measured(
    corpus: Corpus,
    assignment: Assignment,
    deals: DealColumns,
    *,
    as_of: int,
    calendar: Calendar | None = None,
    conduct: Conduct | None = None,
    days: int = DAYS,
    seed: int = 0,
) -> Core:
    """Return what each theme is worth.

    Args:
        corpus: the texts.
        assignment: which sentence is of which theme.
        deals: all deals.
        as_of: the day of the report, a day number.
        calendar: of the quarters in the trend.
        conduct: what was done in each deal; None: nothing is known of it.
        days: how many days before the close what was said still counts.
        seed: of the draws.
    """
    marks = landmarks(deals, as_of=as_of, days=days)
    held = mentions(corpus, assignment, deals, marks)
    alike = covariates(deals, marks, held.notes)
    now = deals.at(as_of).amount
    exposed = exposures(corpus, held, marks, now, seed=seed)
    found = associations(marks, alike, held.in_time, held.late, held.account_of)
    at_stake = stakes(marks, alike, held.in_time, held.account_of, found, seed=seed)
    trend = trends(corpus, held, deals, calendar=calendar or Calendar(), as_of=as_of)
    worked: list[tuple[Work, ...]] = [() for _ in assignment.themes]
    if conduct is not None:
        _, owner = np.unique(deals.owner.astype(str), return_inverse=True)
        worked = works(marks, alike, held.in_time, conduct, account=held.account_of, owner=owner)
    reasons = _reasons(deals, marks, assignment.themes, as_of)
    rivals = _rivals(held, assignment.themes)
    themes = tuple(
        Measured(
            theme=theme, exposure=exposed[row], association=found[row], stake=at_stake[row], trend=trend[row],
            works=worked[row], reason=reasons[row][0], reasons=reasons[row][1], competitors=rivals[row],
        )
        for row, theme in enumerate(assignment.themes)
    )  # fmt: skip
    return Core(themes, held, marks, alike, five_of(themes))


def five_of(themes: tuple[Measured, ...]) -> tuple[int, ...]:
    """Return the rows of the themes that matter: by money, at its cautious end, never by how often it is said.

    First those whose difference stands out from chance, by the money at stake (or gained) that holds at the
    cautious end of its interval; then the others by the open money that mentions them, at the cautious end;
    then by distinct accounts. Emerging themes are none of them, nor are proposed ones: a heap of words has to
    get a name from a person before it is carried to anybody.
    """
    rows = [
        row for row, one in enumerate(themes) if not one.exposure.is_emerging and not one.theme.is_proposal
    ]
    rank = lambda row: (  # noqa: E731
        -themes[row].certain_stake, -themes[row].certain_open, -themes[row].exposure.accounts, themes[row].theme.id,
    )  # fmt: skip
    return tuple(sorted(rows, key=rank)[:FIVE])


def _reasons(
    deals: DealColumns, marks: Landmarks, themes: tuple[Theme, ...], as_of: int
) -> list[tuple[int, int]]:
    """Return for each theme how many lost deals' reasons name it, of how many that have one."""
    lost = ~np.isnan(marks.day) & ~marks.is_open & ~marks.is_won & (deals.decided <= as_of)
    reasons = [one.lower() for one in deals.reason[lost].tolist() if one]
    counts: dict[str, int] = {}
    for one in reasons:
        counts[one] = counts.get(one, 0) + 1
    phrases = {one: " " + " ".join(_WORD.findall(one)) + " " for one in counts}
    stems = {one: _stems(one) for one in counts}
    found = []
    for theme in themes:
        said = {" ".join(_WORD.findall(word.lower())) for word in theme.words} - {""}
        name = _stems(theme.name)
        held = sum(
            count
            for one, count in counts.items()
            if name & stems[one] or any(f" {mark} " in phrases[one] for mark in said)
        )
        found.append((held, len(reasons)))
    return found


def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words that say something: “Competitor” is “Competition” too."""
    return frozenset(word[:_STEM] for word in _WORD.findall(text.lower()) if len(word) >= _LEAST)


def _rivals(held: Mentions, themes: tuple[Theme, ...]) -> list[tuple[tuple[str, int], ...]]:
    """Return for each theme the competitors that its accounts name, with how many accounts name both."""
    rivals = [row for row, theme in enumerate(themes) if theme.kind == "competitor"]
    found: list[tuple[tuple[str, int], ...]] = []
    size = int(held.account.max(initial=-1)) + 1
    account = held.account[held.text]
    said = np.zeros((size, len(themes)), dtype=bool)
    known = account >= 0
    said[account[known], held.theme[known]] = True
    both = (
        said[:, rivals].T.astype(np.int64) @ said.astype(np.int64) if rivals else np.zeros((0, len(themes)))
    )
    for row in range(len(themes)):
        counts = [
            (themes[rival].id, int(both[at, row]))
            for at, rival in enumerate(rivals)
            if rival != row and both[at, row] >= EMERGING
        ]
        found.append(tuple(sorted(counts, key=lambda one: (-one[1], one[0]))))
    return found
