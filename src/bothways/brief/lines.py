"""Walk a document: every line that it prints, in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from bothways.brief.document import (
    Asks,
    Bars,
    Block,
    Bridge,
    Bullets,
    Cite,
    Compare,
    Document,
    Dots,
    Evidence,
    Insight,
    Line,
    Notice,
    Paragraph,
    Ranges,
    TableBlock,
    Total,
    Trends,
    Waterfall,
)
from bothways.brief.ledger import Ledger, figure_groups


def lines_of(document: Document, *, evidence: bool = True) -> Iterator[Line]:
    """Yield each line of a document in the order in which it reads; empty lines are left out.

    Quotes are not lines: they are printed from the ledger, see `quotes_of`.
    """
    yield from _kept((document.kicker, document.period_line, *document.headline))
    for section in document.sections:
        yield from _kept((section.title, section.aside))
        for block in section.blocks:
            yield from block_lines(block)
    yield from _kept((*document.notes, document.footer))
    if evidence:
        for note in document.evidence:
            yield from evidence_lines(note)


def block_lines(block: Block) -> Iterator[Line]:
    """Yield each line of a block; the fixed words of a table (heads, terms) are lines too."""
    yield from _kept(tuple(_block(block)))


def told_in(document: Document) -> Iterator[Line]:
    """Yield what a document tells, each number in its context: sentences, and cells with their row's name."""
    yield from _kept((document.period_line, *document.headline))
    for section in document.sections:
        yield from _kept((section.title, section.aside))
        for block in section.blocks:
            yield from in_context(block)
    yield from _kept(document.notes)


def in_context(block: Block) -> Iterator[Line]:
    """Yield what a block tells, each number with the name of its row; empty lines are left out."""
    yield from _kept(tuple(_in_context(block)))


def _in_context(block: Block) -> Iterator[Line]:
    match block:
        case Bridge() | Ranges() | Dots() | Compare() | Trends():
            yield from _chart_in_context(block)
        case TableBlock():
            yield block.caption
            for first, *rest in block.rows:
                for head, cell in zip(block.heads[1:], rest, strict=True):
                    yield (*first, f", {_lowered(head)}: ", *cell) if cell else ()
        case Waterfall():
            yield from (block.title, block.sub)
            for step in block.steps:
                yield (*step.label, ": ", *step.value)
                yield (*step.label, ", deals: ", *step.count) if step.count else ()
        case Bars():
            yield from (block.title, block.sub)
            for row in block.rows:
                yield (*row.label, ": ", *row.value, *((", ", *row.small) if row.small else ()))
        case Asks():
            for ask in block.items:
                yield ask.title
                yield from ((f"{term}: ", *line) for term, line in ask.rows)
        case _:
            yield from _block(block)


def _chart_in_context(block: Bridge | Ranges | Dots | Compare | Trends) -> Iterator[Line]:
    yield block.title
    match block:
        case Bridge():
            yield block.sub
            yield _joined((*block.base.label, ": ", *block.base.value), block.base.about)
            for cause in block.causes:
                yield cause.head
                yield _joined((*cause.label, ": ", *cause.value), cause.small, cause.about, cause.lever)
            yield _joined((*block.actual.label, ": ", *block.actual.value), block.actual.about)
        case Ranges():
            yield block.sub
            yield from (tick.label for tick in block.ticks)
            for row in block.rows:
                yield _joined((*row.label, ": ", *row.value), row.small, row.outcome, row.about)
        case Dots():
            yield from (block.said, block.tick.label if block.tick else (), _joined(block.low, block.high))
        case Compare():
            yield block.sub
            for contrast in block.rows:
                yield contrast.about and (*contrast.label, ": ", *contrast.about)
                for column, cell in zip(block.columns, contrast.cells, strict=True):
                    told = (*contrast.label, f", {_lowered(column.head)}: ", *cell.value)
                    yield _joined(told, cell.small)
        case Trends():
            yield block.sub
            for trend in block.rows:
                yield _joined((*trend.label, ": from ", *trend.first, " to ", *trend.last), trend.small)


def _joined(first: Line, *others: Line) -> Line:
    return (*first, *(span for line in others if line for span in (", ", *line)))


def _lowered(head: str) -> str:
    return head[:1].lower() + head[1:]


def _block(block: Block) -> Iterator[Line]:
    match block:
        case Paragraph():
            yield block.line
        case Bullets():
            yield from block.items
        case Waterfall():
            yield from (block.title, block.sub, block.unit)
            for step in block.steps:
                yield from (step.label, step.value, step.count)
            yield block.note
        case Bars():
            yield from (block.title, block.sub, block.reference_name, (block.value_head,))
            for row in block.rows:
                yield from (row.label, row.value, row.small)
            yield block.note
        case TableBlock():
            yield from _table(block)
        case Insight():
            yield from (block.title, *block.lines, *block.captions, block.foot, block.money, block.small)
        case Asks():
            for ask in block.items:
                yield ask.title
                yield from _terms(ask.rows)
        case Notice():
            yield from (block.title, *block.lines)
        case _:
            yield from _chart(block)


def _chart(block: Bridge | Ranges | Dots | Compare | Trends) -> Iterator[Line]:
    """Yield the lines of a chart as its rows print them."""
    yield block.title
    match block:
        case Bridge():
            yield from (block.sub, (block.unit,), *_total(block.base))
            for cause in block.causes:
                yield from (cause.head, cause.label, cause.about, cause.value, cause.small, cause.lever)
            yield from _total(block.actual)
        case Ranges():
            yield from (block.sub, *(tick.label for tick in block.ticks), (block.value_head,))
            for row in block.rows:
                yield from (row.label, row.about, row.value, row.small, row.outcome)
        case Dots():
            yield from (block.said, block.tick.label if block.tick else (), block.low, block.high)
        case Compare():
            yield from (block.sub, (block.row_head,), *((column.head,) for column in block.columns))
            for contrast in block.rows:
                yield from (contrast.label, contrast.about)
                yield from (line for cell in contrast.cells for line in (cell.value, cell.small))
        case Trends():
            yield from (block.sub, (block.first_head,), (block.last_head,))
            for trend in block.rows:
                yield from (trend.label, trend.first, trend.last, trend.small)
    yield block.note


def _total(total: Total) -> tuple[Line, ...]:
    return total.label, total.about, total.value


def evidence_lines(note: Evidence) -> Iterator[Line]:
    """Yield each line of an evidence note."""
    yield note.title
    yield from _terms(note.rows)
    if note.table is not None:
        yield from _kept(tuple(_table(note.table)))
    yield from _kept((note.more, note.against))


def _table(table: TableBlock) -> Iterator[Line]:
    yield table.caption
    yield from ((head,) for head in table.heads)
    for row in table.rows:
        yield from row


def _terms(rows: tuple[tuple[str, Line], ...]) -> Iterator[Line]:
    for term, line in rows:
        yield from ((term,), line)


def quotes_of(document: Document) -> Iterator[int]:
    """Yield the number of each quote's fact that the sections print."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Insight):
                yield from block.shown


def cites_of(document: Document, *, evidence: bool = True) -> Iterator[Cite]:
    """Yield each citation of a document, in reading order."""
    for line in lines_of(document, evidence=evidence):
        yield from (span for span in line if isinstance(span, Cite))


def names_in(ledger: Ledger) -> frozenset[str]:
    """Return every name that a ledger holds: of rows, of whom its figures are, of who is quoted."""
    names: set[str] = set()
    for fact in ledger:
        names.update(row.label for row in fact.rows)
        if fact.figure is not None:
            names.update((fact.figure.label, fact.figure.source.snapshot[:12], fact.figure.method))
            names.update(figure_groups(fact.figure))
        if fact.quote is not None:
            names.update((fact.quote.who, fact.quote.row.label))
    return frozenset(names - {""})


def _kept(lines: tuple[Line, ...]) -> Iterator[Line]:
    yield from (line for line in lines if any(span if isinstance(span, str) else True for span in line))
