"""The sums that effort against money is made of: time, open and won money by account and group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import numpy.typing as npt

from bothways.evidence.views.columns import LOST, WON
from bothways.insight.results.loading import Floats, Ints, World
from bothways.insight.results.making import Maker
from bothways.terms import Refusal

MINUTES: Mapping[str, float] = {
    "meeting": 90, "call": 20, "mail_out": 10, "mail_in": 5, "note": 5, "task": 15,
}  # fmt: skip
"""Minutes that an activity of each kind takes, way and preparation with it: an assumption, to be edited."""
PERIODS = 4
"""Time and wins are those of so many periods, this one the last."""
FEWEST_PEOPLE = 3
MOST_ROWS = 12
OTHERS = "*others"
COLUMNS = ("time", "open", "won", "won_count")
_LEVELS = ("segment", "region", "product")
Texts = npt.NDArray[np.object_]
col = nw.col


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Sums by cluster (an account, else a deal) and group: `alike` counts every activity as much as any other."""

    cluster: Ints
    group: Ints
    time: Floats
    alike: Floats
    open: Floats
    won: Floats
    won_count: Floats

    def sums(self, count: int, name: str) -> Floats:
        """Return a column's sums by group."""
        return np.bincount(self.group, weights=getattr(self, name), minlength=count).astype(np.float64)


def minutes_of(given: Mapping[str, float] | None) -> dict[str, float]:
    """Return the minutes that count: the stated ones, with what was given over them.

    Raises:
        Refusal: `minutes` for a kind that there is not, or a number that is none or below 0.
    """
    minutes = dict(MINUTES)
    for kind, value in (given or {}).items():
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if kind not in MINUTES or not plain or not np.isfinite(value) or value < 0:
            raise Refusal(
                "minutes",
                f"“{kind} = {value}” is no assumption about minutes.",
                hint=f"Give 0 or more minutes for any of: {', '.join(MINUTES)}.",
            )
        minutes[kind] = float(value)
    return minutes


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A snapshot seen from a day, the groups' level, and the days and minutes that count."""

    world: World
    maker: Maker
    by: str
    minutes: Mapping[str, float]
    first: int
    last: int
    seed: int

    def own(self) -> Texts:
        """Return each deal's own group."""
        columns = self.world.columns
        return {"segment": columns.segment, "region": columns.region, "product": columns.product}[self.by]

    def decided(self, meaning: int) -> npt.NDArray[np.bool_]:
        """Return the deals won, or lost, in these days."""
        state = self.world.state
        inside = (state.close >= self.first) & (state.close <= self.last)
        return np.asarray(state.exists & (state.meaning == meaning) & inside, dtype=bool)


def level_of(world: World) -> str:
    """Return the first level by which the deals differ: segment, region or product."""
    held = {
        "segment": world.columns.segment,
        "region": world.columns.region,
        "product": world.columns.product,
    }
    for name in _LEVELS:
        if len(set(held[name].tolist()) - {""}) >= 2:
            return name
    return "segment"


def span_of(world: World, maker: Maker) -> tuple[int, int]:
    """Return the days of time and wins: four periods, but none before the first activity there is."""
    earliest = world.snapshot.calendar.before(maker.period, steps=PERIODS - 1).first_day
    last = min(world.day, maker.period.last_day)
    if world.has_activities:
        day = world.frames.rows(world.frames.table("activities").select(col("at_day").min()))
        if day and day[0][0] is not None:
            earliest = min(max(earliest, int(day[0][0])), last)
    return earliest, last


def cells_of(base: Base) -> tuple[list[str], Cells]:
    """Return the groups' keys, and all sums by cluster and group."""
    world = base.world
    columns, state = world.columns, world.state
    own = base.own()
    account = np.where(columns.account == "", columns.deal, columns.account)
    is_open, won = state.open, base.decided(WON)
    amount = np.maximum(np.nan_to_num(state.amount), 0.0)
    kept = np.flatnonzero(is_open | won)
    spent = _spent(base)
    keys = sorted(
        {*own[kept].tolist(), *(group for _, group, _, _ in spent)}, key=lambda one: (one == "", one)
    )
    place = {key: number for number, key in enumerate(keys)}
    clusters: dict[str, int] = {}
    group = [place[one] for one in own[kept].tolist()] + [place[one] for _, one, _, _ in spent]
    cluster = [clusters.setdefault(one, len(clusters)) for one in account[kept].tolist()]
    cluster += [clusters.setdefault(one, len(clusters)) for one, _, _, _ in spent]
    nothing, none = np.zeros(len(kept)), np.zeros(len(spent))
    return keys, Cells(
        cluster=np.array(cluster, dtype=np.int64),
        group=np.array(group, dtype=np.int64),
        time=np.concatenate([nothing, np.array([one[2] for one in spent], dtype=float)]),
        alike=np.concatenate([nothing, np.array([one[3] for one in spent], dtype=float)]),
        open=np.concatenate([np.where(is_open, amount, 0.0)[kept], none]),
        won=np.concatenate([np.where(won, amount, 0.0)[kept], none]),
        won_count=np.concatenate([won[kept].astype(float), none]),
    )


def _spent(base: Base) -> list[tuple[str, str, float, int]]:
    """Return (account or deal, group, minutes, activities): the group is the deal's, else the account's."""
    if not base.world.has_activities:
        return []
    frames = base.world.frames
    deals = frames.table("deals").select(
        "deal_id", col(base.by).alias("of_deal"), col("account_id").alias("deals_account")
    )
    done = frames.table("activities").filter(col("at_day").is_between(base.first, base.last))
    done = done.select("deal_id", "account_id", "kind").join(deals, on="deal_id", how="left")
    group = col("of_deal")
    if base.by != "product":
        accounts = frames.table("accounts").select("account_id", col(base.by).alias("of_account"))
        done = done.join(accounts, on="account_id", how="left")
        group = nw.coalesce(group, col("of_account"))
    done = done.select(
        nw.coalesce(col("deals_account"), col("account_id"), col("deal_id")).fill_null("").alias("cluster"),
        group.fill_null("").alias("group"),
        col("kind").fill_null("").alias("kind"),
    )
    rows = frames.rows(done.group_by("cluster", "group", "kind").agg(nw.len().alias("n")).select(
        "cluster", "group", "kind", "n"
    ).sort("cluster", "group", "kind"))  # fmt: skip
    return [(one, group, base.minutes.get(kind, 0.0) * n, int(n)) for one, group, kind, n in rows]


def small_shares(keys: Sequence[str], cells: Cells) -> set[int]:
    """Return the groups that a table of twelve rows has no place for: those smallest in everything."""
    if len(keys) <= MOST_ROWS:
        return set()
    sums = [cells.sums(len(keys), name) for name in COLUMNS]
    largest = np.max([one / max(one.sum(), 1.0) for one in sums], axis=0)
    order = np.argsort(-largest, kind="stable").tolist()
    return {i for i in order[MOST_ROWS - 1 :] if keys[i]}


def few_people(base: Base, keys: Sequence[str], cells: Cells) -> set[int]:
    """Return the groups in which one or two own the deals, and as many more as hide them in three or more."""
    owners = owners_of(base, keys)
    merged = small_shares(keys, cells)
    merged |= {i for i, held in enumerate(owners) if 0 < len(held) < FEWEST_PEOPLE}
    rest = sorted((i for i in range(len(keys)) if i not in merged), key=lambda i: (len(owners[i]), i))
    while merged and len(set().union(*(owners[i] for i in merged))) < FEWEST_PEOPLE and rest:
        merged.add(rest.pop(0))
    return merged


def owners_of(base: Base, keys: Sequence[str]) -> list[set[str]]:
    """Return who owns a deal of each group that is open, or was decided in the span."""
    which = base.world.state.open | base.decided(WON) | base.decided(LOST)
    found: dict[str, set[str]] = {key: set() for key in keys}
    for group, owner in zip(
        base.own()[which].tolist(), base.world.columns.owner[which].tolist(), strict=True
    ):
        if owner:
            found.setdefault(group, set()).add(owner)
    return [found[key] for key in keys]
