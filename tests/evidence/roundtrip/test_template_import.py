"""The template for targets, filled in, is imported beside a report; and quotas in other shapes are."""

from __future__ import annotations

import csv
import gzip

import pytest
import xlsxwriter

from bothways.evidence.importing import import_files
from bothways.evidence.sample import STORY, write_report_export
from bothways.evidence.targets import COLUMNS, write_template
from bothways.terms import Calendar

QUARTER = Calendar().period("2026Q3")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    truth = write_report_export(folder / "export", seed=2, as_of=STORY)
    done = import_files(folder / "export" / "report.csv", into=folder / "s", today=STORY, as_of=STORY)
    yield folder / "export", truth, done.snapshot
    done.snapshot.close()


def targets_of(paths, into):
    done = import_files(paths, into=into, today=STORY, as_of=STORY)
    rows = done.snapshot.con.execute(
        "SELECT scope, key, first_day, last_day, total_cents, is_rollup FROM targets ORDER BY ALL"
    ).fetchall()
    done.snapshot.close()
    return rows, done.report


def test_the_filled_template_is_imported(report, tmp_path):
    export, _, snapshot = report
    path = write_template(
        tmp_path / "my targets.csv", period=QUARTER, snapshot=snapshot, by="rep", every="month"
    )
    head, *lines = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert len(lines) == 30 * 3 or len(lines) == 31 * 3
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([head, *[[*line[:3], "€ 40.000", *line[4:]] for line in lines]])
    rows, told = targets_of([export / "report.csv", path], tmp_path / "s")
    assert len(rows) == len(lines)
    assert {(row[0], row[4], row[5]) for row in rows} == {("rep", 40_000_00, False)}
    assert {row[2] for row in rows} == {
        Calendar().period(f"2026-{month:02}").first_day for month in (7, 8, 9)
    }
    (file,) = [file for file in told.files if file.file == "my targets.csv"]
    assert (file.read, file.kept) == (len(lines), len(lines))


def test_the_empty_template_gives_no_target_and_says_so(report, tmp_path):
    export, _, snapshot = report
    path = write_template(tmp_path / "targets.xlsx", period=QUARTER, snapshot=snapshot, by="team")
    rows, told = targets_of([export / "report.csv", path], tmp_path / "s")
    assert rows == []
    (file,) = [file for file in told.files if file.file.startswith("targets.xlsx")]
    assert file.kept == 0
    assert file.read == len(file.refused) > 0


def test_a_template_that_excel_saved_is_imported(report, tmp_path):
    export, _, _ = report
    with xlsxwriter.Workbook(str(tmp_path / "targets.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Fill in the yellow column.")
        sheet.write_row(1, 0, COLUMNS)
        sheet.write_row(2, 0, ["whole", "", "2026Q3", 1_250_000.5, 40, 0.25, 120_000, 75])
        sheet.write_row(3, 0, ["whole", "", 2026, 5_000_000])
    rows, _ = targets_of([export / "report.csv", tmp_path / "targets.xlsx"], tmp_path / "s")
    year = Calendar().period("2026")
    assert rows == [
        ("whole", None, year.first_day, year.last_day, 5_000_000_00, False),
        ("whole", None, QUARTER.first_day, QUARTER.last_day, 1_250_000_50, False),
    ]


def test_the_wide_quotas_beside_the_report_are_imported(report, tmp_path):
    export, truth, _ = report
    rows, told = targets_of([export], tmp_path / "s")
    reps = {
        key: cents
        for (scope, key, quarter), cents in truth.targets.items()
        if scope == "rep" and quarter == "2026Q3"
    }
    assert sorted(row[4] for row in rows if row[2] == QUARTER.first_day) == sorted(reps.values())
    assert {row[0] for row in rows} == {"rep"}
    (file,) = [file for file in told.files if file.file == "quotas.csv"]
    assert (file.read, file.kept) == (truth.rows["quotas.csv"], truth.rows["quotas.csv"])


@pytest.mark.real_data
@pytest.mark.slow
def test_adventureworks_gives_the_known_attainments(real_data, tmp_path):
    folder = real_data / "adventureworks_quota"
    files = [
        folder / name
        for name in (
            "Sales.csv.gz",
            "Salesperson.csv",
            "Targets.csv",
            "Region.csv",
            "Product.csv",
            "Reseller.csv",
        )
    ]
    with gzip.open(files[0]) as packed:
        (tmp_path / "Sales.csv").write_bytes(packed.read())
    today = Calendar().period("2020-05").last
    done = import_files([tmp_path / "Sales.csv", *files[1:]], into=tmp_path / "s", today=today, as_of=today)
    con = done.snapshot.con
    sold = dict(
        con.execute(
            "SELECT p.name, sum(d.amount_cents) FROM deals d JOIN people p ON p.person_id = d.owner_id GROUP BY 1"
        ).fetchall()
    )
    asked = dict(
        con.execute(
            "SELECT p.name, sum(t.total_cents) FROM targets t JOIN people p ON p.person_id = t.key "
            f"WHERE t.last_day <= {Calendar().period('2020-05').last_day} GROUP BY 1"
        ).fetchall()
    )
    assert round(sum(sold.values()) / 1e8, 2) == 77.55
    assert sum(asked.values()) == 343_160_000_00
    wanted = {
        "Lynn Tsoflias": 1.55,
        "Jillian Carson": 1.53,
        "Michael Blythe": 0.44,
        "Pamela Ansman-Wolfe": 0.104,
    }
    assert {name: round(sold[name] / asked[name], 3) for name in wanted} == wanted
    done.snapshot.close()
