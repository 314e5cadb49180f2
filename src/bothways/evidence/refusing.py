"""Refused rows, as objects for the report and as files beside the snapshot.

A cell that a spreadsheet would take for a formula (it starts with = + - @, a tab or a return) gets an
apostrophe before it, and so does one that starts with an apostrophe: taking one leading apostrophe away
gives every cell back as it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bothways.evidence import engine as e
from bothways.evidence.reading import RawTable, Refused

_GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
_TEXT = 500


def guarded(text: e.Expr) -> e.Expr:
    """Return a text that no spreadsheet takes for a formula."""
    risky = e.call("contains", "".join(_GUARDED), e.call("substr", text, 1, 1)) & (text != e.val(""))
    return e.when([(risky, e.call("concat", "'", text))], text)


def unguarded(text: str) -> str:
    """Give a guarded cell back as it was.

    >>> unguarded("'=1+1"), unguarded("Acme")
    ('=1+1', 'Acme')
    """
    return text.removeprefix("'")


def refused_rows(con: e.Connection, number: int, raw: RawTable) -> tuple[list[Refused], dict[str, int]]:
    """Return the rows of a file that the import refused, in order, and how many of each code."""
    own = con.table("_refused").filter(e.col("_f") == e.val(number))
    if not e.count(own):
        return [], {}
    cells = e.call(
        "concat_ws",
        raw.delimiter or ",",
        *(e.first(e.col(f"c{i}"), e.val("")) for i in range(len(raw.columns))),
    )
    texts = e.pick(
        e.read(con, raw.parquet),
        {"_row": e.col("_row"), "_line": e.col("_line"), "text": e.call("substr", cells, 1, _TEXT)},
    )
    found = e.lookup(own, texts, on={"_row": "_row"}, take={"_line": "_line", "text": "text"})
    rows = e.rows(e.pick(found, ["_line", "_row", "code", "reason", "text"]).order("_row"))
    refused = [Refused(raw.file, line, row, code, reason, text) for line, row, code, reason, text in rows]
    return refused, dict(Counter(r.code for r in refused))


def write_refused(con: e.Connection, number: int, raw: RawTable, path: Path) -> bool:
    """Write the refused rows of a file as CSV: row, line, code, reason, the text, and each column as it was."""
    labels = _labels(raw.columns)
    own = con.table("_refused").filter(e.col("_f") == e.val(number))
    parts = []
    if e.count(own):
        found = e.lookup(
            own,
            e.read(con, raw.parquet),
            on={"_row": "_row"},
            take={"_line": "_line"} | {f"c{i}": f"c{i}" for i in range(len(labels))},
        )
        columns = {
            "row": e.col("_row"),
            "line": e.col("_line"),
            "code": e.col("code"),
            "reason": guarded(e.col("reason")),
            "text": e.val(None, "VARCHAR"),
        }
        parts.append(
            e.pick(found, columns | {label: guarded(e.col(f"c{i}")) for i, label in enumerate(labels)})
        )
    if raw.refused:
        read = e.of_values(
            con,
            {
                "row": ("BIGINT", [r.row for r in raw.refused]),
                "line": ("BIGINT", [r.line for r in raw.refused]),
                "code": ("VARCHAR", [r.code for r in raw.refused]),
                "reason": ("VARCHAR", [r.reason for r in raw.refused]),
                "text": ("VARCHAR", [r.text for r in raw.refused]),
            },
            name="_read_refused",
        )
        columns = {
            "row": e.col("row"),
            "line": e.col("line"),
            "code": e.col("code"),
            "reason": guarded(e.col("reason")),
            "text": guarded(e.col("text")),
        }
        parts.append(e.pick(read, columns | {label: e.val(None, "VARCHAR") for label in labels}))
    if not parts:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    e.stack(parts).order("row").write_csv(str(path), header=True)
    return True


def file_name(file: str, taken: Sequence[str]) -> str:
    """Return a name for the refused rows of a file, without signs that some system forbids, and free."""
    base = re.sub(r"[^\w.-]+", "_", file).strip("._") or "file"
    name, n = f"{base}.csv" if not base.endswith(".csv") else base, 2
    while name in taken:
        name, n = f"{base}-{n}.csv", n + 1
    return name


def _labels(columns: Sequence[str]) -> list[str]:
    """Return labels that do not collide with the four columns before them."""
    own = {"row", "line", "code", "reason", "text"}
    labels: list[str] = []
    for column in columns:
        label = column if column.casefold() not in own else f"{column} (column)"
        if label[:1] in _GUARDED:
            label = f"'{label}"
        while label.casefold() in {used.casefold() for used in labels}:
            label += " "
        labels.append(label)
    return labels
