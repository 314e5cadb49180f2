"""Check what is plain text in the end: Markdown, and the text of a PDF.

There the marks that tie a number to its fact are only a raised numeral. So every number, number word
and mark must follow each other exactly as in the document, whose citations are checked themselves.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator

from bothways.brief.document import Block, Cite, Document, Insight, Line, Waterfall, text_of
from bothways.brief.lines import block_lines, evidence_lines
from bothways.brief.readback.atoms import atoms_in, first_difference
from bothways.terms import Refusal

_REFERENCE = re.compile(r"\[\^(\d+)\]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


def check_markdown(text: str, document: Document) -> None:
    """Check a Markdown file.

    Raises:
        Refusal: `brief-number` or `brief-quote`.
    """
    read = _REFERENCE.sub(lambda match: match[1].translate(_RAISED), text)
    read = _ESCAPED.sub(r"\1", read)
    wanted = list(_told(document, quotes_last=True))
    for note in document.evidence:
        wanted.append(_raised(note.fact, document))
        wanted += [_marked(line, document) for line in evidence_lines(note)]
    _compare(read, [wanted])
    _check_quotes(re.sub(r"(?m)^> ?", "", read), document)


def check_pdf(data: bytes, document: Document) -> None:
    """Check a PDF: its text, its title, and that it holds nothing else that speaks.

    Raises:
        Refusal: `brief-number`, `brief-quote` or `brief-file`.
    """
    text, title = _pdf_text(data)
    if title != document.title:
        raise Refusal("brief-number", f"The file's title is “{title}”, not “{document.title}”.")
    told = _INVISIBLE.sub("", text)
    # A waterfall stands as a picture, or as rows where columns would be too narrow.
    wanted = [list(_told(document, picture=picture)) for picture in (True, False)]
    _compare(told, wanted)
    _check_quotes(told, document)


def everything_in(data: str | bytes) -> str:
    """Return all that a file holds, in small letters with single blanks: also what no reader sees."""
    if isinstance(data, bytes) and data.startswith(b"%PDF"):
        from pypdf import PdfReader  # noqa: PLC0415 - start-up time

        reader = PdfReader(io.BytesIO(data))
        held = [page.extract_text() for page in reader.pages]
        held += [f"{name} {value}" for name, value in (reader.metadata or {}).items()]
        held += [str(reader.xmp_metadata.rdf_root.toxml()) if reader.xmp_metadata else ""]
        held += [data.decode("latin-1")]
        held += [f"{name} {content}" for name, content in reader.attachments.items()]
        text = " ".join(held)
    else:
        raw = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
        text = f"{raw} {html.unescape(raw)} {_ESCAPED.sub(lambda match: match[1], raw)}"
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", text)).casefold()


def _pdf_text(data: bytes) -> tuple[str, str]:
    from pypdf import PdfReader  # noqa: PLC0415 - start-up time
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data))
        text = "\n".join(page.extract_text() for page in reader.pages)
        return text, (reader.metadata.title if reader.metadata else "") or ""
    except (PyPdfError, ValueError, KeyError) as bad:
        raise Refusal("brief-file", f"The file is no PDF that can be read: {bad}.") from bad


def _compare(text: str, variants: list[list[str]]) -> None:
    found = atoms_in(text)
    wanted = [[atom for line in lines for atom in atoms_in(line)] for lines in variants]
    if found in wanted:
        return
    # The variant that goes along furthest tells best what is wrong.
    best = max(wanted, key=lambda atoms: _common(found, atoms))
    raise Refusal(
        "brief-number",
        f"In the text of the file, {first_difference(found, best)}",
        hint="A brief says nothing that no fact bears.",
    )


def _common(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _check_quotes(text: str, document: Document) -> None:
    read = re.sub(r"\s+", "", text)
    for section in document.sections:
        for block in section.blocks:
            for number in block.shown if isinstance(block, Insight) else ():
                quote = document.ledger.fact(number).quote
                if quote is None or re.sub(r"\s+", "", quote.text) not in read:
                    raise Refusal("brief-quote", f"The quote of fact {number} does not stand there exactly.")


def _told(document: Document, *, quotes_last: bool = False, picture: bool = False) -> Iterator[str]:
    for line in (document.kicker, document.period_line, *document.headline):
        yield _marked(line, document)
    for section in document.sections:
        yield _marked(section.title, document)
        yield _marked(section.aside, document)
        for block in section.blocks:
            yield from _block(block, document, quotes_last=quotes_last, picture=picture)
    for line in (*document.notes, document.footer):
        yield _marked(line, document)


def _block(block: Block, document: Document, *, quotes_last: bool, picture: bool) -> Iterator[str]:
    match block:
        case Waterfall() if picture:
            yield from (_marked(block.title, document), _marked(block.sub, document))
            for step in block.steps:
                yield from (text_of(step.value), text_of(step.label))
            yield _marked(block.note, document)
        case Insight():
            money = [_marked(block.money, document), _marked(block.small, document)]
            yield _marked(block.title, document)
            if quotes_last:
                yield from money
            yield from (_marked(line, document) for line in block.lines)
            for number, caption in zip(block.shown, block.captions, strict=True):
                quote = document.ledger.fact(number).quote
                yield from (quote.text if quote else "", _marked(caption, document))
            yield _marked(block.foot, document)
            if not quotes_last:
                yield from money
        case _:
            yield from (_marked(line, document) for line in block_lines(block))


def _marked(line: Line, document: Document) -> str:
    return "".join(
        span
        if isinstance(span, str)
        else span.text + (_raised(span.fact, document) if isinstance(span, Cite) and span.mark else "")
        for span in line
    )


def _raised(fact: int, document: Document) -> str:
    return str(document.mark(fact)).translate(_RAISED)
