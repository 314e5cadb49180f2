"""The evidence under each number: value, range, count, source, method, rows, and the best case against it."""

from __future__ import annotations

from bothways.brief import words
from bothways.brief.document import Evidence, Line, Name, TableBlock
from bothways.brief.facts import Book, Draft
from bothways.brief.ledger import Reader, Row
from bothways.terms import Figure, Unit

_HEADS = {
    "deals": "Deal", "accounts": "Account", "activities": "Note or mail about", "signals": "Case about",
    "deal_lines": "Line of the deal", "targets": "Target of", "people": "Person", "stays": "Deal",
}  # fmt: skip


def evidence_for(book: Book, reader: Reader) -> tuple[Evidence, ...]:
    """Return the evidence notes of all cited facts that a reader may have, by number."""
    book.begin(reader)
    listed: dict[tuple[int, tuple[Row, ...]], str] = {}
    return tuple(_note(book, number, draft, reader, listed) for number, draft in book.cited())


def _note(
    book: Book, number: int, draft: Draft, reader: Reader, listed: dict[tuple[int, tuple[Row, ...]], str]
) -> Evidence:
    if draft.figure is not None:
        rows = _figure(book, draft, draft.figure)
    elif draft.quote is not None:
        rows = _quote(book, draft)
    else:
        rows = (("Text", (book.cite(draft.key, draft.given, mark=False),)), ("Given by", (draft.given_by,)))
    shown = tuple(row for row in draft.rows if row.label and (row.readers is None or reader in row.readers))
    table, same = None, ""
    figure = draft.figure
    if shown and figure is not None and figure.by != "deal" and figure.value is not None:
        same = listed.setdefault((draft.rows_total, shown), draft.key)
    if same == draft.key:
        what = "account" if shown[0].table == "accounts" else "deal"
        table = TableBlock(
            heads=(_HEADS.get(shown[0].table, "Row"),),
            rows=tuple(((Name(row.label, "account" if what == "account" else "deal"),),) for row in shown),
            numeric=(False,),
        )
    more: Line = ()
    if same and same != draft.key:
        # A count and its amount stand on the same deals: named once, a page is half as long.
        more = ("It stands on the same rows as ", book.size(same, mark=True), ".")
    elif table is not None and draft.rows_total > len(shown):
        total = book.cite(draft.key, words.count(draft.rows_total), mark=False)
        more = ("All ", total, " stand in the manager's ledger.")
    return Evidence(
        fact=number,
        title=draft.title or (draft.label,),
        rows=rows,
        table=table,
        more=more,
        against=book.argument(draft.key),
    )


def _figure(book: Book, draft: Draft, figure: Figure) -> tuple[tuple[str, Line], ...]:
    key, currency = draft.key, book.currency
    counts = figure.unit is Unit.COUNT
    # What left the pipeline is a negative amount; so many deals are never fewer than none.
    value = book.size(key, mark=False) if counts and figure.value else book.value(key, mark=False)
    rows: list[tuple[str, Line]] = [("Value", (value,))]
    if figure.interval is not None and figure.value is not None:
        text = f"{words.between(figure, currency)}, {words.how_sure(figure)}"
        rows.append(("Likely", (book.cite(key, text, mark=False),)))
    if figure.n is not None and not (counts and abs(figure.value or 0) == figure.n):
        rows.append(("Counted", (book.cite(key, words.count(figure.n), mark=False),)))
    rows.append(
        ("Due" if figure.by == "deal" else "Period", (book.cite(key, words.span(figure.period), mark=False),))
    )
    if figure.as_of != figure.period.last:
        rows.append(("As of", (book.cite(key, words.day(figure.as_of), mark=False),)))
    rows.append(("Source", ("Snapshot ", Name(figure.source.snapshot[:12], "snapshot"))))
    rows.append(("Method", (Name(figure.method, "method"),)))
    return tuple(rows)


def _quote(book: Book, draft: Draft) -> tuple[tuple[str, Line], ...]:
    quote = draft.quote
    if quote is None:
        return ()
    rows: list[tuple[str, Line]] = [("Words", (book.cite(draft.key, quote.text, mark=False),))]
    rows.append(("Whose", (quote.said_by,)))
    if quote.who:
        rows.append(("Who", (Name(quote.who, "person"),)))
    if quote.day is not None:
        rows.append(("When", (book.cite(draft.key, words.day(quote.day), mark=False),)))
    return tuple(rows)
