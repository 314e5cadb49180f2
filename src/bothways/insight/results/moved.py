"""What changed since the last brief, and by which deals."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.evidence.measures import measure
from bothways.evidence.snapshot import Snapshot
from bothways.evidence.views import DealColumns, States, deal_columns
from bothways.evidence.views.columns import LOST, OPEN, WON
from bothways.insight.results.loading import Floats, Ints, World, deal_names
from bothways.insight.results.making import Maker
from bothways.insight.results.standings import LEVELS
from bothways.terms import Figure, Period, Refusal, Unit
from bothways.terms.period import day_number

Since = Snapshot | date | Mapping[str, Any] | Path | str
ADDITIVE = {
    "bookings": Unit.CENTS, "open_amount": Unit.CENTS, "open_due_amount": Unit.CENTS,
    "pipeline_created": Unit.CENTS, "won_count": Unit.COUNT, "lost_count": Unit.COUNT, "open_count": Unit.COUNT,
}  # fmt: skip
OTHER = ("attainment", "coverage", "win_rate_count", "cycle_days", "deal_size_median", "days_since_touch")
REST = "rest"
KINDS = {
    "created": "created", "won": "won", "lost": "lost", "reopened": "reopened or no longer closed",
    "moved_in": "moved into the period", "moved_out": "moved out of the period", "amount": "amount changed",
    "gone": "no longer in the data",
    REST: "not told deal by deal: corrected since, or deals that are no longer in the data",
}  # fmt: skip
_STATE = ("open_amount", "open_count")
_MOST = 200
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A deal that moved an additive measure: by name, for its owner and the manager alone.

    `cents` (or a count of one) is what it added; `before` and `after` what it stood for.
    """

    measure: str
    kind: str
    deal_id: str
    name: str
    owner_id: str
    added: int
    before: int
    after: int

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A measure then and now. `kinds` (with the rest) sum to `step` exactly; empty for what doesn't add up."""

    measure: str
    by: str
    key: str
    then: Figure
    now: Figure
    step: Figure | None
    kinds: tuple[Figure, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures; `now` is already a standing's."""
        return (self.then, *((self.step,) if self.step else ()), *self.kinds)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "measure": self.measure, "by": self.by, "key": self.key, "then": self.then.as_dict(),
            "now": self.now.as_dict(), "step": self.step.as_dict() if self.step else None,
            "kinds": [one.as_dict() for one in self.kinds],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that changed since a day; `known_by` is how that day is known: snapshot, history or brief."""

    since: date
    known_by: str
    moved: tuple[Moved, ...]
    movers: tuple[Mover, ...]
    notes: tuple[str, ...] = ()

    def one(self, name: str, by: str = "all", key: str = "") -> Moved | None:
        """Return what became of one measure, or None."""
        return next((m for m in self.moved if (m.measure, m.by, m.key) == (name, by, key)), None)

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "since": self.since.isoformat(),
            "known_by": self.known_by,
            "moved": [one.as_dict() for one in self.moved],
            "movers": [one.as_dict() for one in self.movers],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """How each deal stood at a day; rows are the same in both pictures of a comparison."""

    exists: Bools
    meaning: Ints
    amount: Floats
    close: Floats
    created: Floats
    day: int

    def part(self, name: str, period: Period) -> tuple[Bools, Ints]:
        """Return which deals are in a measure, and what each adds to it."""
        due = (self.close >= period.first_day) & (self.close <= period.last_day)
        is_open = self.exists & (self.meaning == OPEN)
        last = min(self.day, period.last_day)
        created = self.exists & (self.created >= period.first_day) & (self.created <= last)
        inside: Bools = {
            "bookings": self.exists & (self.meaning == WON) & due,
            "won_count": self.exists & (self.meaning == WON) & due,
            "lost_count": self.exists & (self.meaning == LOST) & due,
            "open_amount": is_open,
            "open_count": is_open,
            "open_due_amount": is_open & due,
            "pipeline_created": created,
        }[name]
        whole = np.ones(len(inside)) if ADDITIVE[name] is Unit.COUNT else np.nan_to_num(self.amount)
        return inside, np.where(inside, np.rint(whole), 0).astype(np.int64)


def kinds_of(
    name: str, before: tuple[Bools, Ints], after: tuple[Bools, Ints], *, was: Picture, now: Picture
) -> npt.NDArray[np.object_]:
    """Say of each deal why it came into a measure, left it, or counts otherwise."""
    came, left = ~before[0] & after[0], before[0] & ~after[0]
    kinds = np.full(len(came), "amount", dtype=object)
    closing = name in ("bookings", "won_count", "lost_count")
    wanted = LOST if name == "lost_count" else WON
    if closing:
        kinds[came] = "lost" if wanted == LOST else "won"
        kinds[came & was.exists & (was.meaning == wanted)] = "moved_in"
        kinds[left] = "reopened"
        kinds[left & (now.meaning == wanted)] = "moved_out"
    else:
        kinds[came] = "created"
        kinds[came & was.exists & (was.meaning != OPEN)] = "reopened"
        kinds[came & was.exists & (was.meaning == OPEN)] = "moved_in"
        kinds[left] = "moved_out"
        kinds[left & (now.meaning == WON)] = "won"
        kinds[left & (now.meaning == LOST)] = "lost"
    kinds[left & ~now.exists] = "gone"
    return kinds


def changes_since(
    world: World, since: Since, *, period: Period, as_of: date, now: Mapping[tuple[str, str, str], Figure]
) -> Changes:
    """Return what changed since an earlier snapshot, a day, or the facts of an earlier brief.

    Args:
        world: the snapshot, seen from `as_of`.
        since: an earlier `Snapshot`; a day, rebuilt from the history; or the ledger of an earlier brief
            (`ledger.json` as a mapping or a path): its own figures are then what stood before.
        period: of which period.
        as_of: seen from which day.
        now: the measures of the period, by (name, by, key).

    Raises:
        Refusal: `since-later`, `since-ledger`, `since-currency`, `since-other`.
    """
    earlier, day, told, known_by = _read(since, period)
    if day > as_of:
        raise Refusal(
            "since-later",
            f"What is compared with is of {day}, later than {as_of}.",
            hint="Give a brief, a day or a snapshot of before.",
        )
    snapshot = earlier or world.snapshot
    if earlier and earlier.currency and world.snapshot.currency not in ("", earlier.currency):
        raise Refusal(
            "since-currency",
            f"The earlier snapshot counts in {earlier.currency}, this one in {world.snapshot.currency}.",
            hint="Import both with the same currency.",
        )
    if earlier and earlier.rows("deals") and len(world.columns) and not _share(earlier, world):
        raise Refusal(
            "since-other",
            f"Not one deal of the snapshot of {day} is in this one: they are not the same export.",
            hint="Give an earlier snapshot of the same CRM.",
        )
    names = [name for name in (*ADDITIVE, *OTHER) if (name, "all", "") in now]
    measured = measure(snapshot, period=period, as_of=day, by=LEVELS, names=names)
    then = {(f.name, f.by, f.key): f for f in measured.figures}
    ids, owners, was, is_now = _pictures(world, earlier, day)
    notes = []
    missing = "" if earlier else world.columns.history.unknown_at(day_number(day))
    if missing:
        notes.append(missing)
    moved, movers = [], []
    maker = Maker(world.snapshot.id, period, as_of)
    for name in names:
        for (one, by, key), figure in now.items():
            if one == name and by in LEVELS and (by == "all" or key):
                before = told.get((name, by, key)) or then.get((name, by, key))
                moved.append(_moved(maker, name, figure, before, day))
        if name in ADDITIVE and not missing:
            place = next(i for i, m in enumerate(moved) if (m.measure, m.by) == (name, "all"))
            kinds, deals = _told(maker, name, moved[place], ids, owners, was, is_now)
            moved[place] = _with(moved[place], kinds)
            movers += deals
    called = deal_names(world.frames, [one.deal_id for one in movers])
    movers = [_called(one, called) for one in movers]
    return Changes(since=day, known_by=known_by, moved=tuple(moved), movers=tuple(movers), notes=tuple(notes))


def _share(earlier: Snapshot, world: World) -> bool:
    return bool(set(deal_columns(earlier).deal.tolist()) & set(world.columns.deal.tolist()))


def _read(
    since: Since, period: Period
) -> tuple[Snapshot | None, date, dict[tuple[str, str, str], float], str]:
    if isinstance(since, Snapshot):
        return since, since.as_of, {}, "snapshot"
    if isinstance(since, date):
        return None, since, {}, "history"
    if isinstance(since, str):
        try:
            return None, date.fromisoformat(since.strip()), {}, "history"
        except ValueError:
            since = Path(since)
    if isinstance(since, Path):
        try:
            since = json.loads(since.read_text("utf-8"))
        except (OSError, ValueError) as bad:
            raise _no_ledger(f"{since} can't be read as the facts of a brief.") from bad
    day, told = _facts(since, period)
    return None, day, told, "brief"


def _no_ledger(sentence: str) -> Refusal:
    return Refusal(
        "since-ledger", sentence, hint="Give the ledger.json that lies beside an earlier pair of briefs."
    )


def _facts(ledger: Any, period: Period) -> tuple[date, dict[tuple[str, str, str], float]]:
    """Return the day of a brief, and its figures of this period: what was said is what stood before."""
    facts = ledger.get("facts") if isinstance(ledger, Mapping) else None
    if not isinstance(facts, Sequence) or isinstance(facts, str):
        raise _no_ledger("These are not the facts of a brief.")
    held = [one.get("figure") for one in facts if isinstance(one, Mapping)]
    figures = [one for one in held if isinstance(one, Mapping)]
    try:
        days = [date.fromisoformat(str(one["as_of"])) for one in figures]
    except (KeyError, ValueError) as bad:
        raise _no_ledger("A figure of the earlier brief has no day.") from bad
    if not days:
        raise _no_ledger("The earlier brief holds no figure.")
    day = max(days)
    told: dict[tuple[str, str, str], float] = {}
    span = (period.first.isoformat(), period.last.isoformat())
    for one, own in zip(figures, days, strict=True):
        name, value = str(one.get("name", "")), one.get("value")
        is_ours = (one.get("first"), one.get("last")) == span or name in _STATE
        # A median of others bears the same name: only a measure's own method is the measure.
        own_method = str(one.get("method", "")).startswith(name.replace("_", "-") + "/")
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            continue
        if own == day and is_ours and own_method:
            told[name, str(one.get("by", "all")), str(one.get("key", ""))] = float(value)
    return day, told


def _moved(maker: Maker, name: str, now: Figure, before: Figure | float | None, day: date) -> Moved:
    span = f"{name} as of {day}"
    if isinstance(before, Figure):
        value, why = before.value, before.unknown
    else:
        value, why = before, "It was not measured then."
    made = partial(maker.make, unit=now.unit, by=now.by, key=now.key, label=now.label)
    then = made(f"result_{name}_since", value, said=span, unknown=why, as_of=day)
    step = None
    if value is not None and now.value is not None:
        step = made(f"result_{name}_moved", now.value - value, said=f"{name} minus {span}", n=now.n)
    return Moved(measure=name, by=now.by, key=now.key, then=then, now=now, step=step)


def _with(moved: Moved, kinds: tuple[Figure, ...]) -> Moved:
    return Moved(
        measure=moved.measure, by=moved.by, key=moved.key, then=moved.then, now=moved.now, step=moved.step,
        kinds=kinds,
    )  # fmt: skip


def _told(
    maker: Maker,
    name: str,
    moved: Moved,
    ids: npt.NDArray[np.object_],
    owners: npt.NDArray[np.object_],
    was: Picture,
    now: Picture,
) -> tuple[tuple[Figure, ...], list[Mover]]:
    """Return the sums by kind, with the rest that makes them exact, and the deals, the largest first."""
    if moved.step is None or moved.step.value is None:
        return (), []
    before, after = was.part(name, maker.period), now.part(name, maker.period)
    added = after[1] - before[1]
    changed = np.flatnonzero((added != 0) | (before[0] != after[0]))
    kinds = kinds_of(name, before, after, was=was, now=now)[changed]
    unit = ADDITIVE[name]
    figures = []
    total = 0
    for kind, label in KINDS.items():
        mine = changed[kinds == kind]
        if kind == REST or not len(mine):
            continue
        value = int(added[mine].sum())
        total += value
        figures.append(_kind(maker, name, kind, label, value, len(mine), unit))
    rest = int(moved.step.value) - total
    if rest:
        figures.append(_kind(maker, name, REST, KINDS[REST], rest, None, unit))
    order = changed[np.lexsort((ids[changed], -np.abs(added[changed])))][:_MOST]
    kind_of = dict(zip(changed.tolist(), kinds.tolist(), strict=True))
    deals = [
        Mover(
            measure=name, kind=kind_of[i], deal_id=ids[i], name="", owner_id=owners[i], added=int(added[i]),
            before=int(before[1][i]), after=int(after[1][i]),
        )
        for i in order.tolist()
    ]  # fmt: skip
    return tuple(figures), deals


def _kind(
    maker: Maker, name: str, kind: str, label: str, value: int, n: int | None, unit: Unit
) -> Figure:  # fmt: skip
    said = f"what deals {label} added to {name}"
    return maker.make(f"result_{name}_by_kind", value, unit, said=said, by="kind", key=kind, label=label, n=n)


def _called(mover: Mover, names: Mapping[str, str]) -> Mover:
    held = {name: getattr(mover, name) for name in Mover.__slots__}
    return Mover(**(held | {"name": names.get(mover.deal_id, mover.deal_id)}))


def _pictures(
    world: World, earlier: Snapshot | None, day: date
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_], Picture, Picture]:
    """Return ids, owners, and how all deals of both days stood on each."""
    columns, number = world.columns, day_number(day)
    if earlier is None:
        was = _picture(columns.at(number), columns, np.arange(len(columns)), len(columns))
        now = _picture(world.state, columns, np.arange(len(columns)), len(columns))
        return columns.deal, columns.owner, was, now
    old = deal_columns(earlier)
    gone = np.array(sorted(set(old.deal.tolist()) - set(columns.deal.tolist())), dtype=object)
    ids = np.concatenate([columns.deal, gone])
    place = {one: i for i, one in enumerate(ids.tolist())}
    rows = np.array([place[one] for one in old.deal.tolist()], dtype=np.int64)
    owners = np.concatenate([columns.owner, np.full(len(gone), "", dtype=object)])
    lost = rows >= len(columns)
    owners[rows[lost]] = old.owner[lost]
    was = _picture(old.at(old.as_of), old, rows, len(ids))
    now = _picture(world.state, columns, np.arange(len(columns)), len(ids))
    return ids, owners, was, now


def _picture(state: States, columns: DealColumns, rows: Ints, count: int) -> Picture:
    exists, meaning = np.zeros(count, dtype=bool), np.full(count, OPEN, dtype=np.int64)
    amount, close, created = (np.full(count, np.nan) for _ in range(3))
    exists[rows], meaning[rows] = state.exists, state.meaning
    amount[rows], close[rows], created[rows] = state.amount, state.close, columns.created
    return Picture(exists, meaning, amount, close, created, state.day)
