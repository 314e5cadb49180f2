"""The figures of a landing: every number that a reader may see, each with its range, its n and where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from bothways.insight.landing.calibration import LEVEL
from bothways.insight.landing.forecasting import Forecast
from bothways.insight.making import figure_of
from bothways.terms import Figure, Interval, Period, Source, Unit

METHOD = "landing/2"
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
        return figure_of(
            f"landing_{name}", value, unit, interval=interval, unknown=unknown, period=period or self.window,
            as_of=as_of or self.as_of, source=Source(self.snapshot, said), method=METHOD, by=by, key=key,
            label=label, n=n,
        )  # fmt: skip


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


def _counts(seen: Forecast) -> dict[str, int]:
    stuck = int(seen.seen.stuck.sum()) if seen.seen is not None else 0
    return {"total": seen.open, "existing": seen.open - stuck, "stuck": stuck, "new": seen.closed}


def _method(seen: Forecast) -> str:
    n = seen.record.last.n if seen.record else 0
    return "draws, adjusted by conformal prediction" if n >= 4 else "draws"
