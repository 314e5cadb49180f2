"""Text files: encodings, delimiters, headers, footers, and every kind of broken line."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_desk import COARSE, TINY, check_law, codes, numbers_of, read_bytes

from bothways.evidence.reading import Limits, read_sources
from bothways.terms import Refusal

BASIC = "name,amount,city\nAcme,100,Köln\nBolt,200,Paris\nCity,300,Málaga\n"
ROWS = [("Acme", "100", "Köln"), ("Bolt", "200", "Paris"), ("City", "300", "Málaga")]


@pytest.mark.parametrize("limits", [None, TINY, COARSE])
@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1252", "windows-1252"),
        ("latin-1", "windows-1252"),
        ("utf-32", "utf-32"),
    ],
)
def test_encodings(encoding: str, said: str, limits: Limits | None) -> None:
    table, cells = read_bytes(BASIC.encode(encoding), limits=limits)
    assert cells == ROWS
    assert table.columns == ("name", "amount", "city")
    assert table.encoding == said


def test_utf16_with_a_big_endian_mark() -> None:
    _, cells = read_bytes(b"\xfe\xff" + BASIC.encode("utf-16-be"))
    assert cells == ROWS


def test_windows_1252_has_signs_that_latin_1_has_not() -> None:
    table, cells = read_bytes("name,price\nAcme – “best”,5 €\n".encode("windows-1252"))
    assert cells == [("Acme – “best”", "5 €")]
    assert "Windows-1252" in table.notes[0]


def test_bytes_that_windows_1252_does_not_define_are_latin_1() -> None:
    table, cells = read_bytes(b"name,price\nAcm\xe9,\x81\n")
    assert table.encoding == "latin-1"
    assert cells == [("Acmé", "\x81")]


def test_a_damaged_character_in_utf8_refuses_its_row_only() -> None:
    data = "name,city\nAcme,Köln\nBolt,Málaga\n".encode() + b"Dirt,K\xf6ln\n" + "Ende,Zürich\n".encode()
    table, cells = read_bytes(data)
    assert [c[0] for c in cells] == ["Acme", "Bolt", "Ende"]
    assert codes(table) == [(4, "encoding")]
    assert "Köln" in table.refused[0].text


@pytest.mark.parametrize("limits", [None, TINY])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", [True, False])
def test_delimiters_and_newlines(delimiter: str, newline: str, end: bool, limits: Limits | None) -> None:
    text = BASIC.replace(",", delimiter).replace("\n", newline)
    table, cells = read_bytes(text if end else text.removesuffix(newline), limits=limits)
    assert cells == ROWS
    assert table.delimiter == delimiter
    assert numbers_of_read(text, limits) == [(1, 2), (2, 3), (3, 4)]


def numbers_of_read(text: str, limits: Limits | None) -> list[tuple[int, int]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(text.encode())
        (table,) = read_sources(path, work=Path(folder) / "w", limits=limits)
        return numbers_of(table)


def test_a_decimal_comma_is_no_delimiter() -> None:
    table, cells = read_bytes("Name;Betrag\nA;1.234,56\nB;7,00\nC;8,5\n")
    assert (table.delimiter, cells[0]) == (";", ("A", "1.234,56"))


def test_excel_may_declare_its_delimiter() -> None:
    table, cells = read_bytes("sep=;\na;b,c\n1;2,3\n")
    assert (table.columns, cells, table.header_line) == (("a", "b,c"), [("1", "2,3")], 2)


def test_mixed_newlines() -> None:
    _, cells = read_bytes("a,b\n1,2\r\n3,4\r5,6\n", limits=TINY)
    assert cells == [("1", "2"), ("3", "4"), ("5", "6")]


@pytest.mark.parametrize("limits", [None, TINY, COARSE])
def test_quoted_newlines_doubled_quotes_and_line_numbers(limits: Limits | None) -> None:
    text = 'id,note\n1,"two\nlines"\n2,"say ""yes"""\n3,"a\r\n\r\nb"\n4,plain\n'
    _, cells = read_bytes(text, limits=limits)
    assert cells == [("1", "two\nlines"), ("2", 'say "yes"'), ("3", "a\r\n\r\nb"), ("4", "plain")]
    assert numbers_of_read(text, limits) == [(1, 2), (2, 4), (3, 5), (4, 8)]


def test_the_header_stands_below_the_preamble_of_a_report() -> None:
    text = (
        "Pipeline by Rep\n\nAs of 2026-01-03 10:00\nFiltered By\nShow: All opportunities\n\n"
        "Opportunity Name,Account Name,Amount\nDeal A,Acme,100\nDeal B,Bolt,200\n"
        'Grand Total,"","300"\n\nConfidential Information - Do Not Distribute\n'
        "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.\nMy Company\n"
    )
    for limits in (None, TINY, COARSE):
        table, cells = read_bytes(text, limits=limits)
        assert table.header_line == 7
        assert cells == [("Deal A", "Acme", "100"), ("Deal B", "Bolt", "200")]
        assert codes(table) == [(10, "total"), (12, "footer"), (13, "footer"), (14, "footer")]
        assert table.rows_read == 6


@pytest.mark.parametrize(
    "footer",
    [
        "Grand Total,,300",
        "Total,,300",
        "Subtotal,,300",
        "Grand Totals (2 records),,",
        "Total général,,300",
        "Sous-total,,300",
        "Gesamtsumme,,300",
        "Summe,,300",
        "Total general,,300",
        "Suma total,,300",
        "Confidential Information - Do Not Distribute",
        "Informations confidentielles - Ne pas diffuser",
        "Vertrauliche Informationen - Nicht weitergeben",
        "Información confidencial - No distribuir",
        "Copyright (c) 2000-2026 salesforce.com",
        "Generated by: Ada Lovelace 3/1/2026",
        "Généré par Ada",
        "Erstellt von Ada",
        "Generado por Ada",
        '"Generated By:  Ada, 10:00",,',
    ],
)
def test_footers_in_four_languages(footer: str) -> None:
    table, cells = read_bytes(f"deal,account,amount\nA,x,100\nB,y,200\n{footer}\n")
    assert [c[0] for c in cells] == ["A", "B"]
    assert codes(table)[0][0] == 4
    assert codes(table)[0][1] in ("footer", "total")


def test_a_customer_called_total_is_no_total() -> None:
    rows = "".join(f"A{i},x,{i}\n" for i in range(30))
    table, cells = read_bytes(f"account,owner,amount\nTotal,Ada,100\n{rows}")
    assert cells[0] == ("Total", "Ada", "100")
    assert table.refused == ()


def test_totals_amid_regular_rows_are_found_by_the_engine() -> None:
    rows = "".join(f"deal {i},account,{i}\n" for i in range(300))
    text = f"deal,account,amount\n{rows}Subtotal,,44850\n{rows}"
    table, cells = read_bytes(text, limits=Limits(block=1024, piece=256))
    assert codes(table) == [(302, "total")]
    assert table.refused[0].row == 301
    assert len(cells) == 600


@pytest.mark.parametrize("limits", [None, TINY, COARSE])
def test_repeated_headers_are_refused(limits: Limits | None) -> None:
    body = "".join(f"n{i},{i},city\n" for i in range(40))
    table, cells = read_bytes(f"name,amount,city\n{body}name,amount,city\n{body}", limits=limits)
    assert codes(table) == [(42, "repeated-header")]
    assert len(cells) == 80


def test_trailing_empty_columns_are_dropped() -> None:
    table, cells = read_bytes("a,b,,\n1,2,,\n3,4,,\n")
    assert table.columns == ("a", "b")
    assert cells == [("1", "2"), ("3", "4")]


def test_a_column_without_a_label_that_holds_something_stays() -> None:
    table, cells = read_bytes("a,b,,\n1,2,x,\n3,4,,\n")
    assert table.columns == ("a", "b", "column 3")
    assert cells == [("1", "2", "x"), ("3", "4", None)]


def test_an_index_column_of_pandas_is_fine() -> None:
    table, cells = read_bytes(",name,amount\n0,A,1\n1,B,2\n")
    assert table.columns == ("column 1", "name", "amount")
    assert cells == [("0", "A", "1"), ("1", "B", "2")]


def test_labels_are_trimmed_and_made_unique() -> None:
    table, _ = read_bytes(" Name ,Name,name,Close  Date\n1,2,3,4\n")
    assert table.columns == ("Name", "Name (2)", "name (3)", "Close Date")


@pytest.mark.parametrize("text", ["Id,Name,StageName\n", "Id,Name,StageName", "Id,Name,StageName\r\n\r\n"])
def test_header_only_files_have_no_rows(text: str) -> None:
    table, cells = read_bytes(text)
    assert (table.rows_read, table.rows_kept, cells) == (0, 0, [])
    assert table.columns == ("Id", "Name", "StageName")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\0" * 500, b"   \n"])
def test_empty_files_are_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as no:
        read_bytes(data)
    assert no.value.code in ("empty", "no-header")


def test_a_file_without_a_header_is_refused() -> None:
    with pytest.raises(Refusal, match="header"):
        read_bytes("1\t274\t2011-05-31 00:00:00\t28000\n2\t275\t2011-05-31 00:00:00\t27000\n", name="t.tsv")


@pytest.mark.parametrize("limits", [None, TINY, COARSE])
def test_too_many_fields_are_refused(limits: Limits | None) -> None:
    body = "".join(f"n{i},{i},city\n" for i in range(20))
    table, cells = read_bytes(f"name,amount,city\n{body}Acme, Inc,100,Köln\n{body}", limits=limits)
    assert codes(table) == [(22, "too-many")]
    assert table.refused[0].text == "Acme, Inc,100,Köln"
    assert "4 fields where the header has 3" in table.refused[0].reason
    assert len(cells) == 40


def test_trailing_delimiters_are_not_too_many() -> None:
    _, cells = read_bytes("a,b\n1,2,,\n3,4\n")
    assert cells == [("1", "2"), ("3", "4")]


def test_short_rows_are_filled_when_only_the_end_is_missing() -> None:
    table, cells = read_bytes("a,b,c,d\n1,2,3,4\n1,2,3\n5,6,7,8\n")
    assert cells[1] == ("1", "2", "3", None)
    assert "1 rows end early" in table.notes[0]


def test_a_row_torn_in_two_is_refused_in_both_halves() -> None:
    table, cells = read_bytes("a,b,c,d,e,f\n1,2,3,4,5,6\n1,2,3,first line\nsecond line,5\n5,6,7,8,9,1\n")
    assert [c[0] for c in cells] == ["1", "5"]
    assert codes(table) == [(3, "too-few"), (4, "too-few")]


def test_rows_with_a_nul_are_refused() -> None:
    table, cells = read_bytes(b"a,b\n1,2\n3,\0\0\n5,6\n", limits=TINY)
    assert cells == [("1", "2"), ("5", "6")]
    assert codes(table) == [(3, "nul")]


@pytest.mark.parametrize("limits", [None, TINY, COARSE])
def test_an_open_quote_swallows_nothing(limits: Limits | None) -> None:
    body = "".join(f'{i},"n {i}",x\n' for i in range(30))
    table, cells = read_bytes(f'id,name,kind\n{body}99,"open,x\n{body}', limits=limits)
    assert codes(table) == [(32, "open-quote")]
    assert len(cells) == 60


def test_an_open_quote_at_the_end_of_the_file() -> None:
    table, cells = read_bytes('id,name\n1,"a"\n2,"open\n3,b\n4,c\n')
    assert [c[0] for c in cells] == ["1", "3", "4"]
    assert codes(table) == [(3, "open-quote")]


def test_after_a_broken_note_only_whole_rows_count() -> None:
    text = 'id,note,n\n1,"fine",5\n2,"He said\nso "yes" he did\nand went", 7\n3,"next",8\n'
    table, cells = read_bytes(text)
    assert [c[0] for c in cells] == ["1", "3"]
    assert [line for line, _ in codes(table)] == [3, 4, 5]


def test_quotes_inside_a_quoted_field_are_text_when_the_row_fits() -> None:
    table, cells = read_bytes('id,name,n\n1,"The "Best" Co",5\n2,b,6\n')
    assert cells[0] == ("1", 'The "Best" Co', "5")
    assert any("quotation marks" in note for note in table.notes)


def test_quotes_amid_an_unquoted_field_are_text() -> None:
    _, cells = read_bytes('id,size\n1,5" pipe\n2,7\n', limits=TINY)
    assert cells == [("1", '5" pipe'), ("2", "7")]


def test_tabs_without_quoting() -> None:
    body = "".join(f'{i}\tsay "x" {i}\n' for i in range(50))
    table, cells = read_bytes(f'id\ttext\n{body}50\t"open\n51\tclosed"\n{body}', name="t.tsv", limits=TINY)
    assert table.refused == ()
    assert cells[50:52] == [("50", '"open'), ("51", 'closed"')]
    assert any("Quotation marks" in note for note in table.notes)


@pytest.mark.parametrize("limits", [None, TINY, COARSE])
def test_empty_rows_and_blank_lines(limits: Limits | None) -> None:
    body = "".join(f"n{i},{i},c\n" for i in range(20))
    table, cells = read_bytes(f"a,b,c\n{body},,\n\n{body}\n", limits=limits)
    assert codes(table) == [(22, "empty")]
    assert len(cells) == 40
    assert numbers_of_read(f"a,b,c\n{body},,\n\n{body}\n", limits)[20] == (22, 24)


def test_an_overlong_line_is_refused_and_the_rest_is_read() -> None:
    limits = Limits(record=1000, block=256, piece=64)
    table, cells = read_bytes("a,b\n1,2\n3," + "x" * 50_000 + "\n5,6\n", limits=limits)
    assert cells == [("1", "2"), ("5", "6")]
    assert codes(table) == [(3, "too-long")]
    assert len(table.refused[0].text) == 500


def test_one_column() -> None:
    _, cells = read_bytes("name\nAda\nBen\n\nCy\n", limits=TINY)
    assert cells == [("Ada",), ("Ben",), ("Cy",)]


# Properties. Cells are any text; a row of empty cells is refused by design, so each row has an id.
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\x1e\x1f\ufeff"), max_size=12)
WESTERN = st.text(st.sampled_from("abcXYZ019 ,;|\t\"'\n\réäöüßñçÉ€–“”.-_()"), max_size=12)


def table_bytes(rows: Sequence[Sequence[str]], delimiter: str, newline: str, quoting: int) -> str:
    """Write each row apart: the csv module quotes "\\r" and "\\n" only where both end its lines."""
    lines = []
    for row in rows:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter, lineterminator="\r\n", quoting=quoting).writerow(row)
        lines.append(out.getvalue().removesuffix("\r\n") + newline)
    return "".join(lines)


@st.composite
def tables(draw: st.DrawFn, words: st.SearchStrategy[str]) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    count = draw(st.integers(0, 25))
    header = [f"label {i}" for i in range(width)]
    rows = [[f"id{n}", *(draw(words) for _ in range(width - 1))] for n in range(count)]
    return [header, *rows]


@settings(max_examples=40, deadline=None)
@given(
    rows=tables(WORDS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    limits=st.sampled_from([None, TINY, COARSE]),
)
def test_any_table_reads_back_cell_for_cell(rows, encoding, delimiter, newline, quoting, limits) -> None:
    data = table_bytes(rows, delimiter, newline, quoting).encode(encoding)
    table, cells = read_bytes(data, limits=limits)
    assert table.columns == tuple(rows[0])
    assert cells == [tuple(cell or None for cell in row) for row in rows[1:]]
    assert table.refused == ()


@settings(max_examples=20, deadline=None)
@given(
    rows=tables(WESTERN),
    delimiter=st.sampled_from(",;\t|"),
    limits=st.sampled_from([None, TINY]),
)
def test_any_western_table_reads_back_cell_for_cell(rows, delimiter, limits) -> None:
    data = table_bytes(rows, delimiter, "\r\n", csv.QUOTE_MINIMAL).encode("windows-1252")
    _, cells = read_bytes(data, limits=limits)
    assert cells == [tuple(cell or None for cell in row) for row in rows[1:]]


DIRT = ["footer", "blank", "header", "long", "empty", "nul", "open"]


@settings(max_examples=40, deadline=None)
@given(
    count=st.integers(3, 60),
    width=st.integers(3, 5),
    dirt=st.lists(st.tuples(st.integers(0, 59), st.sampled_from(DIRT)), max_size=6),
    preamble=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    limits=st.sampled_from([None, TINY, COARSE]),
)
@example(count=3, width=3, dirt=[(0, "open"), (1, "open")], preamble=False, newline="\n", limits=None)
def test_dirt_takes_no_clean_row_with_it(count, width, dirt, preamble, newline, limits) -> None:
    header = [f"label {i}" for i in range(width)]
    lines = [("row", ",".join(f"{n}x{i}" for i in range(width))) for n in range(count)]
    made = {
        "footer": "Grand Total" + "," * (width - 1),
        "blank": "",
        "header": ",".join(header),
        "long": ",".join(["q"] * (width + 2)),
        "empty": "," * (width - 1),
        "nul": "a\0" + ",b" * (width - 1),
        "open": 'z,"open' + ",b" * (width - 2),
    }
    for position, kind in dirt:
        lines.insert(min(position, len(lines)), (kind, made[kind]))
    head = ["My report", "", "Filtered by: all"] if preamble else []
    data = newline.join([*head, ",".join(header), *(line for _, line in lines), ""]).encode()
    table, cells = read_bytes(data, limits=limits)
    wanted = [tuple(line.split(",")) for kind, line in lines if kind == "row"]
    assert cells == wanted
    bad = [number for number, (kind, _) in enumerate(lines) if kind not in ("row", "blank")]
    assert [refused.line for refused in table.refused] == [len(head) + 2 + number for number in bad]


def test_the_law_is_checked_by_a_count_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(BASIC, "utf-8")
    (table,) = read_sources(path, work=tmp_path / "work")
    check_law(table)
    with pytest.raises(AssertionError):
        check_law(replace(table, rows_read=4))


def test_a_header_behind_foreign_newlines_and_quotes() -> None:
    """Found by fuzzing: whoever counts lines to the header comes elsewhere than the engine."""
    body = "".join(f'"id{n}"\t"c{n}"\r\n' for n in range(9))
    table, cells = read_bytes(f'report,"x \r"a"|"b"|"c"d"\t"e"\r\n{body}')
    assert cells[-1] == ("id8", "c8")
    assert table.rows_read == table.rows_kept + len(table.refused)


def test_a_line_end_cut_in_two_counts_once() -> None:
    # Mostly "\r": such a file's portions may end between the "\r" and the "\n" of its few "\r\n".
    head = "label 0,label 1,label 2\r\nid0,c0,c0c0c0c0\r\nid1,c1,c1c1c1c1\r\n"
    text = head + "ab,c,dddd\r" * 12 + "ab,c,d,e\r" + "ab,c,ddd\n" * 6
    table, cells = read_bytes(text, limits=Limits(block=90, piece=16, several=9, record=1 << 20))
    assert codes(table) == [(16, "too-many")]
    assert len(cells) == 20
    # The same, where the portion ends behind both.
    text = "label 0,label 1\r\nGrand Total,x\r\nlead,y,z\r\n" + "ab,cdddd\r" * 12 + "ab,cddd\n" * 6
    table, _ = read_bytes(text, limits=Limits(block=90, piece=16, several=9, record=1 << 20))
    assert (3, "too-many") in codes(table)
