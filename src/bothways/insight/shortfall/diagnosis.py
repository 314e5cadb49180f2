"""The front of the bridge: a snapshot and a period in, causes with figures, sentences and rows out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from bothways.evidence import Snapshot
from bothways.evidence.views.columns import OPEN, DealColumns, deal_columns
from bothways.insight.shortfall.answer import Cause, DealBehind, SecondOpinion, Shortfall
from bothways.insight.shortfall.bridge import METHOD, Bridge, Game, bridge
from bothways.insight.shortfall.causes import Bar, bars_of
from bothways.insight.shortfall.comparing import Comparison, compared
from bothways.insight.shortfall.saying import counter, question_of, sentences
from bothways.insight.shortfall.shapley import Factors
from bothways.insight.threads import single_threaded
from bothways.terms import Figure, Interval, Period, Refusal, Source, Unit

FEWEST_DRAWS = 100
_NAMES = {"new": "New business", "renewal": "Renewals"}


@single_threaded
def shortfall(
    snapshot: Snapshot,
    *,
    period: Period,
    as_of: date | None = None,
    against: str = "target",
    by: str | None = None,
    pro_rata: bool = False,
    draws: int = 2000,
    seed: int = 0,
) -> Shortfall:
    """Say why bookings are not what they are held against, in causes that sum exactly to the gap.

    Args:
        snapshot: the evidence.
        period: which period is explained.
        as_of: seen from which day; the snapshot's own by default.
        against: `target`, `before` (the period before) or `year` (the same a year earlier).
        by: segment, region, product, source, type, team, pipeline or all; chosen by the data by default.
        pro_rata: of a period that still runs, take the part of the target that its days make.
        draws: how many draws of the rates, 100 or more.
        seed: where chance starts from: the same seed, the same answer.

    Raises:
        Refusal: `no-target`, `no-base`, `no-closed-deals`, `running`, `not-begun`, `as-of-later`,
            `no-against`, `no-segments`, `draws`.
    """
    if draws < FEWEST_DRAWS:
        raise Refusal(
            "draws", f"{draws} draws are too few for a chance.", hint=f"Give {FEWEST_DRAWS} or more."
        )
    as_of = as_of or snapshot.as_of
    columns = deal_columns(snapshot)
    against_what = compared(snapshot, columns, period=period, as_of=as_of, against=against, pro_rata=pro_rata)
    spans = (against_what.base_span, against_what.actual_span)
    dated = all(columns.knows(span.first - 1) for span in spans)
    found = bridge(
        columns, actual=spans[1], base=spans[0], now=against_what.now, goal=against_what.goal, by=by,
        dated=dated, draws=draws, seed=seed,
    )  # fmt: skip
    return _Maker(columns, found, against_what, as_of, dated, draws, seed).shortfall()


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes figures, sentences and rows of a bridge."""

    columns: DealColumns
    bridge: Bridge
    compared: Comparison
    as_of: date
    dated: bool
    draws: int
    seed: int

    def shortfall(self) -> Shortfall:
        bars = bars_of(self.bridge, self.columns)
        renewals = self._renewals(bars)
        figures = [*self._totals(), *(one for bar in bars for one in self._of(bar)), *self._factors()]
        figures += [renewals] if renewals else []
        named = {(one.name, one.key): one for one in figures}
        causes = tuple(self._cause(bar, named) for bar in bars)
        behind = {
            ("shortfall_" + bar.kind.player, "cause", bar.kind.key): self._rows(bar)
            for bar in bars
            if bar.rows
        }
        against = {
            ("shortfall_" + bar.kind.player, "cause", bar.kind.key): counter(bar, bars, named, self.compared)
            for bar in bars
        }
        won = np.flatnonzero(self.bridge.standing[1].won)
        largest = won[np.argsort(-np.nan_to_num(self.columns.amount[won]), kind="stable")][:200]
        if len(largest):
            rows = tuple(("deals", str(self.columns.deal[row])) for row in largest)
            behind["shortfall_actual", "all", ""] = rows
        return Shortfall(
            period=self.compared.period,
            as_of=self.as_of,
            compared_with=self.compared.against,
            base_period=self.compared.base,
            base=named["shortfall_base", ""],
            actual=named["shortfall_actual", ""],
            gap=named["shortfall_gap", ""],
            causes=causes,
            renewals=renewals,
            say=sentences(bars, named, self.compared),
            by=self.bridge.by,
            segments={game.name: game.segments.names for game in self.bridge.games},
            lmdi=tuple(_opinion(game) for game in self.bridge.games),
            figures=tuple(figures),
            behind=behind,
            against=against,
            notices=self._notices(),
            draws=self.draws,
            seed=self.seed,
        )

    def _figure(self, name: str, value: float | None, unit: Unit, text: str, **more: Any) -> Figure:
        settled = {"period": self.compared.period} | more
        text = f"{text}; {self.compared.period.first} to {self.compared.period.last}, as of {self.as_of}"
        source = Source(self.columns.snapshot, text)
        return Figure(
            name=name, value=value, unit=unit, as_of=self.as_of, source=source, method=METHOD, **settled
        )

    def _totals(self) -> list[Figure]:
        stood, cents = self.bridge.standing, Unit.CENTS
        is_target = self.compared.against == "target"
        n = [int(one.won.sum()) for one in stood]
        what = "the target" if is_target else f"bookings of {self.compared.base.name}"
        base: dict[str, Any] = {
            "label": "Target" if is_target else self.compared.base.name,
            "n": None if is_target else n[0],
        }
        if not is_target:
            base["period"] = self.compared.base
        return [
            self._figure("shortfall_base", self.bridge.base, cents, what, **base),
            self._figure("shortfall_actual", self.bridge.actual, cents, "bookings", n=n[1], label="Bookings"),
            self._figure(
                "shortfall_gap", self.bridge.gap, cents, f"bookings minus {what}", n=n[1], label="Gap"
            ),
        ]

    def _of(self, bar: Bar) -> list[Figure]:
        key: dict[str, Any] = {"by": "cause", "key": bar.kind.key, "label": bar.kind.label}
        text = f"mean over {self.draws} draws (seed {self.seed}) of the Shapley share of {bar.kind.label.lower()}"
        band = Interval(float(bar.low), float(bar.high), 0.8, "draws of the rates")
        of = f"draws in which {bar.kind.label.lower()} is"
        return [
            self._figure(f"shortfall_{bar.kind.player}", bar.amount, Unit.CENTS, text, n=bar.n, interval=band, **key),
            self._figure("shortfall_negative_probability", bar.negative, Unit.SHARE, f"{of} below zero", **key),
            self._figure("shortfall_largest_probability", bar.largest, Unit.SHARE, f"{of} the largest of the gap's sign", **key),
        ]  # fmt: skip

    def _renewals(self, bars: tuple[Bar, ...]) -> Figure | None:
        """Return the causes of renewals together, for a short bridge; None where there are no renewals."""
        places = [place for place, bar in enumerate(bars) if bar.kind.game == "renewal"]
        if not any(bars[place].amount or bars[place].low != bars[place].high for place in places):
            return None
        low, high = np.quantile(self.bridge.amounts[:, places].sum(axis=1), [0.1, 0.9])
        return self._figure(
            "shortfall_renewals", sum(bars[place].amount for place in places), Unit.CENTS,
            f"sum of the causes of renewals over {self.draws} draws (seed {self.seed})", by="cause", key="renewals",
            label="Renewals", interval=Interval(round(float(low)), round(float(high)), 0.8, "draws of the rates"),
        )  # fmt: skip

    def _factors(self) -> list[Figure]:
        """Return what the identity is made of: of the period, and of what it is held against."""
        found: list[Figure] = []
        is_target = self.compared.against == "target"
        for game in self.bridge.games:
            past = _plain(game.base.mean()) if is_target else _plain(game.seen[0])
            present = _plain(game.seen[1])
            who: dict[str, Any] = {"by": "type", "key": game.name, "label": _NAMES[game.name]}
            then, now = (
                [int(one.sum()) for one in (c.available, c.available, c.decided, c.won)] for c in game.counts
            )
            for place, (name, unit, text) in enumerate(_FACTORS):
                told = (
                    f"{text}, as the target takes it" if is_target else f"{text} in {self.compared.base.name}"
                )
                for called, values, n, expression in (
                    (name, present, now[place], text),
                    (f"{name}_base", past, then[place], told),
                ):
                    known = place == 0 or n > 0
                    value = (
                        None if not known else values[place] if unit is Unit.SHARE else round(values[place])
                    )
                    found.append(
                        self._figure(
                            f"shortfall_{called}",
                            value,
                            unit,
                            expression,
                            n=n,
                            unknown="" if known else f"There is no such deal: {text} can't be told.",
                            **who,
                        )
                    )
        return found  # fmt: skip

    def _cause(self, bar: Bar, named: Mapping[tuple[str, str], Figure]) -> Cause:
        kind, columns = bar.kind, self.columns
        deals = tuple(
            DealBehind(
                deal_id=str(columns.deal[row]),
                owner_id=str(columns.owner[row]),
                is_open=bool(columns.meaning[row] == OPEN),
                amount_cents=None if np.isnan(columns.amount[row]) else int(columns.amount[row]),
            )
            for row in bar.rows
        )
        return Cause(
            key=kind.key,
            label=kind.label,
            amount=named[f"shortfall_{kind.player}", kind.key],
            negative=named["shortfall_negative_probability", kind.key],
            largest=named["shortfall_largest_probability", kind.key],
            mover=kind.mover,
            because=kind.because,
            question=question_of(bar),
            asked=kind.asked,
            deals=deals,
        )

    def _rows(self, bar: Bar) -> tuple[tuple[str, str], ...]:
        return tuple(("deals", str(self.columns.deal[row])) for row in bar.rows)

    def _notices(self) -> tuple[str, ...]:
        found = list(self.compared.notices)
        if not self.dated:
            found.append(
                "The close dates that stood at the start of the periods can't be rebuilt: every deal that was open "
                "counts as an opportunity available, whenever it was due."
            )
        unpriced = sum(game.unpriced for game in self.bridge.games)
        if unpriced:
            found.append(f"Won deals without an amount: {unpriced}. They count as won, with nothing booked.")
        if len(self.bridge.games[0].segments) == 1:
            found.append(
                "Deals of new business are not told apart by segments, so their mix has no bar of its own."
            )
        if self.bridge.games[1].check.impossible.startswith("There are no such"):
            found.append("There are no renewals in either period, as far as the deals' types say.")
        return tuple(found)


_FACTORS = (
    ("available", Unit.COUNT, "opportunities available"),
    ("decided_share", Unit.SHARE, "decided of the opportunities available"),
    ("win_rate", Unit.SHARE, "won of the decided"),
    ("mean_size", Unit.CENTS, "mean amount of the won"),
)


def _plain(factors: Factors) -> tuple[float, float, float, float]:
    """Return the factors over all segments: opportunities, share decided, win rate, mean size in cents."""
    available = float(factors.volume[0])
    decided = float((factors.volume[0] * factors.mix[0] * factors.decided[0]).sum())
    won = float((factors.volume[0] * factors.mix[0] * factors.decided[0] * factors.won[0]).sum())
    booked = float(factors.bookings[0])
    return (
        float(round(available)),
        decided / available if available else 0.0,
        won / decided if decided else 0.0,
        float(round(booked / won)) if won else 0.0,
    )


def _opinion(game: Game) -> SecondOpinion:
    check = game.check
    names = ("volume", "mix", "slippage", "win_rate", "size")
    return SecondOpinion(
        game=game.name,
        amounts=dict(zip(names, check.amounts, strict=True)) if check.amounts else {},
        difference=check.difference,
        cause=check.player,
        impossible=check.impossible,
    )
