"""Effort against money: the table on which both sides can agree on what comes first."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.document import Block, Cell, Column, Compare, Contrast, Line, Name, Paragraph, Section
from bothways.brief.facts import Base, Book
from bothways.brief.facts.found import Found
from bothways.insight.results import Results, Row
from bothways.terms import Figure

_HEADS = {"segment": "Segment", "region": "Region", "product": "Product"}
_MOST = 12


def effort(base: Base, book: Book, reader: str) -> Section | None:
    """Return where the time goes, where the open money is and where wins come from; None where unknown."""
    whole = base.insight.results
    results = whole.for_reader(reader) if whole is not None else None
    if results is None or not results.effort.rows:
        return None
    found = Found(base, book, results)
    rows = [row for row in results.effort.rows if _known(found, row)]
    if len(rows) < 2:
        return None
    said = [line for row in rows if row.sentence and (line := found.line(row.sentence))]
    against = [line for row in rows if row.against and (line := found.line(row.against))]
    blocks: list[Block] = [_compare(base, found, results, rows[:_MOST])]
    blocks += [Paragraph(line) for line in said[:2]]
    blocks += [Paragraph(line) for line in against[:1]] if said else []
    title = "Where the time goes, where the open money is, where wins come from"
    return Section(title=(title,), blocks=tuple(blocks))


def _known(found: Found, row: Row) -> bool:
    return found.has(row.time) or found.has(row.open) or found.has(row.won)


def _compare(base: Base, found: Found, results: Results, rows: list[Row]) -> Compare:
    level = results.effort.by
    return Compare(
        title=_title(found, rows),
        sub=_sub(base, found, results),
        columns=(
            Column("Staff time", "staff"),
            Column("Open money", "nobody"),
            Column("Money won", "manager"),
        ),
        rows=tuple(
            Contrast(
                label=(Name(row.label, "segment"),) if row.label else ("Not given",),
                cells=tuple(_cell(found, figure) for figure in (row.time, row.open, row.won)),
                about=_about(found, row),
            )
            for row in rows
        ),
        row_head=_HEADS.get(level, "Group"),
        note=(
            "Shares of the whole; each column adds up to all. Time is counted from what the CRM recorded.",
        ),
    )


def _cell(found: Found, figure: Figure) -> Cell:
    if not found.has(figure):
        return Cell(value=("not known",), amount=None)
    small = found.between(figure)
    return Cell(value=(found.value(figure, mark=None),), amount=float(figure.value or 0), small=small)


def _about(found: Found, row: Row) -> Line:
    if not found.has(row.win_rate) or not row.win_rate.n:
        return ()
    key = found.enter(row.win_rate)
    count = found.book.cite(key, words.count(row.win_rate.n), mark=False)
    return ("won ", found.value(row.win_rate, mark=False), ", n ", count)


def _title(found: Found, rows: list[Row]) -> Line:
    """Say where time and wins part most; that they go together where they do."""
    apart = [row for row in rows if row.sentence and found.has(row.time) and found.has(row.won) and row.label]
    if not apart:
        return ("Time and wins go together: no group stands out",)
    row = max(apart, key=lambda one: abs(float(one.time.value or 0) - float(one.won.value or 0)))
    name = Name(row.label, "segment")
    return (name, " takes ", found.value(row.time), " of the time and brings ", found.value(row.won),
            " of the money won")  # fmt: skip


def _sub(base: Base, found: Found, results: Results) -> Line:
    hours = results.effort.hours
    if not found.has(hours):
        return ("Time, open money and money won, by " + results.effort.by + ".",)
    return (found.value(hours), " of recorded work, open money and money won, by " + results.effort.by + ".")
