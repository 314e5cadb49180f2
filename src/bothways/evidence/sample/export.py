"""The sample company as a Salesforce Data Export: a folder of object files, and a little honest dirt."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from bothways.evidence.sample.columns import COLUMNS
from bothways.evidence.sample.company import salesforce_id
from bothways.evidence.sample.objects import EMPTY, OBJECTS, Row, money
from bothways.evidence.sample.truth import SampleTruth, truth_of
from bothways.evidence.sample.world import World, check_day, make_world
from bothways.evidence.targets import COLUMNS as TARGET_COLUMNS
from bothways.terms import Refusal

STORY = date(2026, 9, 30)
SEED = 7
ENCODING = "iso-8859-1"


def write_sample(
    folder: Path, *, seed: int = SEED, as_of: date = STORY, story: date = STORY, dirt: bool = True
) -> SampleTruth:
    """Write an invented company's Salesforce Data Export into a folder; return what is true in it.

    The same seed gives the same company, whatever the day: exports of two days have the same ids, and
    the earlier one holds nothing that happened later.

    Args:
        folder: made when absent; a folder that holds files is refused.
        seed: which company.
        as_of: the day of the export.
        story: the story's quarter is the one that holds this day: more prospects than planned, but fewer
            won, for deals wait in the firm's own security review.
        dirt: add a deleted row, a duplicate and a stray to the opportunities.

    Raises:
        Refusal: `sample-folder` when it is not empty, `sample-day` when the story holds nothing of that day.
    """
    check_day(as_of, story=story)
    check_folder(folder)
    world = make_world(seed, story=story)
    counts: dict[str, int] = {}
    reasons: dict[str, tuple[str, ...]] = {}
    for name, rows_of in OBJECTS.items():
        rows = list(rows_of(world, as_of))
        extra: list[Sequence[str]] = []
        if dirt and name == "Opportunity":
            extra = _dirt(rows)
            reasons[f"{name}.csv"] = ("deleted", "duplicate", "stray")
        counts[f"{name}.csv"] = _write(folder / f"{name}.csv", name, rows, extra)
    for name in EMPTY:
        counts[f"{name}.csv"] = _write(folder / f"{name}.csv", name, [], [])
    counts["targets.csv"] = write_targets(folder / "targets.csv", world, as_of=as_of)
    return truth_of(world, as_of, rows=counts, reasons=reasons)


def check_folder(folder: Path) -> None:
    """Raise a refusal when a folder holds anything; make it when it is absent."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(
            "sample-folder",
            f"{folder} is not an empty folder.",
            hint="Give a new one: nothing is overwritten.",
        )
    folder.mkdir(parents=True, exist_ok=True)


def _write(path: Path, name: str, rows: Sequence[Mapping[str, str]], extra: Sequence[Sequence[str]]) -> int:
    columns = COLUMNS[name]
    unknown = {key for row in rows for key in row} - set(columns)
    assert not unknown, f"{name} has no {unknown}"  # noqa: S101 - a slip of ours, never the user's
    with path.open("w", encoding=ENCODING, newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(columns)
        half = len(rows) // 2
        table = [[row.get(column, "") for column in columns] for row in rows]
        writer.writerows(table[:half])
        writer.writerows(extra)
        writer.writerows(table[half:])
    return len(rows) + len(extra)


def _dirt(rows: Sequence[Row]) -> list[Sequence[str]]:
    """Return a deleted row, a duplicate of the first row, and a stray that is no deal."""
    columns = COLUMNS["Opportunity"]
    first = rows[0]
    deleted = first | {"Id": salesforce_id("006", 90_001), "IsDeleted": "1", "Name": "TEST pls delete"}
    stray = ["see new price sheet, ask admin", *[""] * (len(columns) - 1)]
    return [*([row.get(column, "") for column in columns] for row in (deleted, first)), stray]


def write_targets(path: Path, world: World, *, as_of: date) -> int:
    """Write the plan of the whole and of the teams as the template that a manager fills in."""
    rows: list[list[str]] = []
    for quota in world.quotas:
        if quota.scope == "rep" or quota.period.first > as_of:
            continue
        who = "" if quota.scope == "whole" else quota.team
        # What the plan implies: it takes volume × win rate × size to make the target.
        size, rate = 60_000, 0.36
        volume = round(quota.cents / 100 / size / rate)
        implied = (
            [str(volume), f"{rate:.0%}", str(size), "70"] if quota.scope == "whole" else ["", "", "", ""]
        )
        rows.append([quota.scope, who, quota.period.name, money(quota.cents), *implied])
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([TARGET_COLUMNS, *rows])
    return len(rows)
