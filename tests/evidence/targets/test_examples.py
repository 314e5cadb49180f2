"""The example of targets is read whole."""

import csv
from pathlib import Path

from bothways.evidence.targets import is_template, read_targets

EXAMPLE = Path(__file__).parents[3] / "examples" / "targets.csv"


def test_the_example_is_read_whole():
    columns, *records = csv.reader(EXAMPLE.read_text("utf-8").splitlines())
    assert is_template(columns)
    people = [{"person_id": name, "name": name} for name in ("Ada Berg", "Ben Solo", "Cleo Ruiz")]
    got = read_targets(columns, records, people=people)
    assert (got.refused, got.notices, got.kept) == ((), (), 4)
    whole, *reps = got.rows
    assert whole["total_cents"] == sum(row["total_cents"] for row in reps) == 130_000_00
    assert (whole["volume"], whole["win_rate"], whole["size_cents"], whole["cycle_days"]) == (
        30,
        0.35,
        14_000_00,
        90,
    )
    assert [row["key"] for row in reps] == ["Ada Berg", "Ben Solo", "Cleo Ruiz"]
