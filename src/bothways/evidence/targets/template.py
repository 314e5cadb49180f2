"""The spreadsheet that a manager fills in with targets."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from bothways.evidence.snapshot import Snapshot
from bothways.terms import Calendar, Period, Refusal
from bothways.terms.period import month_period

COLUMNS = ("Scope", "Who", "Period", "Target", "Opportunities", "Win rate", "Deal size", "Cycle days")
WIDTHS = (11, 30, 13, 16, 15, 11, 14, 12)
SPARE = 200
Scope = Literal["whole", "team", "rep"]


def write_template(
    path: Path,
    *,
    period: Period,
    snapshot: Snapshot | None = None,
    by: Scope = "whole",
    every: Literal["month", "quarter", "year"] | None = None,
    calendar: Calendar | None = None,
) -> Path:
    """Write the small spreadsheet of targets, .xlsx or .csv by the suffix; return its path.

    Args:
        path: where to; an existing file is refused, for it may hold somebody's targets.
        period: which period the targets are for; it is split by `every`.
        snapshot: its people and teams are filled in.
        by: one target for the whole, one a team, or one a rep.
        every: a target a month, quarter or year; by default the period is one.
        calendar: the fiscal calendar; by default the snapshot's.

    Raises:
        Refusal: `template-suffix`, `template-exists`.
    """
    if path.suffix.casefold() not in {".xlsx", ".csv"}:
        raise Refusal(
            "template-suffix",
            f"A template is written as .xlsx or .csv, not as “{path.suffix}”.",
            hint="Write --template --out targets.xlsx.",
        )
    if path.exists():
        raise Refusal("template-exists", f"{path} exists.", hint="Give another name, or move it away.")
    fiscal = calendar or (snapshot.calendar if snapshot else Calendar())
    whos = _whos(snapshot, by) if snapshot else [("whole", "")] if by == "whole" else [(by, "")]
    rows = [(scope, who, part.name) for scope, who in whos for part in _parts(period, every, fiscal)]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.casefold() == ".csv":
        _write_csv(path, rows)
    else:
        _write_xlsx(path, rows, currency=snapshot.currency if snapshot else "")
    return path


def _whos(snapshot: Snapshot, by: Scope) -> list[tuple[str, str]]:
    if by == "whole":
        return [("whole", "")]
    people = snapshot.con.table("people").project("name, team, role, is_active, email, person_id").fetchall()
    if by == "team":
        return [("team", team) for team in sorted({str(row[1]) for row in people if row[1]})]
    reps = [row for row in people if row[0] and row[3] is not False and row[2] in {None, "rep"}]
    names = Counter(str(row[0]) for row in people)
    # Two people of one name get their mail address or id, by which the import can tell them apart.
    shown = [(str(row[1] or ""), str(row[0] if names[row[0]] == 1 else row[4] or row[5])) for row in reps]
    return [("rep", who) for _, who in sorted(shown)]


def _parts(period: Period, every: str | None, calendar: Calendar) -> Iterator[Period]:
    if every is None:
        yield period
        return
    day = period.first
    while day <= period.last:
        part = {
            "month": lambda d: month_period(d.year, d.month),
            "quarter": calendar.quarter_of,
            "year": calendar.year_of,
        }[every](day)
        yield part
        day = part.last + timedelta(days=1)


def _guarded(text: str) -> str:
    """A name that a spreadsheet would run as a formula is written as text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _write_csv(path: Path, rows: Sequence[tuple[str, str, str]]) -> None:
    # The byte-order mark makes Excel read the accents in names right.
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows([scope, _guarded(who), when, "", "", "", "", ""] for scope, who, when in rows)


def _write_xlsx(path: Path, rows: Sequence[tuple[str, str, str]], *, currency: str) -> None:
    import xlsxwriter  # noqa: PLC0415 - costs start-up time, and only templates need it

    # Made whole before the disk is touched: a full one raises its own error, and leaves no half file.
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Targets")
        font = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
        head = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A4D", "bottom": 1}
        line = {"bottom": 1, "bottom_color": "#D9DEE2"}
        fill = {"bg_color": "#FFF9E5"}
        money, number = {"num_format": "#,##0"}, {"num_format": "#,##0"}
        looks: list[dict[str, Any]] = [
            {},
            {},
            {"num_format": "@"},
            money | fill,
            number,
            {"num_format": "0%"},
            money,
            number,
        ]
        formats = [book.add_format(font | line | look) for look in looks]
        unit = f" in {currency}" if currency else ""
        sheet.merge_range(
            0, 0, 0, len(COLUMNS) - 1,
            f"Fill in the yellow column{unit}. The four columns after it are optional. Leave a line empty "
            "where there is no target. Then: bothways import, with this file beside the export.",
            book.add_format(font | {"italic": True, "font_color": "#4A5A66", "text_wrap": True}),
        )  # fmt: skip
        sheet.set_row(0, 34)
        sheet.set_row(1, 22)
        for column, (title, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            align = {"align": "left" if column < 3 else "right"}
            sheet.write_string(1, column, title, book.add_format(font | head | align))
            # Formats of whole columns, so that lines added below are texts and money too.
            plain = {key: value for key, value in looks[column].items() if key == "num_format"}
            sheet.set_column(column, column, width, book.add_format(font | plain))
        for index, row in enumerate(rows, 2):
            for column, text in enumerate(row):
                sheet.write_string(index, column, text, formats[column])
            for column in range(len(row), len(COLUMNS)):
                sheet.write_blank(index, column, None, formats[column])
        last = len(rows) + 1 + SPARE
        _validate(sheet, last)
        sheet.freeze_panes(2, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.hide_gridlines(2)
    try:
        path.write_bytes(made.getvalue())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _validate(sheet: Any, last: int) -> None:
    sheet.data_validation(2, 0, last, 0, {
        "validate": "list", "source": ["whole", "team", "rep"],
        "error_title": "Scope", "error_message": "Write whole, team or rep.",
    })  # fmt: skip
    sheet.data_validation(2, 2, last, 2, {
        "validate": "length", "criteria": ">", "value": 3, "ignore_blank": True,
        "input_title": "Period", "input_message": "2026Q3, 2026-09 or 2026",
    })  # fmt: skip
    for column, title in ((3, "Target"), (4, "Opportunities"), (6, "Deal size"), (7, "Cycle days")):
        sheet.data_validation(2, column, last, column, {
            "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True,
            "error_type": "warning", "error_title": title, "error_message": "A number, please: 250000.",
        })  # fmt: skip
    sheet.data_validation(2, 5, last, 5, {
        "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "ignore_blank": True,
        "error_type": "warning", "error_title": "Win rate", "error_message": "Between 0 % and 100 %.",
    })  # fmt: skip
