# ruff: noqa: E501 - queries and expressions stand in long lines
"""The measures of deals in pandas: what an analyst would write in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from bothways.terms import Period

BYS = ("team", "rep", "region", "product", "segment")
FIELDS = {
    "stage": ("old_text", "stage"),
    "amount": ("old_number", "amount_cents"),
    "close": ("old_number", "close_day"),
}
SUMS = (("won_in", "amount"), ("closed_in", "amount"), ("in_start", "entry"), ("from_created", "entry"), ("from_reopened", "entry"),
        ("from_moved", "entry"), ("is_up", "change"), ("is_down", "change"), ("to_moved", "exit"), ("lost_in", "exit"),
        ("in_end", "exit"), ("created_in", "amount"), ("open_now", "amount"), ("pushed_in", "amount"), ("pulled_in", "amount"), ("due_in", "amount"), ("won_in", "exit"),
        ("renewal_in", "amount"), ("renewed_in", "amount"), ("open_now", "pushes"))  # fmt: skip


def _read(folder: Path, table: str, columns: list[str]) -> pd.DataFrame:
    # pandas reads Parquet by pyarrow alone, which is not among the dependencies of the bench: DuckDB's reader
    # stands in for it, and reads only the columns asked for. What it takes is counted as pandas's time.
    names = ", ".join(columns)
    return duckdb.sql(f"SELECT {names} FROM read_parquet('{folder / table}.parquet')").df()


def _firsts(changes: pd.DataFrame, deals: pd.DataFrame, suffix: str) -> pd.DataFrame:
    for name, (old, present) in FIELDS.items():
        own = changes[changes["field"] == name].drop_duplicates("deal_id").set_index("deal_id")[old]
        known = deals["deal_id"].isin(own.index)
        deals[f"{name}_{suffix}"] = deals["deal_id"].map(own).where(known, deals[present])
        deals[f"{name}_{suffix}_moved"] = known
    return deals


def deals_in_pandas(folder: Path, *, period: Period, now: int) -> dict[str, Any]:
    """Compute the measures of deals; return a frame by level."""
    first, last, start, end = (
        period.first_day,
        period.last_day,
        period.first_day - 1,
        min(now, period.last_day),
    )
    d = _read(
        folder,
        "deals",
        [
            "deal_id",
            "owner_id",
            "type",
            "stage",
            "meaning",
            "amount_cents",
            "created_day",
            "close_day",
            "product",
            "region",
            "segment",
        ],
    )
    columns = ["deal_id", "field", "at_day", "at_second", "old_text", "old_number", "new_number"]
    ch = _read(folder, "deal_changes", columns)
    late = ch[(ch["at_day"] > start) & ch["field"].isin(list(FIELDS))].sort_values(["at_second"])
    d = _firsts(late, d, "s")
    born = d.set_index("deal_id")["created_day"]
    created = late["deal_id"].map(born)
    d = _firsts(late[(created > start) & (late["at_day"] > created)], d, "c")
    close = ch[ch["field"] == "close"]
    push = close[(close["new_number"] > close["old_number"]) & (close["new_number"] > close["at_day"])]
    pull = close[(close["new_number"] < close["old_number"]) & (close["new_number"] > close["at_day"])]
    d["pushes"] = d["deal_id"].map(push["deal_id"].value_counts()).fillna(0)
    d["pushed_in"] = d["deal_id"].isin(push.loc[push["at_day"].between(first, end), "deal_id"])
    d["pulled_in"] = d["deal_id"].isin(pull.loc[pull["at_day"].between(first, end), "deal_id"])
    staged = d["deal_id"].isin(ch.loc[ch["field"] == "stage", "deal_id"].unique())
    meanings = _read(folder, "stages", ["stage", "meaning"]).set_index("stage")["meaning"]
    for suffix, day in (("s", start), ("c", d["created_day"])):
        then = d[f"stage_{suffix}"].map(meanings).fillna("open")
        early = (d["meaning"] != "open") & ~staged & (d[f"close_{suffix}"] > day)
        d[f"meaning_{suffix}"] = then.where(d[f"stage_{suffix}_moved"], d["meaning"].mask(early, "open"))
    there_s, there_e = d["created_day"] <= start, d["created_day"] <= end
    due, is_open = d["close_day"].between(first, last), d["meaning"] == "open"
    d["won_in"], d["lost_in"], d["closed_in"] = (
        due & (d["meaning"] == "won"),
        due & (d["meaning"] == "lost"),
        due & ~is_open,
    )
    d["in_start"] = there_s & (d["meaning_s"] == "open") & d["close_s"].between(first, last)
    d["open_now"], d["in_end"], d["due_in"] = is_open, due & is_open, due & is_open
    came = ~there_s & there_e & (d["meaning_c"] == "open") & d["close_c"].between(first, last)
    scope = d["in_start"] | d["in_end"] | d["closed_in"] | came
    d["amount"] = d["amount_cents"]
    d["entry"] = d["amount_s"].where(there_s, d["amount_c"]).fillna(0)
    d["exit"] = d["amount"].fillna(0)
    d["change"] = d["exit"] - d["entry"]
    d["from_created"] = scope & ~there_s
    d["from_reopened"] = scope & there_s & (d["meaning_s"] != "open")
    d["from_moved"] = scope & there_s & (d["meaning_s"] == "open") & ~d["in_start"]
    d["to_moved"] = scope & ~d["in_end"] & ~d["closed_in"]
    d["is_up"], d["is_down"] = scope & (d["change"] > 0), scope & (d["change"] < 0)
    d["created_in"] = d["created_day"].between(first, end)
    d["renewal_in"], d["renewed_in"] = (
        (d["type"] == "renewal") & d["closed_in"],
        (d["type"] == "renewal") & d["won_in"],
    )
    d["cycle"], d["age"] = (
        (d["close_day"] - d["created_day"]).where(d["close_day"] >= d["created_day"]),
        now - d["created_day"],
    )
    done = _read(folder, "activities", ["deal_id", "at_day"])
    d["touch"] = now - d["deal_id"].map(done[done["at_day"] <= now].groupby("deal_id")["at_day"].max())
    people = _read(folder, "people", ["person_id", "team"]).set_index("person_id")["team"]
    d["rep"], d["team"] = d["owner_id"].fillna(""), d["owner_id"].map(people).fillna("")
    return _levels(d)


def _levels(d: pd.DataFrame) -> dict[str, Any]:
    flags = sorted({flag for flag, _ in SUMS})
    columns = {f"n_{flag}": d[flag].astype(np.int64) for flag in flags}
    columns |= {f"s_{flag}_{value}": d[value].where(d[flag], 0) for flag, value in SUMS}
    wide = pd.DataFrame(columns)
    found: dict[str, Any] = {"all": wide.sum()}
    for by in BYS:
        found[by] = wide.groupby(d[by].fillna("")).sum()
    for flag, value in (
        ("won_in", "amount"),
        ("won_in", "cycle"),
        ("open_now", "age"),
        ("open_now", "touch"),
    ):
        rows = d.loc[d[flag], [value, *BYS]].dropna(subset=[value])
        found[f"all/{value}"] = rows[value].quantile([0.5, 0.4, 0.6])
        for by in BYS:
            found[f"{by}/{value}"] = rows.groupby(by)[value].quantile([0.5, 0.4, 0.6])
    return found
