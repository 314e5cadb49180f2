"""Two plain report exports, a week apart, tell what moved between them: the sample company knows the truth."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bothways.evidence import what_cant_be_known
from bothways.evidence.importing import import_files
from bothways.evidence.sample import STORY, write_report_export

WEEK = timedelta(days=7)
FIELDS = {"stage": "stage", "amount": "amount_cents", "close": "close_day"}


def imported(folder, into, *, as_of, previous=None):
    return import_files(folder / "report.csv", into=into, today=STORY, as_of=as_of, previous=previous)


@pytest.mark.parametrize("locale", ["en_US", "de_DE"])
def test_two_report_exports_tell_what_moved(tmp_path, locale):
    before = write_report_export(tmp_path / "a", as_of=STORY - WEEK, locale=locale)
    after = write_report_export(tmp_path / "b", as_of=STORY, locale=locale)
    first = imported(tmp_path / "a", tmp_path / "s", as_of=before.as_of)
    assert "next Monday" in " ".join(what_cant_be_known(first.snapshot))
    second = imported(tmp_path / "b", tmp_path / "s", as_of=after.as_of, previous=first.snapshot)
    old = {row["name"] + str(row["created_day"]) + row["account_id"]: row for row in before.deals}
    new = {row["name"] + str(row["created_day"]) + row["account_id"]: row for row in after.deals}
    want = {
        (row["name"], field, old[key][column], row[column])
        for key, row in new.items()
        if key in old
        for field, column in FIELDS.items()
        if old[key][column] != row[column]
    } | {(row["name"], "created", None, row["stage"]) for key, row in new.items() if key not in old}
    rows = second.snapshot.con.execute(
        "SELECT d.name, c.field, coalesce(c.old_text, c.old_number::VARCHAR), coalesce(c.new_text, c.new_number::VARCHAR) "
        "FROM deal_changes c JOIN deals d USING (deal_id) WHERE c.origin = 'snapshots' AND c.field <> 'owner'"
    ).fetchall()
    assert len(want) > 30
    assert set(rows) == {(a, b, None if c is None else str(c), str(d)) for a, b, c, d in want}
    said = " ".join(what_cant_be_known(second.snapshot))
    assert "pushed twice in a week counts as pushed once" in said
    (report,) = second.report.files
    assert (report.read, report.kept) == (after.rows["report.csv"], len(after.deals))


def test_the_same_week_imported_again_keeps_what_moved(tmp_path):
    write_report_export(tmp_path / "a", as_of=STORY - WEEK)
    write_report_export(tmp_path / "b", as_of=STORY)
    first = imported(tmp_path / "a", tmp_path / "s", as_of=STORY - WEEK)
    second = imported(tmp_path / "b", tmp_path / "s", as_of=STORY, previous=first.snapshot)
    both = [tmp_path / "b" / "report.csv", tmp_path / "b" / "quotas.csv"]
    again = import_files(both, into=tmp_path / "s", today=STORY, as_of=STORY, previous=second.snapshot)
    assert again.snapshot.rows("targets") > 0
    moved = (
        "SELECT change_id, field, old_text, new_text, old_number, new_number FROM deal_changes ORDER BY ALL"
    )
    assert again.snapshot.con.execute(moved).fetchall() == second.snapshot.con.execute(moved).fetchall()
    assert second.snapshot.rows("deal_changes") > 30


def test_without_an_earlier_week_it_says_that_nothing_was_compared(tmp_path):
    write_report_export(tmp_path / "a", as_of=STORY)
    first = imported(tmp_path / "a", tmp_path / "s", as_of=STORY)
    again = imported(tmp_path / "a", tmp_path / "s", as_of=STORY, previous=first.snapshot)
    assert again.snapshot.id == first.snapshot.id
    (said,) = [notice for notice in again.report.notices if "Nothing was compared" in notice]
    assert "--as-of" in said
