"""What a limit costs in deals, measured from the evidence; where it can't be measured, why not.

METHOD: docs/method/constraints.md, “Cost in deals”.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import narwhals as nw
import numpy as np

from bothways.evidence import measure, rows_behind
from bothways.evidence.measures.frames import DuckFrames
from bothways.evidence.measures.intervals import rate_interval
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.columns import LOST, WON, Bools, DealColumns, deal_columns
from bothways.terms import Figure, Period, Source, Unit

__all__ = ["METHOD", "Cost", "CostOf", "cost_in_deals"]

METHOD: Final = "limit-cost/1"
_SAME: Final = 1e-9
# A stage or a reason that somebody named is taken as it is named; only where nobody did, its words are read.
_APPROVES: Final = re.compile(
    r"\b(approv\w*|sign[- ]?off|legal review|deal desk|genehmig\w*|freigabe\w*|approbation|validation|aprobaci[oó]n)\b",
    re.IGNORECASE,
)
_PRICED: Final = re.compile(
    r"\b(pric\w+|discount\w*|preis\w*|rabatt\w*|prix|remise|precio|descuento)\b", re.IGNORECASE
)
_FULL: Final = re.compile(
    r"\b(capacity|no time|resourc\w+|too busy|understaffed|lead time|kapazit[äa]t\w*|lieferzeit\w*|capacit[ée]|d[ée]lais?|"
    r"capacidad|plazo\w*)\b",
    re.IGNORECASE,
)  # fmt: skip


class CostOf(StrEnum):
    """What of a limit costs deals: waiting for an approval, the cap of a discount, too few hands."""

    WAITS = "waits"
    CAP = "cap"
    TURNED_AWAY = "turned away"


@dataclass(frozen=True, slots=True)
class Cost:
    """One measured cost. of: what of a limit it speaks of; says: what was counted, in a sentence; deals: the rows
    behind it by their ids, empty where it can't be measured; `figure.unknown` says why."""

    of: CostOf
    says: str
    figure: Figure
    deals: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether there is a number."""
        return self.figure.value is not None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "of": str(self.of),
            "says": self.says,
            "figure": self.figure.as_dict(),
            "deals": list(self.deals),
        }


def cost_in_deals(
    snapshot: Snapshot,
    *,
    period: Period,
    stages: Sequence[str] | None = None,
    cap: float | None = None,
    price_reasons: Collection[str] | None = None,
    capacity_reasons: Collection[str] | None = None,
    touch_days: int = 14,
) -> tuple[Cost, ...]:
    """Return what limits cost in deals: each a figure with n, interval and the deals behind it, or why it can't be known.

    Args:
        snapshot: the evidence; seen from its own day.
        period: deals that entered the stage, were decided or were created in it.
        stages: those in which deals wait for an approval; None: those whose names say so.
        cap: the most discount that may be given, as a share: 0.08 for 8 %. None: nothing is said of a cap by lines.
        price_reasons: reasons of a loss that speak of the price; None: those whose words do.
        capacity_reasons: reasons that speak of too few hands; None: those whose words do.
        touch_days: within how many days a new deal is to have been touched first.
    """
    columns = deal_columns(snapshot)
    made = _Making(snapshot, columns, period)
    return (
        *_waits(made, stages),
        *_at_cap(made, cap),
        _reason(made, CostOf.CAP, "lost_over_price", price_reasons, _PRICED, "the price"),
        _reason(made, CostOf.TURNED_AWAY, "lost_over_capacity", capacity_reasons, _FULL, "too few hands"),
        _untouched(made, touch_days),
    )


class _Making:
    """Makes figures of one snapshot and period."""

    def __init__(self, snapshot: Snapshot, columns: DealColumns, period: Period) -> None:
        self.snapshot, self.columns, self.period = snapshot, columns, period

    def share(
        self, of: CostOf, name: str, says: str, *, part: Bools, whole: Bools, none: str
    ) -> Cost:  # fmt: skip
        """Return the share of some deals among others; rows behind: those of the part."""
        n = int(whole.sum())
        if not n:
            return self.unknown(of, name, says, none)
        hits = int((part & whole).sum())
        figure = self._figure(name, says, value=hits / n, n=n, interval=rate_interval(hits, n))
        return Cost(of, says, figure, tuple(str(one) for one in self.columns.deal[part & whole].tolist()))

    def unknown(self, of: CostOf, name: str, says: str, why: str, unit: Unit = Unit.SHARE) -> Cost:
        """Return what can't be measured, with its reason."""
        return Cost(of, says, self._figure(name, says, value=None, n=None, unit=unit, unknown=why))

    def decided(self, meaning: int) -> Bools:
        """Which deals were won or lost in the period."""
        found = (self.columns.meaning == meaning) & self.within(self.columns.decided)
        return np.asarray(found, dtype=bool)

    def within(self, days: Any) -> Bools:
        """Which days are in the period and not after the data."""
        last = min(self.period.last_day, self.columns.as_of)
        return np.asarray((days >= self.period.first_day) & (days <= last), dtype=bool)

    def _figure(
        self, name: str, says: str, *, value: float | None, n: int | None, unit: Unit = Unit.SHARE, **more: Any
    ) -> Figure:  # fmt: skip
        return Figure(
            name=name, value=value, unit=unit, period=self.period, as_of=self.snapshot.as_of, n=n,
            source=Source(self.snapshot.id, f"cost_in_deals: {says}"), method=METHOD, **more,
        )  # fmt: skip


def _waits(made: _Making, stages: Sequence[str] | None) -> list[Cost]:
    says = "Days that a deal waits for an approval, in the median."
    known = {stage for _, stage in made.columns.places} | set(made.columns.stage.tolist())
    wanted = (
        [one for one in sorted(known) if _APPROVES.search(one)] if stages is None else list(dict.fromkeys(stages))
    )  # fmt: skip
    if not wanted:
        why = "No stage's name speaks of an approval: if deals wait in one of them, name it."
        return [made.unknown(CostOf.WAITS, "days_in_stage", says, why, Unit.DAYS)]
    found = measure(made.snapshot, period=made.period, by=("stage",), names=["days_in_stage"])
    figures = {one.key: one for one in found.each("days_in_stage", "stage")}
    costs = []
    for stage in wanted:
        told = f"Days that a deal stays in the stage “{stage}”, in the median; who is still in it counts as long as was seen."
        if stage not in figures:
            why = (
                f"There is no stage “{stage}” in these data."
                if stage not in known
                else _whole_unknown(found.figures) or f"No deal entered “{stage}” in {made.period.name}."
            )
            costs.append(made.unknown(CostOf.WAITS, "days_in_stage", told, why, Unit.DAYS))
            continue
        figure = figures[stage]
        measured = figure.value is not None
        costs.append(Cost(CostOf.WAITS, told, figure, rows_behind(made.snapshot, figure) if measured else ()))
    return costs


def _whole_unknown(figures: Sequence[Figure]) -> str:
    return next((one.unknown for one in figures if one.unknown), "")


def _at_cap(made: _Making, cap: float | None) -> list[Cost]:
    """Return the share at the cap among those lost, and among those won: what stands at a cap is not lost by it."""
    told = {
        LOST: ("lost_at_cap", "Of the deals that were lost, those whose discount stood at the cap or above."),
        WON: ("won_at_cap", "Beside it: of the deals that were won, those whose discount stood at the cap or above."),
    }  # fmt: skip
    if cap is None:
        name, says = told[LOST]
        why = "How much discount may be given was not said in numbers."
        return [made.unknown(CostOf.CAP, name, says, why)]
    given = _discounts(made)
    priced = np.asarray(~np.isnan(given), dtype=bool)
    at = np.asarray(priced & (np.nan_to_num(given) >= cap - _SAME), dtype=bool)
    return [
        made.share(
            CostOf.CAP, name, says, part=at, whole=made.decided(meaning) & priced,
            none=f"No line of a deal {'lost' if meaning == LOST else 'won'} in {made.period.name} has both list price and price.",
        )
        for meaning, (name, says) in told.items()
    ]  # fmt: skip


def _discounts(made: _Making) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return of each deal the discount on its lines with both prices, as a share; NaN where none has."""
    frames = DuckFrames(made.snapshot)
    try:
        lines = frames.table("deal_lines").filter(
            ~nw.col("list_cents").is_null(), ~nw.col("total_cents").is_null(), nw.col("list_cents") > 0
        )
        sums = lines.group_by("deal_id").agg(nw.col("list_cents").sum(), nw.col("total_cents").sum())
        rows = frames.rows(sums.select("deal_id", "list_cents", "total_cents"))
    finally:
        frames.close()
    at = {deal: place for place, deal in enumerate(made.columns.deal.tolist())}
    found = np.full(len(made.columns), np.nan)
    for deal, listed, total in rows:
        if deal in at:
            found[at[deal]] = 1 - float(total) / float(listed)
    return found


def _reason(
    made: _Making, of: CostOf, name: str, reasons: Collection[str] | None, words: re.Pattern[str], what: str
) -> Cost:
    says = f"Of the lost deals that say why, those that say {what}."
    given = made.columns.reason
    told = np.asarray(given != "", dtype=bool)
    meant = {one for one in set(given.tolist()) if one and words.search(one)} if reasons is None else set(reasons)  # fmt: skip
    lost = made.decided(LOST) & told
    if not meant and lost.any():
        why = f"No reason for a loss speaks of {what} here: if one means it, name it."
        return made.unknown(of, name, says, why)
    if meant:
        says = f"{says[:-1]}: {', '.join(f'“{one}”' for one in sorted(meant))}."
    part = np.asarray(np.isin(given.astype(str), sorted(meant)), dtype=bool)
    return made.share(of, name, says, part=part, whole=lost, none=f"No deal lost in {made.period.name} says why.")  # fmt: skip


def _untouched(made: _Making, days: int) -> Cost:
    says = f"Of the deals that were created at least {days} days ago, those that nobody had touched in their first {days} days."
    columns, name = made.columns, "untouched"
    if not made.snapshot.rows("activities"):
        return made.unknown(CostOf.TURNED_AWAY, name, says, "The export holds no activities.")
    frames = DuckFrames(made.snapshot)
    try:
        held = frames.table("activities").filter(
            ~nw.col("deal_id").is_null(), ~nw.col("at_day").is_null(), ~nw.col("kind").is_in(["note", "task"])
        )
        rows = frames.rows(held.select("deal_id", "at_day").unique())
    finally:
        frames.close()
    if not rows:
        return made.unknown(
            CostOf.TURNED_AWAY, name, says, "No call, mail or meeting in the export names its deal."
        )
    created = dict(zip(columns.deal.tolist(), columns.created.tolist(), strict=True))
    touched = {deal for deal, at in rows if deal in created and 0 <= at - created[deal] <= days}
    old = columns.created + days <= columns.as_of
    whole = made.within(columns.created) & np.asarray(old, dtype=bool)
    quick = np.array([deal in touched for deal in columns.deal.tolist()], dtype=bool)
    return made.share(
        CostOf.TURNED_AWAY, name, says, part=np.asarray(~quick, dtype=bool), whole=whole,
        none=f"No deal was created in {made.period.name} and at least {days} days ago.",
    )  # fmt: skip
