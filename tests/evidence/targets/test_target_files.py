"""Targets as people and CRMs write them."""

from __future__ import annotations

import csv
import gzip
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from bothways.evidence.targets import (
    COLUMNS,
    amount_of,
    is_template,
    mark_rollups,
    read_period,
    read_targets,
    shape_of,
    share_of,
    write_template,
)
from bothways.evidence.targets.periods import read_start
from bothways.terms import Calendar, Refusal
from company import day, snapshot_of

PEOPLE = [
    {"person_id": "m", "name": "Mira Sand", "role": "manager", "team": "North"},
    {
        "person_id": "a",
        "name": "Ann Ito",
        "role": "rep",
        "team": "North",
        "manager_id": "m",
        "email": "ann@x.example",
    },
    {"person_id": "b", "name": "Béla Nagy", "role": "rep", "team": "North", "manager_id": "m"},
    {"person_id": "c", "name": "=Cem Kaya", "role": "rep", "team": "South"},
]


def read(columns, *records, **more):
    return read_targets(columns, records, people=more.pop("people", PEOPLE), **more)


def q3(scope, key, total, **more):
    return {
        "target_id": f"{scope}:{key or ''}:{day('2026-07-01')}..{day('2026-09-30')}",
        "scope": scope, "key": key, "first_day": day("2026-07-01"), "last_day": day("2026-09-30"),
        "total_cents": total, "volume": None, "win_rate": None, "size_cents": None, "cycle_days": None,
        "is_rollup": False,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("250000", "250000"), ("250,000.00", "250000"), ("1.234.567,89 €", "1234567.89"), ("€ 1,2 Mio", "1200000"),
        ("$250k", "250000"), ("2.4M", "2400000"), ("1 200 000", "1200000"), ("1'200'000.50", "1200000.50"),
        ("1.200", "1200"), ("0.25", "0.25"), ("(1,200)", "-1200"), ("EUR 12,5 Tsd.", "12500"), ("1.2E6", "1200000"),
        ("tbd", None), ("ask Ann", None), ("250k maybe later", None), ("12 or 13", None), ("", None), (None, None),
        ("3 Mrd", "3000000000"), ("US$ 5", "5"), ("-5", "-5"),
    ],
)  # fmt: skip
def test_amounts(text, value):
    assert amount_of(text) == (None if value is None else Decimal(value))


@given(st.integers(0, 10**12), st.sampled_from([",.", ".,", " ,", "'.", ""]))
def test_every_grouped_amount_is_read_back(cents, style):
    grouping, mark = style or ("", ".")
    text = f"{cents / 100:,.2f}".replace(",", "§").replace(".", mark).replace("§", grouping)
    assert amount_of(text) == Decimal(f"{cents / 100:.2f}")


def test_shares():
    texts = ["25%", "25 %", "0.25", "0,25", "25", "0", "1", "100%", "130", "-1", "low", ""]
    assert [share_of(text) for text in texts] == [
        0.25, 0.25, 0.25, 0.25, 0.25, 0.0, 1.0, 1.0, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026Q3", "2026Q3"), ("2026 Q3", "2026Q3"), ("2026-Q3", "2026Q3"), ("Q3 2026", "2026Q3"), ("Q3/26", "2026Q3"),
        ("Q3 FY2026", "2026Q3"), ("FY26 Q3", "2026Q3"), ("FY26Q3", "2026Q3"), ("3rd quarter 2026", "2026Q3"),
        ("3. Quartal 2026", "2026Q3"), ("3e trimestre 2026", "2026Q3"), ("T3 2026", "2026Q3"), ("2026-09", "2026-09"),
        ("09/2026", "2026-09"), ("Sep 2026", "2026-09"), ("Sept. 2026", "2026-09"), ("Sep-26", "2026-09"),
        ("September 2026", "2026-09"), ("septiembre de 2026", "2026-09"), ("août 2026", "2026-08"),
        ("März 2026", "2026-03"), ("2026", "2026"), ("FY2026", "2026"), ("2026.0", "2026"), ("FY26", "2026"), ("Jahr 2026", "2026"),
        ("2026-13", None), ("Q5 2026", None), ("soon", None), ("", None), (None, None), ("12", None), ("26", None),
    ],
)  # fmt: skip
def test_periods(text, name):
    found = read_period(text)
    assert (found.name if found else None) == name


def test_quarters_and_years_are_the_fiscal_calendars():
    found = read_period("FY26 Q1", calendar=Calendar(2))
    assert (found.first, found.last) == (date(2025, 2, 1), date(2025, 4, 30))
    assert read_period("FY26", calendar=Calendar(2)).first == date(2025, 2, 1)


def test_starts():
    texts = [
        "2017/12/01",
        "01.10.2026",
        "10/01/2026",
        "2011-05-31 00:00:00",
        "13/02/2026",
        "02/03/2026",
        "46204",
        "x",
    ]
    assert [str(read_start(text)) for text in texts] == [
        "2017-12-01", "2026-10-01", "2026-10-01", "2011-06-01", "2026-02-13", "None", "2026-07-01", "None",
    ]  # fmt: skip


def test_the_template_by_hand():
    got = read(
        list(COLUMNS),
        ["rep", "Ann Ito", "2026Q3", "€ 1,2 Mio", "40", "25%", "120.000", "75"],
        ["rep", "nagy, béla", "Q3 2026", "500 000", None, "0,3", None, None],
        ["team", "north", "FY26 Q3", "2M", None, None, None, None],
        ["", "", "2026Q3", "3000000", None, None, None, None],
        ["rep", "Ann Ito", "2026Q4", "", None, None, None, None],
        ["Note: the CFO wants more", None, None, None, None, None, None, None],
        [None] * 8,
        ["rep", "Ann Itto", "2026Q3", "5", None, None, None, None],
        ["rep", "Ann Ito", "soon", "5", None, None, None, None],
        ["rep", "Ann Ito", "2026Q4", "a lot", None, None, None, None],
        ["rep", "Ann Ito", "2026Q3", "1200000", None, None, None, None],
        ["rep", "Ann Ito", "2026Q3", "7", None, None, None, None],
        ["region", "North", "2026Q3", "7", None, None, None, None],
        ["team", "West", "2026Q3", "7", None, None, None, None],
        ["rep", "Ann Ito", "2026-10", "-7", None, None, None, None],
        ["rep", "Ann Ito", "2026-11", "7", "many", "high", None, None],
    )
    assert got.shape == "template"
    assert list(got.rows[:4]) == [
        q3("rep", "a", 1_200_000_00, volume=40.0, win_rate=0.25, size_cents=120_000_00, cycle_days=75.0),
        q3("rep", "b", 500_000_00, win_rate=0.3),
        q3("team", "North", 2_000_000_00),
        q3("whole", None, 3_000_000_00),
    ]
    codes = [(no.row, no.code) for no in got.refused]
    assert codes == [
        (5, "empty"), (6, "note"), (7, "blank"), (8, "person"), (9, "period"), (10, "amount"), (11, "duplicate"),
        (12, "second"), (13, "scope"), (14, "team"), (15, "negative"),
    ]  # fmt: skip
    assert "Did you mean “Ann Ito”?" in got.refused[3].reason
    assert got.kept + len(got.refused) == 16
    assert len([n for n in got.notices if "left out" in n]) == 2


def test_two_people_of_one_name_share_no_target():
    people = [
        {"person_id": "1", "name": "Ann Ito"},
        {"person_id": "2", "name": "Ann Ito", "email": "two@x.example"},
    ]
    got = read(
        ["Who", "Month", "Target"],
        ["Ann Ito", "2026-07", "5"],
        ["two@x.example", "2026-07", "6"],
        people=people,
    )
    assert [no.code for no in got.refused] == ["two-people"]
    assert [row["key"] for row in got.rows] == ["2"]


def test_wide_tables_have_a_column_a_period():
    got = read(
        ["Rep", "Region", "Q3 2026 Quota", "Q4 2026 Quota", "Total"],
        ["Ann Ito", "EU", "100", "200", "300"],
        ["Béla Nagy", "EU", "tbd", "50", "50"],
        ["Nobody", "EU", "1", "1", "2"],
        ["=Cem Kaya", None, None, None, None],
    )
    assert got.shape == "wide"
    assert [(r["key"], r["total_cents"]) for r in got.rows] == [("a", 100_00), ("a", 200_00), ("b", 50_00)]
    assert [(no.row, no.code) for no in got.refused] == [(3, "person"), (4, "empty")]
    assert "“tbd” is no amount" in got.notices[0]


def test_a_quota_of_salesforce():
    columns = [
        "Id",
        "ForecastingTypeId",
        "QuotaOwnerId",
        "StartDate",
        "QuotaAmount",
        "QuotaQuantity",
        "IsAmount",
    ]
    got = read(
        columns,
        ["1", "t1", "a", "2026-07-01", "100.50", "0", "true"],
        ["2", "t1", "a", "2026-08-01", "100", "0", "true"],
        ["3", "t1", "b", "2026-07-01", "100", "0", "true"],
        ["4", "t2", "b", "2026-08-01", "9", "0", "true"],
        ["5", "t1", "b", "2026-08-01", "0", "12", "false"],
    )
    assert got.shape == "forecasting"
    assert [(r["key"], r["first_day"], r["last_day"], r["total_cents"]) for r in got.rows[:1]] == [(
        "a", day("2026-07-01"), day("2026-07-31"), 100_50,
    )]  # fmt: skip
    assert [(no.row, no.code) for no in got.refused] == [(4, "other-type"), (5, "quantity")]


def test_quotas_by_product_family_add_up():
    columns = ["QuotaOwnerId", "StartDate", "QuotaAmount", "ProductFamily"]
    got = read(
        columns, ["a", "2026-07-01", "1", "X"], ["a", "2026-07-01", "2", "Y"], ["a", "2026-08-01", "4", "X"]
    )
    assert [row["total_cents"] for row in got.rows] == [3_00, 4_00]


@pytest.mark.real_data
def test_the_data_exports_own_columns_say_neither_whose_nor_when(real_data):
    text = (real_data / "salesforce_export_headers" / "ForecastingQuota.csv").read_text("latin-1")
    columns = next(csv.reader([text]))
    got = read(columns, ["1", "k", "EUR", "100", *[None] * (len(columns) - 4)])
    assert [no.code for no in got.refused] == ["no-owner"]
    assert "Data Loader" in got.refused[0].reason


def test_the_length_of_a_target_is_told_by_the_gaps_or_asked():
    def lasts(*texts, **more):
        got = read(["Who", "Start Date", "Quota"], *[["Ann Ito", t, "1"] for t in texts], **more)
        return {row["last_day"] - row["first_day"] + 1 for row in got.rows}

    assert lasts("2026-07-01", "2026-08-01") == {31}
    assert lasts("2026-01-01", "2026-04-01") == {90, 91}
    assert lasts("2025-01-01", "2026-01-01") == {365}
    with pytest.raises(Refusal) as asked:
        lasts("2026-07-01")
    assert asked.value.code == "question"
    (question,) = asked.value.data["questions"]
    assert question["id"] == "targets-every"
    assert [o["answer"] for o in question["options"]] == ["month", "quarter", "year"]
    assert lasts("2026-07-01", answers={"targets-every": "quarter"}) == {92}


def test_other_currencies_need_a_rate():
    rows = [["Ann Ito", "2026-07", "100", "USD"], ["Béla Nagy", "2026-07", "100", "EUR"]]
    columns = ["Owner", "Month", "Quota", "Currency"]
    none = read(columns, *rows, currency="EUR")
    assert [no.code for no in none.refused] == ["no-rate"]
    some = read(columns, *rows, currency="EUR", rates={"USD": 0.9})
    assert [row["total_cents"] for row in some.rows] == [90_00, 100_00]


def test_what_is_not_a_table_of_targets_is_not_taken_for_one():
    deals = ["Opportunity Name", "Account Name", "Amount", "Close Date", "Stage", "Owner", "Created Date", "Type",
             "Probability (%)", "Fiscal Period", "Age", "Lead Source", "Next Step"]  # fmt: skip
    assert shape_of(deals) is None
    assert shape_of(["Id", "Name", "Amount", "CloseDate", "StageName"]) is None
    assert shape_of(["opportunity_id", "sales_agent", "product", "close_value", "close_date"]) is None
    assert shape_of([]) is None
    with pytest.raises(Refusal) as no:
        read(deals)
    assert no.value.code == "no-targets"


def rollups(totals, managers, roles=None, **more):
    people = [
        {"person_id": p, "name": p, "manager_id": managers.get(p), "role": (roles or {}).get(p)}
        for p in totals
    ]
    rows = [q3("rep", p, t) for p, t in totals.items()]
    notices = mark_rollups(rows, people=people, **more)
    return {row["key"] for row in rows if row["is_rollup"]}, notices


def test_a_managers_total_is_not_counted_twice():
    led = {"a": "m", "b": "m", "m": "boss"}
    assert rollups({"m": 200, "a": 100, "b": 100}, led) == ({"m"}, ())
    assert rollups({"m": 160, "a": 100, "b": 100}, led) == ({"m"}, ())  # reps planned above the manager
    assert rollups({"boss": 500, "m": 200, "a": 100, "b": 100}, led)[0] == {"m", "boss"}
    own, notices = rollups({"m": 100, "a": 100, "b": 100}, led)  # a player among players
    assert own == set()
    assert "50 %" in notices[0]
    doubt, notices = rollups(
        {"m": 300, "a": 100, "b": 100, "c": 100, "d": 100, "e": 100}, dict.fromkeys("abcde", "m")
    )
    assert doubt == {"m"}
    assert "rollup:m = own or total" in notices[0]
    assert rollups({"m": 300, "a": 200}, led, answers={"rollup:m": "own"}) == (set(), ())
    assert rollups({"m": 10, "a": 200}, led, answers={"rollup:m": "total"}) == ({"m"}, ())
    assert rollups({"m": 300}, {}, {"m": "manager"}) == (set(), ())  # nobody else: nothing to count twice
    assert rollups({}, {}) == (set(), ())
    assert rollups({"m": 0, "a": 0}, led) == (set(), ())


def test_a_leader_without_known_reports_counts_as_a_total_and_says_so():
    marked, notices = rollups({"m": 50, "a": 100}, {}, {"m": "manager"})
    assert marked == {"m"}
    assert "nobody is known to report" in notices[0]


def test_months_compare_with_quarters():
    rows = [q3("rep", "m", 300)]
    months = [("2026-07-01", "2026-07-31"), ("2026-08-01", "2026-08-31"), ("2026-09-01", "2026-09-30")]
    rows += [q3("rep", "a", 100) | {"first_day": day(f), "last_day": day(l)} for f, l in months]  # noqa: E741
    mark_rollups(rows, people=[{"person_id": "m"}, {"person_id": "a", "manager_id": "m"}])
    assert [row["is_rollup"] for row in rows] == [True, False, False, False]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_template_is_written_and_read_back(tmp_path, suffix):
    snapshot = snapshot_of(tmp_path, as_of="2026-09-30", people=PEOPLE)
    path = write_template(
        tmp_path / f"t{suffix}",
        period=Calendar().period("2026Q3"),
        snapshot=snapshot,
        by="rep",
        every="month",
    )
    rows = _table(path)
    assert is_template(rows[0])
    assert len(rows) == 1 + 3 * 3
    assert rows[1][:3] == ["rep", "Ann Ito", "2026-07"]
    filled = [[*row[:3], str(100 * n), *row[4:]] for n, row in enumerate(rows[1:])]
    got = read(rows[0], *filled)
    assert got.refused == ()
    assert [row["key"] for row in got.rows] == ["a", "a", "a", "b", "b", "b", "c", "c", "c"]
    assert sum(row["total_cents"] for row in got.rows) == 36 * 100_00


def _table(path):
    if path.suffix == ".csv":
        text = path.read_text("utf-8-sig")
        assert "\n'=Cem" not in text
        assert ",'=Cem Kaya," in text  # never run as a formula
        return list(csv.reader(text.splitlines()))
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert "Fill in the yellow column in EUR" in sheet[0][0]
    return [[str(cell) if cell != "" else None for cell in row] for row in sheet[1:]]


def test_two_people_of_one_name_are_told_apart_in_the_template(tmp_path):
    people = [
        {"person_id": "1", "name": "Ann Ito", "email": "one@x.example"},
        {"person_id": "2", "name": "Ann Ito"},
        {"person_id": "3", "name": "Bo Li"},
        {"person_id": "4", "name": "Left Long Ago", "is_active": False},
        {"person_id": "5", "name": "Mira Sand", "role": "manager"},
    ]
    snapshot = snapshot_of(tmp_path, as_of="2026-09-30", people=people)
    path = write_template(tmp_path / "t.csv", period=Calendar().period("2026Q3"), snapshot=snapshot, by="rep")
    head, *lines = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert [line[1] for line in lines] == ["2", "Bo Li", "one@x.example"]
    got = read(head, *[[*line[:3], "5", *line[4:]] for line in lines], people=people)
    assert [row["key"] for row in got.rows] == ["2", "3", "1"]


def test_the_workbook_is_frozen_checked_and_never_holds_a_formula(tmp_path):
    snapshot = snapshot_of(tmp_path, as_of="2026-09-30", people=PEOPLE)
    path = write_template(
        tmp_path / "t.xlsx", period=Calendar().period("2026Q3"), snapshot=snapshot, by="rep"
    )
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert 'ySplit="2"' in sheet
    assert 'state="frozen"' in sheet
    assert sheet.count("<dataValidation ") == 7
    assert "<f>" not in sheet  # a person called “=Cem Kaya” is a text
    assert 'formatCode="0%"' in styles or 'numFmtId="9"' in styles
    assert path.stat().st_size < 20_000


def test_templates_for_whole_and_team_and_refusals(tmp_path):
    snapshot = snapshot_of(tmp_path, as_of="2026-09-30", people=PEOPLE, fiscal_start_month=2)
    year = snapshot.calendar.period("2026")
    whole = write_template(tmp_path / "w.csv", period=year, snapshot=snapshot, every="quarter")
    lines = whole.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [["whole", "", f"2026Q{n}"] for n in (1, 2, 3, 4)]
    team = write_template(tmp_path / "t.csv", period=year, snapshot=snapshot, by="team")
    assert [line.split(",")[1] for line in team.read_text("utf-8-sig").splitlines()[1:]] == ["North", "South"]
    bare = write_template(tmp_path / "b.csv", period=year, by="rep")
    assert len(bare.read_text("utf-8-sig").splitlines()) == 2
    for path, code in ((tmp_path / "w.csv", "template-exists"), (tmp_path / "w.ods", "template-suffix")):
        with pytest.raises(Refusal) as no:
            write_template(path, period=year)
        assert no.value.code == code


@pytest.mark.real_data
def test_the_attainments_of_adventureworks(real_data):
    """Targets to 2020-05 count every line, managers' too: 343.16 M. Without roll-ups it is the reps' 174.24 M."""
    folder = real_data / "adventureworks_quota"

    def table(path):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig") as file:
            return list(csv.reader(file, delimiter="|"))

    persons = table(folder / "Salesperson.csv")[1:]
    people = [
        {
            "person_id": key,
            "aliases": [employee],
            "name": name,
            "role": "rep" if "Rep" in title else "manager",
        }
        for key, employee, title, _, name in persons
    ]
    columns, *records = table(folder / "Targets.csv")
    got = read(columns, *records, people=people)
    assert (got.kept, got.refused) == (809, ())
    upto = [row for row in got.rows if row["last_day"] <= day("2020-05-31")]
    assert sum(row["total_cents"] for row in upto) == 343_160_000_00
    assert sum(row["total_cents"] for row in upto if not row["is_rollup"]) == 174_235_000_00
    names = {p["person_id"]: p["name"] for p in people}
    leaders = {"Brian Welcker", "Stephen Jiang", "Amy Alberts", "Syed Abbas"}
    assert {names[row["key"]] for row in upto if row["is_rollup"]} == leaders
    head, *sales = table(folder / "Sales.csv.gz")
    who, amount = head.index("EmployeeKey"), head.index("Sales")
    sold = {}
    for line in sales:
        sold[line[who]] = sold.get(line[who], 0) + float(line[amount])
    assert round(sum(sold.values()) / 1e6, 2) == 77.55
    attained = {
        names[key]: round(sold.get(key, 0) * 100 / sum(r["total_cents"] for r in upto if r["key"] == key), 3)
        for key in {row["key"] for row in upto}
    }
    wanted = {
        "Lynn Tsoflias": 1.55,
        "Jillian Carson": 1.53,
        "Michael Blythe": 0.44,
        "Pamela Ansman-Wolfe": 0.104,
    }
    assert {name: attained[name] for name in wanted} == wanted
