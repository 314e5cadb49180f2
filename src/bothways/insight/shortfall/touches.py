"""What is known of deals beside their columns: activities with their people, and the discount given."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np

from bothways.evidence.measures.frames import DuckFrames
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.columns import DealColumns, Floats, Ints

col = nw.col


@dataclass(frozen=True, slots=True, eq=False)
class Touches:
    """Activities on deals, sorted by deal and day: `deal` is the row of the columns, `contact` -1 unknown."""

    deal: Ints
    day: Ints
    contact: Ints

    def until(self, day: int) -> Touches:
        """Return those up to the end of a day."""
        own = self.day <= day
        return Touches(self.deal[own], self.day[own], self.contact[own])

    def last(self, count: int) -> Floats:
        """Return by deal the day of the last one, NaN where there is none."""
        found = np.full(count, np.nan)
        found[self.deal] = self.day  # sorted: the last one stays
        return found

    def contacts(self, count: int) -> Floats:
        """Return by deal how many people of the customer they name, NaN where none does."""
        known = self.contact >= 0
        width = int(self.contact.max(initial=0)) + 1
        pairs = np.unique(self.deal[known] * width + self.contact[known])
        people = np.bincount(pairs // width, minlength=count).astype(np.float64)
        return np.where(people > 0, people, np.nan)


def no_touches() -> Touches:
    """Return none: nothing is known of activities."""
    none = np.zeros(0, dtype=np.int64)
    return Touches(none, none, none)


def touches_of(snapshot: Snapshot, columns: DealColumns) -> Touches:
    """Return the activities of a snapshot's deals."""
    if not snapshot.rows("activities"):
        return no_touches()
    frames = DuckFrames(snapshot)
    try:
        done = frames.table("activities").filter(~col("deal_id").is_null(), ~col("at_day").is_null())
        got = frames.arrays(done.select("deal_id", "at_day", col("contact_id").fill_null("")))
    finally:
        frames.close()
    ids, day, contact = (np.ma.getdata(got[name]) for name in ("deal_id", "at_day", "contact_id"))
    rows = {deal: row for row, deal in enumerate(columns.deal.tolist())}
    deal = np.array([rows.get(one, -1) for one in ids.tolist()], dtype=np.int64)
    people = {"": -1}
    who = np.array([people.setdefault(one, len(people) - 1) for one in contact.tolist()], dtype=np.int64)
    order = np.lexsort((day, deal))
    order = order[deal[order] >= 0]
    return Touches(deal[order], day[order].astype(np.int64), who[order])


def discounts_of(snapshot: Snapshot, columns: DealColumns) -> Floats | None:
    """Return by deal the share of list price that was given away, NaN unknown; None where no deal has lines."""
    if not snapshot.rows("deal_lines"):
        return None
    rows = {deal: row for row, deal in enumerate(columns.deal.tolist())}
    found = np.full(len(columns), np.nan)
    frames = DuckFrames(snapshot)
    try:
        lines = frames.table("deal_lines").filter(col("list_cents") > 0, ~col("total_cents").is_null())
        sums = lines.group_by("deal_id").agg(col("list_cents").sum(), col("total_cents").sum())
        told = frames.rows(sums.select("deal_id", "list_cents", "total_cents"))
    finally:
        frames.close()
    for deal, listed, total in told:
        if deal in rows:
            found[rows[deal]] = 1 - float(total) / float(listed)
    return None if np.isnan(found).all() else found


def people_of(snapshot: Snapshot) -> frozenset[str]:
    """Return the names of the own firm's people."""
    frames = DuckFrames(snapshot)
    try:
        return frozenset(str(name) for (name,) in frames.rows(frames.table("people").select("name")) if name)
    finally:
        frames.close()
