"""The figures of a landing: every number that a reader may see, each with its range, its n and where it is from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bothways.evidence.measures.intervals import rate_interval
from bothways.insight.landing.calibration import LEVEL
from bothways.insight.landing.claims import ClaimRecord
from bothways.insight.landing.forecasting import Forecast
from bothways.insight.landing.origins import Tried
from bothways.insight.landing.signals import Signal
from bothways.terms import Figure, Interval, Period, Source, Unit

METHOD = "landing/1"
LABELS = {
    "stage_weighted": "the pipeline weighted by stage",
    "conversion": "the conversion of the past",
    "commit": "what the reps commit to",
    "model": "this forecast",
}
QUANTILES = (5, 10, 25, 50, 75, 90, 95)
_PARTS = {
    "total": "what is won of deals that are open, and of deals still to be created",
    "existing": "what is won of open deals that move",
    "stuck": "what is won of stuck deals: open for longer than nearly all that ever closed",
    "new": "what is won of deals that are created inside the window",
}


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes figures of one window (or of the period that it ends), seen from one day, of one snapshot."""

    snapshot: str
    window: Period
    as_of: date

    def make(
        self,
        name: str,
        value: float | None,
        unit: Unit,
        said: str,
        *,
        by: str = "all",
        key: str = "",
        label: str = "",
        n: int | None = None,
        interval: Interval | None = None,
        unknown: str = "",
        period: Period | None = None,
        as_of: date | None = None,
    ) -> Figure:
        """Return a figure named `landing_…`; `said` is its expression in words."""
        if value is not None and not math.isfinite(value):
            value = None
        whole = unit in (Unit.CENTS, Unit.COUNT)
        return Figure(
            name=f"landing_{name}",
            value=None if value is None else round(value) if whole else float(value),
            unit=unit,
            period=period or self.window,
            as_of=as_of or self.as_of,
            source=Source(self.snapshot, said),
            method=METHOD,
            by=by,
            key=key,
            label=label,
            n=n,
            interval=None if value is None else interval,
            unknown="" if value is not None else unknown or "It can't be known from these data.",
        )


def part_figures(maker: Maker, seen: Forecast) -> list[Figure]:
    """Return the parts and the total, each a middle and a range; the distribution; its mean."""
    found = []
    counts = _counts(seen)
    for part, said in _PARTS.items():
        draws = seen.parts.get(part)
        if draws is None:
            found.append(maker.make(part, None, Unit.CENTS, said, n=counts[part], unknown=seen.why))
            continue
        low, middle, high = np.quantile(draws, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
        band = Interval(float(round(low)), float(round(high)), LEVEL, _method(seen))
        found.append(
            maker.make(
                part,
                float(middle),
                Unit.CENTS,
                f"median of the draws of {said}",
                n=counts[part],
                interval=band,
            )
        )
    if seen.parts:
        total = seen.parts["total"]
        found.append(
            maker.make(
                "mean", float(total.mean()), Unit.CENTS, "mean of the draws of the total", n=counts["total"]
            )
        )
        found += [
            maker.make(
                "quantile",
                float(np.quantile(total, level / 100)),
                Unit.CENTS,
                "a quantile of the draws of the total",
                by="quantile",
                key=str(level),
                label=f"{level} in 100 lie below",
                n=counts["total"],
            )
            for level in QUANTILES
        ]
        found.append(
            maker.make("range_chance", LEVEL, Unit.SHARE, "how often such a range should hold what comes")
        )
    return found


def count_figures(maker: Maker, seen: Forecast) -> list[Figure]:
    """Return what is there today: deals open, stuck, without a day or an amount, closed; and the open amount."""
    undated = "deals without a day of creation or any change: their age is unknown, they are in no part"
    found = [
        maker.make(
            "open_deals", seen.open, Unit.COUNT, "deals that had begun and were open on the day", n=seen.open
        ),
        maker.make(
            "open_amount", seen.open_amount, Unit.CENTS, "their amounts, as far as known", n=seen.open
        ),
        maker.make(
            "closed_deals",
            seen.closed,
            Unit.COUNT,
            "deals closed by the day: what the model learns from",
            n=seen.closed,
        ),
        maker.make("won_deals", seen.won, Unit.COUNT, "those of them that were won", n=seen.closed),
        maker.make("undated_deals", seen.undated, Unit.COUNT, undated, n=seen.undated),
    ]
    model, hazards = seen.seen, seen.hazards
    if model is None or hazards is None:
        return found
    stuck, guessed = int(model.stuck.sum()), int(model.guessed.sum())
    found += [
        maker.make(
            "stuck_deals", stuck, Unit.COUNT, "open for longer than 99 of 100 closed deals took", n=seen.open
        ),
        maker.make(
            "stuck_age",
            hazards.stuck_age,
            Unit.DAYS,
            "the 99th percentile of the ages of closed deals",
            n=seen.closed,
        ),
        maker.make(
            "unknown_amounts",
            guessed,
            Unit.COUNT,
            "open deals without an amount: their product's mean is taken",
            n=seen.open,
        ),
        maker.make(
            "expected_wins",
            float(model.win.sum()),
            Unit.TIMES,
            "open deals expected to be won in the window",
            n=seen.open,
        ),
        maker.make("created_deals", model.created, Unit.TIMES, "deals expected to be created in the window"),
        maker.make(
            "amount_ratio",
            model.sizes.ratio if model.sizes.ratio_n else None,
            Unit.SHARE,
            "booked by open amount of deals that were won",
            n=model.sizes.ratio_n,
            unknown="The history holds no amounts from before deals were won: open amounts are taken as they are.",
        ),
    ]
    n, whole = len(seen.deciding), float(seen.shares.sum())
    found += [
        maker.make(
            "deciding_deals",
            n,
            Unit.COUNT,
            "the fewest deals that hold half of what is unsure in open deals",
            n=seen.open,
        ),
        maker.make(
            "deciding_share", whole, Unit.SHARE, "their share of the variance of open deals", n=seen.open
        ),
    ]
    return found


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


def _counts(seen: Forecast) -> dict[str, int]:
    stuck = int(seen.seen.stuck.sum()) if seen.seen is not None else 0
    return {"total": seen.open, "existing": seen.open - stuck, "stuck": stuck, "new": seen.closed}


def _method(seen: Forecast) -> str:
    n = seen.record.last.n if seen.record else 0
    return "draws, adjusted by conformal prediction" if n >= 4 else "draws"


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
