"""The check: what a finished file says is what its facts say, to the digit, or the file does not go out.

It reads the file as its reader would (visible text, what a picture tells a screen reader, the text of
a PDF), finds every number in digits and in words, and holds it against the facts of that reader's cut
of the ledger. It shares no code with what formats the numbers or with the renderers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import narwhals as nw

from bothways.brief.document import Bridge, Cite, Document, Line, Name, text_of
from bothways.brief.ledger import Fact, Ledger
from bothways.brief.lines import lines_of, names_in, quotes_of
from bothways.brief.readback import bears, numbers_in
from bothways.brief.readback.page import check_page, check_picture
from bothways.brief.readback.paper import check_markdown, check_pdf, everything_in
from bothways.evidence import Snapshot
from bothways.terms import Refusal

__all__ = ["METHOD", "FileKind", "check_document", "check_file", "check_quotes", "must_not_contain"]

METHOD = "brief-check/2"
LONGEST_MASK = 60
"""A mask stands for a name: between two pieces of a quote at most so many letters were left out."""
_LESS_THAN_A_CENT = 0.5
FileKind = Literal["html", "markdown", "pdf", "svg"]


def check_file(data: str | bytes, *, kind: FileKind, ledger: Ledger, document: Document) -> None:
    """Check a finished file against the document that it renders and its reader's cut of the ledger.

    Args:
        data: the file; text or bytes.
        kind: html, markdown, pdf, or svg for a picture alone.
        ledger: the cut of the file's reader, or the whole ledger: then it is cut first.
        document: what was rendered.

    Raises:
        Refusal: `brief-number` for a number that no fact bears, or that stands where another should;
            `brief-name` for a name that the cut has not; `brief-quote` for words that were not said;
            `brief-file` for a file that is none of its kind. The sentence names the wrong digit.
    """
    cut = ledger.cut(document.reader)
    if [fact.as_dict() for fact in cut] != [fact.as_dict() for fact in document.ledger]:
        raise _refused("The document does not stand on its reader's cut of this ledger.")
    check_document(document)
    match kind:
        case "html":
            check_page(_text(data), document)
        case "markdown":
            check_markdown(_text(data), document)
        case "pdf":
            if isinstance(data, str):
                raise Refusal("brief-file", "A PDF is bytes, not text.")
            check_pdf(data, document)
        case "svg":
            check_picture(_text(data), document)


def check_document(document: Document) -> None:
    """Check a document before it is rendered: no number without a fact, no name that the cut has not.

    Raises:
        Refusal: `brief-number`, `brief-name`, `brief-quote`, or `brief-bridge` for causes that do not add up.
    """
    facts = {fact.number: fact for fact in document.ledger}
    names = names_in(document.ledger)
    currencies: dict[str, str] = {}
    for line in lines_of(document):
        for span in line:
            if isinstance(span, str):
                _check_plain(span, line)
            elif isinstance(span, Name):
                if span.text not in names:
                    raise Refusal("brief-name", f"“{span.text}” is a name that no fact of this brief holds.")
            else:
                _check_cite(span, facts, currencies)
    for block in (block for section in document.sections for block in section.blocks):
        if isinstance(block, Bridge):
            _check_sum(block)
    for number in quotes_of(document):
        if number not in facts or facts[number].quote is None:
            raise Refusal("brief-quote", f"Fact {number} is shown as a quote and is none.")
    _check_title(document)


def _check_plain(span: str, line: Line) -> None:
    if found := numbers_in(span):
        raise _refused(f"“{found[0].text}” stands in “{text_of(line)}” without a fact.")


def _check_cite(cite: Cite, facts: dict[int, Fact], currencies: dict[str, str]) -> None:
    fact = facts.get(cite.fact)
    if fact is None:
        raise _refused(f"“{cite.text}” cites fact {cite.fact}, which is not in this reader's cut.")
    if why := bears(fact, cite.text):
        raise _refused(f"{why}.")
    if fact.kind != "figure":
        return
    for number in numbers_in(cite.text):
        if number.sort == "money" and number.prefix:
            currencies.setdefault(number.prefix, number.text)
            if len(currencies) > 1:
                raise _refused(
                    f"One brief has one currency, this one has {' and '.join(currencies.values())}."
                )


def _check_sum(bridge: Bridge) -> None:
    """The causes of a bridge lead from its base to its actual, to the cent."""
    reached = bridge.base.amount + sum(cause.amount for cause in bridge.causes)
    if abs(reached - bridge.actual.amount) > _LESS_THAN_A_CENT:
        raise Refusal("brief-bridge", f"The causes of “{text_of(bridge.title)}” do not add up to its actual.")


def _check_title(document: Document) -> None:
    wanted = [number.text.lower() for number in numbers_in(text_of(document.period_line))]
    for number in numbers_in(document.title):
        if number.text.lower() not in wanted:
            raise _refused(f"“{number.text}” in the title is not the period of this brief.")


def check_quotes(ledger: Ledger, snapshot: Snapshot) -> None:
    """Check that every quote stands in the snapshot, to the letter, and is labelled as whose it is.

    Raises:
        Refusal: `brief-quote`.
    """
    keys = {"activities": "activity_id", "signals": "signal_id"}
    for fact in ledger:
        quote = fact.quote
        if quote is None:
            continue
        key = keys.get(quote.row.table)
        if key is None:
            raise Refusal("brief-quote", f"Fact {fact.number} quotes a table that holds no words.")
        columns = ("text", "subject", *(("voice",) if key == "activity_id" else ()))
        frame = nw.from_native(snapshot.con.table(quote.row.table))
        rows = frame.filter(nw.col(key) == quote.row.id).select(*columns).to_native().fetchall()
        stored = [str(part) for row in rows for part in row[:2] if part]
        if not any(_holds(text, quote.pieces) for text in stored):
            raise Refusal(
                "brief-quote", f"“{quote.text}” does not stand in {quote.row.table} {quote.row.id}."
            )
        voices = {row[2] for row in rows} if key == "activity_id" else {"customer"}
        if voices != {quote.voice}:
            raise Refusal("brief-quote", f"“{quote.text}” is not the {quote.voice}'s own.")


def _holds(text: str, pieces: tuple[str, ...]) -> bool:
    """Say whether a text holds these pieces in this order, and between them no more than a name.

    An empty first or last piece says that the quote begins or ends with a masked name.
    """
    if not any(pieces):
        return False
    ends = {place for place in range(len(text) + 1) if not pieces[0] or text.startswith(pieces[0], place)}
    ends = {place + len(pieces[0]) for place in ends}
    for piece in pieces[1:]:
        ends = {
            place + len(piece)
            for end in ends
            for place in range(end + 1, min(end + LONGEST_MASK, len(text)) + 1)
            if text.startswith(piece, place)
        }
    return bool(ends)


def must_not_contain(data: str | bytes, *, words: Iterable[str]) -> None:
    """Refuse a file that holds any of these words anywhere: text, attributes, comments, data, metadata.

    Args:
        data: a file; a PDF is searched in its text and its metadata, and as bytes.
        words: what its reader must not have; empty words are passed over.

    Raises:
        Refusal: `brief-leak`, naming the word.
    """
    held = everything_in(data)
    for word in words:
        if word and word.casefold() in held:
            raise Refusal("brief-leak", f"The file holds “{word}”, which its reader must not have.")


def _text(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as bad:
        raise Refusal("brief-file", "The file is no UTF-8 text.") from bad


def _refused(sentence: str) -> Refusal:
    return Refusal("brief-number", sentence, hint="A brief says nothing that no fact bears.")
