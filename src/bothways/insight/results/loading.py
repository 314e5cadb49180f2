"""What the results stand on, loaded once: deals as columns, people, names, and activities summed by the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import numpy.typing as npt

from bothways.evidence.measures.frames import DuckFrames, Frame
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views import DealColumns, States, deal_columns
from bothways.terms.period import day_number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
TALKS = ("meeting", "call", "mail_out", "mail_in")
REPLIES = ("mail_out", "call", "meeting")
col = nw.col


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the own firm: `role` and `is_active` as the CRM says."""

    id: str
    name: str
    team: str
    role: str
    is_active: bool


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A snapshot seen from a day. `state` is how the deals stood at its end; `frames` its tables."""

    snapshot: Snapshot
    frames: DuckFrames
    columns: DealColumns
    state: States
    day: int
    people: Mapping[str, Person]

    @property
    def has_activities(self) -> bool:
        """Say whether any activity is in the snapshot."""
        return self.snapshot.rows("activities") > 0

    def name_of(self, person: str) -> str:
        """Return a person's name; the id where there is none."""
        found = self.people.get(person)
        return found.name if found else person


def world_of(snapshot: Snapshot, *, as_of: date) -> World:
    """Load a snapshot; who calls closes `frames`."""
    frames = DuckFrames(snapshot)
    rows = frames.rows(frames.table("people").select("person_id", "name", "team", "role", "is_active"))
    people = {
        str(one): Person(str(one), str(name or one), str(team or ""), str(role or ""), active is not False)
        for one, name, team, role, active in rows
    }
    columns = deal_columns(snapshot)
    day = day_number(as_of)
    return World(snapshot, frames, columns, columns.at(day), day, people)


def deal_names(frames: DuckFrames, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of deals, the account's name and product where a deal has none."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    accounts = frames.table("accounts").select("account_id", col("name").alias("account"))
    deals = frames.table("deals").filter(col("deal_id").is_in(wanted))
    deals = deals.select("deal_id", "name", "account_id", "product").join(
        accounts, on="account_id", how="left"
    )
    found = {}
    for one, name, account, product in frames.rows(deals.select("deal_id", "name", "account", "product")):
        found[str(one)] = str(name or " - ".join(part for part in (account, product) if part) or one)
    return found


def done_by(frames: DuckFrames) -> Frame:
    """Return the activities with `who` did them: the person named, else the owner of the deal."""
    owners = frames.table("deals").select("deal_id", "owner_id")
    done = frames.table("activities").join(owners, on="deal_id", how="left")
    return done.select(
        "activity_id", "at_day", "kind", "contact_id", "account_id", "deal_id",
        nw.coalesce(col("person_id"), col("owner_id")).fill_null("").alias("who"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """What was done in a period: counts by (person, kind), people met by person, and by (person, week)."""

    kinds: Mapping[tuple[str, str], int]
    met: Mapping[str, int]
    met_by_team: Mapping[str, int]
    met_in_all: int
    weekly: Mapping[tuple[str, int], int]


def done_in(world: World, *, first: int, last: int) -> Done:
    """Sum the activities between two days, with both."""
    frames = world.frames
    done = done_by(frames).filter(col("at_day").is_between(first, last))
    done = done.with_columns(((col("at_day") - first) // 7).alias("week"))
    counted = done.group_by("who", "kind", "week").agg(nw.len().alias("n"))
    kinds: dict[tuple[str, str], int] = {}
    weekly: dict[tuple[str, int], int] = {}
    for who, kind, week, n in frames.rows(counted.select("who", "kind", "week", "n")):
        kinds[who, str(kind or "")] = kinds.get((who, str(kind or "")), 0) + int(n)
        weekly[who, int(week)] = weekly.get((who, int(week)), 0) + int(n)
    teams = frames.table("people").select("person_id", col("team").fill_null("").alias("team"))
    met = done.filter(col("kind").is_in(list(TALKS)), ~col("contact_id").is_null())
    met = met.select("who", "contact_id").unique()
    met = met.join(teams, left_on="who", right_on="person_id", how="left")
    met = frames.keep(met.with_columns(col("team").fill_null("")), "people_met")
    people = frames.rows(met.group_by("who").agg(col("contact_id").n_unique().alias("n")).select("who", "n"))
    by_team = frames.rows(
        met.group_by("team").agg(col("contact_id").n_unique().alias("n")).select("team", "n")
    )
    in_all = frames.rows(met.select(col("contact_id").n_unique()))
    return Done(
        kinds=kinds,
        met={who: int(n) for who, n in people},
        met_by_team={team: int(n) for team, n in by_team},
        met_in_all=int(in_all[0][0] or 0) if in_all else 0,
        weekly=weekly,
    )


def clumping(done: Done, *, people: Iterable[str], weeks: int) -> float:
    """Return by how much weekly counts vary more than chance makes them: 1 or more, pooled within people."""
    found, free = 0.0, 0
    for who in people:
        counts = np.array([done.weekly.get((who, week), 0) for week in range(weeks)], dtype=float)
        if weeks < 2 or counts.sum() == 0:
            continue
        found += float(((counts - counts.mean()) ** 2).sum() / counts.mean())
        free += weeks - 1
    return max(1.0, found / free) if free else 1.0
