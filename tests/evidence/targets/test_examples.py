"""The example of targets is read whole."""

import csv
from pathlib import Path

from bothways.evidence.targets import is_template, read_targets

EXAMPLE = Path(__file__).parents[3] / "examples" / "targets.csv"


def test_the_example_is_read_whole():
    columns, *records = csv.reader(EXAMPLE.read_text("utf-8").splitlines())
    assert is_template(columns)
    people = [{"person_id": team, "team": team} for team in ("North", "Central", "South", "Overseas")]
    got = read_targets(columns, records, people=people)
    assert (got.refused, got.notices, got.kept) == ((), (), 6)
    whole, *teams, month = got.rows
    assert whole["total_cents"] == sum(row["total_cents"] for row in teams) == 3_800_000_00
    assert (whole["volume"], whole["win_rate"], whole["size_cents"], whole["cycle_days"]) == (
        175,
        0.36,
        60_000_00,
        70,
    )
    assert month["last_day"] - month["first_day"] == 30
