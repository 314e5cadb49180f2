"""Workbooks and Parquet: by content, typed cells as text, headers and footers as in a text file."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from reading_desk import cells_of, codes, numbers_of, read_bytes

from bothways.evidence.reading import Limits, read_sources
from bothways.terms import Refusal


def book(sheets: dict[str, list[list[object]]], *, hidden: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, dt.datetime):
                        sheet.write_datetime(r, c, cell, moment)
                    elif isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(r, c, cell, None, "#DIV/0!")
                    elif cell is not None:
                        sheet.write(r, c, cell)
    return out.getvalue()


ROWS: list[list[object]] = [
    ["name", "amount", "when", "at", "ok"],
    ["Acme", 22700.5, dt.date(2017, 3, 1), dt.datetime.fromisoformat("2017-03-01 14:30"), True],
    ["Bolt", 100, dt.date(2017, 12, 31), dt.datetime.fromisoformat("2017-03-02"), False],
]


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv", "t"])
def test_typed_cells_become_text(name: str) -> None:
    table, cells = read_bytes(book({"Deals": ROWS}), name=name)
    assert table.file == f"{name}#Deals"
    assert table.kind == "xlsx"
    assert table.columns == ("name", "amount", "when", "at", "ok")
    assert cells == [
        ("Acme", "22700.5", "2017-03-01", "2017-03-01 14:30:00", "TRUE"),
        ("Bolt", "100", "2017-12-31", "2017-03-02", "FALSE"),
    ]


def test_a_text_named_xlsx_is_read_as_text() -> None:
    table, cells = read_bytes("a,b\n1,2\n", name="t.xlsx")
    assert (table.kind, cells) == ("csv", [("1", "2")])


def test_each_filled_sheet_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(
        book({"One": ROWS, "Empty": [], "Hidden": [], "Two": [["a", "b"], [1, 2]]}, hidden=("Hidden",))
    )
    tables = read_sources(path, work=tmp_path / "work")
    assert [t.file for t in tables] == ["b.xlsx#One", "b.xlsx#Two"]
    assert cells_of(tables[1]) == [("1", "2")]


def test_header_below_titles_footers_and_line_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [],
        ["Pipeline report"],
        ["As of", dt.date(2026, 1, 3)],
        [],
        ["deal", "account", "amount"],
        ["A", "x", 100],
        [],
        ["B", "y", 200],
        ["deal", "account", "amount"],
        ["Grand Total", None, 300],
        ["Confidential Information - Do Not Distribute"],
        ["My Company"],
    ]
    path = tmp_path / "b.xlsx"
    path.write_bytes(book({"S": rows}))
    (table,) = read_sources(path, work=tmp_path / "work")
    assert table.header_line == 5
    assert cells_of(table) == [("A", "x", "100"), ("B", "y", "200")]
    assert numbers_of(table) == [(1, 6), (2, 8)]
    assert codes(table) == [(9, "repeated-header"), (10, "total"), (11, "footer"), (12, "footer")]
    assert table.rows_read == 6


def test_cells_with_an_excel_error_are_empty_and_said() -> None:
    table, cells = read_bytes(book({"S": [["a", "b"], ["x", "=1/0"], ["y", 2]]}), name="t.xlsx")
    assert cells == [("x", None), ("y", "2")]
    assert "1 cells of the workbook hold an Excel error" in table.notes[0]


def test_columns_without_a_label_and_a_row_wider_than_the_header() -> None:
    table, cells = read_bytes(book({"S": [["a", None, "c"], [1, 2, 3, 4]]}), name="t.xlsx")
    assert table.columns == ("a", "column 2", "c", "column 4")
    assert cells == [("1", "2", "3", "4")]


def test_a_header_only_sheet() -> None:
    table, cells = read_bytes(book({"S": [["a", "b"]]}), name="t.xlsx")
    assert (table.columns, table.rows_read, cells) == (("a", "b"), 0, [])


def test_newlines_and_quotes_in_cells() -> None:
    _, cells = read_bytes(book({"S": [["a", "b"], ['say "x"', "two\nlines, yes"]]}), name="t.xlsx")
    assert cells == [('say "x"', "two\nlines, yes")]


def test_two_far_cells_are_a_bomb() -> None:
    rows: list[list[object]] = [["a", "b"], [1, 2]]
    data = io.BytesIO(book({"S": rows}))
    out = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            if member.endswith("sheet1.xml"):
                text = text.replace(b'r="B2"', b'r="XFD1048576"')
            new.writestr(member, text)
    with pytest.raises(Refusal, match="too much"):
        read_bytes(out.getvalue(), name="t.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(Refusal, match="far more"):
        read_bytes(book({"S": ROWS}), name="t.xlsx", limits=Limits(workbook=2000))


@pytest.mark.parametrize("cut", [10, 200, 1500, -30])
def test_damaged_workbooks_are_refused(cut: int) -> None:
    with pytest.raises(Refusal):
        read_bytes(book({"S": ROWS})[:cut], name="t.xlsx")


def test_an_encrypted_workbook_is_refused() -> None:
    # An encrypted .xlsx is an OLE container with a stream of that name.
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Refusal, match=r"workbook|password"):
        read_bytes(data, name="t.xlsx")


def test_parquet_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with duckdb.connect() as con:
        con.execute(
            "COPY (SELECT * FROM (VALUES (1, 2.0::DOUBLE, 'x', DATE '2017-03-01', NULL, true), "
            "(2, 2.5, '', NULL, TIMESTAMP '2017-03-01 10:00:00', false)) v(id, n, t, d, moment, ok)) "
            f"TO '{path}' (FORMAT parquet)"
        )
    (table,) = read_sources(path, work=tmp_path / "work")
    assert table.kind == "parquet"
    assert table.columns == ("id", "n", "t", "d", "moment", "ok")
    assert cells_of(table) == [
        ("1", "2", "x", "2017-03-01", None, "true"),
        ("2", "2.5", None, None, "2017-03-01 10:00:00", "false"),
    ]
    assert numbers_of(table) == [(1, 1), (2, 2)]


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with duckdb.connect() as con:
        con.execute(f"COPY (SELECT range AS a FROM range(1000)) TO '{path}' (FORMAT parquet)")
    data = path.read_bytes()
    for broken in (data[:-20], data[: len(data) // 2], b"PAR1" + b"\0" * 50 + b"PAR1"):
        path.write_bytes(broken)
        with pytest.raises(Refusal):
            read_sources(path, work=tmp_path / "work")
