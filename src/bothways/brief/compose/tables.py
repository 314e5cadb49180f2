"""Tables of a brief: a column in which no row says anything is left out."""

from __future__ import annotations

from bothways.brief.document import Line, TableBlock


def table_of(
    heads: tuple[str, ...],
    rows: tuple[tuple[Line, ...], ...],
    numeric: tuple[bool, ...],
    *,
    caption: Line = (),
) -> TableBlock:
    """Return a table without the columns that are empty in every row; the first always stays."""
    kept = [at for at in range(len(heads)) if at == 0 or any(row[at] for row in rows)]
    return TableBlock(
        heads=tuple(heads[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in rows),
        numeric=tuple(numeric[at] for at in kept),
        caption=caption,
    )
