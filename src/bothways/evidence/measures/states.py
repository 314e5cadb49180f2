"""How deals stood at a day: rebuilt from the present, back through their changes.

The value of a field at the end of day D is the old value of its first change after D, and the present
value where there is none. Going back from the present needs no first value, which histories lack, and
believes a recorded old value where a change in between was not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from bothways.evidence.measures.frames import Frame, Frames
from bothways.evidence.measures.history import History
from bothways.evidence.measures.window import Window

_FIELDS: Mapping[str, tuple[str, str]] = {
    "stage": ("old_text", "stage"),
    "amount": ("old_number", "amount_cents"),
    "close": ("old_number", "close_day"),
}
KEYS = ("deal_id", "account_id", "owner_id", "type", "pipeline", "stage", "meaning", "amount_cents",
        "created_day", "close_day", "product", "region", "segment", "last_activity_day")  # fmt: skip
UNIVERSE = (*KEYS, "gone_day", "gone_cents")
col = nw.col


def moment() -> nw.Expr:
    """Order changes of one day by their second where it is known, after them where it isn't."""
    return nw.coalesce(col("at_second"), col("at_day").cast(nw.Int64) * 86_400 + 86_399)


@dataclass(frozen=True, slots=True)
class Meanings:
    """What each stage means, from `stages`: by name, or by pipeline and name where pipelines differ."""

    rows: tuple[tuple[str | None, str, int | None, str], ...]

    @property
    def by_pipeline(self) -> bool:
        """Say whether one name means different things, or has different places, in different pipelines."""
        told = {(stage, position, meaning) for _, stage, position, meaning in self.rows}
        return len(told) > len({stage for stage, _, _ in told})

    def is_one_of(self, stage: nw.Expr, meaning: str | None, pipeline: str = "pipeline") -> nw.Expr:
        """Say whether a stage has a meaning (None: any known one)."""
        wanted = [(p, s) for p, s, _, m in self.rows if meaning is None or m == meaning]
        others = {s for _, s, _, m in self.rows if meaning is not None and m != meaning}
        plain = sorted({s for _, s in wanted} - others)
        found = stage.is_in(plain)
        for name, one in sorted({(p or "", s) for p, s in wanted if s in others}):
            found = found | ((stage == one) & (col(pipeline).fill_null("") == name))
        return found.fill_null(value=False)

    def position(self, stage: nw.Expr, pipeline: str = "pipeline") -> nw.Expr:
        """Return the stage's order: a won one after all others, a lost one before all; NULL is unknown."""
        places: dict[int, set[tuple[str, str]]] = {}
        for name, one, position, meaning in self.rows:
            place = 1_000_000 if meaning == "won" else 0 if meaning == "lost" else position
            if place is not None:
                places.setdefault(place, set()).add((name or "", one))
        where: dict[str, set[int]] = {}
        for place, pairs in places.items():
            for _, one in pairs:
                where.setdefault(one, set()).add(place)
        found = nw.lit(None).cast(nw.Int64)
        for place, pairs in places.items():
            plain = sorted({one for _, one in pairs if len(where[one]) == 1})
            if plain:
                found = nw.when(stage.is_in(plain)).then(nw.lit(place).cast(nw.Int64)).otherwise(found)
            for name, one in sorted(pair for pair in pairs if len(where[pair[1]]) > 1):
                is_it = (stage == one) & (col(pipeline).fill_null("") == name)
                found = nw.when(is_it).then(nw.lit(place).cast(nw.Int64)).otherwise(found)
        return found


def meanings_of(frames: Frames) -> Meanings:
    """Read what each stage means."""
    rows = frames.rows(frames.table("stages").select("pipeline", "stage", "position", "meaning"))
    return Meanings(tuple(sorted(rows, key=lambda row: (row[0] or "", row[1] or ""))))


def universe(frames: Frames, window: Window, history: History) -> Frame:
    """Return the deals of the snapshot, and those that disappeared after the period began.

    Columns: those of `KEYS`, and `gone_day`, `gone_cents` of what disappeared.
    """
    none = nw.lit(None)
    deals = frames.table("deals").select(
        *KEYS, none.cast(nw.Int64).alias("gone_day"), none.cast(nw.Int64).alias("gone_cents")
    )
    if history.latest.get("gone", window.start) <= window.start:
        return deals
    changes = frames.table("deal_changes")
    gone = (
        changes.filter(col("field") == "gone", col("at_day") > window.start)
        .group_by("deal_id")
        .agg(
            col("at_day").max().cast(nw.Int64).alias("gone_day"), col("old_number").max().alias("gone_cents")
        )
        .join(frames.table("deals").select("deal_id"), on="deal_id", how="anti")
    )
    owners = _first_old(changes.filter(col("at_day") > window.start), "owner", "old_text", "owner_id")
    created = (
        changes.filter(col("field") == "created")
        .group_by("deal_id")
        .agg(col("at_day").max().alias("created_day"))
    )
    gone = gone.join(owners, on="deal_id", how="left").join(created, on="deal_id", how="left")
    kinds = {
        "amount_cents": nw.Int64,
        "created_day": nw.Int32,
        "close_day": nw.Int32,
        "last_activity_day": nw.Int32,
    }
    have = {"deal_id", "owner_id", "created_day"}
    columns = [
        col(name) if name in have else none.cast(kinds.get(name, nw.String)).alias(name) for name in KEYS
    ]
    return nw.concat([deals, gone.select(*columns, "gone_day", "gone_cents")], how="vertical")


def changes_since(frames: Frames, start: int) -> Frame:
    """Return the changes after the end of a day, each with its moment `at`."""
    return frames.table("deal_changes").filter(col("at_day") > start).select(
        "change_id", "deal_id", "at_day", moment().alias("at"), "field", "old_text", "new_text",
        "old_number", "new_number", "origin",
    )  # fmt: skip


def with_states(
    deals: Frame,
    changes: Frame,
    history: History,
    days: Mapping[str, int],
    *,
    start: int,
    born: str = "",
    sums: Mapping[str, nw.Expr] | None = None,
) -> Frame:
    """Add, for each name in `days`, the deal's stage, amount and close day at the end of that day.

    `days` maps a suffix to a day number: `{"s": 17500}` adds `stage_s`, `amount_s`, `close_s` and
    `stage_s_moved` (the stage changed after that day). No day may be before `start`, after whose end
    `changes` are (`changes_since`). `born` names a suffix: deals created after its day are shown there as
    they stood at the end of their day of creation. `changes_after` counts a deal's changes after `start`;
    NULL is none. `sums` adds for each name the sum of an expression over these changes.
    """
    changes = changes.filter(col("field").is_in(list(_FIELDS)))
    asked = {
        (name, suffix): col("at_day") > day
        for name in _FIELDS
        for suffix, day in days.items()
        if history.latest.get(name, day) > day
    }
    if asked:
        if any(suffix == born for _, suffix in asked):
            new = deals.filter(col("created_day") > days[born]).select("deal_id", "created_day")
            changes = changes.join(new, on="deal_id", how="left")
            late = (col("at_day") > col("created_day")).fill_null(value=True)
            asked |= {key: is_after & late for key, is_after in asked.items() if key[1] == born}
        deals = deals.join(_firsts(changes, asked, sums or {}), on="deal_id", how="left")
    else:
        missing = ("changes_after", *(sums or {}))
        deals = deals.with_columns(*(nw.lit(None).cast(nw.Int64).alias(name) for name in missing))
    columns: list[nw.Expr] = []
    for name, (_, present) in _FIELDS.items():
        for suffix in days:
            if (name, suffix) in asked:
                first = col(f"{name}_{suffix}").struct
                moved = ~first.field("at").is_null()
                value = nw.when(moved).then(first.field(_FIELDS[name][0])).otherwise(col(present))
            else:
                moved, value = nw.lit(value=False), col(present)
            columns.append(value.alias(f"{name}_{suffix}"))
            if name == "stage":
                columns.append(moved.alias(f"{name}_{suffix}_moved"))
    return deals.select(*UNIVERSE, "changes_after", *(sums or {}), *columns)


def first_change(*values: str) -> nw.Expr:
    """Return a change with its order and the values asked of it; the `min` of such is the first change.

    A minimum, because every engine has one that may be asked for some rows only; an ordered `first` is
    not known to all.
    """
    return nw.struct("at", "change_id", *values)


def _firsts(changes: Frame, after: Mapping[tuple[str, str], nw.Expr], sums: Mapping[str, nw.Expr]) -> Frame:
    """Return per deal the first change of each (field, suffix), in one pass for all, and the sums.

    `<field>_<suffix>` is NULL where there is none.
    """
    keyed = changes.select(
        "deal_id",
        *(
            nw.when((col("field") == name) & is_after)
            .then(first_change(_FIELDS[name][0]))
            .alias(f"{name}_{suffix}")
            for (name, suffix), is_after in after.items()
        ),
        *(expr.alias(name) for name, expr in sums.items()),
    )
    return keyed.group_by("deal_id").agg(
        nw.len().alias("changes_after"),
        *(col(f"{name}_{suffix}").min() for name, suffix in after),
        *(col(name).sum() for name in sums),
    )


def _first_old(changes: Frame, name: str, old: str, alias: str) -> Frame:
    rows = changes.filter(col("field") == name).with_columns(moment().alias("at"))
    rows = rows.select("deal_id", first_change(old).alias("first"))
    found = rows.group_by("deal_id").agg(col("first").min())
    return found.select("deal_id", col("first").struct.field(old).alias(alias))


def meaning_at(
    suffix: str,
    day: int,
    latest: int,
    meanings: Meanings,
    *,
    staged: nw.Expr | None = None,
    born: bool = False,
) -> nw.Expr:
    """Return what a deal's stage meant at the end of a day: `open`, `won` or `lost`.

    Stands on columns of `with_states` and on `staged`, how many changes of its stage were recorded (the
    column of that name, where no other is given); `born` says that deals created after the day are shown
    as they stood at the end of their day of creation. Of a closed deal without any recorded change, only
    its closing day is known: it was open before it. A stage that isn't mapped counts as open here; what
    stands on it is marked `unmapped`.
    """
    moved, stage = col(f"stage_{suffix}_moved"), col(f"stage_{suffix}")
    present, recorded = col("meaning").fill_null("open"), col("staged") if staged is None else staged
    if day < latest:
        # The later of the two days: NULL days of creation are none.
        then = nw.max_horizontal(nw.lit(day), col("created_day")) if born else nw.lit(day)
        early = (present != "open") & (recorded.fill_null(0) == 0) & (col(f"close_{suffix}") > then)
        present = nw.when(early.fill_null(value=False)).then(nw.lit("open")).otherwise(present)
    lost = nw.when(meanings.is_one_of(stage, "lost")).then(nw.lit("lost")).otherwise(nw.lit("open"))
    earlier = nw.when(meanings.is_one_of(stage, "won")).then(nw.lit("won")).otherwise(lost)
    return nw.when(moved).then(earlier).otherwise(present)
