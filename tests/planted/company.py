"""A company as columns, simulated from planted true rates: quarter by quarter, deal by deal.

Deals are created (Poisson, by segment), and each deal that is available in a quarter is decided in it or
pushed into the next; of the decided some are won, at amounts that are lognormal around a planted mean.
Renewals are a second process with rates of their own. What is true is kept beside what can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.evidence.measures.history import History
from bothways.evidence.views.columns import Changes, DealColumns
from bothways.terms import Calendar, Period

Floats = npt.NDArray[np.float64]
FACTORS = ("volume", "mix", "slippage", "win_rate", "size")


@dataclass(frozen=True)
class Rates:
    """True rates of one quarter: `created` a quarter in all; `mix`, `decided`, `won`, `size` (cents) by segment."""

    created: float
    mix: Floats
    decided: Floats
    won: Floats
    size: Floats


@dataclass(frozen=True)
class Actual:
    """What was true of one quarter and game: rates, and what was open and due at its start by segment."""

    rates: Rates
    opened: Floats

    @property
    def available(self) -> Floats:
        """Expected opportunities by segment: what stood at the start is known, what comes is expected."""
        return self.opened + self.rates.created * self.rates.mix

    @property
    def expected(self) -> float:
        """Expected bookings, cents."""
        return float((self.available * self.rates.decided * self.rates.won * self.rates.size).sum())

    @property
    def factors(self) -> tuple[float, Floats, Floats, Floats, Floats]:
        """Volume, mix, decided, won, size: the factors of the identity."""
        total = float(self.available.sum())
        mix = self.available / total if total else np.full(len(self.opened), 1 / len(self.opened))
        return total, mix, self.rates.decided, self.rates.won, self.rates.size


@dataclass(frozen=True)
class Planted:
    """A company: what can be seen of it (`columns`, `periods`), and what was `true` by game ("new", "renewal"), quarter."""

    columns: DealColumns
    periods: tuple[Period, ...]
    true: Mapping[str, tuple[Actual, ...]]


@dataclass(frozen=True)
class Plan:
    """How one game of a company is simulated.

    `deals` created a quarter; `segments` with mix, decided, win and size varying by `spread` (sd of logits
    and logs) between them; `cells` the same by segment and quarter; `steps` shift factors from quarter to
    quarter: sd of the change of each factor in logs or logits; `planted` changes of the last quarter.
    """

    deals: float = 40.0
    segments: int = 3
    decided: float = 0.75
    won: float = 0.4
    size: float = 4_000_000.0
    sigma: float = 0.8
    spread: float = 0.3
    cells: float = 0.05
    steps: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(FACTORS, 0.2))
    planted: Mapping[str, float] = field(default_factory=dict)
    account_share: float = 0.0  # of the variance of log amounts, what is the account's


def company(
    *,
    seed: int,
    new: Plan | None = None,
    renewal: Plan | None = None,
    quarters: int = 4,
    history: bool = True,
) -> Planted:
    """Simulate `quarters` quarters from 2025Q1 on, after one to warm up; without `history` no pushes are recorded."""
    rng = np.random.default_rng(seed)
    first = Calendar().period("2025Q1")
    periods = tuple(Calendar().before(first, steps=-n) for n in range(-1, quarters))
    rows: list[dict[str, Any]] = []
    true: dict[str, tuple[Actual, ...]] = {}
    for game, plan in (("new", new or Plan()), ("renewal", renewal)):
        if plan is not None:
            true[game] = _game(rng, game, plan, periods, rows)
    return Planted(columns_of(rows, as_of=periods[-1].last_day, history=history), periods[1:], true)


def _game(
    rng: np.random.Generator, game: str, plan: Plan, periods: Sequence[Period], rows: list[dict[str, Any]]
) -> tuple[Actual, ...]:
    rates = _rates(rng, plan, len(periods))
    carried: list[dict[str, Any]] = []
    truths = []
    accounts = max(3, int(plan.deals))
    effects = rng.normal(0.0, 1.0, accounts) * plan.sigma * np.sqrt(plan.account_share)
    own = plan.sigma * np.sqrt(1 - plan.account_share)
    names = [f"Segment {s + 1:03d}" for s in range(plan.segments)]
    for period, rate in zip(periods, rates, strict=True):
        opened = np.bincount([row["place"] for row in carried], minlength=plan.segments).astype(float)
        truths.append(Actual(rate, opened))
        fresh = []
        for place, count in enumerate(rng.poisson(rate.created * rate.mix)):
            for _ in range(count):
                day = int(rng.integers(period.first_day, period.last_day + 1))
                fresh.append({
                    "place": place, "segment": names[place], "type": game, "created": day, "pushes": [],
                    "close": int(rng.integers(day, period.last_day + 1)), "account": int(rng.integers(accounts)),
                })  # fmt: skip
        still = []
        for row in carried + fresh:
            place = row["place"]
            log = np.log(rate.size[place]) - plan.sigma**2 / 2
            row["amount"] = round(float(np.exp(log + effects[row["account"]] + rng.normal(0.0, own))))
            if rng.random() < rate.decided[place]:
                row["meaning"] = 1 if rng.random() < rate.won[place] else 2
                row["close"] = int(rng.integers(max(row["created"], period.first_day), period.last_day + 1))
                rows.append(row)
            else:
                old, row["close"] = row["close"], period.last_day + int(rng.integers(1, 80))
                row["pushes"].append((period.last_day, old, row["close"]))
                still.append(row)
        carried = still
    rows.extend(row | {"meaning": 0} for row in carried)
    return tuple(truths[1:])


def _rates(rng: np.random.Generator, plan: Plan, quarters: int) -> list[Rates]:
    s = plan.segments
    base_mix = rng.dirichlet(np.full(s, 8.0)) if s > 1 else np.ones(1)
    logits = {
        "slippage": _logit(plan.decided) + rng.normal(0, plan.spread, s),
        "win_rate": _logit(plan.won) + rng.normal(0, plan.spread, s),
    }
    sizes = np.log(plan.size) + rng.normal(0, 2 * plan.spread, s)
    found, level = [], dict.fromkeys(FACTORS, 0.0)
    tilt = np.zeros(s)
    direction = sizes - sizes.mean()
    direction = direction / direction.std() if s > 1 and direction.std() else np.zeros(s)
    for quarter in range(quarters):
        if quarter:
            for name in FACTORS:
                level[name] = rng.normal(0, plan.steps.get(name, 0.0))
            tilt = rng.normal(0, plan.steps.get("mix", 0.0), s)
        if quarter == quarters - 1:
            for name, change in plan.planted.items():
                level[name] += change
            tilt = tilt + plan.planted.get("mix", 0.0) * direction
        mix = base_mix * np.exp(tilt)
        cell = {name: rng.normal(0, plan.cells, s) for name in ("slippage", "win_rate", "size")}
        found.append(
            Rates(
                created=plan.deals * float(np.exp(level["volume"])),
                mix=mix / mix.sum(),
                decided=_rate(logits["slippage"] + level["slippage"] + cell["slippage"]),
                won=_rate(logits["win_rate"] + level["win_rate"] + cell["win_rate"]),
                size=np.exp(sizes + level["size"] + cell["size"]),
            )
        )
    return found


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _rate(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)))


def columns_of(rows: Sequence[Mapping[str, Any]], *, as_of: int, history: bool = True) -> DealColumns:
    """Make columns of rows (meaning, amount, created, close, type, segment, account, pushes; the rest is optional).

    `close` of a closed deal is its closing day; `pushes` are (day, old close, new close).
    """
    n = len(rows)

    def texts(name: str, default: str = "") -> Any:
        found = np.empty(n, dtype=object)
        found[:] = [str(row.get(name, default)) for row in rows]
        return found

    def numbers(name: str) -> Floats:
        return np.array([row.get(name, np.nan) for row in rows], dtype=float)

    deal = np.empty(n, dtype=object)
    deal[:] = [str(row.get("deal", f"D{place:06d}")) for place, row in enumerate(rows)]
    meaning = np.array([row["meaning"] for row in rows], dtype=np.int64)
    close = numbers("close")
    moves = [
        (place, *push)
        for place, row in enumerate(rows)
        for push in (row.get("pushes", ()) if history else ())
    ]
    empty = np.full(len(moves), "", dtype=object)
    changes = Changes(
        deal=np.array([m[0] for m in moves], dtype=np.int64),
        day=np.array([m[1] for m in moves], dtype=np.int64),
        field=np.full(len(moves), 2, dtype=np.int64),
        old=np.array([m[2] for m in moves], dtype=float),
        new=np.array([m[3] for m in moves], dtype=float),
        old_stage=empty,
        new_stage=empty,
        is_push=np.array([m[3] > m[2] for m in moves], dtype=bool),
    )
    fields = dict.fromkeys(("stage", "amount", "close"), as_of)
    return DealColumns(
        snapshot="planted", currency="EUR", as_of=as_of, deal=deal,
        account=texts("account"), owner=texts("owner", "r1"), team=texts("team"), type=texts("type", "new"),
        pipeline=texts("pipeline"), stage=texts("stage"), forecast=texts("forecast"), product=texts("product"),
        region=texts("region"), segment=texts("segment"), source=texts("source"),
        competitor=texts("competitor"), reason=texts("reason"),
        meaning=meaning, amount=numbers("amount"), created=numbers("created"), close=close,
        decided=np.where(meaning == 0, np.nan, close), probability=np.full(n, np.nan), changes=changes,
        history=History(as_of, fields, -1_000_000) if history else History(as_of, missing="No history."),
        places={},
    )  # fmt: skip


def shuffled(columns: DealColumns, *, seed: int) -> DealColumns:
    """Return the same deals in another order of rows."""
    order = np.random.default_rng(seed).permutation(len(columns))
    back = np.argsort(order)
    arrays = {
        name: getattr(columns, name)[order]
        for name in (
            "deal", "account", "owner", "team", "type", "pipeline", "stage", "forecast", "product", "region",
            "segment", "source", "competitor", "reason", "meaning", "amount", "created", "close", "decided",
            "probability",
        )
    }  # fmt: skip
    moved = back[columns.changes.deal]
    place = np.argsort(moved, kind="stable")
    changes = {name: getattr(columns.changes, name)[place] for name in
               ("day", "field", "old", "new", "old_stage", "new_stage", "is_push")}  # fmt: skip
    return replace(columns, **arrays, changes=Changes(deal=moved[place], **changes))
