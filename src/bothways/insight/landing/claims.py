"""What was claimed before, and whether it held: the record that a forecast has to live with.

A claim is read from the figures of an earlier brief: nothing else is stored. It is scored once its window
has ended, with what came by the data of today.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bothways.evidence.measures.intervals import rate_interval
from bothways.insight.landing.scores import crps_of_quantiles, interval_score
from bothways.terms import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Said on `as_of` of what would be won after it, up to and with `until`: cents, the middle and a range at `level`.

    `quantiles`: (level, cents) of the distribution, where more of it is known.
    """

    name: str = "landing_total"
    as_of: date
    until: date
    value: float
    low: float
    high: float
    level: float = 0.8
    quantiles: tuple[tuple[float, float], ...] = ()

    @property
    def key(self) -> str:
        """Its window, as a key of figures."""
        return f"{self.as_of.isoformat()}..{self.until.isoformat()}"


@dataclass(frozen=True, slots=True)
class Scored:
    """A claim whose window has ended: what came, whether the range held it, by how much the middle was off.

    `error`: what came less the middle; `interval_score`: the width, and what lies outside times 2/α;
    `crps`: NaN where no quantiles are known.
    """

    claim: Claim
    came: float
    inside: bool
    error: float
    interval_score: float
    crps: float


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """All scored claims, the earliest first; of `n`, `inside` held; the share has its interval by Wilson."""

    scored: tuple[Scored, ...] = ()
    waiting: tuple[Claim, ...] = ()

    @property
    def n(self) -> int:
        """How many were scored."""
        return len(self.scored)

    @property
    def inside(self) -> int:
        """How many ranges held."""
        return sum(one.inside for one in self.scored)

    @property
    def interval(self) -> Interval | None:
        """Where the true share may lie; None of none."""
        return rate_interval(self.inside, self.n)

    @property
    def level(self) -> float:
        """How often they should have held; NaN of none."""
        return sum(one.claim.level for one in self.scored) / self.n if self.n else math.nan


def score(claims: Iterable[Claim], outcomes: Mapping[tuple[date, date], float]) -> ClaimRecord:
    """Score claims by what came of their windows; `outcomes` maps (as_of, until) to cents, others wait.

    The same window claimed twice on the same day counts once: the first is what was said.
    """
    scored: list[Scored] = []
    waiting: list[Claim] = []
    seen: set[tuple[str, str]] = set()
    for claim in sorted(claims, key=lambda one: (one.until, one.as_of)):
        if (claim.name, claim.key) in seen:
            continue
        seen.add((claim.name, claim.key))
        came = outcomes.get((claim.as_of, claim.until))
        if came is None:
            waiting.append(claim)
            continue
        scored.append(
            Scored(
                claim,
                came,
                claim.low <= came <= claim.high,
                came - claim.value,
                interval_score(claim.low, claim.high, came, claim.level),
                crps_of_quantiles(claim.quantiles, came),
            )
        )
    return ClaimRecord(tuple(scored), tuple(waiting))


def claims_of(figures: Iterable[Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Read the claims out of the figures of an earlier brief, as its ledger keeps them (`Figure.as_dict()`).

    A figure without a value, a range or a window that lies ahead of its day makes no claim; what isn't a
    figure is passed over: a ledger is material, and may come from elsewhere.
    """
    rows = [row for row in figures if isinstance(row, Mapping)]
    parts: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in rows:
        if row.get("name") == "landing_quantile" and _is_number(row.get("value")):
            level = _number(row.get("key"))
            if level is not None and 0 < level < 100:
                window = (str(row.get("as_of")), str(row.get("last")))
                parts.setdefault(window, []).append((level / 100, float(row["value"])))
    found = [
        _claim(row, parts)
        for row in rows
        if row.get("name") == "landing_total" and row.get("by", "all") == "all"
    ]
    return tuple(claim for claim in found if claim is not None)


def _claim(
    row: Mapping[str, Any], parts: Mapping[tuple[str, str], Sequence[tuple[float, float]]]
) -> Claim | None:
    interval = row.get("interval")
    if not isinstance(interval, Mapping) or not _is_number(row.get("value")):
        return None
    ends = (interval.get("low"), interval.get("high"), interval.get("level", 0.8))
    if not all(_is_number(end) for end in ends):
        return None
    low, high, level = (float(str(end)) for end in ends)
    if not 0 < level < 1 or low > high:
        return None
    try:
        as_of, until = date.fromisoformat(str(row.get("as_of"))), date.fromisoformat(str(row.get("last")))
    except ValueError:
        return None
    if until <= as_of:
        return None
    quantiles = tuple(sorted(parts.get((str(row.get("as_of")), str(row.get("last"))), ())))
    return Claim(
        as_of=as_of, until=until, value=float(row["value"]), low=low, high=high, level=level,
        quantiles=quantiles,
    )  # fmt: skip


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _number(text: object) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None
