"""What was done in the first days of each deal, and how won and lost deals differ in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from bothways.insight.results.loading import REPLIES, TALKS, Floats, Ints, World
from bothways.terms import Unit

EARLY = 14
"""A meeting is early in so many first days."""
FALSE_SHARE = 0.1
"""The expected share of false ones among what is told (Benjamini and Hochberg)."""
_LONGEST_WAIT = 168.0
Bools = npt.NDArray[np.bool_]
col = nw.col


@dataclass(frozen=True, slots=True)
class Kind:
    """A habit: its unit, how it is said, whether less of it is the good, and the question it asks."""

    key: str
    label: str
    unit: Unit
    less: bool = False
    question: str = ""


KINDS = (
    Kind("people_met", "people of the customer met", Unit.TIMES, question="Who else decides there?"),
    Kind("several_contacts", "more than a single person met", Unit.SHARE, question="Who else decides there?"),
    Kind("meetings", "meetings", Unit.TIMES, question="What would make a meeting worth their time?"),
    Kind("early_meeting", "a meeting within a fortnight", Unit.SHARE,
         question="What would make a meeting worth their time?"),
    Kind("calls", "calls", Unit.TIMES, question="Who could be called, and about what?"),
    Kind("answered_in_a_day", "a mail answered within a day", Unit.SHARE,
         question="What stands in the way of a quick answer?"),
    Kind("reply_hours", "hours to an answer", Unit.HOURS, less=True,
         question="What stands in the way of a quick answer?"),
    Kind("days_between_touches", "days between touches", Unit.DAYS, less=True,
         question="What does the customer wait for?"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Early:
    """What was done in each deal (rows of `rows`) in its first days, or until now: an array a habit."""

    rows: Ints
    values: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A stratified difference: its standard error is clustered; `won`, `lost` are means at the same strata."""

    difference: float
    error: float
    won: float
    lost: float
    n_won: int
    n_lost: int

    @property
    def p(self) -> float:
        """Two-sided probability of a difference as large by chance."""
        from scipy.special import ndtr  # noqa: PLC0415 - takes a moment to load

        return float(2 * ndtr(-abs(self.difference) / self.error)) if self.error > 0 else 1.0


def contrast(x: Floats, won: Bools, strata: Ints, clusters: Ints) -> Contrast | None:
    """Return won minus lost of `x` within strata, each weighed by how much it can tell; None where none can.

    The weights n_won·n_lost/n are those of a regression with a constant for each stratum, and of Mantel and
    Haenszel for a share; the error is the sandwich over clusters (deals of one account are no two cases).
    """
    kept = np.isfinite(x)
    x, y, clusters = x[kept], won[kept].astype(float), clusters[kept]
    _, strata = np.unique(strata[kept], return_inverse=True)
    if not len(x):
        return None
    n = np.bincount(strata)
    n_won = np.bincount(strata, weights=y)
    useful = (n_won > 0) & (n_won < n)
    if not useful.any():
        return None
    inside = useful[strata]
    x, y, strata, clusters = x[inside], y[inside], strata[inside], clusters[inside]
    size = np.maximum(np.bincount(strata, minlength=len(n)), 1)
    off_y = y - (np.bincount(strata, weights=y, minlength=len(n)) / size)[strata]
    off_x = x - (np.bincount(strata, weights=x, minlength=len(n)) / size)[strata]
    whole = float((off_y**2).sum())
    difference = float((off_y * off_x).sum()) / whole
    score = off_y * (off_x - difference * off_y)
    _, clusters = np.unique(clusters, return_inverse=True)
    sums = np.bincount(clusters, weights=score)
    count = len(sums)
    error = float(np.sqrt((sums**2).sum() * count / max(count - 1, 1))) / whole
    # Both means at the strata's own weights, so that they differ by the difference.
    weight = np.bincount(strata, weights=off_y**2, minlength=len(n))
    first = np.bincount(strata, weights=x * y, minlength=len(n))
    mean_won = first / np.maximum(np.bincount(strata, weights=y, minlength=len(n)), 1)
    level = float((weight * mean_won).sum()) / whole
    return Contrast(difference, error, level, level - difference, int(y.sum()), int(len(y) - y.sum()))


def told(p: Sequence[float], *, share: float = FALSE_SHARE) -> list[bool]:
    """Say which of several tests stand, with at most that share of false ones among them.

    >>> told([0.001, 0.2, 0.04])
    [True, False, True]
    """
    order = sorted(range(len(p)), key=lambda i: p[i])
    last = max((rank for rank, i in enumerate(order, 1) if p[i] <= share * rank / len(p)), default=0)
    stand = set(order[:last])
    return [i in stand for i in range(len(p))]


def early_of(world: World, rows: Ints, days: int | None) -> Early:
    """Return what was done in deals in their first days (None: until now)."""
    frames, columns = world.frames, world.columns
    life = frames.table("deals").select("deal_id", "created_day")
    done = frames.table("activities").filter(col("at_day") <= world.day).join(life, on="deal_id", how="inner")
    done = done.filter(col("at_day") >= col("created_day"))
    if days is not None:
        done = done.filter(col("at_day") <= col("created_day") + days)
    second = nw.coalesce(col("at_second"), col("at_day").cast(nw.Int64) * 86_400)
    done = done.select(
        "deal_id", "at_day", "kind", "created_day", second.alias("at"),
        nw.when(col("kind").is_in(list(TALKS))).then(col("contact_id")).alias("met"),
        nw.when(col("kind") == "mail_in").then(second).alias("asked"),
    )  # fmt: skip
    done = frames.keep(done, "early_activities")
    counted = done.group_by("deal_id").agg(
        (col("kind") == "meeting").cast(nw.Int64).sum().alias("meetings"),
        (col("kind") == "call").cast(nw.Int64).sum().alias("calls"),
        col("at_day").n_unique().alias("touches"),
        col("asked").min().alias("asked"),
        col("created_day").min().alias("born"),
    )
    people = done.filter(~col("met").is_null()).group_by("deal_id").agg(col("met").n_unique().alias("met"))
    first = (
        done.filter(col("kind") == "meeting").group_by("deal_id").agg(col("at_day").min().alias("meeting"))
    )
    mails = counted.select("deal_id", col("asked").alias("first"))
    after = done.filter(col("kind").is_in(list(REPLIES))).join(mails, on="deal_id", how="inner")
    answered = (
        after.filter(col("at") > col("first")).group_by("deal_id").agg(col("at").min().alias("answered"))
    )
    joined = counted
    for other in (people, first, answered):
        joined = joined.join(other, on="deal_id", how="left")
    names = ("met", "meetings", "calls", "touches", "meeting", "asked", "answered", "born")
    got = frames.arrays(joined.select("deal_id", *names))
    place = {one: number for number, one in enumerate(columns.deal[rows].tolist())}
    where = np.array([place.get(one, -1) for one in np.ma.getdata(got["deal_id"]).tolist()], dtype=np.int64)
    raw = {name: _spread(got[name], where, len(rows)) for name in names}
    span = (
        np.full(len(rows), float(days))
        if days is not None
        else np.maximum(world.day - columns.created[rows], 1.0)
    )
    return Early(rows, _values(raw, span))


def _spread(column: npt.NDArray[Any], where: Ints, count: int) -> Floats:
    values = np.ma.getdata(column).astype(float)
    values[np.ma.getmaskarray(column)] = np.nan
    found = np.full(count, np.nan)
    found[where[where >= 0]] = values[where >= 0]
    return found


def _values(raw: Mapping[str, Floats], span: Floats) -> dict[str, Floats]:
    met, meetings, calls, touches = (
        np.nan_to_num(raw[name]) for name in ("met", "meetings", "calls", "touches")
    )
    early = np.where(np.isfinite(raw["meeting"]), raw["meeting"] - raw["born"] <= EARLY, False)
    wait = (raw["answered"] - raw["asked"]) / 3600
    # A mail of the last day had no day to be answered in.
    asked_late = (raw["born"] + span) * 86_400 - raw["asked"] < 0
    asked = np.isfinite(raw["asked"]) & ~asked_late
    capped = np.where(np.isfinite(wait), np.minimum(wait, _LONGEST_WAIT), _LONGEST_WAIT)
    nameless = not np.isfinite(raw["met"]).any()
    return {
        "people_met": np.full(len(met), np.nan) if nameless else met,
        "several_contacts": np.full(len(met), np.nan) if nameless else (met >= 2).astype(float),
        "meetings": meetings,
        "early_meeting": early.astype(float),
        "calls": calls,
        "answered_in_a_day": np.where(asked, (capped <= 24).astype(float), np.nan),
        "reply_hours": np.where(asked, capped, np.nan),
        "days_between_touches": span / (touches + 1),
    }
