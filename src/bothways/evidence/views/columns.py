"""All deals as columns, and how they stood on any day: for models that look at every deal at many days.

Where `measures` answer on any engine, these are NumPy arrays in memory: one row a deal, read once, and
rebuilt for a day in one pass over the changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from weakref import WeakKeyDictionary

import narwhals as nw
import numpy as np
import numpy.typing as npt

from bothways.evidence.measures.frames import DuckFrames, Frame
from bothways.evidence.measures.history import History, history_of
from bothways.evidence.measures.states import moment
from bothways.evidence.snapshot import Snapshot
from bothways.terms.period import day_number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
OPEN, WON, LOST = 0, 1, 2
_MEANINGS = {"open": OPEN, "won": WON, "lost": LOST}
_TEXTS = ("deal_id", "account_id", "owner_id", "type", "pipeline", "stage", "forecast", "product", "region",
          "segment", "source", "competitor", "reason")  # fmt: skip
_NUMBERS = ("amount_cents", "created_day", "close_day", "probability")
_FIELDS = ("stage", "amount", "close")
col = nw.col


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """How each deal stood at the end of a day: arrays as long as the deals.

    `exists`: created on that day or before (a deal without a day of creation always is); `meaning`: OPEN,
    WON or LOST, told of deals that exist; `stage`: the stage's name; `position`: its order, NaN unknown;
    `amount`: cents, NaN unknown; `close`: the close date that stood then, a day number; `pushes`: how often
    it had been moved to a later day; `entered`: the day on which the stage that stood then was entered,
    the day of creation where no change of stage was recorded before.
    """

    day: int
    exists: Bools
    meaning: Ints
    stage: Texts
    position: Floats
    amount: Floats
    close: Floats
    pushes: Ints
    entered: Floats

    @property
    def open(self) -> Bools:
        """Which deals existed and were open."""
        return np.asarray(self.exists & (self.meaning == OPEN), dtype=bool)


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The recorded changes, sorted by deal, moment: `deal` is the row of the deal; field 0 stage, 1 amount, 2 close."""

    deal: Ints
    day: Ints
    field: Ints
    old: Floats
    new: Floats
    old_stage: Texts
    new_stage: Texts
    is_push: Bools


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class DealColumns:
    """One row a deal; "" is an unknown text and NaN an unknown number, days are day numbers, money cents.

    `decided` is the day on which a closed deal was closed, NaN of an open one. `since` is the first day
    whose end can be rebuilt from the history: before it, and where `history` is "", states tell only what
    creation and closing tell. `places` maps (pipeline, stage) to (order, meaning).
    """

    snapshot: str
    currency: str
    as_of: int
    deal: Texts
    account: Texts
    owner: Texts
    team: Texts
    type: Texts
    pipeline: Texts
    stage: Texts
    forecast: Texts
    product: Texts
    region: Texts
    segment: Texts
    source: Texts
    competitor: Texts
    reason: Texts
    meaning: Ints
    amount: Floats
    created: Floats
    close: Floats
    decided: Floats
    probability: Floats
    changes: Changes
    history: History
    places: dict[tuple[str, str], tuple[float, int]]

    def __len__(self) -> int:
        return len(self.deal)

    @property
    def is_renewal(self) -> Bools:
        """Which deals are renewals; unknown types count as new business."""
        return np.asarray(self.type == "renewal", dtype=bool)

    def knows(self, day: int) -> bool:
        """Say whether stage, amount and close date of a day can be rebuilt, not only open and closed."""
        return self.history.unknown_at(day) == ""

    def at(self, day: int) -> States:
        """Return how the deals stood at the end of a day: from the present, back through the changes.

        Of a closed deal without any recorded change of stage only its closing day is known: it was open
        before. Everything else is as the present has it where no later change was recorded.
        """
        changes, rows = self.changes, len(self)
        told = _told_of(self)
        stage, amount, close = self.stage.copy(), self.amount.copy(), self.close.copy()
        later = changes.day > day
        moved = self._first(later & (changes.field == 0))
        stage[changes.deal[moved]] = changes.old_stage[moved]
        for number, present in ((1, amount), (2, close)):
            first = self._first(later & (changes.field == number))
            present[changes.deal[first]] = changes.old[first]
        meaning, position = self.meaning.copy(), told.position.copy()
        meaning[changes.deal[moved]] = told.old_meaning[moved]
        position[changes.deal[moved]] = told.old_position[moved]
        # Only closing is known of what no change of stage was recorded of.
        staged = np.zeros(rows, dtype=bool)
        staged[changes.deal[changes.field == 0]] = True
        early = (self.meaning != OPEN) & ~staged & (self.close > day)
        meaning[early] = OPEN
        pushes = np.bincount(changes.deal[changes.is_push & ~later], minlength=rows).astype(np.int64)
        entered = self.created.copy()
        past = np.flatnonzero(~later & (changes.field == 0))
        entered[changes.deal[past]] = changes.day[past]  # sorted: the last one stays
        return States(
            day=day,
            exists=~(self.created > day),
            meaning=meaning,
            stage=stage,
            position=position,
            amount=amount,
            close=close,
            pushes=pushes,
            entered=entered,
        )

    def _first(self, which: Bools) -> Ints:
        """Return the row of each deal's first change among those asked for."""
        rows = np.flatnonzero(which)
        _, first = np.unique(self.changes.deal[rows], return_index=True)
        return rows[first]


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What stages say: the order of each deal's present one; order and meaning of the one before each change."""

    position: Floats
    old_position: Floats
    old_meaning: Ints


_TOLD: WeakKeyDictionary[DealColumns, _Told] = WeakKeyDictionary()


def _told_of(columns: DealColumns) -> _Told:
    """Return what the stages say, looked up once: every day that is rebuilt asks for it again."""
    found = _TOLD.get(columns)
    if found is None:
        unknown = (float("nan"), OPEN)
        changes, pipeline, places = columns.changes, columns.pipeline.tolist(), columns.places
        now = [places.get(pair, unknown)[0] for pair in zip(pipeline, columns.stage.tolist(), strict=True)]
        rows = np.flatnonzero(changes.field == 0)
        old_position = np.full(len(changes.deal), np.nan)
        old_meaning = np.full(len(changes.deal), OPEN, dtype=np.int64)
        own = zip(changes.deal[rows].tolist(), changes.old_stage[rows].tolist(), strict=True)
        old = [places.get((pipeline[deal], stage), unknown) for deal, stage in own]
        old_position[rows] = [place for place, _ in old]
        old_meaning[rows] = [meaning for _, meaning in old]
        found = _Told(np.array(now, dtype=np.float64), old_position, old_meaning)
        _TOLD[columns] = found
    return found


def deal_columns(snapshot: Snapshot) -> DealColumns:
    """Return all deals of a snapshot as columns, in the order of their ids.

    They are read once and kept with the open snapshot: several answers stand on them, so they can't be
    written to.
    """
    # Kept where `Snapshot.con` itself is kept: they end together.
    kept: DealColumns | None = snapshot.__dict__.get("_deal_columns")
    if kept is not None:
        return kept
    frames = DuckFrames(snapshot)
    try:
        found = _columns(snapshot, frames)
    finally:
        frames.close()
    for holder in (found, found.changes):
        for field in fields(holder):
            array = getattr(holder, field.name)
            if isinstance(array, np.ndarray):
                array.setflags(write=False)
    snapshot.__dict__["_deal_columns"] = found
    return found


def _columns(snapshot: Snapshot, frames: DuckFrames) -> DealColumns:
    people = frames.table("people").select("person_id", "team")
    deals = frames.table("deals").join(people, left_on="owner_id", right_on="person_id", how="left")
    deals = deals.select(*_TEXTS, *_NUMBERS, "meaning", "team").sort("deal_id")
    got = frames.arrays(deals)
    texts = {name: _texts(got[name]) for name in (*_TEXTS, "team", "meaning")}
    numbers = {name: _numbers(got[name]) for name in _NUMBERS}
    meaning = np.array([_MEANINGS.get(one, OPEN) for one in texts["meaning"].tolist()], dtype=np.int64)
    return DealColumns(
        snapshot=snapshot.id,
        currency=snapshot.currency,
        as_of=day_number(snapshot.as_of),
        deal=texts["deal_id"],
        account=texts["account_id"],
        owner=texts["owner_id"],
        team=texts["team"],
        type=texts["type"],
        pipeline=texts["pipeline"],
        stage=texts["stage"],
        forecast=texts["forecast"],
        product=texts["product"],
        region=texts["region"],
        segment=texts["segment"],
        source=texts["source"],
        competitor=texts["competitor"],
        reason=texts["reason"],
        meaning=meaning,
        amount=numbers["amount_cents"],
        created=numbers["created_day"],
        close=numbers["close_day"],
        decided=np.where(meaning == OPEN, np.nan, numbers["close_day"]),
        probability=numbers["probability"],
        changes=_changes(frames, texts["deal_id"]),
        history=_history(frames, numbers["created_day"]),
        places=_places(frames),
    )


def _history(frames: DuckFrames, created: Floats) -> History:
    known = created[~np.isnan(created)]
    return history_of(frames).reaching(int(known.min()) if known.size else None)


def _places(frames: DuckFrames) -> dict[tuple[str, str], tuple[float, int]]:
    rows = frames.rows(frames.table("stages").select("pipeline", "stage", "position", "meaning"))
    return {
        (str(pipeline or ""), str(stage or "")): (
            float("nan") if position is None else float(position),
            _MEANINGS.get(meaning, OPEN),
        )
        for pipeline, stage, position, meaning in rows
    }


def _changes(frames: DuckFrames, ids: Texts) -> Changes:
    changes: Frame = frames.table("deal_changes").filter(col("field").is_in(list(_FIELDS)))
    # A deal that has disappeared since is in no column.
    changes = changes.join(frames.table("deals").select("deal_id"), on="deal_id", how="semi")
    later = (col("new_number") > col("old_number")).fill_null(value=False)
    ahead = ((col("new_number") > col("at_day")) | (col("origin") == "snapshots")).fill_null(value=False)
    changes = changes.select(
        "deal_id", "at_day", moment().alias("at"), "change_id", "field", "old_text", "new_text", "old_number",
        "new_number", ((col("field") == "close") & later & ahead).alias("push"),
    ).sort("deal_id", "at", "change_id")  # fmt: skip
    got = frames.arrays(changes)
    numbers = {name: place for place, name in enumerate(_FIELDS)}
    # A dictionary is several times as fast here as a search among texts.
    rows = {deal: row for row, deal in enumerate(ids.tolist())}
    own = _texts(got["deal_id"]).tolist()
    return Changes(
        deal=np.fromiter(map(rows.__getitem__, own), np.int64, len(own)),
        day=_plain(got["at_day"]).astype(np.int64),
        field=np.array([numbers[one] for one in _plain(got["field"]).tolist()], dtype=np.int64),
        old=_numbers(got["old_number"]),
        new=_numbers(got["new_number"]),
        old_stage=_texts(got["old_text"]),
        new_stage=_texts(got["new_text"]),
        is_push=_plain(got["push"]).astype(bool),
    )


def _plain(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.ma.getdata(array)


def _texts(array: npt.NDArray[Any]) -> Texts:
    if not np.ma.isMaskedArray(array):
        return np.asarray(array, dtype=object)
    found = np.ma.getdata(array).astype(object)
    found[np.ma.getmaskarray(array)] = ""
    return found


def _numbers(array: npt.NDArray[Any]) -> Floats:
    found: Floats = np.ma.getdata(array).astype(np.float64)
    found[np.ma.getmaskarray(array)] = np.nan
    return found
