"""Puts the results together: one world loaded once, each part from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from bothways.evidence.measures.intervals import weighted_rate_interval
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views.columns import LOST, WON
from bothways.insight.results.answer import MANAGER, Key, Results, Rows
from bothways.insight.results.believing import (
    Ground,
    believe,
    conversions,
    orders_of,
    shrunken,
    with_intervals,
)
from bothways.insight.results.effort import Effort, effort_of
from bothways.insight.results.effort_cells import FEWEST_PEOPLE
from bothways.insight.results.habits import LANDMARK, Habits, habits_of
from bothways.insight.results.loading import World, world_of
from bothways.insight.results.making import NOT_GIVEN, Maker
from bothways.insight.results.moved import Changes, Moved, Since, changes_since
from bothways.insight.results.order import Order
from bothways.insight.results.saying import against_of, own_of, said_of, sentences_of
from bothways.insight.results.standings import (
    Sheet,
    Standing,
    check_day,
    sellers_of,
    sheets_of,
    standings_of,
)
from bothways.insight.threads import single_threaded
from bothways.terms import Figure, Period, Refusal, Sentence, Unit

_MOST = 200
_NONE = "\0"
"""Stands for the group that isn't given, where "" is all of it."""
Bools = npt.NDArray[np.bool_]


@single_threaded
def results(
    snapshot: Snapshot,
    *,
    period: Period | str,
    as_of: date | None = None,
    since: Since | None = None,
    seed: int = 0,
    minutes: Mapping[str, float] | None = None,
    effort_by: str | None = None,
    landmark: int = LANDMARK,
) -> Results:
    """Return where each stands, what changed and by which deals, what went with wins, and effort against money.

    It is the manager's: `Results.for_reader` cuts it for a side or a person.

    Args:
        snapshot: the evidence.
        period: of which period (`"2026Q3"` or a `Period`); one that still runs is set beside the same days
            of earlier ones.
        as_of: seen from which day; the snapshot's own by default.
        since: what the last brief stood on: an earlier snapshot, a day (rebuilt from the history), or the
            facts of the brief (`ledger.json`, as a mapping or a path).
        seed: of the bootstrap of shares.
        minutes: what an activity of a kind takes, over the stated assumption.
        effort_by: segment, region or product; by default the first that the deals have.
        landmark: so many first days of a deal count for what went with wins.

    Raises:
        Refusal: `period`, `as-of-later`, `since-…`, `minutes`, `no-level`, `landmark`.
    """
    day = check_day(snapshot, as_of=as_of)
    if effort_by not in (None, "segment", "region", "product"):
        raise Refusal(
            "no-level", f"There is no level “{effort_by}”.", hint="There are: segment, region, product."
        )
    if landmark < 1:
        raise Refusal(
            "landmark", "What counts are the first days of a deal.", hint="Give a number of 1 or more."
        )
    span = snapshot.calendar.period(period) if isinstance(period, str) else period
    world = world_of(snapshot, as_of=day)
    try:
        return _built(
            world, Maker(snapshot.id, span, day), since=since, seed=seed, minutes=minutes, by=effort_by,
            landmark=landmark,
        )  # fmt: skip
    finally:
        world.frames.close()


def _built(
    world: World,
    maker: Maker,
    *,
    since: Since | None,
    seed: int,
    minutes: Mapping[str, float] | None,
    by: str | None,
    landmark: int,
) -> Results:
    sheets = sheets_of(world, period=maker.period, as_of=maker.as_of)
    now = sheets[0]
    sellers = sellers_of(world, now)
    standings, orders = _stand(world, maker, sheets, sellers)
    mix, groups = _mix(world, maker, before=sheets[1].period if sheets[1] else None)
    changes = None
    if since is not None:
        changes = changes_since(world, since, period=maker.period, as_of=maker.as_of, now=now.figures)
        changes = _named(changes, standings)
    habits = habits_of(world, maker, landmark=landmark)
    effort, for_sides = effort_of(world, maker, minutes=minutes, by=by, seed=seed)
    behind, owners = _behind(world, maker, effort, for_sides)
    # Groups that are merged into others, and whoever has no figure, have no figure to stand behind.
    shown = [*(one.now for one in standings), *effort.figures, *for_sides.figures]
    told = {(figure.name, figure.by, figure.key) for figure in shown}
    behind = {key: rows for key, rows in behind.items() if key in told}
    return Results(
        snapshot=world.snapshot.id,
        period=maker.period,
        as_of=maker.as_of,
        reader=MANAGER,
        standings=tuple(standings),
        mix=mix,
        orders=orders,
        changes=changes,
        habits=habits,
        effort=effort,
        sentences=sentences_of(standings, changes, habits, effort),
        own=own_of(standings),
        behind=behind,
        against=_against(standings, habits, effort),
        notices=(*now.measured.notices, *habits.notes, *effort.notes, *(changes.notes if changes else ())),
        _people=_people(world, now, sellers),
        _owners=owners,
        _groups=groups,
        _for_sides=for_sides,
    )


def _stand(
    world: World, maker: Maker, sheets: tuple[Sheet, Sheet | None, Sheet | None], sellers: Sequence[str]
) -> tuple[list[Standing], tuple[Order, ...]]:
    now = sheets[0]
    teams = tuple(
        sorted({world.people[one].team for one in sellers if one in world.people and world.people[one].team})
    )
    last = min(world.day, maker.period.last_day)
    weeks = max(1, (last - maker.period.first_day + 1) // 7)
    grounds = [Ground(world, now, "rep", tuple(sellers), weeks), Ground(world, now, "team", teams, weeks)]
    believed = {ground.by: believe(ground) for ground in grounds}
    standings = shrunken(standings_of(world, sheets, sellers=sellers), believed)
    standings = conversions(standings, sellers=sellers)
    bands = with_intervals(now, grounds[0])
    standings = [
        replace(one, now=replace(one.now, interval=bands[one.measure, one.by, one.key]))
        if (one.measure, one.by, one.key) in bands
        else one
        for one in standings
    ]

    def label(by: str, key: str) -> str:
        return world.name_of(key) if by == "rep" else key

    orders = tuple(said_of(maker, order) for order in orders_of(believed, labels=label))
    return standings, orders


def _people(world: World, now: Sheet, sellers: Sequence[str]) -> dict[str, int]:
    """Return how many people stand behind each team: who sells, and whoever has any number of their own."""
    active = {key for (_, by, key), f in now.figures.items() if by == "rep" and key and (f.n or f.value)}
    found: dict[str, int] = {}
    for one in active | set(sellers):
        team = world.people[one].team if one in world.people else ""
        found[team] = found.get(team, 0) + 1
    return found


def _named(changes: Changes, standings: Sequence[Standing]) -> Changes:
    """Set each change beside the standing's own figure, so that the same number has the same name."""
    own = {(one.measure, one.by, one.key): one.now for one in standings}

    def with_now(moved: Moved) -> Moved:
        return replace(moved, now=own.get((moved.measure, moved.by, moved.key), moved.now))

    return replace(changes, moved=tuple(with_now(one) for one in changes.moved))


def _mix(
    world: World, maker: Maker, *, before: Period | None
) -> tuple[tuple[Figure, ...], frozenset[tuple[str, str]]]:
    """Return shares of bookings by segment and product, of the whole (also before), teams and reps.

    Beside them the groups that the sides may see.
    """
    columns = world.columns
    found: list[Figure] = []
    shown: set[tuple[str, str]] = set()
    for level, own in (("segment", columns.segment), ("product", columns.product)):
        if set(own.tolist()) <= {""}:
            continue
        shown |= {(level, key) for key in _of_many(own, columns.owner)}
        found += _shares(world, maker, level, _mixed(world, own, maker.period))
        if before is not None:
            whole = {key: one for key, one in _mixed(world, own, before).items() if not key[0]}
            found += _shares(world, replace(maker, period=before), level, whole, after="_before")
    return tuple(found), frozenset(shown)


def _mixed(
    world: World, own: npt.NDArray[np.object_], period: Period
) -> dict[tuple[str, str, str], list[float]]:
    """Return count, sum and sum of squares of what was won by (level, key, group); group "" is all of it."""
    state, columns = world.state, world.columns
    inside = (state.close >= period.first_day) & (state.close <= period.last_day)
    won = np.flatnonzero(state.exists & (state.meaning == WON) & inside & (np.nan_to_num(state.amount) > 0))
    sums: dict[tuple[str, str, str], list[float]] = {}
    for row in won.tolist():
        amount = float(state.amount[row])
        for by, key in (("", ""), ("team", columns.team[row]), ("rep", columns.owner[row])):
            for group in ("", own[row] or _NONE):
                one = sums.setdefault((by, key, group), [0.0, 0.0, 0.0])
                one[0] += 1
                one[1] += amount
                one[2] += amount * amount
    return sums


def _shares(
    world: World,
    maker: Maker,
    level: str,
    sums: Mapping[tuple[str, str, str], list[float]],
    *,
    after: str = "",
) -> list[Figure]:
    """Return each group's share of the whole that it is in."""
    found = []
    for (by, key, group), (n, part, _) in sorted(sums.items()):
        if not group:
            continue
        whole = sums[by, key, ""]
        name = "" if group == _NONE else group
        owner = world.name_of(key) if by == "rep" else key
        label = name or NOT_GIVEN
        found.append(
            maker.make(
                f"result_mix{after}", part / whole[1], Unit.SHARE, said=f"share of bookings by {level}",
                by=f"{by}_{level}" if by else level, key=f"{key}|{name}" if by else name,
                label=f"{owner or NOT_GIVEN}: {label}" if by else label, n=int(n),
                interval=weighted_rate_interval(part, whole[1], whole[2]),
            )
        )  # fmt: skip
    return found


def _of_many(groups: npt.NDArray[np.object_], owners: npt.NDArray[np.object_]) -> set[str]:
    """Return the groups that sides may see: three owners or more, and those hidden hide each other."""
    held: dict[str, set[str]] = {}
    for group, owner in zip(groups.tolist(), owners.tolist(), strict=True):
        held.setdefault(group, set()).update({owner} - {""})
    hidden = {group for group, own in held.items() if 0 < len(own) < FEWEST_PEOPLE}
    shown = sorted(set(held) - hidden, key=lambda group: (len(held[group]), group))
    while hidden and shown and len(set().union(*(held[group] for group in hidden))) < FEWEST_PEOPLE:
        hidden.add(shown.pop(0))
    return set(shown)


def _behind(
    world: World, maker: Maker, effort: Effort, for_sides: Effort
) -> tuple[dict[Key, Rows], dict[str, tuple[str, bool]]]:
    """Return the deals behind the figures that are sums or shares of deals, the largest first."""
    state, columns, period = world.state, world.columns, maker.period
    inside = (state.close >= period.first_day) & (state.close <= period.last_day)
    won, lost = (state.exists & (state.meaning == one) & inside for one in (WON, LOST))
    created = columns.created >= period.first_day
    created &= state.exists & (columns.created <= min(world.day, period.last_day))
    which: dict[str, Bools] = {
        "bookings": won, "won_count": won, "attainment": won, "deal_size_median": won, "cycle_days": won,
        "win_rate_count": won | lost, "open_amount": state.open, "open_count": state.open,
        "open_due_amount": state.open & inside, "coverage": state.open & inside, "pipeline_created": created,
    }  # fmt: skip
    order = np.lexsort((columns.deal, -np.nan_to_num(state.amount)))
    found: dict[Key, Rows] = {}
    for name, mask in which.items():
        rows = order[mask[order]]
        for by, own in (("all", None), ("team", columns.team), ("rep", columns.owner)):
            found |= {
                (f"result_{name}", by, key): ids for key, ids in _grouped(columns.deal, rows, own).items()
            }
    span = (state.close >= effort.first) & (state.close <= effort.last)
    group = {"segment": columns.segment, "region": columns.region, "product": columns.product}[effort.by]
    won_then = state.exists & (state.meaning == WON) & span
    for name, mask in {
        "effort_won": won_then,
        "effort_won_count": won_then,
        "effort_open": state.open,
    }.items():
        held = _grouped(columns.deal, order[mask[order]], group)
        found |= {(name, effort.by, key): ids for key, ids in held.items()}
    place = {one: row for row, one in enumerate(columns.deal.tolist())}
    used = {one for rows in found.values() for _, one in rows}
    owners = {one: (str(columns.owner[place[one]]), bool(state.meaning[place[one]] == WON)) for one in used}
    return found, owners


def _grouped(
    ids: npt.NDArray[np.object_], rows: npt.NDArray[np.int64], own: npt.NDArray[np.object_] | None
) -> dict[str, Rows]:
    if own is None:
        return {"": tuple(("deals", one) for one in ids[rows[:_MOST]].tolist())} if len(rows) else {}
    held: dict[str, list[tuple[str, str]]] = {}
    for one, key in zip(ids[rows].tolist(), own[rows].tolist(), strict=True):
        mine = held.setdefault(key, [])
        if len(mine) < _MOST:
            mine.append(("deals", one))
    return {key: tuple(rows) for key, rows in held.items()}


def _against(standings: Sequence[Standing], habits: Habits, effort: Effort) -> dict[Key, Sentence]:
    found: dict[Key, Sentence] = {}
    for one in standings:
        if sentence := against_of(one):
            found[one.now.name, one.by, one.key] = sentence
    for habit in habits.habits:
        found[habit.difference.name, habit.difference.by, habit.difference.key] = habit.against
    for row in effort.rows:
        if row.against:
            found[row.time.name, row.time.by, row.time.key] = row.against
    return found
