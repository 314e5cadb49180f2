"""The answers of all engines in one form, to hold them against each other: a faster wrong answer is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bothways.evidence.measures import CATALOGUE, Measures
from bothways.evidence.measures.forms import Mean, Median, Share, Slice, Total
from measures_sql import COUNTED, SUMMED

Answers = dict[tuple[str, str, str], float | None]
"""By measure, level and key: the value; None where there is nothing to measure."""
Sums = Callable[[str, str | None], float]
BYS = ("all", "team", "rep", "region", "product", "segment")
DEALS = [
    name
    for name, one in CATALOGUE.items()
    if one.source == "deals" and not name.startswith(("gap", "attain", "cover"))
]
_SAME = {"up": "change", "down": "change"}
# What no peer works out: a deal that is gone from the CRM.
_ABSENT = {"to_gone"}


def of_measures(done: Measures, names: Sequence[str] | None = None) -> Answers:
    """Return ours."""
    return {
        (figure.name, figure.by, figure.key): figure.value
        for figure in done.figures
        if names is None or figure.name in names
    }


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _of_deals(sums: Sums, whole: Sums, by: str, key: str) -> Answers:
    """Return the measures of deals of one group from its sums by flag and value."""
    found: Answers = {}
    for name in DEALS:
        one = CATALOGUE[name]
        if by not in one.bys or getattr(one.form, "flag", "") in _ABSENT:
            continue
        match one.form:
            case Total(flag, value, sign):
                found[name, by, key] = sign * sums(flag, value)
            case Share(part, all_of, value):
                found[name, by, key] = _ratio(sums(part, value), sums(all_of, value))
            case Mean(flag, value):
                found[name, by, key] = _ratio(sums(flag, value), sums(flag, None))
            case Slice(flag, value):
                found[name, by, key] = _ratio(sums(flag, value), whole(flag, value))
    return found


def of_sql(rows: Mapping[str, Any]) -> Answers:
    """Return what the rows of the measures in SQL say."""
    found: Answers = {}
    places = {(flag, None): i for i, flag in enumerate(COUNTED, 1)}
    places |= {pair: i for i, pair in enumerate(SUMMED, 1 + len(COUNTED))}

    def sums_of(row: Sequence[Any]) -> Sums:
        return lambda flag, value: row[places[flag, _SAME.get(value or "", value)]] or 0

    whole = sums_of(rows["deals/'all'"][0])
    for by in BYS:
        level = "'all'" if by == "all" else by
        for row in rows[f"deals/{level}"]:
            found |= _of_deals(sums_of(row), whole, by, "" if by == "all" else row[0])
    for name in DEALS:
        if isinstance(form := CATALOGUE[name].form, Median):
            found |= _medians(name, rows[f"median/{form.flag}/{form.value}"], 1)
    if "tenure" in rows:
        found |= _others(rows)
    return found


def _medians(name: str, levels: Sequence[Any], per: int) -> Answers:
    return {
        (name, level.strip("'"), "" if level == "'all'" else key): (low + high) / 2 / per
        for level, rows in levels
        for key, _, low, high, *_ in rows
    }


def _others(rows: Mapping[str, Any]) -> Answers:
    found = _medians("account_tenure_days", rows["tenure"], 1)
    found |= _medians("reply_hours_mail", rows["reply/mail"], 3600)
    found |= _medians("reply_hours_cases", rows["reply/case"], 3600)
    for by in (*BYS, "approver"):
        level = "'all'" if by == "all" else by
        for row in rows.get(f"accounts/{level}", ()):
            key = "" if by == "all" else row[0]
            base, kept, base_cents, kept_cents, count, contacts = (number or 0 for number in row[1:7])
            found["retention_count", by, key] = _ratio(kept, base)
            found["retention_amount", by, key] = _ratio(kept_cents, base_cents)
            found["contacts_per_account", by, key] = _ratio(contacts, count)
        for row in rows[f"lines/{level}"]:
            key = "" if by == "all" else row[0]
            priced, discount, listed, _, margin, total = (number or 0 for number in row[1:7])
            found["discount_given", by, key] = discount if priced else None
            found["discount_share", by, key] = _ratio(discount, listed)
            found["margin_share", by, key] = _ratio(margin, total)
    done = sum(count for _, count in rows["effort"])
    found |= {("effort_share", "segment", key): _ratio(count, done) for key, count in rows["effort"]}
    stays: dict[str, list[int]] = {}
    for stage, _, _, count, on in rows["stays"]:
        own = stays.setdefault(stage, [0, 0])
        own[0], own[1] = own[0] + count, own[1] + on
    found |= {("stage_conversion", "stage", stage): _ratio(on, count) for stage, (count, on) in stays.items()}
    found |= {("target", "rep", key): cents for _, key, cents in rows["targets"]}
    return found


def of_pandas(frames: Mapping[str, Any]) -> Answers:
    """Return what the frames of the measures in pandas say."""
    found: Answers = {}

    def sums_of(row: Mapping[str, Any]) -> Sums:
        return lambda flag, value: row[f"s_{flag}_{_SAME.get(value, value)}" if value else f"n_{flag}"]

    whole = sums_of(frames["all"])
    for by in BYS:
        records = {"": frames["all"]} if by == "all" else frames[by].to_dict("index")
        for key, row in records.items():
            found |= _of_deals(sums_of(row), whole, by, key)
        for name in DEALS:
            if isinstance(form := CATALOGUE[name].form, Median):
                middle = frames[f"{by}/{form.value}"]
                if by == "all":
                    found[name, by, ""] = float(middle.loc[0.5])
                elif len(middle):  # without a product or region there is no group
                    own = middle.xs(0.5, level=1)
                    found |= {(name, by, key): value for key, value in own.items()}
    return found


def differences(ours: Answers, theirs: Answers, peer: str) -> list[str]:
    """Return in sentences where a peer's answer is another than ours, or one of ours was not compared."""
    found = []
    for which, value in theirs.items():
        own = ours.get(which)
        if which not in ours and value:
            found.append(f"{peer} has {which}: {value}; ours has none")
        elif ((value is None or math.isnan(value)) and own is None) or (own is None and value == 0):
            continue
        elif own is None or value is None or not math.isclose(own, value, rel_tol=1e-9, abs_tol=1e-9):
            found.append(f"{which}: ours {own}, {peer} {value}")
    compared = {(name, by) for name, by, _ in theirs}
    for which, value in ours.items():
        if which[:2] in compared and which not in theirs and value:
            found.append(f"{which}: ours {value}, {peer} has none")
    return found
