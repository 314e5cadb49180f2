"""The figures of how good a landing is: its record, simpler ways beside it, what is known at creation, past claims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bothways.evidence.measures.intervals import rate_interval
from bothways.insight.landing.calibration import LEVEL
from bothways.insight.landing.claims import ClaimRecord
from bothways.insight.landing.forecasting import Forecast
from bothways.insight.landing.making import LABELS, Maker
from bothways.insight.landing.origins import Tried
from bothways.insight.landing.signals import Signal
from bothways.terms import Figure, Interval, Period, Unit


def record_figures(maker: Maker, seen: Forecast) -> list[Figure]:
    """Return how the same question would have been answered before: how often the range held, the error, the skill."""
    record = seen.record
    if record is None:
        return []
    why = "No window of this length lies wholly inside the data: how well such ranges hold isn't known."
    found = [
        _coverage(maker, "coverage", record.total, "total", why),
        _coverage(maker, "coverage_open", record.open, "open deals", why),
    ]
    n = len(record.total)
    found += [
        maker.make(
            "windows_apart",
            _apart(record.total),
            Unit.COUNT,
            "of the past windows, those that don't overlap",
            n=n,
        ),
        maker.make(
            "shock",
            record.last.tau,
            Unit.SHARE,
            "how much good and bad times move all deals together, a standard deviation",
            n=n,
        ),
        maker.make(
            "level",
            record.last.level_open,
            Unit.SHARE,
            "what came of open deals by what was expected, shrunk to all",
            n=n,
        ),
        maker.make(
            "stretch",
            record.last.stretch_total,
            Unit.TIMES,
            "by which the range was stretched so that past ones would have held",
            n=n,
        ),
        maker.make(
            "skill",
            record.skill,
            Unit.SHARE,
            "squared error of the deals' chances below that of the base rate",
            n=n,
            unknown="Too few past windows to hold the model against the base rate.",
        ),
    ]
    return found


def baseline_figures(maker: Maker, seen: Forecast) -> list[Figure]:
    """Return what simpler ways say, and the mean size of each way's past error, this forecast's beside them."""
    found = []
    for name, one in seen.baselines.items():
        label = LABELS[name]
        missing = one.why or "There is nothing to reckon it from."
        found.append(
            maker.make(
                "baseline",
                one.value,
                Unit.CENTS,
                label,
                by="baseline",
                key=name,
                label=label,
                n=seen.open,
                unknown=missing,
            )
        )
        found.append(
            maker.make(
                "baseline_error",
                one.error,
                Unit.SHARE,
                f"mean size of the past error of {label}, by what came",
                by="baseline",
                key=name,
                label=label,
                n=one.n,
                unknown=one.why if name == "commit" else "No past window to hold it against.",
            )
        )
    found.append(
        maker.make(
            "baseline_error",
            seen.error,
            Unit.SHARE,
            "mean size of the past error of this forecast's middle, by what came",
            by="baseline",
            key="model",
            label=LABELS["model"],
            n=seen.error_n,
            unknown=seen.why or "No past window to hold it against.",
        )
    )
    return found


def signal_figures(maker: Maker, tested: Sequence[Signal]) -> list[Figure]:
    """Return what is known at creation, feature by feature: how often a won deal stood above a lost one, later."""
    return [
        maker.make(
            "signal",
            one.auc,
            Unit.SHARE,
            "how often a later won deal stood above a later lost one; .5 is chance",
            by="feature",
            key=one.name,
            label="all of them together" if one.name == "all" else one.name,
            n=one.n,
            interval=Interval(one.low, one.high, LEVEL, "hanley-mcneil") if math.isfinite(one.auc) else None,
            unknown="Too few deals closed later to test it.",
        )
        for one in tested
    ]


def claim_figures(maker: Maker, record: ClaimRecord) -> list[Figure]:
    """Return each claim whose window has ended, what came of it, its score; and how many held."""
    found = []
    for one in record.scored:
        claim = one.claim
        period = Period(
            date.fromordinal(claim.as_of.toordinal() + 1),
            claim.until,
            "days",
            f"{claim.as_of} to {claim.until}",
        )
        band = Interval(claim.low, claim.high, claim.level, "as claimed")
        found += [
            maker.make(
                "claim_said",
                claim.value,
                Unit.CENTS,
                "what was said then",
                by="claim",
                key=claim.key,
                interval=band,
                period=period,
                as_of=claim.as_of,
            ),
            maker.make(
                "claim_came",
                one.came,
                Unit.CENTS,
                "what was won in that window",
                by="claim",
                key=claim.key,
                period=period,
            ),
            maker.make(
                "claim_error",
                one.error,
                Unit.CENTS,
                "what came less the middle of what was said",
                by="claim",
                key=claim.key,
                period=period,
            ),
            maker.make(
                "claim_score",
                one.interval_score,
                Unit.CENTS,
                "interval score: the width, and what lay outside times 2/α",
                by="claim",
                key=claim.key,
                period=period,
            ),
        ]
        if math.isfinite(one.crps):
            found.append(
                maker.make(
                    "claim_crps",
                    one.crps,
                    Unit.CENTS,
                    "CRPS of the quantiles said",
                    by="claim",
                    key=claim.key,
                    period=period,
                )
            )
    if record.n:
        found.append(
            maker.make(
                "claims_held",
                record.inside / record.n,
                Unit.SHARE,
                "share of past claims whose range held",
                n=record.n,
                interval=record.interval,
            )
        )
    return found


def _coverage(maker: Maker, name: str, tried: Sequence[Tried], what: str, why: str) -> Figure:
    n, held = len(tried), sum(one.inside for one in tried)
    # Windows that overlap share their luck: the interval counts only those that don't.
    apart = _apart(tried)
    band = rate_interval(held / n * apart, apart) if n else None
    if band is not None:
        band = replace(band, method=f"wilson, of {apart} windows that do not overlap")
    return maker.make(
        name,
        held / n if n else None,
        Unit.SHARE,
        f"share of past windows of this length in which the range of the {what} held",
        n=n,
        interval=band,
        unknown=why,
    )


def _apart(tried: Sequence[Tried]) -> int:
    """Return how many of the windows can be picked so that none overlap."""
    found, end = 0, -1
    for one in tried:
        if one.day >= end:
            found, end = found + 1, one.until
    return found
